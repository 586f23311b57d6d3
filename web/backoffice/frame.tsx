import { useQueryClient } from '@tanstack/react-query'
import { Icon } from '@vitrine/ui/components/icon'
import { useLocale } from '@vitrine/ui/locale'
import { useEffect, useRef, useState } from 'react'
import { Link, Navigate, NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { ask, isSignedOut } from './api.ts'
import { RailIcon } from './parts/rail-icon.tsx'
import { Failed, Waiting } from './parts/region.tsx'
import { isStaff, useMe } from './session.ts'
import { ThemeChoice } from './parts/theme-choice.tsx'
import { useChooseLocale, useWords } from './words/words.tsx'

const places = [
  ['/', 'today'],
  ['/orders', 'orders'],
  ['/parcels', 'parcels'],
  ['/returns', 'returns'],
  ['/glasses', 'glasses'],
  ['/advice', 'advice'],
  ['/home-trials', 'homeTrials'],
  ['/payments', 'payments'],
  ['/products', 'products'],
  ['/categories', 'categories'],
  ['/stock', 'stock'],
  ['/promotions', 'promotions'],
  ['/price-lists', 'priceLists'],
  ['/lenses', 'lenses'],
  ['/delivery', 'delivery'],
  ['/credits', 'credits'],
  ['/currencies', 'currencies'],
  ['/taxes', 'taxes'],
  ['/pages', 'pages'],
  ['/customers', 'customers'],
  ['/staff', 'staff'],
  ['/mails', 'mails'],
  ['/audit', 'audit'],
] as const

/** The rail, the bar, and the screen in between. Nobody gets here without a role. */
export function Frame() {
  const words = useWords()
  const me = useMe()
  const { pathname } = useLocation()
  useFocusOnArrival(pathname)
  if (isSignedOut(me.error)) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname)}`} replace />
  if (me.error) return <Failed error={me.error} retry={me.refetch} />
  if (!me.data) return <Waiting rows={6} />
  if (!isStaff(me.data)) return <Navigate to="/sign-in?why=no-right" replace />
  return (
    <div className="office">
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Rail who={me.data.name ?? me.data.email} />
      <div className="desk">
        <header className="obar">
          <a className="link" href="/">
            {words.seeShop}
          </a>
          {isAlone && <p className="env fine">{words.onThisMachine}</p>}
        </header>
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  )
}

/** The way to every screen; folded behind a button where there is no room for it, and folded again on arrival. */
function Rail({ who }: { readonly who: string }) {
  const words = useWords()
  const { key } = useLocation()
  const [openAt, setOpenAt] = useState('')
  const button = useRef<HTMLButtonElement>(null)
  const isOpen = openAt === key
  return (
    <aside
      className="rail"
      aria-label={words.office}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return
        setOpenAt('')
        button.current?.focus()
      }}
    >
      <div className="rail-head">
        <Link className="mark" to="/">
          {words.shop}
        </Link>
        <button
          className="ob rail-button"
          type="button"
          ref={button}
          aria-expanded={isOpen}
          aria-controls="rail"
          onClick={() => setOpenAt(isOpen ? '' : key)}
        >
          <Icon name={isOpen ? 'close' : 'menu'} />
          {words.menu}
        </button>
      </div>
      <div className="rail-body" id="rail" data-open={isOpen || undefined}>
        <nav aria-label={words.nav}>
          <ul>
            {places.map(([to, name]) => (
              <li key={to}>
                <NavLink to={to} end={to === '/'}>
                  <RailIcon place={name} />
                  <span>{words[name]}</span>
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="rail-end">
          <p className="fine ink-3">{who}</p>
          <LanguageChoice />
          <ThemeChoice />
          <SignOut />
        </div>
      </div>
    </aside>
  )
}

/** A shop on the machine it is looked at from is not the one people buy in. */
const isAlone = ['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname)

/** After a change of screen the reader hears its title. */
function useFocusOnArrival(pathname: string) {
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    document.getElementById('main')?.focus()
  }, [pathname])
}

function LanguageChoice() {
  const [words, locale, choose] = [useWords(), useLocale(), useChooseLocale()]
  return (
    <div className="oseg" role="group" aria-label={words.language}>
      {(['fr', 'en'] as const).map((one) => (
        <button key={one} type="button" lang={one} aria-pressed={locale === one} onClick={() => choose(one)}>
          {one.toUpperCase()}
        </button>
      ))}
    </div>
  )
}

function SignOut() {
  const words = useWords()
  const [queries, navigate] = [useQueryClient(), useNavigate()]
  const leave = async () => {
    await ask('/v1/auth/logout', { method: 'POST', body: {} }).catch(() => {}) // signed out already, or soon by time
    queries.clear()
    await navigate('/sign-in')
  }
  return (
    <button className="ob" type="button" onClick={() => void leave()}>
      {words.signOut}
    </button>
  )
}
