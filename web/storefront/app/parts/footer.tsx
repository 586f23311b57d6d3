import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { useLocation } from 'react-router'
import type { Theme } from '../shop.ts'
import { creditWords } from '../words/credit.ts'
import { layoutWords } from '../words/layout.ts'
import { type Currencies, CurrencyChoice } from './currency-choice.tsx'
import type { Aisle } from './header.tsx'

interface FooterProps {
  readonly aisles: readonly Aisle[]
  readonly theme: Theme | undefined
  readonly currencies: Currencies | undefined
}

/** Foot of every page: where to go, what the law wants findable, the currency and the theme. */
export function Footer({ aisles, theme, currencies }: FooterProps) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const to = (path: string) => pathIn(locale, path)
  const columns = [
    { title: words.shop, links: aisles.map((aisle) => [aisle.name, `/c/${aisle.slug}`] as const) },
    {
      title: words.help,
      links: [
        [words.trackOrder, '/track'],
        [words.deliveryReturns, '/info/livraison'],
        [words.withdraw, '/withdraw'],
        [creditWords[locale].title, '/credit'],
      ] as const,
    },
    {
      title: words.tryOn,
      links: [
        [words.openMirror, '/try'],
        [words.whatCameraSees, '/info/camera'],
      ] as const,
    },
    {
      title: words.house,
      links: [
        [words.opticians, '/info/opticiens'],
        [words.accessibility, '/info/accessibilite'],
        [words.terms, '/info/conditions'],
        [words.legal, '/info/mentions'],
        [words.privacy, '/info/vie-privee'],
      ] as const,
    },
  ]
  return (
    <footer className="foot">
      <div className="wrap">
        <div className="foot-grid">
          {columns.map((column) => (
            <div key={column.title}>
              <h2>{column.title}</h2>
              <ul>
                {column.links.map(([name, path]) => (
                  <li key={path}>
                    <a href={to(path)}>{name}</a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
        <div className="foot-end">
          <p className="fine ink-3">{words.demo}</p>
          {currencies && <CurrencyChoice {...currencies} />}
          <ThemeChoice chosen={theme} />
        </div>
      </div>
    </footer>
  )
}

/** A form, so that it works without scripts; with them the page changes at once and only the cookie is posted. */
function ThemeChoice({ chosen }: { readonly chosen: Theme | undefined }) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const { pathname, search } = useLocation()
  const [theme, setTheme] = useState<Theme | 'auto'>(chosen ?? 'auto')
  const choose = (value: Theme | 'auto') => {
    setTheme(value)
    if (value === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = value
    // biome-ignore lint/suspicious/noDocumentCookie: the same cookie the form would set
    document.cookie =
      value === 'auto' ? 'theme=; Path=/; Max-Age=0; SameSite=Lax' : `theme=${value}; Path=/; Max-Age=31536000; SameSite=Lax`
  }
  return (
    <form className="seg" method="post" action={pathIn(locale, '/preferences')} aria-label={words.theme}>
      <span className="lg" aria-hidden="true">
        {words.theme}
      </span>
      <input type="hidden" name="back" value={pathname + search} />
      {(['auto', 'light', 'dark'] as const).map((value) => (
        <button
          key={value}
          type="submit"
          name="theme"
          value={value}
          aria-pressed={theme === value}
          onClick={(event) => {
            event.preventDefault()
            choose(value)
          }}
        >
          {words.themes[value]}
        </button>
      ))}
    </form>
  )
}
