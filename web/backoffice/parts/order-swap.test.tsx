import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { OrderSwap } from './order-swap.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const line = (id: string, more = {}) => ({
  ...{ id, productId: 'p', variantId: 'm', name: 'Shirt', options: [{ text: 'M' }], kind: 'apparel', unitPrice: eur(5_000) },
  ...{ quantity: 2, cancelled: 0, sent: 0, ...more },
})
const variant = (id: string, price: number, ready: number) => ({
  id,
  options: [{ text: `size ${id}` }],
  price: eur(price),
  stock: { ready },
})
const variants = [variant('m', 5_000, 9), variant('l', 5_000, 3), variant('xl', 5_500, 3), variant('s', 4_000, 0), variant('xxl', 4_000, 4)]

describe.each([
  ['fr', fr],
  ['en', en],
] as const)('a swap, in %s', (locale, words) => {
  const screen = (allowed: string[], lines = [line('a')]): string => {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/products', 'p', 'EUR'], { variants })
    const items = [
      { variantId: 'l', difference: eur(0) },
      { variantId: 'xl', difference: eur(1_037) }, // a coupon of the order is in it
      { variantId: 's', difference: eur(-900) },
    ]
    queries.setQueryData(['/v1/admin/orders', 'o', 'swap', 'a', 1], { items })
    const order = { id: 'o', allowed, lines, totals: { total: eur(10_000) } } as unknown as AdminOrder // what the part reads of it
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <OrderSwap order={order} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('offers the other variants with what is there of each; what costs more says so, what is sold out cannot be chosen', () => {
    const html = screen(['swap'])
    expect(html).toMatch(/<option value="l">size l/)
    expect(html).not.toContain('<option value="m"')
    const amount = (minor: number) => formatMoney(locale, eur(minor))
    expect(html).toContain(`<option value="l">size l · ${words.swapLeft(3)}</option>`)
    expect(html).toContain(`<option value="xl">size xl · ${words.swapDearer(amount(1_037))} · ${words.swapLeft(3)}</option>`)
    expect(html).toContain(`<option value="s" disabled="">size s · ${words.swapBack(amount(900))} · ${words.swapSoldOut}</option>`)
    expect(html).toContain(`<option value="xxl" disabled="">size xxl · ${words.swapNotHad}</option>`)
    expect(html).toContain('max="2"')
  })

  test('is not offered once it is too late, nor of what is made to order or left', () => {
    expect(screen(['refund'])).toBe('')
    expect(
      screen(['swap'], [line('a', { glasses: {} }), line('b', { partOf: 'a' }), line('c', { kind: 'gift-card' }), line('d', { sent: 2 })]),
    ).toBe('')
    expect(screen(['swap'], [line('a'), line('b')])).toContain(words.swapLine)
  })
})
