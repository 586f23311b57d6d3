import type { Answer, Caller, GatewayClient, InputOf, OperationName, OutputOf } from '@vitrine/gateway/client'
import { GatewayProblem, operations } from '@vitrine/gateway/client'
import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Order } from '@vitrine/gateway/schemas/order'
import { listed } from './memory-listing.ts'
import { afterSale, placed } from './memory-orders.ts'
import { shelves, windowCards, windowFrame, windowProduct } from './window-shop.ts'

/**
 * A shop in memory, for drawing pages while working on them and for component tests. It answers in the agreed shapes (each answer is
 * checked against its schema), keeps one cart per cookie, and refuses on the words the sandbox bank knows: `declined`, `three-d-secure`.
 */
export function memoryGateway(): GatewayClient {
  const carts = new Map<string, Cart>()
  const orders = new Map<string, Order>()
  const replies = new Map<string, Answer<unknown>>()
  const people = new Map<string, { email: string; name: string | null }>()
  let drawn = 0

  const cookieOf = (caller: Caller, name: string) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(caller.cookie ?? '')?.[1]
  const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
  const refuse = (status: number, code: string, facts: Record<string, unknown> = {}): never => {
    throw new GatewayProblem({ type: `https://vitrine.example/problems/${code}`, title: code, status, code, ...facts })
  }
  const ok = <T>(body: T, setCookie: string[] = [], status = 200): Answer<T> => ({ status, body, setCookie })

  const priced = (cart: Cart): Cart => {
    const lines = cart.lines.reduce((sum, line) => sum + line.total.amountMinor, 0)
    const discount = cart.coupons.some((coupon) => coupon.code === 'WELCOME10') ? Math.round(lines / 10) : 0
    const delivery = cart.delivery ? (cart.delivery.optionId === 'express' ? 990 : 490) : null
    const total = lines - discount + (delivery ?? 0)
    const missing = [
      cart.lines.length === 0 && 'lines',
      !cart.contact && 'contact',
      !cart.addresses && 'addresses',
      !cart.delivery && 'delivery',
    ].filter((part) => part !== false)
    return {
      ...cart,
      missing,
      promotions: discount > 0 ? [{ title: 'Bienvenue', code: 'WELCOME10', amount: eur(discount) }] : [],
      totals: {
        lines: eur(lines),
        discount: eur(discount),
        delivery: delivery === null ? null : eur(delivery),
        deliveryFrom: eur(490),
        tax: eur(Math.round(total / 6)),
        total: eur(total),
        taxIncluded: true,
      },
    }
  }
  const empty = (id: string): Cart =>
    priced({
      id,
      state: 'open',
      currency: 'EUR',
      lines: [],
      coupons: [],
      promotions: [],
      storeCredit: null,
      totals: { lines: eur(0), discount: eur(0), delivery: null, tax: eur(0), total: eur(0), taxIncluded: true },
      problems: [],
      contact: null,
      addresses: null,
      delivery: null,
      paymentMethods: [{ provider: 'sandbox', method: 'card', label: 'Carte', sandbox: true }],
      countries: ['FR', 'BE', 'LU'],
      missing: [],
    })
  const cartOf = (id: string, caller: Caller): Cart =>
    carts.get(id === 'mine' ? (cookieOf(caller, 'cart') ?? '') : id) ?? refuse(404, 'not-found')
  const save = (cart: Cart): Answer<Cart> => {
    const now = priced(cart)
    carts.set(now.id, now)
    return ok(now, [`cart=${now.id}; Path=/; HttpOnly; SameSite=Lax`])
  }
  const changed = (id: string, caller: Caller, change: (cart: Cart) => Cart) => save(change(cartOf(id, caller)))

  const handlers: { [N in OperationName]?: (input: InputOf<N>, caller: Caller) => Answer<OutputOf<N>> } = {
    page: ({ slug }, { locale }) => {
      const [title, text] = locale === 'fr' ? ['Mentions légales', 'Une vitrine.'] : ['Legal notice', 'A shop window.']
      return ok({ slug, title, blocks: [{ kind: 'paragraph', text }] })
    },
    categories: (_, { locale }) =>
      ok({
        items: shelves.map((shelf) => ({
          id: shelf.slug,
          slug: shelf.slug,
          kind: shelf.kind,
          name: shelf.name[locale === 'fr' ? 0 : 1],
          count: windowCards(locale).filter((card) => card.kind === shelf.kind).length,
          image: windowCards(locale).find((card) => card.kind === shelf.kind)?.image ?? undefined,
          children: [],
        })),
      }),
    products: (input, caller) => ok(listed(input, caller.locale)),
    product: ({ id }, { locale }) => ok(windowProduct(locale, id) ?? refuse(404, 'not-found')),
    garmentEngine: () => ok({}),
    tryOnFrame: ({ variantId }, { locale }) => ok(windowFrame(locale, variantId) ?? refuse(404, 'not-found')),
    recommendations: (input, { locale }) => {
      const kind = windowProduct(locale, input.for.split(':')[1] ?? '')?.kind
      return ok({
        items: windowCards(locale)
          .filter((card) => kind === undefined || card.kind === kind)
          .slice(1, 5)
          .map((product) => ({ product, why: { code: 'similar', text: locale === 'fr' ? 'Dans le même esprit' : 'In the same spirit' } })),
      })
    },
    suggest: ({ q }, { locale }) => {
      const said = q.toLowerCase()
      return ok({
        products: windowCards(locale).filter((card) => card.name.toLowerCase().includes(said)),
        categories: shelves
          .filter((s) => s.name.some((n) => n.toLowerCase().includes(said)))
          .map((s) => ({ slug: s.slug, name: s.name[locale === 'fr' ? 0 : 1], count: 7 })),
      })
    },
    wishBackInStock: ({ variantId }) => ok({ variantId }, [], 202),
    cart: ({ cartId }, caller) => ok(cartOf(cartId, caller)),
    createCart: () => save(empty(`cart-${++drawn}`)),
    addCartLine: ({ cartId, variantId, quantity }, caller) => {
      const cart =
        cartId === 'mine' && !carts.has(cookieOf(caller, 'cart') ?? '')
          ? empty(`cart-${++drawn}-${caller.requestId}`)
          : cartOf(cartId, caller)
      const product = windowCards(caller.locale)
        .map((card) => windowProduct(caller.locale, card.slug))
        .find((known) => known?.variants.some((variant) => variant.id === variantId))
      const variant = product?.variants.find((known) => known.id === variantId)
      if (!product || !variant) return refuse(404, 'not-found')
      const had = cart.lines.find((line) => line.variantId === variantId)
      const wanted = (had?.quantity ?? 0) + quantity
      if (wanted > variant.stock.available) return refuse(409, 'out-of-stock', { available: variant.stock.available })
      const line = {
        id: had?.id ?? `line-${++drawn}`,
        variantId,
        productId: product.id,
        slug: product.slug,
        kind: product.kind,
        name: product.name,
        options: variant.options,
        image: product.images[0] ?? null,
        quantity: wanted,
        unitPrice: variant.price,
        total: eur(variant.price.amountMinor * wanted),
        notes: [],
        ...(variant.unitPrice && { measurePrice: variant.unitPrice }),
      }
      return save({ ...cart, lines: [...cart.lines.filter((known) => known.id !== line.id), line] })
    },
    changeCartLine: ({ cartId, lineId, quantity }, caller) =>
      changed(cartId, caller, (cart) => ({
        ...cart,
        lines: cart.lines.map((line) =>
          line.id === lineId ? { ...line, quantity, total: eur(line.unitPrice.amountMinor * quantity) } : line,
        ),
      })),
    removeCartLine: ({ cartId, lineId }, caller) =>
      changed(cartId, caller, (cart) => ({ ...cart, lines: cart.lines.filter((line) => line.id !== lineId) })),
    setCartContact: ({ cartId, email }, caller) => changed(cartId, caller, (cart) => ({ ...cart, contact: { email } })),
    setCartAddresses: ({ cartId, shipping, billing }, caller) =>
      changed(cartId, caller, (cart) => ({ ...cart, addresses: { shipping, ...(billing && { billing }) } })),
    setCartDelivery: ({ cartId, optionId }, caller) =>
      changed(cartId, caller, (cart) => ({
        ...cart,
        delivery: { optionId, name: optionId, earliest: '2026-11-27', latest: '2026-11-27' },
      })),
    addCartCoupon: ({ cartId, code }, caller) =>
      code === 'WELCOME10'
        ? changed(cartId, caller, (cart) => ({
            ...cart,
            coupons: [{ id: 'welcome', code, applies: true, amount: eur(1000), label: '10 %' }],
          }))
        : refuse(409, 'coupon-refused'),
    useStoreCredit: ({ cartId }, caller) => changed(cartId, caller, (cart) => cart),
    removeCartCoupon: ({ cartId }, caller) => changed(cartId, caller, (cart) => ({ ...cart, coupons: [] })),
    deliveryOptions: (_, { locale }) =>
      ok({
        items: [
          {
            id: 'home',
            name: locale === 'fr' ? 'À domicile' : 'Home delivery',
            price: eur(490),
            earliest: '2026-11-27',
            latest: '2026-11-27',
            carrier: 'Colissimo',
          },
          {
            id: 'pickup',
            name: locale === 'fr' ? 'Point relais' : 'Pickup point',
            price: eur(390),
            earliest: '2026-11-28',
            latest: '2026-11-30',
          },
        ],
        unavailable: [
          {
            id: 'express',
            name: 'Express',
            reason: locale === 'fr' ? 'Le parfum ne part pas par avion.' : 'Perfume does not travel by air.',
          },
        ],
      }),
    checkoutCart: (input, caller) => {
      const cart = cartOf(input.cartId, caller)
      const { token } = input.payment
      if (cart.missing.length > 0) return refuse(409, 'cart-incomplete', { missing: cart.missing })
      if (input.expectedTotal.amountMinor !== cart.totals.total.amountMinor)
        return refuse(409, 'price-changed', { total: cart.totals.total })
      if (token === 'declined' || token === 'insufficient-funds') return refuse(402, 'payment-declined', { reason: token })
      if (token === 'three-d-secure') return ok({ action: 'three-d-secure' as const, url: 'https://bank.example/confirm' }, [], 202)
      if (token === 'timeout-after-capture') return ok({ action: 'wait' as const }, [], 202)
      const order = placed(cart, `order-${++drawn}`)
      orders.set(order.id, order)
      carts.delete(cart.id)
      return ok(order, ['cart=; Path=/; Max-Age=0'], 201)
    },
    checkoutState: () => ok({ state: 'waiting' as const, action: 'wait' as const }),
    abandonCheckout: () => ok({ state: 'refused' as const, refusal: 'payment-declined' }),
    order: ({ orderId }) => ok(orders.get(orderId) ?? refuse(404, 'not-found')),
    ...afterSale(orders, ok, refuse),
    cancelOrder: ({ orderId }) => {
      const order = { ...(orders.get(orderId) ?? refuse(404, 'not-found')), status: 'cancelled' as const, actions: [] }
      orders.set(orderId, order)
      return ok(order)
    },
    logIn: ({ email, password }) => {
      if (password !== 'correct horse battery') return refuse(401, 'bad-credentials')
      people.set(email, { email, name: 'Ada Morel' })
      return ok({ accessToken: 'x', tokenType: 'Bearer' as const, expiresIn: 900 }, [
        `session=${encodeURIComponent(email)}; Path=/; HttpOnly; SameSite=Lax`,
      ])
    },
    signUp: ({ email, name }) => {
      people.set(email, { email, name: name ?? null })
      return ok(
        { accessToken: 'x', tokenType: 'Bearer' as const, expiresIn: 900 },
        [`session=${encodeURIComponent(email)}; Path=/; HttpOnly; SameSite=Lax`],
        201,
      )
    },
    logOut: () => ok({ done: true as const }, ['session=; Path=/; Max-Age=0']),
    me: (_, caller) => {
      const person = people.get(decodeURIComponent(cookieOf(caller, 'session') ?? '')) ?? refuse(401, 'not-signed-in')
      return ok({
        id: person.email,
        ...person,
        emailVerified: false,
        locale: caller.locale,
        roles: [],
        createdAt: '2026-11-24T10:00:00Z',
        addresses: [],
      })
    },
    verifyEmail: ({ token }, caller) =>
      ['used', 'expired', 'unknown'].includes(token)
        ? refuse(410, 'link-refused', { reason: token })
        : ok({
            ...{ id: 'ada', email: 'ada@example.com', name: 'Ada Morel', emailVerified: true, locale: caller.locale },
            ...{ roles: [], createdAt: '2026-11-24T10:00:00Z', addresses: [] },
          }),
    forgotPassword: () => ok({ done: true as const }),
    resetPassword: ({ token, password }) => {
      if (token !== 'good') return refuse(410, 'link-refused')
      return password === 'password1234' ? refuse(422, 'weak-password', { reason: 'breached' }) : ok({ email: 'ada@example.com' })
    },
    updateMe: (input, caller) => {
      const email = decodeURIComponent(cookieOf(caller, 'session') ?? '')
      people.set(email, { email, name: input.name ?? null })
      return ok({
        id: email,
        email,
        name: input.name ?? null,
        emailVerified: false,
        locale: caller.locale,
        roles: [],
        createdAt: '2026-11-24T10:00:00Z',
        addresses: input.addresses ?? [],
      })
    },
    myPaymentMethods: () => ok({ items: [] }),
    myCredit: () => ok({ items: [] }),
    giftCardBalance: () => refuse(404, 'not-found'),
    removePaymentMethod: () => ok({ items: [] }),
    orderTransactions: () => ok({ items: [] }),
    myOrders: () =>
      ok({
        items: [...orders.values()].map((order) => ({
          id: order.id,
          number: order.number,
          status: order.status,
          placedAt: order.placedAt,
          total: order.totals.total,
          itemCount: order.lines.length,
          names: order.lines.map((line) => line.name),
          image: order.lines[0]?.image ?? null,
        })),
        nextCursor: null,
        total: orders.size,
      }),
  }

  return {
    async call(name, input, caller) {
      const handler = handlers[name]
      if (!handler) return refuse(404, 'not-found')
      const read = operations[name].input.safeParse(input)
      if (!read.success)
        return refuse(400, 'bad-input', {
          errors: read.error.issues.map((issue) => ({ path: issue.path.join('.'), code: issue.code, message: issue.message })),
        })
      const key = caller.idempotencyKey && `${name} ${caller.idempotencyKey}`
      const known = key ? replies.get(key) : undefined
      if (known) return known as Answer<never>
      const answer = handler(input, caller)
      if (key) replies.set(key, answer)
      return { ...answer, body: operations[name].output.parse(answer.body) as never }
    },
  }
}
