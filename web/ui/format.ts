import { amountFormat } from '@vitrine/gateway/schemas/currency'
import type { Locale } from './locale.ts'

interface Amount {
  readonly amountMinor: number
  readonly currency: string
}

const tags = { fr: 'fr-FR', en: 'en-GB' } as const
const both = <T>(make: (tag: string) => T): Record<Locale, T> => ({ fr: make(tags.fr), en: make(tags.en) })

/** Our fonts have no U+202F; the no-break space U+00A0 is as wide as French asks for here. */
const spaced = (text: string): string => text.replaceAll('\u202f', '\u00a0')

const currencyFormats = new Map<string, ReturnType<typeof amountFormat>>()
/** The few formatters that exist are kept. */
function currencyFormat(locale: Locale, currency: string): ReturnType<typeof amountFormat> {
  const key = locale + currency
  const known = currencyFormats.get(key)
  if (known) return known
  const made = amountFormat(tags[locale], currency)
  currencyFormats.set(key, made)
  return made
}

/** `1 234,50 €` and `€1,234.50`, from minor units. */
export const formatMoney = (locale: Locale, { amountMinor, currency }: Amount): string =>
  spaced(currencyFormat(locale, currency)(amountMinor)).replace('-', '\u2212')

/** The price of a measure: `168,00 € / 100 ml`. */
export const formatUnitPrice = (locale: Locale, price: Amount & { readonly per: number; readonly unit: string }): string =>
  `${formatMoney(locale, price)} / ${price.per}\u00a0${price.unit}`

const plain = both((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }))
export const formatNumber = (locale: Locale, value: number): string => spaced(plain[locale].format(value)).replace('-', '\u2212')

export const formatMm = (locale: Locale, value: number): string => `${formatNumber(locale, value)}\u00a0mm`
export const formatCm = (locale: Locale, value: number): string => `${formatNumber(locale, value)}\u00a0cm`
export const formatGrams = (locale: Locale, value: number): string => `${formatNumber(locale, value)}\u00a0g`

/** A share of 1: `−20 %` and `−20%`, with the real minus sign. */
const share = both((tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 }))
export const formatPercent = (locale: Locale, value: number): string => spaced(share[locale].format(value)).replace('-', '\u2212')

/** Dioptres are always signed, with two decimals. */
const power = both((tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'always' }))
export const formatDioptres = (locale: Locale, value: number): string => power[locale].format(value).replace('-', '\u2212')

/** The three numbers printed on a temple: `52-18-140` (EY-1). */
export const formatFrameSize = (size: {
  readonly lensWidthMm: number
  readonly bridgeMm: number
  readonly templeMm?: number | undefined
}): string => [size.lensWidthMm, size.bridgeMm, size.templeMm].filter((part) => part !== undefined).join('-')

/** The first of a month is an ordinal in French, which Intl does not write: `mardi 1er décembre`. Source: Lexique des règles typographiques, "Dates". */
const dated = (locale: Locale, text: string): string => spaced(locale === 'fr' ? text.replace(/(?<!\d)1 (?=\p{L})/u, '1er ') : text)

const zone = { timeZone: 'Europe/Paris' } as const
const longDay = both((tag) => new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }))
const shortDay = both((tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', timeZone: 'UTC' }))
const fullDate = both((tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric', ...zone }))
const clock = both((tag) => new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone }))
const stamp = both(
  (tag) =>
    new Intl.DateTimeFormat(tag, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...zone,
    }),
)

/** A day without a time (`2026-11-27`): `vendredi 27 novembre`. */
export const formatDay = (locale: Locale, day: string): string => dated(locale, longDay[locale].format(new Date(`${day}T00:00:00Z`)))
/** The same, short: `27 nov.` */
export const formatShortDay = (locale: Locale, day: string): string => dated(locale, shortDay[locale].format(new Date(`${day}T00:00:00Z`)))
/** An instant as a date of the shop's country: `24 novembre 2026`. */
export const formatDate = (locale: Locale, instant: string): string => dated(locale, fullDate[locale].format(new Date(instant)))
/** An instant as a time of day, 24 hours. */
export const formatTime = (locale: Locale, instant: string): string => clock[locale].format(new Date(instant))
/** An instant of the last days, in full but short: `mar. 24 nov., 14:02`. */
export const formatStamp = (locale: Locale, instant: string): string => dated(locale, stamp[locale].format(new Date(instant)))

/** A list in words: `bergamote, mandarine et baie rose`. */
const lists = both((tag) => new Intl.ListFormat(tag, { style: 'long', type: 'conjunction' }))
export const formatList = (locale: Locale, parts: readonly string[]): string => lists[locale].format(parts)

/** First letter capital, the rest as it is. */
export const sentence = (locale: Locale, text: string): string => text.charAt(0).toLocaleUpperCase(tags[locale]) + text.slice(1)
