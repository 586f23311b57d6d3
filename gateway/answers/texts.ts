import type { Timestamp } from '@bufbuild/protobuf/wkt'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { LocalText } from '@vitrine/contracts/shop/v1'
import type { Locale } from '../words/words.ts'

/** The text in the caller's language; French, the default, where it is missing. */
export const pick = (text: LocalText | undefined, locale: Locale): string => (text ? text[locale] || text.fr : '')

/** Throws when a service left a time out that it always gives. */
export function timeOf(at: Timestamp | undefined): string {
  if (!at) throw new Error('a service left a time out')
  return timestampDate(at).toISOString()
}

/** First and last moment of a list, as services ask for it. */
export const periodOf = ({ since, until }: { readonly since?: string | undefined; readonly until?: string | undefined }) => ({
  ...(since && { since: timestampFromDate(new Date(since)) }),
  ...(until && { until: timestampFromDate(new Date(until)) }),
})
