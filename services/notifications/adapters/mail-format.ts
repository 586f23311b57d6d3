import { amountFormat } from '@vitrine/contracts/currency'
import type { Locale } from '../domain/letter.ts'

const tags = { fr: 'fr-FR', en: 'en-GB' } as const

/** Mail readers break lines at U+202F and many fonts lack it: U+00A0, as the shop's pages have it (web.md 6). */
const spaced = (text: string): string => text.replaceAll('\u202f', '\u00a0')

/** Made once each: making a formatter costs a hundred times what using it does. */
function once<T>(make: (tag: string, kind: string) => T): (locale: Locale, kind?: string) => T {
  const made = new Map<string, T>()
  return (locale, kind = '') => {
    const known = made.get(locale + kind)
    if (known) return known
    const fresh = make(tags[locale], kind)
    made.set(locale + kind, fresh)
    return fresh
  }
}

const money = once(amountFormat)

/** `1 234,50 €` and `€1,234.50`, from minor units. */
export const formatMoney = (locale: Locale, amountMinor: number, currency: string): string =>
  spaced(money(locale, currency)(amountMinor)).replace('-', '\u2212')

const date = once((tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' }))

/** An instant as a date of the shop's country: `24 novembre 2026`. */
export const formatDate = (locale: Locale, instant: string): string => spaced(date(locale).format(new Date(instant)))

const countries = once((tag) => new Intl.DisplayNames(tag, { type: 'region', fallback: 'code' }))

export const formatCountry = (locale: Locale, country: string): string => countries(locale).of(country) ?? country

const moment = once((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'long', timeZone: 'Europe/Paris' }))

/** A moment to the second, in the time of the shop's country, which it names: `26 novembre 2026 à 00:30:05 UTC+1`. */
export const formatMoment = (locale: Locale, instant: string): string => spaced(moment(locale).format(new Date(instant)))
