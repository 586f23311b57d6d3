import type { Locale } from '../domain/letter.ts'

const tags = { fr: 'fr-FR', en: 'en-GB' } as const

/** Mail readers break lines at U+202F and many fonts lack it: U+00A0, as the shop's pages have it (web.md 6). */
const spaced = (text: string): string => text.replaceAll('\u202f', '\u00a0')

/** `1 234,50 €` and `€1,234.50`, from minor units. */
export function formatMoney(locale: Locale, amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat(tags[locale], { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return spaced(format.format(amountMinor / 10 ** digits)).replace('-', '\u2212')
}

/** An instant as a date of the shop's country: `24 novembre 2026`. */
export const formatDate = (locale: Locale, instant: string): string =>
  spaced(
    new Intl.DateTimeFormat(tags[locale], { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' }).format(
      new Date(instant),
    ),
  )

export const formatCountry = (locale: Locale, country: string): string =>
  new Intl.DisplayNames(tags[locale], { type: 'region', fallback: 'code' }).of(country) ?? country

/** A moment to the second, in the time of the shop's country, which it names: `26 novembre 2026 à 00:30:05 UTC+1`. */
export const formatMoment = (locale: Locale, instant: string): string =>
  spaced(
    new Intl.DateTimeFormat(tags[locale], { dateStyle: 'long', timeStyle: 'long', timeZone: 'Europe/Paris' }).format(new Date(instant)),
  )
