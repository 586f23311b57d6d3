import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { expect, test } from 'vitest'
import { basketOfOrder } from './basket-of-order.ts'

const eur = { amountMinor: 0, currency: 'EUR' }
const line = (variantId: string, quantity: number, partOf?: string) =>
  ({ variantId, quantity, ...(partOf && { partOf }) }) as AdminOrder['lines'][number]

test('an order is the basket it was: pieces of one variant together, lenses with their frame, its codes, its country and its money', () => {
  const basket = basketOfOrder({
    lines: [line('lise', 2), line('lens', 1, 'l'), line('case', 1), line('lise', 1)],
    promotions: [
      { promotionId: 'a', code: 'ETE', amount: eur },
      { promotionId: 'b', title: 'Ouverture', amount: eur },
    ],
    addresses: { shipping: { name: 'Ada', line1: '1', postcode: '1000', city: 'Bruxelles', country: 'BE' } },
    ...{ currency: 'CHF', customerId: 'ada' },
  })
  expect(basket).toEqual({ lines: 'lise:3,case:1', coupons: 'ETE', country: 'BE', currency: 'CHF', customerId: 'ada' })
})
