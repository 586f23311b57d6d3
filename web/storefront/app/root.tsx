import hanken from '@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2?url'
import spectral from '@fontsource/spectral/files/spectral-latin-300-normal.woff2?url'
import { LocaleContext, localeOf, otherPath } from '@vitrine/ui/locale'
import type { ReactNode } from 'react'
import {
  isRouteErrorResponse,
  Links,
  type LoaderFunctionArgs,
  Meta,
  Outlet,
  Scripts,
  useLocation,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from 'react-router'
import { useOthersForgotten } from './kept-in-tab.ts'
import { Footer } from './parts/footer.tsx'
import { Header, SlimHeader } from './parts/header.tsx'
import { OfflineNote } from './parts/offline-note.tsx'
import { Problem } from './parts/problem.tsx'
import { ask, orSpare, type PageProblem, shopOf, shownCurrency } from './shop.ts'
import styles from './storefront.css?url'
import { layoutWords } from './words/layout.ts'

/** The departments of the shop and its currencies, for head and foot; a shop that cannot tell them is still a shop with a search box. */
export async function loader({ context }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const [{ items }, sold] = await Promise.all([
    orSpare(ask(context, 'categories', {}), { items: [] }),
    orSpare(ask(context, 'currencies', {}), undefined),
  ])
  return {
    theme: shop.theme,
    shopName: shop.shopName,
    publicUrl: shop.publicUrl,
    currencies: { codes: sold?.items.map(({ code }) => code) ?? [], chosen: shownCurrency(shop) },
    aisles: items.map((category) => ({ slug: category.slug, name: category.name, kind: category.kind })),
  }
}

/** Departments and theme do not change while filters of a list do. */
export const shouldRevalidate = () => false

export function Layout({ children }: { readonly children: ReactNode }) {
  const { pathname } = useLocation()
  const root = useRouteLoaderData<typeof loader>('root')
  const slim = useMatches().some((match) => (match.handle as { readonly slim?: boolean } | undefined)?.slim)
  const locale = localeOf(pathname)
  const words = layoutWords[locale]
  useOthersForgotten()
  const [french, english] = locale === 'fr' ? [pathname, otherPath(pathname)] : [otherPath(pathname), pathname]
  const base = root?.publicUrl ?? ''
  return (
    <html lang={locale} data-theme={root?.theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" content="#fbf9f5" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#14130f" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="preload" href={spectral} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="preload" href={hanken} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="stylesheet" href={styles} />
        <link rel="alternate" hrefLang="fr" href={base + french} />
        <link rel="alternate" hrefLang="en" href={base + english} />
        <link rel="alternate" hrefLang="x-default" href={base + french} />
        <Meta />
        <Links />
      </head>
      <body>
        <LocaleContext value={locale}>
          <a className="skip" href="#main">
            {words.skip}
          </a>
          {slim ? <SlimHeader /> : <Header aisles={root?.aisles ?? []} currencies={root?.currencies} />}
          <main id="main" tabIndex={-1}>
            {children}
          </main>
          <OfflineNote />
          {!slim && <Footer aisles={root?.aisles ?? []} theme={root?.theme} currencies={root?.currencies} />}
        </LocaleContext>
        <Scripts />
      </body>
    </html>
  )
}

export default function Root() {
  return <Outlet />
}

export function ErrorBoundary() {
  const fault = useRouteError()
  const problem = isRouteErrorResponse(fault) ? (fault.data as Partial<PageProblem> | null) : null
  return <Problem status={isRouteErrorResponse(fault) ? fault.status : 500} reference={problem?.requestId} />
}
