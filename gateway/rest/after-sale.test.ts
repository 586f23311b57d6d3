import { wordsOf } from '../words/words.ts'
import { notifications } from '@vitrine/notifications'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'
import { orderMaker } from '../test-orders.ts'

const pool = await testDatabase()
const door = await testGateway(pool, { SHOP_RETURN_ADDRESS: 'Atelier des retours | 2 rue du Retour' }, [notifications])
let staff = ''
beforeAll(async () => {
  staff = await door.staff('owner')
})
afterAll(() => door.stop())

const delivered = orderMaker(pool, door.clock)
const post = (url: string, body: object, token?: string) => door.ask({ method: 'POST', url, body, ...(token && { token }) })

test('LAW-3: who knows number and address withdraws in two steps; everybody else hears the same 404', async () => {
  const { id, number } = await delivered()
  const unknown = await Promise.all([
    post('/v1/withdrawals/contract', { number, email: 'joe@example.com' }),
    post('/v1/withdrawals/contract', { number: 'V-999999', email: 'ada@example.com' }),
    post('/v1/withdrawals', { number, email: 'joe@example.com', name: 'Joe' }),
  ])
  expect(unknown.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404])
  const contract = await post('/v1/withdrawals/contract', { number, email: 'Ada@Example.com' })
  expect(contract.json()).toMatchObject({ number, days: 14, lines: [{ lineId: 'a', name: 'Lise', quantity: 2, eligible: true }] })
  expect(contract.headers['cache-control']).toBe('no-store')
  expect(JSON.stringify(contract.json())).not.toMatch(/Paris|order-/)
  const first = await post('/v1/withdrawals', { number, email: 'ada@example.com', name: 'Ada Blanc' })
  expect([first.statusCode, first.json()]).toEqual([
    201,
    expect.objectContaining({ number, name: 'Ada Blanc', isAwaited: true, refund: { amountMinor: 2_000, currency: 'EUR' } }),
  ])
  expect((await post('/v1/withdrawals', { number, email: 'ada@example.com', name: 'Ada Blanc' })).json().id).toBe(first.json().id)
  const shown = (await door.get(`/v1/orders/${id}`)).json()
  expect(shown).toMatchObject({
    lines: [{ returned: 2 }],
    returns: [{ kind: 'withdrawal', state: 'approved', lines: [{ name: 'Lise', quantity: 2 }] }],
  })
  expect(shown.actions).toContainEqual(expect.objectContaining({ name: 'withdraw', allowed: false, reason: expect.any(String) }))
  expect(shown.timeline.at(-1)).toMatchObject({ event: 'withdrawn', text: 'Rétractation reçue' })
})

test('who lost the mail gets it again where it first went; whoever asks hears the same of every order', async () => {
  const [{ id, number }, { number: unsent }] = [await delivered(), await delivered()]
  await pool.query(
    `insert into notifications.mail (id, kind, cause, receiver, locale, subject, html, text, order_id, due_at, made_at)
     values ($1, 'order-confirmed', $1, 'ada@example.com', 'fr', 'Votre commande', 'h', 't', $1, now(), now())`,
    [id],
  )
  const ask = (wish: object) => post('/v1/orders/link', wish)
  const email = 'ada@example.com'
  const asked = [await ask({ number, email }), await ask({ number, email }), await ask({ number, email: 'joe@example.com' })]
  asked.push(await ask({ number: 'V-999999', email }), await ask({ number: unsent, email }))
  expect(asked.map((answer) => [answer.statusCode, answer.json()])).toEqual(asked.map(() => [200, { asked: true }]))
  const { rows } = await pool.query('select receiver, kind from notifications.mail where order_id = $1', [id])
  expect(rows).toEqual([1, 2].map(() => ({ receiver: email, kind: 'order-confirmed' })))
})

test('what may not come back is a refusal with its reason', async () => {
  const { id } = await delivered()
  const lines = [{ lineId: 'a', quantity: 3 }]
  expect((await post(`/v1/orders/${id}/withdrawal`, { lines })).json()).toMatchObject({
    status: 409,
    code: 'not-withdrawable',
    left: 2,
    reason: 'nothing-left',
  })
  expect((await post(`/v1/orders/${id}/returns`, { lines: [{ ...lines[0], reason: 'faulty' }] })).json()).toMatchObject({
    code: 'not-returnable',
  })
  expect((await post(`/v1/orders/${id}/returns`, { lines: [{ lineId: 'a', quantity: 1, reason: 'bored' }] })).statusCode).toBe(400)
  expect((await post(`/v1/orders/${id}/lines/cancel`, { lines })).json()).toMatchObject({
    code: 'move-refused',
    allowed: expect.arrayContaining(['refund']),
  })
})

test("a customer's order is withdrawn from without sign-in by number and address, and by nobody else by its id", async () => {
  const { id, number } = await delivered({ customerId: 'somebody' })
  expect((await post(`/v1/orders/${id}/withdrawal`, {})).statusCode).toBe(404)
  expect((await door.get(`/v1/orders/${id}/invoice.pdf`)).statusCode).toBe(404)
  expect((await post('/v1/withdrawals', { number, email: 'ada@example.com', name: 'Ada' })).statusCode).toBe(201)
})

test('a fault is claimed in words, told with its address, and taken back again', async () => {
  const { id } = await delivered()
  const claim = { lines: [{ lineId: 'a', quantity: 1 }], words: 'The hinge broke.', remedy: 'repair' }
  expect((await post(`/v1/orders/${id}/claims`, { ...claim, words: ' ' })).statusCode).toBe(400)
  expect((await post(`/v1/orders/${id}/claims`, { ...claim, remedy: 'song' })).statusCode).toBe(400)
  const asked = await post(`/v1/orders/${id}/claims`, claim)
  expect([asked.statusCode, asked.json()]).toEqual([
    201,
    expect.objectContaining({
      claimable: [
        expect.objectContaining({ lineId: 'a', eligible: true, quantity: 1, amounts: [{ amountMinor: 1_000, currency: 'EUR' }] }),
      ],
      returns: [
        expect.objectContaining({
          kind: 'claim',
          state: 'asked',
          words: 'The hinge broke.',
          remedy: 'repair',
          shopPays: true,
          cancellable: true,
        }),
      ],
    }),
  ])
  const [{ id: returnId }] = asked.json().returns
  const taken = await post(`/v1/orders/${id}/returns/${returnId}/cancel`, {})
  expect(taken.json()).toMatchObject({ returns: [{ state: 'cancelled', cancellable: false }], claimable: [{ quantity: 2 }] })
  expect((await post(`/v1/orders/${id}/returns/nothing/cancel`, {})).statusCode).toBe(404)
  expect((await post(`/v1/orders/${id}/claims`, { ...claim, lines: [{ lineId: 'a', quantity: 3 }] })).json()).toMatchObject({
    code: 'not-returnable',
    left: 2,
  })
  expect((await door.get('/v1/returns/terms')).json()).toEqual({ sendTo: ['Atelier des retours', '2 rue du Retour'] })
})

test('staff open a file for a shopper after the period, and say why; nobody else does', async () => {
  const { id } = await delivered({ customerId: 'somebody' })
  await pool.query(`update orders.shop_order set deliveries = replace(deliveries::text, '"at": "20', '"at": "19')::jsonb where id = $1`, [
    id,
  ])
  const wish = { kind: 'return', lines: [{ lineId: 'a', quantity: 1, reason: 'other' }], words: 'They were in hospital.' }
  const url = `/v1/admin/orders/${id}/returns`
  expect((await post(url, wish)).statusCode).toBe(401)
  expect((await post(url, wish, await door.staff('editor'))).statusCode).toBe(403)
  expect((await post(url, { ...wish, words: '' }, staff)).statusCode).toBe(400)
  const opened = await post(url, wish, staff)
  expect([opened.statusCode, opened.json().returns]).toEqual([
    201,
    [expect.objectContaining({ kind: 'return', state: 'asked', words: 'They were in hospital.' })],
  ])
  const seen = (await door.get(`/v1/admin/orders/${id}`, staff)).json()
  expect(seen.returns[0].steps).toMatchObject([{ state: 'asked', actor: expect.stringMatching(/./) }])
  const { rows } = await pool.query(
    `select body from gateway.outbox where body ->> 'operation' = 'adminOpenReturn' and body ->> 'status' = '201'`,
  )
  expect(rows).toMatchObject([{ body: { inputJson: expect.stringContaining('They were in hospital.') } }])
})

test('settled.md 45: what a guest ordered under an address is listed once it is proven, never before, and never what is of another account', async () => {
  const { email, token } = await door.customer()
  const guest = await delivered({ email: email.toUpperCase() })
  await delivered({ email, customerId: 'somebody else' })
  await delivered({ email: `x${email}` })
  const numbers = async () => {
    const { items, total } = (await door.get('/v1/me/orders', token)).json<{ items: { number: string }[]; total: number }>()
    expect(total).toBe(items.length)
    return items.map(({ number }) => number)
  }
  expect(await numbers()).toEqual([])
  await pool.query('update accounts.account set email_verified = true where email = $1', [email])
  expect(await numbers()).toEqual([guest.number])
  // Its link still opens it for whoever has it.
  expect((await door.get(`/v1/orders/${guest.id}`)).statusCode).toBe(200)
  const own = await delivered({ email: 'elsewhere@example.com', customerId: (await door.get('/v1/me', token)).json<{ id: string }>().id })
  expect(await numbers()).toEqual([own.number, guest.number])
})

test('ORD-11: staff bring a return through its states and see it in their list', async () => {
  const { id } = await delivered()
  const asked = await post(`/v1/orders/${id}/returns`, { lines: [{ lineId: 'a', quantity: 1, reason: 'too-small' }] })
  const [file] = asked.json().returns
  expect([asked.statusCode, file.state, file.lines[0].reason]).toEqual([201, 'asked', 'too-small'])
  const move = (to: string, more: object = {}) => post(`/v1/admin/orders/${id}/returns/${file.id}/moves`, { to, ...more }, staff)
  expect((await move('checked')).json()).toMatchObject({
    status: 409,
    code: 'move-refused',
    state: 'asked',
    allowed: ['approved', 'refused'],
  })
  expect((await move('refused', { note: 'Porté' })).json().returns).toMatchObject([{ state: 'refused', note: 'Porté' }])
  const listed = await door.get('/v1/admin/returns?state=refused', staff)
  expect(listed.json().items).toContainEqual(expect.objectContaining({ id: file.id, orderId: id, pieces: 1, allowed: [] }))
  expect((await post(`/v1/admin/orders/${id}/returns/${file.id}/moves`, { to: 'approved' })).statusCode).toBe(401)
})

test('who takes goods in receives and checks what comes back; to agree, to refuse and to keep money is not theirs', async () => {
  const { id } = await delivered()
  const [file] = (await post(`/v1/orders/${id}/returns`, { lines: [{ lineId: 'a', quantity: 1, reason: 'too-small' }] })).json().returns
  const stock = await door.staff('stock')
  const at = `/v1/admin/orders/${id}/returns/${file.id}`
  const lines = [{ lineId: 'a', accepted: 1, restocked: 0 }]
  const withheld = { amountMinor: 100, currency: 'EUR' }
  for (const body of [{ to: 'approved' }, { to: 'refused', note: 'Porté' }, { to: 'received' }])
    expect((await post(`${at}/moves`, body, stock)).statusCode).toBe(403)
  expect((await post(`${at}/moves`, { to: 'approved' }, staff)).statusCode).toBe(200)
  expect((await post(`${at}/goods`, { to: 'received' }, await door.staff('editor'))).statusCode).toBe(403)
  expect((await post(`${at}/goods`, { to: 'received' }, stock)).json().returns).toMatchObject([{ state: 'received' }])
  for (const body of [{ to: 'refused' }, { to: 'checked', lines, withheld }])
    expect((await post(`${at}/goods`, body, stock)).statusCode).toBe(400)
  expect((await post(`${at}/goods`, { to: 'checked', lines, placeId: 'nowhere' }, stock)).statusCode).toBe(400)
  expect((await post(`${at}/goods`, { to: 'checked', lines }, stock)).json().returns).toMatchObject([{ lines: [{ accepted: 1 }] }])
  expect((await post(`/v1/admin/orders/${id}/refunds`, { amount: withheld, reason: 'Rayé' }, stock)).statusCode).toBe(403)
})

test('an exchange: what is wanted is shown, agreed to at once or after the check, and its cart is paid like any other', async () => {
  const { id } = await delivered()
  const product = {
    ...{ id: 'wanted', slug: 'noe', kind: 'eyewear', name: { fr: 'Noé', en: 'Noé' }, options: {} },
    ...{ sku: 'w', productId: 'wanted', image: null, weightG: 50, variantId: 'w' },
  }
  const file = {
    ...{
      id: `file-${id}`,
      kind: 'return',
      state: 'to-pay',
      name: '',
      askedAt: door.clock().toISOString(),
      amountMinor: 1_000,
      hadNotLeft: false,
    },
    lines: [{ lineId: 'a', quantity: 1, reason: 'too-small', wants: product }],
    exchange: { cartId: `cart-${id}`, atMostMinor: 1_000, dueMinor: 500, sendsAtOnce: false, orderId: '', orderNumber: '', paidMinor: 0 },
    steps: [],
    lapsesAt: '2027-01-01T00:00:00.000Z',
  }
  const agreed = 'update orders.shop_order set returns = $2, kept_minor = 1000, lapses_at = $3 where id = $1'
  await pool.query(agreed, [id, JSON.stringify([file]), file.lapsesAt])
  const [shown] = (await door.get(`/v1/orders/${id}`)).json().returns
  expect(shown).toMatchObject({
    state: 'to-pay',
    lines: [{ wants: { variantId: 'w', name: 'Noé' } }],
    exchange: { cartId: `cart-${id}`, due: { amountMinor: 500 }, atOnce: false },
    lapsesAt: file.lapsesAt,
  })
  const move = (body: object) => post(`/v1/admin/orders/${id}/returns/${file.id}/moves`, body, staff)
  expect((await move({ to: 'approved', replacement: 'later' })).statusCode).toBe(400)
  expect((await move({ to: 'approved' })).json().returns[0]).toMatchObject({ state: 'to-pay' })
  const given = (await move({ to: 'approved', replacement: 'none' })).json().returns[0]
  expect([given.state, given.exchange, given.refund.amountMinor]).toEqual(['approved', undefined, 1_000])
  const lines = [{ lineId: 'a', quantity: 1, reason: 'too-small', exchangeFor: 'nobody' }]
  expect((await post(`/v1/orders/${id}/returns`, { lines })).statusCode).toBe(404)
})

test('a swap that waits for its difference is ended by its shopper or by staff alone, and says that nothing was changed', async () => {
  const { id } = await delivered()
  const file = {
    ...{ id: `swap-${id}`, kind: 'swap', state: 'to-pay', name: '', askedAt: door.clock().toISOString(), amountMinor: 0, hadNotLeft: true },
    lines: [{ lineId: 'a', quantity: 1, reason: '' }],
    exchange: { cartId: `c-${id}`, atMostMinor: 900, dueMinor: 500, sendsAtOnce: false, orderId: '', orderNumber: '', paidMinor: 0 },
    ...{ steps: [], lapsesAt: '2027-01-01T00:00:00.000Z' },
  }
  await pool.query('update orders.shop_order set returns = $2, lapses_at = $3 where id = $1', [id, JSON.stringify([file]), file.lapsesAt])
  const [shown] = (await door.get(`/v1/orders/${id}`)).json().returns
  expect(shown).toMatchObject({ kind: 'swap', state: 'to-pay', exchange: { due: { amountMinor: 500 } } })
  const move = (to: string) => post(`/v1/admin/orders/${id}/returns/${file.id}/moves`, { to, note: 'by telephone' }, staff)
  expect((await move('approved')).statusCode).toBe(409)
  expect((await move('refused')).json().returns[0]).toMatchObject({ state: 'refused' })
  const texts = (locale: string) => door.get(`/v1/orders/${id}?locale=${locale}`)
  expect((await texts('en')).json().returns[0].text).toBe('Not swapped, nothing was changed')
  expect((await texts('fr')).json().returns[0].text).toBe('Pas remplacé, rien n’a été changé')
})

test('what is said of an exchange is said otherwise of a swap, of which nothing comes back', async () => {
  const { id } = await delivered()
  const events = ['return-to-pay', 'exchanged', 'exchange-passed', 'exchange-undone', 'exchange-lapsed']
  const at = door.clock().toISOString()
  const told = async (kind: 'return' | 'swap', locale: string) => {
    const file = {
      ...{ id: `f-${id}`, kind, state: 'exchanged', name: '', askedAt: at, amountMinor: 0, hadNotLeft: true },
      lines: [],
      steps: [],
    }
    const timeline = events.map((event) => ({ at, event, facts: event === 'exchange-passed' ? {} : { returnId: file.id } }))
    const exchange = { orderId: 'first', orderNumber: 'V-1', returnId: `x-${id}`, waits: true, ...(kind === 'swap' && { isSwap: true }) }
    await pool.query(
      `update orders.shop_order set returns = $2, timeline = $3, totals = totals || jsonb_build_object('exchange', $4::jsonb) where id = $1`,
      [id, JSON.stringify([file]), JSON.stringify(timeline), JSON.stringify(exchange)],
    )
    const order = (await door.get(`/v1/orders/${id}?locale=${locale}`)).json()
    return [...order.timeline.map(({ text }: { text: string }) => text), order.returns[0].text]
  }
  for (const locale of ['fr', 'en'] as const) {
    const { timeline, swapTimeline, returnStates } = wordsOf(locale)
    expect(await told('return', locale)).toEqual([...events.map((event) => timeline[event]), returnStates['exchanged']])
    const ofSwap = await told('swap', locale)
    expect(ofSwap).toEqual([...events.map((event) => swapTimeline[event]), returnStates['swap-exchanged']])
    for (const text of ofSwap) expect(text).not.toMatch(/exchang|échang/i)
  }
})

test('ORD-10: the invoice is a PDF of its own, the same bytes for shopper and staff; the address changes before it is packed', async () => {
  const { id } = await delivered({ status: 'paid' })
  const shown = await door.get(`/v1/orders/${id}/invoice.pdf`)
  expect([shown.statusCode, shown.headers['content-type'], shown.headers['cache-control']]).toEqual([200, 'application/pdf', 'no-store'])
  expect(shown.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect((await door.get(`/v1/admin/orders/${id}/invoice.pdf`, staff)).rawPayload.equals(shown.rawPayload)).toBe(true)
  const { items } = (await door.get(`/v1/admin/orders/${id}/invoices`, staff)).json()
  expect(items).toMatchObject([
    { kind: 'invoice', number: expect.stringMatching(/^F-\d{6}$/), total: { amountMinor: 2_490, currency: 'EUR' } },
  ])
  const to = { name: 'Ada', line1: '2 rue Neuve', postcode: '69001', city: 'Lyon', country: 'FR' }
  const put = (shipping: object) => door.ask({ method: 'PUT', url: `/v1/orders/${id}/addresses`, body: { shipping } })
  expect((await put(to)).json()).toMatchObject({ addresses: { shipping: to }, timeline: [{}, { event: 'address-changed' }] })
  expect((await put({ ...to, country: 'BE', postcode: '1000' })).json()).toMatchObject({ code: 'other-country', country: 'FR' })
  expect((await put({ ...to, postcode: 'x' })).statusCode).toBe(400)
})

test('ORD-10: what was taken from the deposit of a home trial has its invoice, for its customer and staff, and for nobody else', async () => {
  const { token } = await door.customer()
  const customerId = (await door.get('/v1/me', token)).json().id
  const to = {
    ...{ name: 'Ada', company: '', line1: '1 rue', line2: '', postcode: '75002', city: 'Paris' },
    region: '',
    country: 'FR',
    phone: '',
  }
  const named = { sku: 's', name: { fr: 'Lise', en: 'Lise' }, image: null }
  const tax = { ratePpm: 200_000, netMinor: 10_750, taxMinor: 2_150 }
  const frames = [{ ...named, variantId: 'v', productId: 'p', slug: 'lise', options: {}, priceMinor: 12_900, tax, outcome: 'kept' }]
  await pool.query(
    `insert into orders.home_trial (id, customer_id, state, email, locale, currency, shipping, delivery_method_id, frames, deposit_minor, charged_minor, taken_minor,
       deposit, owes, timeline, asked_at, ship_by, lease_until)
     values ('kept', $1, 'closed', '', 'fr', 'EUR', $2, 'home', $3, 12900, 12900, 12900, '{"state": "taken"}', '[]', '[]', now(), now(), now())`,
    [customerId, JSON.stringify(to), JSON.stringify(frames)],
  )
  const paths = ['/v1/home-trials/kept', '/v1/admin/home-trials/kept'] as const
  const ask = (token_: string, [path, end = '']: readonly [string, string?]) => door.get(`${path}${end}`, token_)
  expect((await ask(token, [paths[0]])).json().invoiceNumber).toBeUndefined()
  expect((await ask(token, [paths[0], '/invoice.pdf'])).statusCode).toBe(404)
  const body = {
    ...{ kind: 'invoice', locale: 'fr', currency: 'EUR', orderNumber: '', orderedAt: '2026-11-01T00:00:00Z', seller: ['Vitrine'] },
    buyer: to,
    shipTo: to,
  }
  const rows = [{ ...named, options: [], quantity: 1, unitMinor: 12_900, totalMinor: 12_900, outcome: 'kept' }]
  const sums = { discountMinor: 0, deliveryMinor: null, taxes: [tax], taxIncluded: true, totalMinor: 12_900, invoiceNumber: '', reason: '' }
  await pool.query(
    `insert into orders.invoice (number, kind, position, trial_id, cause, total_minor, body, issued_at) values ('F-900000', 'invoice', 900000, 'kept', 'kept', 12900, $1, now())`,
    [JSON.stringify({ ...body, rows, ...sums })],
  )
  expect((await ask(token, [paths[0]])).json().invoiceNumber).toBe('F-900000')
  const shown = await ask(token, [paths[0], '/invoice.pdf'])
  expect([shown.statusCode, shown.headers['content-type'], shown.rawPayload.subarray(0, 5).toString()]).toEqual([
    200,
    'application/pdf',
    '%PDF-',
  ])
  expect((await ask(staff, [paths[1], '/invoice.pdf'])).rawPayload.equals(shown.rawPayload)).toBe(true)
  expect((await ask((await door.customer()).token, [paths[0], '/invoice.pdf'])).statusCode).toBe(404)
})

test('ORD-14: who is asked to set the amount of an order aside again reads until when, pays once, and hears of a bank that refuses', async () => {
  const { id } = await delivered({ status: 'awaiting-prescription' })
  const until = new Date(door.clock().getTime() + 3 * 86_400_000).toISOString()
  const at = door.clock().toISOString()
  const asked = [{ at, event: 'payment-asked', facts: { until, reason: 'method-gone' } }]
  const paying = (sent: object) => door.ask({ method: 'POST', url: `/v1/orders/${id}/payment`, body: sent, key: randomIds() })
  const body = (more: object = {}) => ({ payment: { provider: 'nobody', method: 'card', token: 'ok', ...more } })
  expect((await paying(body())).json()).toMatchObject({ status: 409, code: 'move-refused' })
  await pool.query('update orders.shop_order set captured_minor = 0, timeline = timeline || $2 where id = $1', [id, JSON.stringify(asked)])
  const { id: cartId } = (await post('/v1/carts', {})).json()
  await pool.query(
    `insert into orders.checkout (cart_id, order_id, attempt, step, payment, expected_minor, begun_at, lease_until) values ($2, $1, 1, 'paid-later', '{}', 2490, now(), now())`,
    [id, cartId],
  )
  const shown = (await door.get(`/v1/orders/${id}`)).json()
  expect([shown.payBy, shown.timeline.at(-1).text]).toEqual([until, expect.stringContaining('Somme plus réservée')])
  expect(shown.actions).toContainEqual({ name: 'pay', allowed: true })
  expect((await paying(body({ returnUrl: 'https://evil.example' }))).statusCode).toBe(400)
  expect((await paying(body({ token: undefined, keptMethodId: 'k' }))).statusCode).toBe(401)
  expect((await paying(body())).json()).toMatchObject({ status: 402, code: 'payment-declined' })
  expect((await door.get(`/v1/orders/${id}`)).json().payBy).toBe(until)
  expect((await door.get('/v1/payment-methods')).json()).toHaveProperty('items')
})

test('an order travels another way only while its parcel is not made, and for nobody but its owner', async () => {
  const { id } = await delivered({ status: 'placed' })
  const { id: foreign } = await delivered({ status: 'placed', customerId: 'somebody' })
  const made = await post('/v1/carts', {})
  const cartId: string = made.json().id
  await pool.query('update orders.cart set shipping = (select shipping from orders.shop_order where id = $2) where id = $1', [cartId, id])
  await pool.query('update orders.shop_order set cart_id = $2 where id = $1', [id, cartId])
  const put = (orderId: string, optionId: string) => door.ask({ method: 'PUT', url: `/v1/orders/${orderId}/delivery`, body: { optionId } })
  const { items, unavailable } = (await door.get(`/v1/orders/${id}/delivery-options`)).json()
  expect([Array.isArray(items), Array.isArray(unavailable)]).toEqual([true, true])
  expect((await put(id, 'nowhere')).json()).toMatchObject({
    status: 409,
    code: 'delivery-refused',
    reason: 'unknown',
    detail: expect.any(String),
  })
  expect((await put(foreign, 'nowhere')).statusCode).toBe(404)
  expect((await door.get(`/v1/orders/${foreign}/delivery-options`)).statusCode).toBe(404)
  expect((await door.get(`/v1/orders/${id}`)).json().actions).toContainEqual({ name: 'change-delivery', allowed: true })
  const office = `/v1/admin/orders/${foreign}/delivery`
  const ofStaff = await door.ask({ method: 'PUT', url: `/v1/admin/orders/${id}/delivery`, body: { optionId: 'nowhere' }, token: staff })
  expect(ofStaff.json()).toMatchObject({ status: 409, code: 'delivery-refused', reason: 'unknown' })
  expect((await door.get(`/v1/admin/orders/${id}/delivery-options`, staff)).json()).toEqual({ items, unavailable })
  expect((await door.ask({ method: 'PUT', url: office, body: { optionId: 'nowhere' } })).statusCode).toBe(401)
})

test('staff take pieces out and change the address for a shopper whose order answers to nobody else', async () => {
  const { id } = await delivered({ status: 'paid', customerId: 'somebody' })
  const out = (quantity: number) => post(`/v1/admin/orders/${id}/lines/cancel`, { lines: [{ lineId: 'a', quantity }] }, staff)
  expect((await out(3)).json()).toMatchObject({ status: 409, code: 'above-ordered', lineId: 'a', left: 2 })
  expect((await out(1)).json()).toMatchObject({ status: 'paid', lines: [{ quantity: 2, cancelled: 1 }] })
  const shipping = { name: 'Ada', line1: '2 rue Neuve', postcode: '69001', city: 'Lyon', country: 'FR' }
  const put = await door.ask({ method: 'PUT', url: `/v1/admin/orders/${id}/addresses`, body: { shipping }, token: staff })
  expect(put.json()).toMatchObject({ addresses: { shipping } })
  expect((await post(`/v1/orders/${id}/lines/cancel`, { lines: [{ lineId: 'a', quantity: 1 }] })).statusCode).toBe(404)
})

test('pieces are swapped by who may: what cannot be says why, in words, and a stranger finds no order', async () => {
  const [{ id }, { id: foreign }] = [await delivered({ status: 'paid' }), await delivered({ status: 'paid', customerId: 'somebody' })]
  const swap = (orderId: string, by = '', area = '') =>
    post(`/v1${area}/orders/${orderId}/lines/a/swap`, { quantity: 1, variantId: 'another' }, by)
  expect((await swap(id)).json()).toMatchObject({
    status: 409,
    code: 'not-swappable',
    lineId: 'a',
    reason: 'left',
    detail: expect.any(String),
  })
  expect((await swap(foreign)).statusCode).toBe(404)
  expect((await swap(foreign, staff, '/admin')).json()).toMatchObject({ status: 409, code: 'not-swappable' })
  expect((await swap(foreign, '', '/admin')).statusCode).toBe(401)
  const shipped = await delivered({ status: 'shipped' })
  expect((await swap(shipped.id)).json()).toMatchObject({ code: 'move-refused', orderStatus: 'shipped' })
  const prices = (orderId: string, token = '', area = '') =>
    door.ask({ url: `/v1${area}/orders/${orderId}/lines/a/swap?quantity=1`, ...(token && { token }) })
  expect((await prices(id)).json()).toEqual({ items: [] }) // its pieces are not in the shop
  expect((await prices(foreign)).statusCode).toBe(404)
  expect((await prices(foreign, staff, '/admin')).json()).toEqual({ items: [] })
  expect((await prices(foreign, '', '/admin')).statusCode).toBe(401)
})

test('the day after the last it is over, and the answer says so', async () => {
  const { id } = await delivered()
  door.clock.advance(16 * 86_400_000)
  expect((await post(`/v1/orders/${id}/withdrawal`, {})).json()).toMatchObject({ code: 'not-withdrawable', reason: 'period-over' })
})

test('staff split a parcel in the shop by the lines of its order; what cannot be is a refusal, and a stranger may not', async () => {
  const [own, stranger] = [await door.staff('owner'), await door.staff('accountant')] // the clock has moved since the first one
  const { id } = await delivered({ status: 'paid' })
  const parcel = { parcelId: `parcel-${id}`, carrier: 'C', trackingNumber: `T-${id}`, state: 'made', earliest: '', latest: '', scans: [] }
  await pool.query(`update orders.shop_order set deliveries = $2 where id = $1`, [id, JSON.stringify([parcel])])
  await pool.query(
    `insert into delivery.parcel (id, order_id, carrier, tracking_number, lines, address, earliest, latest, created_at)
     select $1, id, 'C', $3, '[{"variantId": "v", "sku": "s", "quantity": 2}]', shipping, '2026-11-24', '2026-11-25', now()
     from orders.shop_order where id = $2`,
    [parcel.parcelId, id, parcel.trackingNumber],
  )
  const split = (quantity: number, token = own, parcelId = parcel.parcelId) =>
    door.ask({
      ...{
        method: 'POST',
        url: `/v1/admin/orders/${id}/parcels/${parcelId}/split`,
        key: `${token === own} ${parcelId} ${quantity}`,
        token,
      },
      body: { lines: [{ lineId: 'a', quantity }] },
    })
  expect((await split(3)).json()).toMatchObject({ status: 409, code: 'above-packed', left: 2 })
  expect((await split(2)).statusCode).toBe(400)
  expect((await split(1, own, 'another')).json()).toMatchObject({ code: 'not-found' })
  expect((await split(1, stranger)).statusCode).toBe(403)
  const made = await split(1)
  expect([made.statusCode, made.json()]).toMatchObject([201, { orderId: id, state: 'made' }])
  expect((await split(1)).json()).toEqual(made.json())
  await pool.query(`update delivery.parcel set state = 'handed-over' where id = $1`, [parcel.parcelId])
  expect(
    (
      await door.ask({
        method: 'POST',
        url: `/v1/admin/orders/${id}/parcels/${parcel.parcelId}/split`,
        key: 'late',
        token: own,
        body: { lines: [{ lineId: 'a', quantity: 1 }] },
      })
    ).json(),
  ).toMatchObject({ code: 'parcel-left', state: 'handed-over' })
})

test('an order that waits for pieces says from which day it leaves; its parcel is handed to nobody, and staff hear why', async () => {
  const own = await door.staff('owner')
  const { id } = await delivered({ status: 'paid' })
  await pool.query(`update orders.shop_order set waits_until = '2026-12-24' where id = $1`, [id])
  await pool.query(
    `insert into delivery.parcel (id, order_id, carrier, tracking_number, lines, address, earliest, latest, created_at, waits)
     select $1, id, 'C', 'T-waits', '[]', shipping, '2026-12-28', '2026-12-29', now(), true from orders.shop_order where id = $2`,
    [`parcel-${id}`, id],
  )
  expect((await door.get(`/v1/orders/${id}`)).json()).toMatchObject({ waitsUntil: '2026-12-24' })
  expect((await door.get(`/v1/admin/orders/${id}`, own)).json()).toMatchObject({ waitsUntil: '2026-12-24' })
  const scan = { scanId: 'early', trackingNumber: 'T-waits', state: 'handed-over', at: door.clock().toISOString() }
  const refused = await door.ask({ method: 'POST', url: '/v1/admin/deliveries/scans', body: scan, key: 'early', token: own })
  expect(refused.json()).toMatchObject({ status: 409, code: 'parcel-waits' })
  await pool.query('update delivery.parcel set waits = false where order_id = $1', [id])
  const taken = await door.ask({ method: 'POST', url: '/v1/admin/deliveries/scans', body: scan, key: 'later', token: own })
  expect([taken.statusCode, taken.json()]).toEqual([201, { moved: true }])
})
