import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cancelLines } from './application/cancel-lines.ts'
import type { OrderTellings } from './application/tell-order.ts'
import { moveReturn } from './application/move-return.ts'
import { openReturn } from './application/open-return.ts'
import type { ErrandNeeds } from './application/run-errands.ts'
import { deliveryPaidMinor } from './domain/delivery-back.ts'
import { goodsOf } from './domain/glasses.ts'
import { askedBackMinor } from './domain/money-back.ts'
import type { Order, OrderLine } from './domain/order.ts'
import { awayOf, paidMinor, piecesOf, unsentOf, withPieces } from './domain/pieces.ts'

/*
 * What an order gives back, whatever people do with its pieces in whatever order: the acts are those of the shop, over a store in memory; what the law says
 * is written down once more below, from the pieces alone.
 */

const now = new Date('2026-11-28T10:00:00Z')
const words = { fr: 'Lise', en: 'Lise' }

interface Bought {
  readonly lines: readonly { readonly quantity: number; readonly unitMinor: number; readonly taxMinor: number }[]
  readonly deliveryMinor: number
  readonly deliveryTaxMinor: number
  readonly taxIncluded: boolean
}

function bought({ lines, deliveryMinor, deliveryTaxMinor, taxIncluded }: Bought, creditMinor = 0): Order {
  const orderLines = lines.map(
    ({ quantity, unitMinor, taxMinor }, n): OrderLine => ({
      ...{
        id: `l${n + 1}`,
        variantId: `v${n}`,
        productId: 'p',
        sku: 's',
        slug: 'lise',
        name: words,
        options: {},
        image: null,
        kind: 'eyewear',
      },
      ...{ quantity, unitPriceMinor: unitMinor, totalMinor: unitMinor * quantity, discountMinor: 0, taxMinor, taxRatePpm: 81_000 },
    }),
  )
  const linesMinor = orderLines.reduce((sum, line) => sum + line.totalMinor, 0)
  const taxMinor = orderLines.reduce((sum, line) => sum + line.taxMinor, deliveryTaxMinor)
  const totalMinor = linesMinor + deliveryMinor + (taxIncluded ? 0 : taxMinor)
  return {
    ...{
      id: 'o',
      number: 'V-000001',
      status: 'packed',
      currency: 'EUR',
      lines: orderLines,
      email: 'ada@example.com',
      customerId: '',
      locale: 'fr',
    },
    totals: { linesMinor, discountMinor: 0, deliveryMinor, taxMinor, totalMinor, taxIncluded, creditMinor },
    shipping: { name: 'Ada', company: '', line1: '1', line2: '', postcode: '75002', city: 'Paris', region: '', country: 'FR', phone: '' },
    ...{ billing: null, placedAt: '2026-11-20T10:00:00Z', cartId: 'c', deliveryMethodId: 'home', pickupPointId: '', waitsUntil: '' },
    ...{
      capturedMinor: totalMinor - creditMinor,
      refundedMinor: 0,
      backs: [],
      payments: [],
      deliveries: [],
      timeline: [],
      returns: [],
      version: 0,
    },
  }
}

/** A shop with this one order, nobody who answers, and what people do with it. */
function shopOf(first: Order) {
  let order = first
  let round = 0
  const tellings = new Proxy({}, { get: () => () => ({ type: '', body: {} }) }) as OrderTellings // nobody listens
  const needs = {
    ...{ tellings, clock: () => now, published: () => {} },
    errands: { ofOrder: async () => [] },
    orders: {
      find: async () => order,
      findByNumber: async () => order,
      async change({ order: next }: { order: Order }) {
        order = { ...next, version: order.version + 1 }
        return true
      },
    },
  } as unknown as ErrandNeeds & Parameters<typeof openReturn>[0] // the acts below ask for nothing else
  const lineOf = (lineId: string) => order.lines.find(({ id }) => id === lineId)!
  const viewer = { customerId: '', isStaff: true } as Parameters<typeof cancelLines>[1]['viewer']

  return {
    order: () => order,
    givenMinor: () => askedBackMinor(order),
    /** So many unsent pieces leave and arrive. */
    send(lineId: string, quantity: number) {
      const lines = order.lines.map((line) => (line.id === lineId ? withPieces(line, { sent: piecesOf(line).sent + quantity }) : line))
      const isAll = lines.every((line) => unsentOf(line) === 0)
      const parcel = { parcelId: `p${++round}`, carrier: 'x', trackingNumber: 't', state: 'delivered', earliest: '', latest: '' }
      const deliveries = [...order.deliveries, { ...parcel, scans: [{ at: '2026-11-27T10:00:00Z', state: 'delivered' }] }]
      order = { ...order, lines, deliveries, status: isAll ? 'delivered' : 'partly-shipped' }
    },
    async cancel(lineId: string, quantity = unsentOf(lineOf(lineId))) {
      await cancelLines(needs, { cancelId: `c${++round}`, orderId: 'o', lines: [{ lineId, quantity }], reason: '', actor: '', viewer })
    },
    async open(kind: 'withdrawal' | 'return', lineId: string, quantity: number) {
      const returnId = `r${++round}`
      const lines = [{ lineId, quantity, reason: '', wantsVariantId: '' }]
      const opened = await openReturn(needs, {
        returnId,
        orderId: 'o',
        kind,
        name: '',
        lines,
        by: viewer,
        words: '',
        remedy: '',
        actor: '',
      })
      return opened.outcome === 'opened' ? opened.file.id : undefined
    },
    move: (returnId: string, to: string, more: { withheldMinor?: number; accepted?: number; lineId?: string } = {}) =>
      moveReturn(needs, {
        ...{ orderId: 'o', returnId, to, note: 'worn', actor: '', replacement: '', placeId: '', withheldMinor: more.withheldMinor ?? 0 },
        lines: more.lineId === undefined ? [] : [{ lineId: more.lineId, accepted: more.accepted ?? 0, restocked: 0 }],
      }),
    async check(returnId: string, withheldMinor = 0) {
      await this.move(returnId, 'received')
      await this.move(returnId, 'checked', { withheldMinor })
    },
  }
}

/** Delivered: two lines of 50.00, delivery 5.90. */
function twoLines() {
  const line = { quantity: 1, unitMinor: 5_000, taxMinor: 0 }
  const shop = shopOf(bought({ lines: [line, line], deliveryMinor: 590, deliveryTaxMinor: 0, taxIncluded: true }))
  shop.send('l1', 1)
  shop.send('l2', 1)
  return shop
}
const withdrawnTwice = async () => {
  const shop = twoLines()
  return { shop, first: (await shop.open('withdrawal', 'l1', 1))!, second: (await shop.open('withdrawal', 'l2', 1))! }
}

test('two withdrawals open at once: the one that completes the order gives the delivery back, and what is kept stays kept', async () => {
  for (const [withheldFirst, withheldSecond] of [
    [1_000, 0],
    [0, 500],
  ] as const) {
    const { shop, first, second } = await withdrawnTwice()
    await shop.check(second, withheldFirst)
    expect([shop.givenMinor(), shop.order().status]).toEqual([5_000 - withheldFirst, 'delivered'])
    await shop.check(first, withheldSecond)
    expect([shop.givenMinor(), shop.order().status]).toEqual([10_590 - withheldFirst - withheldSecond, 'returned'])
  }
})

test('the other file refused: the order stays delivered, and its delivery paid', async () => {
  const { shop, first, second } = await withdrawnTwice()
  await shop.check(second)
  await shop.move(first, 'refused')
  expect([shop.givenMinor(), shop.order().status]).toEqual([5_000, 'delivered'])
  await shop.check((await shop.open('withdrawal', 'l1', 1))!)
  expect([shop.givenMinor(), shop.order().status]).toEqual([10_590, 'returned'])
})

test('partly sent and withdrawn from in two acts: the delivery is given back with the second, whichever it is', async () => {
  const line = { quantity: 1, unitMinor: 5_000, taxMinor: 0 }
  const partlySent = () => {
    const shop = shopOf(bought({ lines: [line, line], deliveryMinor: 590, deliveryTaxMinor: 0, taxIncluded: true }))
    shop.send('l1', 1)
    return shop
  }
  const first = partlySent()
  await first.check((await first.open('withdrawal', 'l1', 1))!)
  expect(first.givenMinor()).toBe(5_000)
  await first.open('withdrawal', 'l2', 1)
  expect(first.givenMinor()).toBe(10_590)

  const last = partlySent()
  await last.open('withdrawal', 'l2', 1)
  expect(last.givenMinor()).toBe(5_000)
  await last.check((await last.open('withdrawal', 'l1', 1))!)
  expect(last.givenMinor()).toBe(10_590)
})

test('VAT on top: the delivery goes back with its tax', async () => {
  const shop = shopOf(
    bought({ lines: [{ quantity: 1, unitMinor: 10_000, taxMinor: 810 }], deliveryMinor: 1_000, deliveryTaxMinor: 81, taxIncluded: false }),
  )
  expect(shop.order().totals.totalMinor).toBe(11_891)
  shop.send('l1', 1)
  await shop.check((await shop.open('withdrawal', 'l1', 1))!)
  expect(shop.givenMinor()).toBe(11_891)
})

test('pieces that came back by agreement alone leave the delivery paid', async () => {
  const shop = twoLines()
  for (const lineId of ['l1', 'l2']) {
    const id = (await shop.open('return', lineId, 1))!
    await shop.move(id, 'approved')
    await shop.check(id)
  }
  expect([shop.givenMinor(), shop.order().status]).toEqual([10_000, 'returned'])
})

/** What the law, and what staff kept, leave to give back: from the pieces alone. */
function lawfulMinor(order: Order): number {
  if (order.status === 'cancelled') return order.totals.totalMinor
  const goods = goodsOf(order.lines)
  const outOf = (line: OrderLine) => {
    const back = order.returns
      .filter(({ hadNotLeft }) => !hadNotLeft)
      .flatMap(({ lines }) => lines.filter(({ lineId }) => lineId === line.id))
    return piecesOf(line).cancelled + back.reduce((sum, { accepted = 0 }) => sum + accepted, 0)
  }
  const shares = order.lines.reduce(
    (sum, line) => sum + Math.floor((paidMinor(line, order.totals.taxIncluded) * outOf(line)) / line.quantity),
    0,
  )
  const hasAll = goods.every((line) => outOf(line) === line.quantity)
  const isWithdrawn = order.returns.some(({ kind }) => kind === 'withdrawal') || goods.every((line) => piecesOf(line).sent === 0)
  const withheld = order.returns.reduce((sum, { withheldMinor = 0 }) => sum + withheldMinor, 0)
  return shares + (hasAll && isWithdrawn ? deliveryPaidMinor(order) : 0) - withheld
}

const acts = ['send', 'cancel', 'withdrawal', 'return', 'approved', 'received', 'checked', 'short', 'refused'] as const
const line = fc.record({
  quantity: fc.integer({ min: 1, max: 3 }),
  unitMinor: fc.integer({ min: 1, max: 9_999 }),
  taxMinor: fc.nat({ max: 900 }),
})
const orders = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  deliveryMinor: fc.nat({ max: 1_000 }),
  deliveryTaxMinor: fc.nat({ max: 90 }),
  taxIncluded: fc.boolean(),
})
const doings = fc.array(
  fc.record({ act: fc.constantFrom(...acts), n: fc.nat(), quantity: fc.integer({ min: 1, max: 3 }), keep: fc.nat({ max: 999 }) }),
  {
    minLength: 4,
    maxLength: 40,
  },
)

test('whatever is sent, taken out, withdrawn from, kept or refused, in whatever order: what goes back is what the law says, never twice, never more than was paid', async () => {
  let complete = 0
  await fc.assert(
    fc.asyncProperty(orders, doings, fc.nat({ max: 5_000 }), async (wares, steps, creditMinor) => {
      const { totalMinor } = bought(wares).totals
      const shop = shopOf(bought(wares, Math.min(creditMinor, totalMinor)))
      for (const step of steps) {
        const { order } = shop
        const { id: lineId } = order().lines[step.n % order().lines.length]!
        await doing(shop, { ...step, lineId })
        expect(shop.givenMinor()).toBe(lawfulMinor(order()))
        expect(shop.givenMinor()).toBeLessThanOrEqual(totalMinor)
      }
      if (shop.givenMinor() === totalMinor) complete++
    }),
    { numRuns: 400 },
  )
  // It is not about orders of which nothing ever went back whole.
  expect(complete).toBeGreaterThan(20)
})

interface Doing {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly quantity: number
  readonly keep: number
  readonly lineId: string
}

async function doing(shop: ReturnType<typeof shopOf>, { act, n, quantity, keep, lineId }: Doing): Promise<void> {
  const order = shop.order()
  const line = order.lines.find(({ id }) => id === lineId)!
  const file = order.returns[n % Math.max(1, order.returns.length)]
  if (act === 'send') {
    const pieces = Math.min(quantity, unsentOf(line))
    if (pieces > 0 && !['cancelled', 'returned', 'refunded'].includes(order.status)) shop.send(lineId, pieces)
  } else if (act === 'cancel') {
    if (unsentOf(line) > 0) await shop.cancel(lineId, Math.min(quantity, unsentOf(line)))
  } else if (act === 'withdrawal' || act === 'return') {
    const left = act === 'return' ? awayOf(line) : awayOf(line) + unsentOf(line)
    if (left > 0) await shop.open(act, lineId, Math.min(quantity, left))
  } else if (file) {
    const [found] = file.lines
    const isShort = act === 'short' && found !== undefined
    const more = isShort ? { lineId: found.lineId, accepted: found.quantity - 1 } : { withheldMinor: act === 'checked' ? keep : 0 }
    // More may not be kept than the pieces are worth: then nothing happens.
    await shop.move(file.id, act === 'short' ? 'checked' : act, more).catch((error: unknown) => expect(error).toBeInstanceOf(RangeError))
  }
}
