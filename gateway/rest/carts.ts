import { Code, ConnectError } from '@connectrpc/connect'
import { fromMoney, type Money } from '@vitrine/contracts/money'
import type { Cart as CartMessage, EditCartResponse } from '@vitrine/contracts/orders/v1'
import { withContents } from '../answers/bundle-contents.ts'
import { cartAnswer, deliveryOptionsAnswer } from '../answers/cart-answer.ts'
import { operations } from '../client.ts'
import { isAway, refuse, type Refusal } from '../problem.ts'
import { type Call, type Done, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import type { Cart } from '../schemas/cart.ts'
import type { DoorParts } from './parts.ts'
import { present } from './present.ts'

const reading = { policy: 'cart', rate: 'read', idempotency: 'none', deadlineMs: 2_000, personal: true, graphql: 'field' } as const
const editing = { ...reading, rate: 'write', idempotency: 'optional', deadlineMs: 5_000, cache: 'none' } as const
const editRefusals = ['not-found', 'cart-checked-out', 'payment-in-progress'] as const

/** A cart cookie lives as long as carts do (90 days, settled.md). */
const cartSeconds = 90 * 86_400
/** What a cart can be shown without is waited for so long: it comes after what it cannot, and all of it has 2 s (settled.md 28). */
const side = { timeoutMs: 450 }

/** Who asks, for the services that keep carts and orders. */
export const viewerOf = ({ identity }: Pick<Call, 'identity'>) => ({
  customerId: identity.kind === 'account' ? identity.accountId : '',
  staff: false,
})

/** The cart meant: `mine` is the one of the cookie. */
export const cartIdOf = (cartId: string, { cookies }: Pick<Call, 'cookies'>): string | undefined =>
  cartId === 'mine' ? cookies.cart : cartId

export function cartOperations(parts: DoorParts): Operation[] {
  const { peers, jar, sold } = parts
  const { shown, edited } = cartAnswers(parts)
  const setCart = (cartId: string) => [jar.set('cart', cartId, cartSeconds)]

  /** Runs one edit on the cart meant, and answers the cart as it then is. */
  async function edit(cartId: string, call: Call, ask: (cartId: string) => Promise<EditCartResponse>): Promise<Outcome<Cart>> {
    const id = cartIdOf(cartId, call)
    return id === undefined ? refuse('not-found') : edited(await ask(id), call)
  }

  /** A new cart for this caller; a customer's takes over the lines of the one they left elsewhere. */
  async function makeCart(cartId: string, currency: string, call: Call): Promise<void> {
    await peers.orders.createCart({ cartId, currency, locale: call.locale, viewer: viewerOf(call) }, call.within())
    const { identity } = call
    if (identity.kind === 'account') await peers.orders.attachCart({ cartId, customerId: identity.accountId }, call.within())
  }

  /** Prices it in what the shopper sees, where it was in another currency. */
  async function inCurrency(answer: EditCartResponse, currency: string, call: Call): Promise<EditCartResponse> {
    if (answer.result.case !== 'cart' || answer.result.value.currency === currency) return answer
    return peers.orders.setCurrency({ cartId: answer.result.value.id, currency, viewer: viewerOf(call) }, call.within())
  }

  return [
    operation({
      ...operations.createCart,
      ...editing,
      name: 'createCart',
      summary: 'Makes an empty cart. Browsers get its id as a cookie.',
      policy: 'anyone',
      idempotency: 'none', // nothing of one guest may be replayed to another (settled.md 44)
      refusals: ['bad-input'],
      rest: { method: 'POST', path: '/v1/carts' },
      async handler({ currency: asked }, call) {
        const chosen = await sold.chosen(asked, call.within())
        if ('problem' in chosen) return chosen
        const { cart } = await peers.orders.createCart(
          { cartId: call.newId, ...chosen, locale: call.locale, viewer: viewerOf(call) },
          call.within(),
        )
        return { ...(await shown(cart, call, 201)), setCookie: setCart(call.newId) }
      },
    }),

    operation({
      ...operations.cart,
      ...reading,
      cache: 'etag',
      name: 'cart',
      summary: 'The cart with prices and problems of this moment.',
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/carts/:cartId' },
      async handler({ cartId }, call) {
        const id = cartIdOf(cartId, call)
        if (id === undefined) return refuse('not-found')
        const { cart } = await peers.orders.getCart({ cartId: id, viewer: viewerOf(call) }, call.within())
        return shown(cart, call)
      },
    }),

    operation({
      ...operations.addCartLine,
      ...editing,
      name: 'addCartLine',
      summary: 'Adds pieces of a variant to the cart; to `mine` without a cookie, to a new cart.',
      refusals: [...editRefusals, 'out-of-stock', 'cap-reached', 'not-sold', 'cart-full', 'glasses-taken'],
      rest: { method: 'POST', path: '/v1/carts/:cartId/lines' },
      async handler({ cartId, variantId, quantity, currency: asked, lensConfigurationId = '', gift }, call) {
        const chosen = await sold.chosen(asked, call.within())
        if ('problem' in chosen) return chosen
        const add = async (id: string) => {
          const added = await peers.orders.addLine(
            {
              cartId: id,
              lineId: call.newId,
              variantId,
              quantity,
              lensConfigurationId,
              viewer: viewerOf(call),
              ...(gift && { gift: { email: gift.email ?? '', message: gift.message ?? '' } }),
            },
            call.within(),
          )
          return asked === undefined ? added : inCurrency(added, asked, call)
        }
        if (cartId !== 'mine') return edited(await add(cartId), call)
        const own = call.cookies.cart
        const first = own === undefined ? undefined : await add(own).catch(ifNotFound)
        if (first && first.result.case !== 'checkedOut') return edited(first, call)
        // None yet, forgotten, or ordered already: the next purchase begins.
        const fresh = call.ids()
        await makeCart(fresh, chosen.currency, call)
        const outcome = await edited(await add(fresh), call)
        return { ...outcome, setCookie: setCart(fresh) }
      },
    }),

    operation({
      ...operations.changeCartLine,
      ...editing,
      name: 'changeCartLine',
      summary: 'Sets the quantity of a line.',
      refusals: [...editRefusals, 'out-of-stock', 'cap-reached', 'not-sold'],
      rest: { method: 'PATCH', path: '/v1/carts/:cartId/lines/:lineId' },
      handler: ({ cartId, lineId, quantity }, call) =>
        edit(cartId, call, (id) => peers.orders.changeLine({ cartId: id, lineId, quantity, viewer: viewerOf(call) }, call.within())),
    }),

    operation({
      ...operations.removeCartLine,
      ...editing,
      name: 'removeCartLine',
      summary: 'Takes a line out of the cart.',
      refusals: editRefusals,
      rest: { method: 'DELETE', path: '/v1/carts/:cartId/lines/:lineId' },
      handler: ({ cartId, lineId }, call) =>
        edit(cartId, call, (id) => peers.orders.removeLine({ cartId: id, lineId, viewer: viewerOf(call) }, call.within())),
    }),

    operation({
      ...operations.setCartContact,
      ...editing,
      name: 'setCartContact',
      summary: 'Says where the mails of the order go.',
      refusals: editRefusals,
      rest: { method: 'PUT', path: '/v1/carts/:cartId/contact' },
      handler: ({ cartId, email }, call) =>
        edit(cartId, call, (id) => peers.orders.setContact({ cartId: id, email, viewer: viewerOf(call) }, call.within())),
    }),

    operation({
      ...operations.setCartAddresses,
      ...editing,
      name: 'setCartAddresses',
      summary: 'Says where the parcel and the invoice go.',
      refusals: [...editRefusals, 'not-sold-there'],
      rest: { method: 'PUT', path: '/v1/carts/:cartId/addresses' },
      handler: ({ cartId, shipping, billing }, call) =>
        edit(cartId, call, (id) =>
          peers.orders.setAddresses(
            { cartId: id, shipping: present(shipping), ...(billing && { billing: present(billing) }), viewer: viewerOf(call) },
            call.within(),
          ),
        ),
    }),

    operation({
      ...operations.deliveryOptions,
      ...reading,
      cache: 'none',
      name: 'deliveryOptions',
      summary: 'Ways to deliver this cart to its address, with price and days; and those that do not fit, with the reason.',
      refusals: ['not-found', 'cart-incomplete'],
      rest: { method: 'GET', path: '/v1/carts/:cartId/delivery-options' },
      async handler({ cartId }, call) {
        const id = cartIdOf(cartId, call)
        if (id === undefined) return refuse('not-found')
        const asked = { cartId: id, viewer: viewerOf(call) }
        const [{ cart }, { options, unfit }] = await Promise.all([
          peers.orders.getCart(asked, call.within()),
          peers.orders.deliveryOptions(asked, call.within()),
        ])
        return done(deliveryOptionsAnswer(options, unfit, cart?.shipping?.country ?? '', call.locale))
      },
    }),

    operation({
      ...operations.setCartDelivery,
      ...editing,
      name: 'setCartDelivery',
      summary: 'Chooses how the parcel travels.',
      refusals: [...editRefusals, 'delivery-refused'],
      rest: { method: 'PUT', path: '/v1/carts/:cartId/delivery' },
      handler: ({ cartId, optionId, pickupPointId = '' }, call) =>
        edit(cartId, call, (id) =>
          peers.orders.setDelivery({ cartId: id, optionId, pickupPointId, viewer: viewerOf(call) }, call.within()),
        ),
    }),

    operation({
      ...operations.addCartCoupon,
      ...editing,
      name: 'addCartCoupon',
      summary: 'Enters a code. One that is valid and does not apply says why; unknown, ended and used up are one refusal.',
      refusals: [...editRefusals, 'coupon-refused'],
      rest: { method: 'PUT', path: '/v1/carts/:cartId/coupons', alsoPath: '/v1/carts/:cartId/coupons/:code' },
      handler: ({ cartId, code }, call) =>
        edit(cartId, call, (id) => peers.orders.addCoupon({ cartId: id, code, viewer: viewerOf(call) }, call.within())),
    }),

    operation({
      ...operations.removeCartCoupon,
      ...editing,
      name: 'removeCartCoupon',
      summary: 'Takes a code out, by its id in the cart.',
      refusals: editRefusals,
      rest: { method: 'DELETE', path: '/v1/carts/:cartId/coupons/:coupon' },
      handler: ({ cartId, coupon }, call) =>
        edit(cartId, call, (id) => peers.orders.removeCoupon({ cartId: id, coupon, viewer: viewerOf(call) }, call.within())),
    }),

    operation({
      ...operations.useStoreCredit,
      ...editing,
      name: 'useStoreCredit',
      summary: 'Lets the store credit of the customer who is signed in pay, or no longer.',
      refusals: editRefusals,
      rest: { method: 'PUT', path: '/v1/carts/:cartId/store-credit' },
      handler: ({ cartId, uses }, call) =>
        edit(cartId, call, (id) => peers.orders.setStoreCredit({ cartId: id, uses, viewer: viewerOf(call) }, call.within())),
    }),
  ]
}

/** What somebody names may be long forgotten, or another person's: nothing, then. */
export function ifNotFound(error: unknown): undefined {
  if (error instanceof ConnectError && error.code === Code.NotFound) return undefined
  throw error
}

function ifAway(error: unknown): 'away' {
  if (isAway(error)) return 'away'
  throw error
}

/** How carts become answers: with the ways to pay, and with the chosen delivery when there is one. */
export function cartAnswers({ peers, pictures, contentsOf, methodsNow, soldTo }: DoorParts) {
  /** Undefined for a guest, for a customer who has none that pays, and while nobody can say. */
  async function storeCreditOf(call: Call, currency: string): Promise<Money | undefined> {
    if (call.identity.kind !== 'account') return undefined
    const question = { kind: 'store-credit', customerId: call.identity.accountId }
    const listed = await peers.pricing.listCredits(question, side).catch(ifAway)
    if (listed === 'away') return undefined
    const own = listed.credits.find(({ balance, closedAt }) => !closedAt && balance?.currency === currency && balance.amountMinor > 0n)
    return own && fromMoney(own.balance)
  }

  async function shown(cart: CartMessage | undefined, call: Call, status = 200): Promise<Done<Cart>> {
    if (!cart) throw new Error('orders answered without a cart')
    const asked = { cartId: cart.id, viewer: viewerOf(call) }
    const goods = cart.lines.filter(({ partOf }) => !partOf).map(({ variantId }) => variantId)
    const [list, delivery, storeCredit, bundles, countries] = await Promise.all([
      methodsNow(side),
      cart.deliveryMethodId ? peers.orders.deliveryOptions(asked, side).catch(ifAway) : undefined,
      storeCreditOf(call, cart.currency),
      contentsOf(goods, call.locale, side),
      soldTo(call.locale, side),
    ])
    const option = delivery === 'away' ? delivery : delivery?.options.find(({ id }) => id === cart.deliveryMethodId)
    const answer = cartAnswer(cart, list, option, storeCredit, countries, { pictures, locale: call.locale, apiBase: call.apiBase })
    return done({ ...answer, lines: withContents(answer.lines, bundles, ({ variantId }) => variantId) }, status)
  }

  /** Too few: of what may be promised ahead when it is on offer, else of what is there. */
  async function shortCode(variantId: string, call: Call): Promise<'cap-reached' | 'out-of-stock'> {
    const { availabilities } = await peers.stock.availability({ variantIds: [variantId] }, call.within())
    const { offer = '' } = availabilities[0] ?? {}
    return offer === 'back-order' || offer === 'pre-order' ? 'cap-reached' : 'out-of-stock'
  }

  async function edited({ result }: EditCartResponse, call: Call): Promise<Done<Cart> | Refusal> {
    switch (result.case) {
      case 'cart':
        return shown(result.value, call)
      case 'outOfStock':
        return refuse(await shortCode(result.value.variantId, call), {
          variantId: result.value.variantId,
          available: result.value.available,
        })
      case 'notSold':
        return refuse('not-sold', { variantId: result.value.variantId })
      case 'couponRefused':
        return refuse('coupon-refused')
      case 'deliveryRefused':
        return refuse('delivery-refused', { reason: result.value.why })
      case 'checkedOut':
        return refuse('cart-checked-out', { orderId: result.value.orderId })
      case 'running':
        return refuse('payment-in-progress')
      case 'tooManyLines':
        return refuse('cart-full')
      case 'pairTaken':
        return refuse('glasses-taken', { lensConfigurationId: result.value.lensConfigurationId })
      case 'notSoldThere':
        return refuse('not-sold-there', { country: result.value.country })
      case undefined:
        throw new Error('orders answered with a result this version does not know')
    }
  }

  return { shown, edited }
}
