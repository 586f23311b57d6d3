import { createClient } from '@connectrpc/connect'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'
import { orderMaker } from '../test-orders.ts'

/** What staff do to prices, with pricing itself behind the door. */
const pool = await testDatabase()
const door = await testGateway(pool, {}, [pricing])
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const makeOrder = orderMaker(pool, door.clock)
let token = ''
beforeAll(async () => {
  token = await door.staff('accountant')
  const client = createClient(PricingService, door.shop.peer('pricing'))
  const priced = { lise: 12_900n, case: 2_000n }
  await client.setPrices({
    prices: Object.entries(priced).map(([variantId, amountMinor]) => ({ variantId, price: { amountMinor, currency: 'EUR' } })),
  })
})
afterAll(() => door.stop())

const post = (url: string, body: object, key = `key ${Math.random()}`) => door.ask({ method: 'POST', url, body, token, key })
const put = (url: string, body: object) => door.ask({ method: 'PUT', url, body, token, key: `key ${Math.random()}` })

test('a promotion of every kind comes out as it went in, and a basket is explained in words', async () => {
  const free = { code: 'ETUI', kind: 'buy-x-get-y', buyXGetY: { buy: 1, get: 1, percent: 100, gets: { variantIds: ['case'] } } }
  const made = await post('/v1/admin/promotions', { ...free, countries: ['FR'], alone: true })
  expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ ...free, countries: ['FR'], alone: true, used: 0 })])
  const seen = await door.get(`/v1/admin/promotions/${made.json().id}`, token)
  expect(seen.json()).toEqual(made.json())

  const tiers = { by: 'pieces', steps: [{ from: 3, percent: 12.5 }] }
  const sale = { title: { fr: 'Fête', en: 'Party' }, kind: 'tiers', tiers, scope: { productIds: ['p-lise'] } }
  expect((await post('/v1/admin/promotions', sale)).json()).toMatchObject({ ...sale, code: '' })
  const bundle = { price: eur(14_000), parts: ['lise', 'case'].map((id) => ({ scope: { variantIds: [id] }, quantity: 1 })) }
  const set = await post('/v1/admin/promotions', { code: 'LOT', kind: 'bundle', bundle, minimum: eur(50_000) })
  expect(set.json()).toMatchObject({ bundle })

  const explained = await door.get('/v1/admin/promotions/explain?lines=lise:2,case&coupons=ETUI,LOT&locale=en', token)
  expect(explained.json()).toMatchObject({ lines: eur(27_800), discount: eur(2_000), total: eur(25_800) })
  interface Said {
    readonly promotion: { readonly code: string }
    readonly applies: boolean
    readonly code?: string
    readonly reason?: string
    readonly missing?: number
  }
  const { verdicts } = explained.json<{ verdicts: Said[] }>()
  expect(verdicts.map(({ promotion, applies, code, reason, missing }) => [promotion.code, applies, code, reason, missing])).toEqual([
    ['LOT', false, 'minimum-not-reached', 'The minimum order is not reached yet', 22_200],
    ['ETUI', true, undefined, undefined, undefined],
    ['', false, 'nothing-eligible', 'Nothing in the cart qualifies', undefined],
  ])
  const replaced = await put(`/v1/admin/promotions/${set.json().id}`, { code: 'LOT', kind: 'percentage', percent: 5 })
  expect(replaced.json()).toMatchObject({ id: set.json().id, kind: 'percentage', percent: 5 })
  expect((await put('/v1/admin/promotions/nobody', { code: 'NO', kind: 'percentage', percent: 5 })).json().code).toBe('bad-input')
  expect((await put('/v1/admin/promotions/nobody', { code: 'NOBODY', kind: 'percentage', percent: 5 })).statusCode).toBe(404)
  expect((await put(`/v1/admin/promotions/${set.json().id}`, { code: 'ETUI', kind: 'percentage', percent: 5 })).json().code).toBe(
    'code-taken',
  )
})

test('codes are made once for a key, and read page by page', async () => {
  const thanks = { title: { fr: 'Merci', en: 'Thanks' }, kind: 'percentage', percent: 5, needsCode: true }
  const made = (await post('/v1/admin/promotions', thanks)).json()
  expect(made).toMatchObject({ ...thanks, code: '', warnings: [{ code: 'no-codes' }] })
  const make = (key: string) => post(`/v1/admin/promotions/${made.id}/codes`, { count: 3, prefix: 'merci' }, key)
  expect([(await make('batch')).statusCode, (await make('batch')).json()]).toEqual([201, { made: 3, total: 3 }])
  const codes = (await door.get(`/v1/admin/promotions/${made.id}/codes?limit=2`, token)).json()
  expect(codes).toMatchObject({ total: 3, items: [{ limit: 1, used: 0 }, { code: expect.stringMatching(/^MERCI-\w{12}$/) }] })
  expect(
    (await door.get(`/v1/admin/promotions/${made.id}/codes?limit=2&cursor=${encodeURIComponent(codes.nextCursor)}`, token)).json(),
  ).toMatchObject({
    items: [{ limit: 1 }],
    nextCursor: null,
  })
  const own = (await post('/v1/admin/promotions', { code: 'OWN', kind: 'percentage', percent: 5 })).json()
  expect((await post(`/v1/admin/promotions/${own.id}/codes`, { count: 1 })).json().code).toBe('bad-input')
})

test('a promotion that can never apply is saved with a warning in words', async () => {
  const asked = { code: 'NEVER', kind: 'percentage', percent: 5, endsAt: '2020-01-01T00:00:00Z' }
  const made = await post('/v1/admin/promotions', { ...asked, countries: ['BR'] })
  expect([made.statusCode, made.json().warnings]).toMatchObject([
    201,
    [{ code: 'ended', text: 'Sa fin est passée' }, { code: 'not-sold-there' }],
  ])
  expect((await post('/v1/admin/promotions', { code: 'NEVER', kind: 'percentage', percent: 5 })).json().warnings).toBeUndefined()
  const countless = await post('/v1/admin/promotions', { code: 'MANY', kind: 'percentage', percent: 5, limitTotal: 2_147_483_648 })
  expect([countless.statusCode, countless.json().errors]).toEqual([400, [expect.objectContaining({ path: 'limitTotal' })]])
})

test('the uses of a promotion are the orders behind its number', async () => {
  const { id } = (await post('/v1/admin/promotions', { code: 'USED', kind: 'percentage', percent: 10 })).json()
  const basket = { currency: 'EUR', country: 'FR', lines: [{ lineId: 'l', variantId: 'lise', quantity: 1 }], coupons: ['USED'] }
  const expectedTotal = { amountMinor: 11_610n, currency: 'EUR' }
  const { result } = await createClient(PricingService, door.shop.peer('pricing')).freeze({ orderId: 'o', basket, expectedTotal })
  expect(result.case).toBe('frozen')
  expect((await door.get(`/v1/admin/promotions/${id}`, token)).json().used).toBe(1)
  expect((await door.get(`/v1/admin/promotions/${id}/uses`, token)).json()).toMatchObject({
    items: [{ orderId: 'o', discount: eur(1_290) }],
    nextCursor: null,
    total: 1,
  })
  expect((await door.get('/v1/admin/promotions/nobody/uses', token)).statusCode).toBe(404)
})

test('what a promotion is called reaches its shopper in their language; an order tells staff which it used', async () => {
  const order = await makeOrder()
  const used = { id: 'welcome', code: 'ETE', title: { fr: 'Bienvenue', en: 'Welcome' }, discountMinor: 500 }
  const text = `update orders.shop_order set totals = totals || jsonb_build_object('promotions', jsonb_build_array($2::jsonb)) where id = $1`
  await pool.query(text, [order.id, JSON.stringify(used)])
  const support = await door.staff('support')
  const seen = async (locale: string) => (await door.get(`/v1/admin/orders/${order.id}?locale=${locale}`, support)).json()
  expect(await seen('fr')).toMatchObject({
    promotions: [{ promotionId: 'welcome', code: 'ETE', title: 'Bienvenue', amount: eur(500) }],
    lines: [{ sku: 's' }],
  })
  expect((await seen('en')).promotions).toMatchObject([{ title: 'Welcome' }])
})

test('variants are found by words or named, with what they cost', async () => {
  await publishFrame(door.shop)
  const client = createClient(PricingService, door.shop.peer('pricing'))
  await client.setPrices({ prices: [{ variantId: 'lise-black', price: { amountMinor: 12_900n, currency: 'EUR' } }] })
  interface Found {
    readonly items: readonly { readonly variantId: string; readonly price?: object }[]
  }
  const found = async (question: string) => {
    const { items } = (await door.get(`/v1/admin/prices${question}`, token)).json<Found>()
    return items.map(({ variantId, price }) => [variantId, price])
  }
  const both = [
    ['lise-black', eur(12_900)],
    ['lise-tortoise', undefined],
  ]
  expect(await found('?q=lis')).toEqual(both)
  expect(await found('?productIds=p-lise')).toEqual(both)
  expect(await found('?variantIds=lise-black')).toEqual([both[0]])
  expect(await found('?variantIds=nobody')).toEqual([])
  expect(await found('')).toEqual([])
  expect((await door.get('/v1/admin/prices?q=lise&locale=en', token)).json().items[0]).toMatchObject({ sku: 'LISE-BLACK', name: 'Lise' })
})

test('a price list of a group holds for its customers; one that overlaps is refused with the other', async () => {
  const list = { title: { fr: 'Opticiens', en: 'Opticians' }, currency: 'EUR', group: 'opticians', startsAt: '2026-11-01T00:00:00Z' }
  const prices = [{ variantId: 'lise', price: eur(9_900) }]
  const made = await post('/v1/admin/price-lists', { ...list, prices })
  expect([made.statusCode, made.json()]).toMatchObject([201, { group: 'opticians', state: 'waiting', prices }])
  expect((await post('/v1/admin/price-lists', { ...list, prices })).json()).toMatchObject({
    status: 409,
    code: 'list-overlaps',
    listId: made.json().id,
  })
  expect((await put('/v1/admin/customers/ada/groups', { groups: ['opticians'] })).json()).toEqual({ groups: ['opticians'] })
  const total = async () => (await door.get('/v1/admin/promotions/explain?lines=lise&customerId=ada', token)).json().total
  expect(await total()).toEqual(eur(9_900))
  const ended = await post(`/v1/admin/price-lists/${made.json().id}/end`, {})
  expect(ended.json().endsAt).toBeDefined()
  door.clock.advance(1_000)
  expect(await total()).toEqual(eur(12_900))
  expect((await door.get('/v1/admin/price-lists', token)).json().items).toHaveLength(1)
  expect((await door.get('/v1/admin/prices/lise/history', token)).json()).toMatchObject({
    price: eur(12_900),
    periods: [{ price: eur(12_900) }],
  })
  expect((await post('/v1/admin/price-lists', { ...list, group: undefined, prices })).statusCode).toBe(400)
})

test('a cart is made in a currency the shop sells in, or not at all', async () => {
  const made = (currency: string) => door.ask({ method: 'POST', url: '/v1/carts', body: { currency } })
  expect((await made('EUR')).statusCode).toBe(201)
  const refused = (await made('JPY')).json()
  expect(refused).toMatchObject({ status: 400, code: 'bad-input', errors: [{ path: 'currency', code: 'not-sold' }] })
})

test('VAT is set per country from a moment on; where there is none, nothing is sold', async () => {
  const rates = { standardPercent: 8.1, reducedPercent: 2.6, lowPercent: 2.5, included: false }
  const explained = () => door.get('/v1/admin/promotions/explain?lines=case&country=CH', token)
  expect((await explained()).json()).toMatchObject({ status: 409, code: 'not-sold-there', country: 'CH' })
  const cart = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json()
  await door.ask({ method: 'POST', url: `/v1/carts/${cart.id}/lines`, body: { variantId: 'lise-black', quantity: 1 } })
  const shipping = { name: 'Ada', line1: 'Bahnhofstrasse 1', postcode: '8001', city: 'Zürich', country: 'CH' }
  const sent = () => door.ask({ method: 'PUT', url: `/v1/carts/${cart.id}/addresses`, body: { shipping } })
  expect((await sent()).json()).toMatchObject({ status: 409, code: 'not-sold-there', country: 'CH' })
  expect((await door.get(`/v1/carts/${cart.id}`)).json().addresses).toBeNull()

  const set = await put('/v1/admin/vat-rates/CH', rates)
  expect([set.statusCode, set.json()]).toMatchObject([200, { ...rates, country: 'CH', state: 'current' }])
  expect((await explained()).json()).toMatchObject({ tax: eur(162), total: eur(2_162), taxIncluded: false })
  expect((await sent()).json().totals).toMatchObject({ tax: eur(1_045), total: eur(13_945), taxIncluded: false })

  const from = new Date(door.clock().getTime() + 86_400_000).toISOString()
  expect((await put('/v1/admin/vat-rates/CH', { ...rates, standardPercent: 9, from })).json()).toMatchObject({ from, state: 'coming' })
  const known = async () => {
    const { items } = (await door.get('/v1/admin/vat-rates', token)).json<{ items: { country: string; state: string }[] }>()
    return items.filter(({ country }) => country === 'CH').map(({ state }) => state)
  }
  expect(await known()).toEqual(['coming', 'current'])
  const remove = (at: string) => door.ask({ method: 'DELETE', url: `/v1/admin/vat-rates/CH/${encodeURIComponent(at)}`, token })
  expect([(await remove(from)).statusCode, (await remove(from)).statusCode, await known()]).toEqual([200, 404, ['current']])
  expect((await put('/v1/admin/vat-rates/CH', { ...rates, from: '2026-01-02T00:00:00Z' })).json().code).toBe('bad-input')
  const editor = await door.staff('editor')
  expect((await door.ask({ method: 'PUT', url: '/v1/admin/vat-rates/CH', body: rates, token: editor, key: 'vat' })).statusCode).toBe(403)
})

test('a variant says which rate its price holds, and a basket of both is taxed at both', async () => {
  const { product } = (await door.get('/v1/admin/products/p-lise', await door.staff('owner'))).json()
  const [black, tortoise] = product.variants
  const variants = [
    { ...black, price: eur(12_000) },
    { ...tortoise, price: eur(1_055), taxClass: 'low' },
  ]
  const editor = await door.staff('editor')
  const body = { variants, brand: product.brand }
  const saved = await door.ask({ method: 'PATCH', url: '/v1/admin/products/p-lise', body, token: editor, key: 'classes' })
  expect([saved.statusCode, saved.json().product.variants.map((one: { taxClass?: string }) => one.taxClass)]).toEqual([
    200,
    [undefined, 'low'],
  ])
  const mixed = await door.get('/v1/admin/promotions/explain?lines=lise-black,lise-tortoise', token)
  expect(mixed.json()).toMatchObject({ total: eur(13_055), tax: eur(2_000 + 55) })
})

test('a code that exists is refused, and its promotion stays as it was; one key makes one promotion', async () => {
  const asked = { code: 'ONLY', kind: 'percentage', percent: 5 }
  const first = await post('/v1/admin/promotions', asked, 'only one')
  const again = await post('/v1/admin/promotions', asked, 'only one')
  expect([first.statusCode, again.statusCode, again.json().id]).toEqual([201, 201, first.json().id])
  const taken = await post('/v1/admin/promotions', { ...asked, code: 'only', percent: 50 })
  expect(taken.json()).toMatchObject({ status: 409, code: 'code-taken' })
  expect((await door.get(`/v1/admin/promotions/${first.json().id}`, token)).json().percent).toBe(5)
})

test('promotions, price lists and rates of VAT are narrowed by words and by kind, a page at a time', async () => {
  const ids = async (url: string) => (await door.get(url, token)).json()
  await post('/v1/admin/promotions', { code: 'FILTRE-A', title: { fr: 'Rentrée', en: 'Autumn' }, kind: 'percentage', percent: 5 })
  await post('/v1/admin/promotions', { code: 'FILTRE-B', kind: 'free-delivery' })
  expect((await ids('/v1/admin/promotions?q=filtre')).total).toBe(2)
  expect((await ids('/v1/admin/promotions?q=filtre&kind=free-delivery')).items).toMatchObject([{ code: 'FILTRE-B' }])
  expect((await ids('/v1/admin/promotions?q=rentree')).items).toMatchObject([{ code: 'FILTRE-A' }])
  const page = await ids('/v1/admin/promotions?q=filtre&limit=1')
  expect((await ids(`/v1/admin/promotions?q=filtre&limit=1&cursor=${page.nextCursor}`)).items).toHaveLength(1)
  expect((await door.get('/v1/admin/promotions?kind=nothing', token)).statusCode).toBe(400)
  const france = await ids('/v1/admin/vat-rates?q=france&state=current')
  expect(france.items).toMatchObject([{ country: 'FR', state: 'current' }])
  expect((await ids('/v1/admin/vat-rates?q=nowhere')).items).toEqual([])
  expect((await ids('/v1/admin/price-lists?for=groups')).items.every(({ group }: { group?: string }) => group)).toBe(true)
})

test('a gift card is made once for a key, and its code told to nobody else', async () => {
  const make = (key: string) => post('/v1/admin/gift-cards', { amount: eur(5_000) }, key)
  const [first, again] = [await make('card one'), await make('card one')]
  expect([first.statusCode, again.body]).toEqual([201, first.body])
  const { card, code } = first.json()
  expect(code).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/)
  const seen = await door.get(`/v1/admin/credits/${card.id}`, token)
  expect(seen.json()).toMatchObject({ balance: eur(5_000), codeEnd: code.slice(-4), entries: [{ kind: 'load', amount: eur(5_000) }] })
  expect(seen.body).not.toContain(code.slice(0, 9))
  expect((await door.ask({ method: 'POST', url: '/v1/admin/gift-cards', body: { amount: eur(1) }, token })).json().code).toBe(
    'idempotency-key-missing',
  )
  expect((await post(`/v1/admin/credits/${card.id}/close`, { closed: true })).json().closedAt).toBeDefined()
  const given = await post('/v1/admin/store-credits', { customerId: 'ada', amount: eur(700), reason: 'late parcel' })
  expect([given.statusCode, given.json()]).toMatchObject([201, { kind: 'store-credit', customerId: 'ada', balance: eur(700) }])
  expect((await door.get('/v1/admin/credits?kind=store-credit&customerId=ada', token)).json().items).toHaveLength(1)
})

test('only who keeps the books makes money', async () => {
  const editor = await door.staff('editor')
  const asked = { method: 'POST', url: '/v1/admin/gift-cards', body: { amount: eur(5_000) }, token: editor, key: 'no' } as const
  expect((await door.ask(asked)).statusCode).toBe(403)
  expect((await door.get('/v1/admin/promotions', editor)).statusCode).toBe(200)
})

test('PAY-7: a gift card of an order is sent again to whom it went, by who may give money back, once for a key', async () => {
  const { id } = await makeOrder({ email: 'ada@example.com' })
  await pool.query(
    `insert into pricing.credit (id, kind, code_hash, code_end, currency, balance_minor, made_at, sold_order_id, sold_line_id, sold_number)
     values ('sold-card', 'gift-card', 'digest', 'AAAA', 'EUR', 5000, now(), $1, 'a', 1)`,
    [id],
  )
  const path = `/v1/admin/orders/${id}/gift-cards`
  const shown = { creditId: 'sold-card', lineId: 'a', balance: eur(5_000), closed: false, to: 'ada@example.com' }
  expect((await door.get(path, token)).json()).toEqual({ items: [{ ...shown, codeEnd: 'AAAA', sentAgain: 0 }] })
  const editor = await door.staff('editor')
  expect((await door.ask({ method: 'POST', url: `${path}/sold-card/send`, body: {}, token: editor, key: 'e' })).statusCode).toBe(403)
  for (let twice = 0; twice < 2; twice++) {
    const { codeEnd, ...sent } = (await post(`${path}/sold-card/send`, {}, 'one press')).json()
    expect([sent, codeEnd === 'AAAA']).toEqual([{ ...shown, sentAgain: 1 }, false])
  }
  const { rows } = await pool.query(
    `select body ->> 'email' as email, body -> 'amount' as amount from pricing.outbox where type like '%GiftCardMade' and key = $1`,
    [id],
  )
  expect(rows).toEqual([{ email: 'ada@example.com', amount: { amountMinor: '5000', currency: 'EUR' } }])
  expect((await post(`${path}/another/send`, {})).statusCode).toBe(404)
  await pool.query(`update pricing.credit set closed_at = now() where id = 'sold-card'`)
  expect((await post(`${path}/sold-card/send`, {})).json()).toMatchObject({ code: 'move-refused', state: 'closed' })
})
