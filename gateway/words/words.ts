import { en } from './en.ts'
import { fr } from './fr.ts'

export type Locale = 'fr' | 'en'
export type Words = typeof en

const catalogues: Readonly<Record<Locale, Words>> = { fr, en }

/** What the door says to people, in their language. */
export const wordsOf = (locale: Locale): Words => catalogues[locale]

/** The text of a code; the code itself where there is none, so that something is said. */
export const textOf = (texts: Readonly<Record<string, string>>, code: string): string =>
  Object.hasOwn(texts, code) ? (texts[code] ?? code) : code
