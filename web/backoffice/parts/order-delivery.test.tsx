import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { OrderDelivery } from './order-delivery.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const way = (id: string, price: number) => ({ id, name: `way ${id}`, price: eur(price), earliest: '2026-12-01', latest: '2026-12-03' })
const address = { name: 'Tabac', line1: '3 rue Haute', postcode: '69001', city: 'Lyon', country: 'FR' }
const found: DeliveryOptions = {
  items: [way('home', 490), way('fast', 990), { ...way('point', 290), pickupPoints: [{ id: 'p1', name: 'Tabac', address }] }],
  unavailable: [],
}

describe.each([
  ['fr', fr],
  ['en', en],
] as const)('another way to travel, in %s', (locale, words) => {
  const screen = (allowed: string[], options = found): string => {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/orders', 'o', 'delivery-options'], options)
    const order = { id: 'o', allowed, totals: { delivery: eur(490) } } as unknown as AdminOrder // what the part reads of it
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <OrderDelivery order={order} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('is chosen among those that cost as much or less, a pick-up by its point', () => {
    const html = screen(['change-delivery'])
    expect(html).toContain(words.changeDelivery)
    expect(html).toContain('value="[&quot;home&quot;]"')
    expect(html).toContain('value="[&quot;point&quot;,&quot;p1&quot;]"')
    expect(html).toContain('<optgroup label="way point')
    expect(html).not.toContain('fast')
  })

  test('is said to be none, and is not offered once the parcel is made', () => {
    expect(screen(['change-delivery'], { ...found, items: [way('fast', 990)] })).toContain(words.noOtherDelivery)
    expect(screen(['refund'])).toBe('')
  })
})
