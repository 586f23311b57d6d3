import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Composition, StockMovement, StockPlace, StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { type Locale, LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { placesPath } from '../parts/use-places.ts'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { stockWords } from '../words/stock.ts'
import { Places } from './places.tsx'
import { Stock } from './stock.tsx'
import { StockVariant } from './stock-variant.tsx'

const places: StockPlace[] = [
  { placeId: 'main', name: 'Main', kind: 'warehouse', turn: 0 },
  { placeId: 'paris', name: 'Paris, Marais', kind: 'shop', turn: 1 },
]
const row = (more: Partial<StockRow> = {}): StockRow => ({
  ...{
    variantId: 'lise',
    kind: 'piece',
    onHand: 5,
    reserved: 2,
    available: 3,
    awaited: 0,
    cap: 0,
    offer: 'none',
    shipsOn: null,
    reorderAt: null,
  },
  ...{ sku: 'LISE', productId: 'p', slug: 'lise', name: 'Lise', options: [], image: null },
  places: [
    { placeId: 'main', onHand: 1, reserved: 1 },
    { placeId: 'paris', onHand: 4, reserved: 1 },
  ],
  ...more,
})
const moved: StockMovement = { id: 'm', placeId: 'paris', quantity: -4, reason: 'transferred', actor: 'ada', at: '2026-11-28T10:00:00Z' }

/** A screen with what the door answered, as it is first drawn. */
function screen(locale: Locale, path: string, found: StockRow, parts: Composition['parts'] = []): string {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  const page = <Row,>(items: readonly Row[]) => ({ pages: [{ items, nextCursor: null, total: items.length }], pageParams: [''] })
  queries.setQueryData([placesPath], { items: places })
  queries.setQueryData(['/v1/admin/stock', 'lise'], { items: [found] })
  queries.setQueryData(['/v1/admin/stock', { state: undefined, placeId: undefined }], page([found]))
  queries.setQueryData(['/v1/admin/stock/lise/parts'], { variantId: 'lise', parts })
  queries.setQueryData(['/v1/admin/stock/lise/movements', { placeId: undefined }], page([moved]))
  queries.setQueryData(['staff'], { items: [] })
  const routes = [
    { path: '/stock', Component: Stock },
    { path: '/stock/:variantId', Component: StockVariant },
    { path: '/places', Component: Places },
  ]
  return renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <LocaleContext value={locale}>
        <RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />
      </LocaleContext>
    </QueryClientProvider>,
  )
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
}

/** The section under a heading. */
const under = (html: string, title: string): string => html.split('<section').find((part) => part.includes(`>${title}</h2>`)) ?? ''

describe.each(['fr', 'en'] as const)('stock in %s', (locale) => {
  const words = stockWords[locale]

  test('a variant says where its pieces lie, and every change names a place', () => {
    const html = screen(locale, '/stock/lise', row())
    const lies = under(html, words.byPlace)
    expect(lies).toMatch(/Paris, Marais<\/th>.*?>4<.*?>1<.*?<b>3<\/b>/)
    const transfer = under(html, words.transfer)
    expect(transfer.match(/<option/g)).toHaveLength(4)
    expect(transfer).toContain(words.from)
    expect(html).toContain(`>${words.transferred}</td>`)
    expect(html).toMatch(new RegExp(`data-name="${words.place}">Paris, Marais</td>`))
  })

  test('a variant says from how many pieces down it is to be ordered anew, and the list which is there', () => {
    const form = under(screen(locale, '/stock/lise', row({ reorderAt: 8 })), words.reorder)
    expect(form).toContain(`>${words.reorderAt}</label>`)
    expect(form).toMatch(/<input(?=[^>]*id="reorderAt")(?=[^>]* value="8")/)
    const list = (more: Partial<StockRow>) => screen(locale, '/stock', row(more))
    expect(list({ reorderAt: 3 })).toContain(words.isToReorder(3))
    expect(list({ reorderAt: 2 })).not.toContain(words.isToReorder(2))
    expect(list({})).toContain({ fr, en }[locale].toReorder)
  })

  test('what is sold ahead is shown with its cap and its day, and can be changed', () => {
    const html = screen(locale, '/stock/lise', row({ offer: 'pre-order', cap: 10, awaited: 2, shipsOn: '2026-12-24' }))
    expect(html).toContain(words.awaitedOf(2, 10))
    const ahead = under(html, words.ahead)
    expect(ahead).toMatch(/<input(?=[^>]*id="cap")(?=[^>]* value="10")/)
    expect(ahead).toMatch(/<input(?=[^>]*type="date")(?=[^>]* value="2026-12-24")/)
    expect(under(screen(locale, '/stock/lise', row()), words.ahead)).not.toContain('type="date"')
  })

  test('a bundle shows its parts by SKU, and has no pieces to count, move or promise', () => {
    const part = { variantId: 'lens', sku: 'LENS', quantity: 2, name: 'Lens', options: [], available: 7 }
    const html = screen(locale, '/stock/lise', row({ kind: 'bundle', onHand: 0, reserved: 0, places: [] }), [part])
    const made = under(html, words.parts)
    expect(made).toMatch(/<input(?=[^>]*id="part-0")(?=[^>]* value="LENS")/)
    expect(made).toMatch(/<input(?=[^>]*id="part-0-quantity")(?=[^>]* value="2")/)
    expect(made).toContain(words.removePart('LENS'))
    for (const title of [words.byPlace, words.transfer, words.ahead]) expect(under(html, title)).toBe('')
  })

  test('places are listed in their order, each with its button, and a new one has a form', () => {
    const html = screen(locale, '/places', row())
    expect([...html.matchAll(/class="mono">([^<]+)</g)].map(([, id]) => id)).toEqual(['main', 'paris'])
    for (const { name } of places) expect(html).toContain(`>${words.changePlace(name)}</button>`)
    expect(html).toContain(words.makePlace)
  })

  test('the list narrows to a place or to what is waited for, and says what is sold ahead', () => {
    const html = screen(locale, '/stock', row({ offer: 'back-order', cap: 3, shipsOn: '2026-12-24' }))
    for (const text of [words.waiting, words.allPlaces, words.offers['back-order']]) expect(html).toContain(text)
    expect(html).toContain('href="/places"')
  })
})
