import { type Locale, LocaleContext, useLocale } from '@vitrine/ui/locale'
import { createContext, type ReactNode, useContext, useLayoutEffect, useState } from 'react'
import { speak } from '../api.ts'
import { en, type OfficeWords } from './en.ts'
import { fr } from './fr.ts'

const words: Record<Locale, OfficeWords> = { fr, en }
const kept = 'vitrine.office.language'

const Choose = createContext<(locale: Locale) => void>(() => {})
/** Changes the language of the back office, for this browser. */
export const useChooseLocale = () => useContext(Choose)

/** The words of the language that was chosen, or that the browser asks for. */
export const useWords = (): OfficeWords => words[useLocale()]

function firstLocale(): Locale {
  const chosen = localStorage.getItem(kept)
  if (chosen === 'fr' || chosen === 'en') return chosen
  return navigator.language.startsWith('fr') ? 'fr' : 'en'
}

export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [locale, setLocale] = useState(firstLocale)
  speak(locale)
  useLayoutEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  const choose = (next: Locale) => {
    localStorage.setItem(kept, next)
    setLocale(next)
  }
  return (
    <Choose value={choose}>
      <LocaleContext value={locale}>{children}</LocaleContext>
    </Choose>
  )
}
