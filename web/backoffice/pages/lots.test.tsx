import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { StockLotWithSales } from '@vitrine/gateway/schemas/admin-stock'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { stockWords } from '../words/stock.ts'
import { Lot } from './lot.tsx'
import { Lots } from './lots.tsx'

const lot: StockLotWithSales = {
  ...{ variantId: 'v 1', sku: 'MUSK-50', name: 'Musk', lot: 'L/1', received: 5, left: 3, at: '2026-11-28T10:00:00Z' },
  sales: [{ orderId: 'o1', quantity: 2, at: '2026-11-28T12:00:00Z' }],
  lent: [],
}

describe.each(['fr', 'en'] as const)('lots in %s', (locale) => {
  const words = stockWords[locale]
  function screen(path: string, found = lot, items = [found]): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/lots', ''], { items })
    queries.setQueryData(['/v1/admin/lots', 'v 1', 'L/1'], found)
    const pages = [
      { path: '/lots', Component: Lots },
      { path: '/lots/:variantId/:lot', Component: Lot },
    ]
    const router = createMemoryRouter(pages, { initialEntries: [path] })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('are listed with the way to each, or said to be none', () => {
    expect(screen('/lots')).toContain('href="/lots/v%201/L%2F1"')
    expect(screen('/lots', lot, [])).toContain(words.noLots)
  })

  test('one shows who got pieces, and its recall says how many orders are written to', () => {
    const html = screen('/lots/v%201/L%2F1')
    for (const said of [words.lotOf('L/1', 'Musk'), words.recallButton(1)]) expect(html).toContain(said)
    expect(html).toContain('href="/orders/o1"')
  })

  test('STK-8: a frame that was kept of a home trial leads to the trial, and who has one at home is listed and counted', () => {
    const kept = { orderId: 't1', quantity: 1, at: '2026-11-28T12:00:00Z', isHomeTrial: true } as const
    const html = screen('/lots/v%201/L%2F1', { ...lot, sales: [...lot.sales, kept], lent: [{ trialId: 't2', name: 'Ada Blanc' }] })
    for (const said of ['href="/home-trials/t1"', 'href="/home-trials/t2"', 'Ada Blanc', words.lent, words.recallButton(3)])
      expect(html).toContain(said)
    expect(screen('/lots/v%201/L%2F1')).not.toContain(words.lent)
  })

  test('recalled, it is not recalled again, and says what is still on the shelf', () => {
    const html = screen('/lots/v%201/L%2F1', { ...lot, recalledAt: '2026-11-29T09:00:00Z', note: 'A cap may break' })
    expect(html).not.toContain(words.recallButton(1))
    for (const said of ['A cap may break', words.stillLeft(3)]) expect(html).toContain(said)
  })
})
