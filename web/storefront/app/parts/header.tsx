import { Icon } from '@vitrine/ui/components/icon'
import { otherPath, pathIn, useLocale } from '@vitrine/ui/locale'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import { useShopName } from '../shop-name.ts'
import { layoutWords } from '../words/layout.ts'
import { CartBadge } from './cart-badge.tsx'
import type { Currencies } from './currency-choice.tsx'

export interface Aisle {
  readonly slug: string
  readonly name: string
}

const Combobox = lazy(async () => ({ default: (await import('./search-combobox.tsx')).SearchCombobox }))

/** Head of every page: departments, the mark, search, language, account and cart. Nothing in it is personal before it has loaded. */
export function Header({ aisles, currencies }: { readonly aisles: readonly Aisle[]; readonly currencies: Currencies | undefined }) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const { pathname, search } = useLocation()
  const to = (path: string) => pathIn(locale, path)
  const links = [
    ...aisles.map((aisle) => ({ name: aisle.name, href: to(`/c/${aisle.slug}`) })),
    { name: words.tryOn, href: to('/try') },
  ].map((link) => ({ ...link, current: pathname === link.href ? ('page' as const) : undefined }))
  const language = locale === 'fr' ? 'en' : 'fr'
  const currency = currencies && currencies.codes.length > 1 ? currencies.chosen : undefined
  return (
    <header className="top">
      <div className="wrap">
        <nav className="nav" aria-label={words.aisles}>
          <ul>
            {links.map((link) => (
              <li key={link.href}>
                <a href={link.href} aria-current={link.current}>
                  {link.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <details className="menu">
          <summary>
            <Icon name="menu" />
            <span className="sr">{words.menu}</span>
          </summary>
          <div className="sheet">
            <SearchBox id="search-menu" />
            <ul>
              {links.map((link) => (
                <li key={link.href}>
                  <a href={link.href} aria-current={link.current}>
                    {link.name}
                  </a>
                </li>
              ))}
              <li className="s">
                <a href={to('/account')}>{words.account}</a>
              </li>
              <li className="s">
                <a href={otherPath(pathname) + search} hrefLang={language} lang={language}>
                  {words.otherLabel}
                </a>
              </li>
              {currency && (
                <li className="s">
                  <a href="#currency">{words.currencyIs(currency)}</a>
                </li>
              )}
            </ul>
          </div>
        </details>
        <a className="mark" href={to('/')}>
          {useShopName()}
        </a>
        <ul className="tools">
          <li className="wide">
            <SearchBox id="search" shortcut />
          </li>
          <li className="wide">
            <a href={otherPath(pathname) + search} hrefLang={language} lang={language} aria-label={words.otherLabel}>
              {words.other}
            </a>
          </li>
          {currency && (
            <li className="wide">
              <a href="#currency" aria-label={words.currencyIs(currency)}>
                {currency}
              </a>
            </li>
          )}
          <li className="wide">
            <a href={to('/account')}>{words.account}</a>
          </li>
          <li>
            <a href={to('/cart')}>
              {words.cart}
              <CartBadge />
            </a>
          </li>
        </ul>
      </div>
    </header>
  )
}

/** Where only one thing is to be done: the mark, and the way back. */
export function SlimHeader() {
  const locale = useLocale()
  const words = layoutWords[locale]
  return (
    <header className="top slim">
      <div className="wrap">
        <a className="mark" href={pathIn(locale, '/')}>
          {useShopName()}
        </a>
        <a className="link tap end" href={pathIn(locale, '/cart')}>
          {words.backToCart}
        </a>
      </div>
    </header>
  )
}

/** A plain form that finds; the list of suggestions is loaded when the field is first used. */
function SearchBox({ id, shortcut = false }: { readonly id: string; readonly shortcut?: boolean }) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const [used, setUsed] = useState(false)
  useShortcut(id, shortcut)
  const field = (
    <>
      <Icon name="search" />
      <input
        id={id}
        name="q"
        type="search"
        placeholder={shortcut ? words.search : words.searchHint}
        autoComplete="off"
        maxLength={200}
        onFocus={() => setUsed(true)}
      />
      {shortcut && <kbd aria-hidden="true">/</kbd>}
    </>
  )
  return (
    <form className="find" role="search" action={pathIn(locale, '/search')} onFocus={() => setUsed(true)}>
      <label className="sr" htmlFor={id}>
        {words.searchLabel}
      </label>
      {used ? (
        <Suspense fallback={field}>
          <Combobox id={id} placeholder={shortcut ? words.search : words.searchHint} />
        </Suspense>
      ) : (
        field
      )}
    </form>
  )
}

/** The key "/" goes to the search field, unless something is being typed. */
function useShortcut(id: string, active: boolean) {
  useEffect(() => {
    if (!active) return
    const listen = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      document.getElementById(id)?.focus()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [id, active])
}
