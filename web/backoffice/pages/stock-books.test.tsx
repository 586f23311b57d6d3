import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AnyMovement, StockClaim, StockDrift } from '@vitrine/gateway/schemas/admin-stock'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { StockClaims } from '../parts/stock-claims.tsx'
import { placesPath } from '../parts/use-places.ts'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { stockBookWords } from '../words/stock-books.ts'
import { Stock } from './stock.tsx'
import { StockDrifts } from './stock-drifts.tsx'
import { StockMovements } from './stock-movements.tsx'
import { StockSheet } from './stock-sheet.tsx'

const at = '2026-11-28T10:00:00.000Z'
const moved: AnyMovement = {
  id: 'm',
  variantId: 'v',
  sku: 'LISE',
  name: 'Lise',
  placeId: 'main',
  quantity: -2,
  reason: 'lost',
  actor: 'ada',
  at,
}
const drift: StockDrift = { variantId: 'v', sku: 'LISE', name: 'Lise', placeId: '', what: 'on-hand', level: 6, books: 4 }
const claims: StockClaim[] = [
  { id: 'o', kind: 'order', taken: 1, awaited: 0, at },
  { id: 't', kind: 'home-trial', taken: 1, awaited: 0, at },
  { id: 'c', kind: 'checkout', taken: 0, awaited: 2, at },
]

describe.each(['fr', 'en'] as const)('the books of stock in %s', (locale) => {
  const [own, words] = [stockBookWords[locale], { fr, en }[locale]]
  function screen(element: React.ReactNode, drifts = [drift], isCut = true): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    const page = (items: readonly unknown[], more = {}) => ({
      pages: [{ items, nextCursor: null, total: null, ...more }],
      pageParams: [''],
    })
    const none = { reason: undefined, actor: undefined, placeId: undefined, since: undefined, until: undefined }
    queries.setQueryData(['/v1/admin/stock/movements', none], page([moved]))
    queries.setQueryData(['/v1/admin/stock/drifts'], { items: drifts })
    queries.setQueryData(['/v1/admin/stock/v/claims'], { items: claims, total: 120 })
    queries.setQueryData(['staff'], { items: [{ id: 'ada', name: 'Ada' }] })
    queries.setQueryData([placesPath], { items: [{ placeId: 'main', name: 'Main', kind: 'warehouse', turn: 0 }] })
    const row = {
      variantId: 'v',
      sku: 'LISE',
      name: 'Lise',
      options: [],
      places: [],
      offer: 'none',
      kind: 'piece',
      available: 9,
      onHand: 9,
      reserved: 0,
    }
    queries.setQueryData(['/v1/admin/stock', { q: undefined, state: undefined, placeId: undefined }], page([row], isCut ? { isCut } : {}))
    const router = createMemoryRouter([{ path: '/', element }])
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }

  test('a movement leads to its variant and says why and by whom', () => {
    const html = screen(<StockMovements />)
    for (const said of ['href="/stock/v"', 'LISE', words.reasons.lost, '−2', 'Ada', own.anyReason]) expect(html).toContain(said)
  })

  test('a drift says level and books, and what putting it right does; none is good news', () => {
    const html = screen(<StockDrifts />)
    for (const said of [own.whats['on-hand'], own.allPlaces, own.repair, own.repairHint]) expect(html).toContain(said)
    expect(screen(<StockDrifts />, [])).toContain(own.noDrifts)
    expect(screen(<StockDrifts />, [])).not.toContain(own.repair)
  })

  test('who holds pieces leads to their order or home trial; a checkout has no page yet', () => {
    const html = screen(<StockClaims variantId="v" />)
    for (const said of ['href="/orders/o"', 'href="/home-trials/t"', own.claimKinds.checkout, own.moreClaims(3, 120)])
      expect(html).toContain(said)
    expect(html).not.toContain('/c"')
  })

  test('a list that is cut says so, and leads to many at once', () => {
    expect(screen(<Stock />)).toContain(own.isCut)
    expect(screen(<Stock />, [], false)).not.toContain(own.isCut)
    expect(screen(<Stock />)).toContain('href="/stock-sheet"')
  })

  test('a sheet that is empty cannot be seen, and says why', () => {
    const html = screen(<StockSheet />)
    expect(html).toMatch(/<button class="ob main" type="submit" aria-disabled="true" aria-describedby="[^"]+-wrong">/)
    expect(html).toContain(own.noLines)
  })
})
