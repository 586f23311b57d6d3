import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Order } from '@vitrine/gateway/schemas/order'
import { LocaleContext } from '@vitrine/ui/locale'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { bundleWords } from '../words/bundle.ts'
import { BundleParts } from './bundle-parts.tsx'
import { CheckoutSummary } from './checkout-summary.tsx'
import { Contents } from './order-parcels.tsx'

const part = {
  variantId: 'vial',
  sku: 'VIAL',
  name: 'Fiole',
  options: [{ name: 'volumeMl', label: '', value: '2', text: '2 ml' }],
  quantity: 5,
}
const money = { amountMinor: 2_000, currency: 'EUR' }
const line = {
  ...{ id: 'l', variantId: 'set', name: 'Coffret', options: [], image: null, quantity: 1, unitPrice: money, total: money, notes: [] },
  ...{ cancelled: 0, returned: 0, sent: 0, parts: [part] },
}

describe.each(['fr', 'en'] as const)('what is in a set, in %s', (locale) => {
  const shown = (node: ReactNode) => renderToStaticMarkup(<LocaleContext value={locale}>{node}</LocaleContext>)
  const said = bundleWords[locale].part(5, 'Fiole', '2 ml')

  test('each piece with how many of it; of what is no set nothing', () => {
    expect(shown(<BundleParts parts={[part]} />)).toContain(said)
    expect(shown(<BundleParts />)).toBe('')
  })

  test('it stands below the line of an order, and of a basket that is paid for', () => {
    const order = { lines: [line] } as unknown as Order // what the part reads of it
    expect(shown(<Contents order={order} lines={[{ lineId: 'l', quantity: 1 }]} />)).toContain(said)
    const totals = { lines: money, discount: money, delivery: null, tax: money, total: money, taxIncluded: true }
    const cart = { lines: [line], totals, coupons: [], promotions: [], currency: 'EUR', storeCredit: null } as unknown as Cart
    const router = createMemoryRouter([{ path: '/', element: <CheckoutSummary cart={cart} /> }])
    expect(shown(<RouterProvider router={router} />)).toContain(said)
  })
})
