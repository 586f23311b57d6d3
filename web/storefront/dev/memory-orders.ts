import type { Answer, Caller, InputOf, OperationName, OutputOf } from '@vitrine/gateway/client'
import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Order } from '@vitrine/gateway/schemas/order'

/** The order a paid cart becomes: on its way, and nothing came back. */
export function placed(cart: Cart, id: string): Order {
  const shipping = cart.addresses?.shipping ?? { name: '', line1: '', postcode: '', city: '', country: 'FR' }
  const lines = cart.lines.map(({ id: lineId, variantId, productId, slug, kind, name, options, image, quantity, unitPrice, total }) => ({
    id: lineId,
    variantId,
    productId,
    slug,
    kind,
    name,
    options,
    image,
    quantity,
    unitPrice,
    total,
    discount: { amountMinor: 0, currency: 'EUR' },
    cancelled: 0,
    sent: 0,
    returned: 0,
  }))
  return {
    id,
    number: '2611-0482',
    status: 'paid',
    placedAt: '2026-11-24T10:12:00Z',
    email: cart.contact?.email ?? '',
    currency: 'EUR',
    lines,
    promotions: cart.promotions,
    totals: cart.totals,
    addresses: { shipping },
    payments: [{ id: 'p', provider: 'sandbox', method: 'card', state: 'captured', amount: cart.totals.total }],
    refunded: { amountMinor: 0, currency: 'EUR' },
    deliveries: [
      {
        id: 'd',
        state: 'in-transit',
        name: 'Colissimo',
        carrier: 'Colissimo',
        trackingNumber: '6A0001',
        earliest: '2026-11-27',
        latest: '2026-11-27',
        lines: lines.map((line) => ({ lineId: line.id, quantity: line.quantity })),
        events: [{ at: '2026-11-24T13:02:00Z', event: 'handed', text: 'Remis au transporteur' }],
      },
    ],
    timeline: [
      { at: '2026-11-24T10:12:00Z', event: 'placed', text: 'Commande passée' },
      { at: '2026-11-24T10:12:04Z', event: 'paid', text: 'Paiement reçu' },
      { at: '2026-11-24T12:40:00Z', event: 'packed', text: 'Colis préparé' },
      { at: '2026-11-24T13:02:00Z', event: 'shipped', text: 'Remis au transporteur' },
    ],
    withdrawal: {
      days: 14,
      until: null,
      lines: lines.map((line) => ({ lineId: line.id, eligible: true, quantity: line.quantity, until: null })),
    },
    returnable: lines.map((line) => ({
      lineId: line.id,
      eligible: false,
      quantity: 0,
      reason: 'pas encore arrivé',
      until: null,
      amounts: [],
    })),
    claimable: lines.map((line) => ({
      lineId: line.id,
      eligible: false,
      quantity: 0,
      reason: 'pas encore arrivé',
      until: null,
      amounts: [],
    })),
    returns: [],
    actions: [
      { name: 'cancel', allowed: false, reason: 'Le colis est déjà parti.' },
      { name: 'withdraw', allowed: true },
    ],
  }
}

type Ok = <T>(body: T, setCookie?: string[], status?: number) => Answer<T>

/** What shoppers do with an order afterwards: the order of number `V-000123` is there from the start. */
export function afterSale(
  orders: Map<string, Order>,
  ok: Ok,
  refuse: (status: number, code: string, facts?: Record<string, unknown>) => never,
) {
  const contract = {
    ...{ number: 'V-000123', placedAt: '2026-11-20T10:12:00Z', days: 14, until: '2026-12-08' },
    lines: [
      { lineId: 'lise', name: 'Lise', quantity: 2, eligible: true },
      { lineId: 'eau', name: 'Eau de Vitrine', quantity: 1, eligible: true, reason: 'seulement non ouvert' },
      { lineId: 'marin', name: 'Marin', quantity: 0, eligible: false, reason: 'rien ne reste à renvoyer' },
    ],
  }
  const orderOf = (orderId: string) => orders.get(orderId) ?? refuse(404, 'not-found')
  const contractOf = (number: string, email: string) =>
    number.toUpperCase() === contract.number && email === 'ada@example.com' ? contract : refuse(404, 'not-found')
  const receipt = (name: string, lines: readonly { lineId: string; quantity: number }[]) => ({
    ...{ id: 'w', number: contract.number, at: '2026-11-29T08:30:05Z', name, refund: { amountMinor: 12_900, currency: 'EUR' } },
    lines: lines.map(({ lineId, quantity }) => ({ name: contract.lines.find((line) => line.lineId === lineId)?.name ?? '', quantity })),
    isAwaited: true,
  })
  return {
    sendOrderLink: () => ok({ asked: true as const }),
    findContract: ({ number, email }) => ok(contractOf(number, email)),
    withdraw: ({ number, email, name, lines = [] }) => ok(receipt(name, contractOf(number, email) && lines), [], 201),
    withdrawFromOrder: ({ name = '', lines = [] }) => ok(receipt(name, lines), [], 201),
    askReturn: ({ orderId }) => ok(orderOf(orderId), [], 201),
    claimGoods: ({ orderId }) => ok(orderOf(orderId), [], 201),
    cancelReturn: ({ orderId }) => ok(orderOf(orderId)),
    returnTerms: () => ok({ sendTo: ['Vitrine', '2 rue du Retour', '75002 Paris'] }),
    cancelOrderLines: ({ orderId }) => ok(orderOf(orderId)),
    swapOrderPieces: ({ orderId }) => ok(orderOf(orderId)),
    orderSwapPrices: () => ok({ items: [] }),
    readdressOrder: ({ orderId, shipping }) => ok({ ...orderOf(orderId), addresses: { shipping } }),
    orderInvoices: ({ orderId }) =>
      ok({
        items: [{ number: 'F-000001', kind: 'invoice' as const, at: orderOf(orderId).placedAt, total: orderOf(orderId).totals.total }],
      }),
  } satisfies Partial<{ [N in OperationName]: (input: InputOf<N>, caller: Caller) => Answer<OutputOf<N>> }>
}
