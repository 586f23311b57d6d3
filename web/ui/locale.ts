import { createContext, useContext } from 'react'

/** The two languages of the shop. French stands at `/…`, English at `/en/…`, with the same slugs. */
export const locales = ['fr', 'en'] as const
export type Locale = (typeof locales)[number]

/** The language a path is in. */
export const localeOf = (pathname: string): Locale => (/^\/en(\/|\.data$|$)/.test(pathname) ? 'en' : 'fr')

/** The address of a page in a language; `path` is the French one. */
export const pathIn = (locale: Locale, path: string): string => (locale === 'fr' ? path : path === '/' ? '/en' : `/en${path}`)

/** The same page in the other language. */
export const otherPath = (pathname: string): string => {
  if (localeOf(pathname) === 'fr') return pathIn('en', pathname)
  return pathname.replace(/^\/en/, '') || '/'
}

/** The language of the page being drawn; set once by the page's root. */
export const LocaleContext = createContext<Locale>('fr')
export const useLocale = (): Locale => useContext(LocaleContext)
