import type { Locale } from '@vitrine/ui/locale'

const tags = { fr: 'fr-FR', en: 'en-GB' } as const

/** `mardi 24 novembre 2026`, in the time zone of whoever looks. */
export const dayText = (day: Date, locale: Locale): string =>
  new Intl.DateTimeFormat(tags[locale], { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(day)

/** `24 nov. 15:40`. */
export const momentText = (at: string, locale: Locale): string =>
  new Intl.DateTimeFormat(tags[locale], { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(at),
  )

/** `24 nov.` of a day without a time, the same everywhere. */
export const dayShort = (day: string, locale: Locale): string =>
  new Intl.DateTimeFormat(tags[locale], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
