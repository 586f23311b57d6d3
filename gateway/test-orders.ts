import type pg from 'pg'

const words = { fr: 'Lise', en: 'Lise' }
const address = { name: 'Ada', company: '', line1: '1', line2: '', postcode: '75002', city: 'Paris', region: '', country: 'FR', phone: '' }
/** Makes orders as a checkout would have left them: two pieces, delivered. */
export function orderMaker(pool: pg.Pool, clock: () => Date) {
  let count = 0
  return async (more: { status?: string; customerId?: string; email?: string; shipping?: object } = {}) => {
    const n = ++count
    const [id, number] = [`order-${n}`, `V-${String(n).padStart(6, '0')}`]
    const { status = 'delivered', customerId = '', email = 'ada@example.com', shipping = address } = more
    const line = {
      ...{
        id: 'a',
        variantId: 'v',
        productId: 'p',
        sku: 's',
        slug: 'lise',
        kind: 'eyewear',
        name: words,
        options: {},
        image: null,
        quantity: 2,
      },
      ...{ unitPriceMinor: 1_000, totalMinor: 2_000, discountMinor: 0, taxMinor: 333, taxRatePpm: 200_000 },
      ...{ cancelled: 0, sent: status === 'delivered' ? 2 : 0, returned: 0, settled: 0 },
    }
    const totals = { linesMinor: 2_000, discountMinor: 0, deliveryMinor: 490, taxMinor: 415, totalMinor: 2_490, taxIncluded: true }
    const at = clock().toISOString()
    const parcel = {
      parcelId: 'x',
      carrier: 'C',
      trackingNumber: 'T',
      state: 'delivered',
      earliest: '',
      latest: '',
      scans: [{ at, state: 'delivered' }],
    }
    await pool.query(
      `insert into orders.shop_order (id, position, number, status, cart_id, customer_id, email, locale, currency, lines, totals, total_minor, captured_minor,
        shipping, delivery_method_id, pickup_point_id, payments, deliveries, timeline, placed_at)
      values ($1, $2, $3, $4, $1, $5, $12, 'fr', 'EUR', $6, $7, 2490, 2490, $8, 'home', '', '[]', $9, $10, $11)`,
      [
        ...[id, n, number, status, customerId, JSON.stringify([line]), JSON.stringify(totals), JSON.stringify(shipping)],
        ...[
          JSON.stringify(status === 'delivered' ? [parcel] : []),
          JSON.stringify([{ at, event: 'order-placed', facts: {}, status: 'placed' }]),
          at,
          email,
        ],
      ],
    )
    return { id, number }
  }
}
