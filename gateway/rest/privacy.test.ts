import { create, toJson } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { accounts } from '@vitrine/accounts'
import { delivery } from '@vitrine/delivery'
import { notifications } from '@vitrine/notifications'
import { optics } from '@vitrine/optics'
import { orders } from '@vitrine/orders'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { recommendations } from '@vitrine/recommendations'
import { tryon } from '@vitrine/tryon'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { password, publishFrame, testGateway } from '../test-gateway.ts'
import { orderMaker } from '../test-orders.ts'

const pool = await testDatabase()
const open = () => testGateway(pool, {}, [notifications, recommendations, tryon])
let door = await open()
let [staff, editor] = ['', '']
beforeAll(async () => {
  await publishFrame(door.shop)
  staff = await door.staff('support')
  editor = await door.staff('editor')
})
afterAll(() => door.stop())

/** What somebody who reads every table may find of a person. */
const canary = {
  email: 'canary.bird@nest.example',
  name: 'Canaria Ucellina',
  street: '17 quai des Plumes',
  phone: '+33600000017',
  parcel: '6A17CANARY',
}
const marks = Object.values(canary).map((mark) => mark.toLowerCase())
const shipping = {
  ...{ name: canary.name, company: '', line1: canary.street, line2: '', postcode: '69002', city: 'Lyon', region: '', country: 'FR' },
  phone: canary.phone,
}
const makeOrder = orderMaker(pool, () => door.clock())
const post = (url: string, body: object, token?: string) => door.ask({ method: 'POST', url, body, ...(token && { token }) })

/** Tables, as `schema.table`, that say something of the person. */
async function tablesThatKnow(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const knowing: string[] = []
  for (const { name } of rows) {
    const found = await pool.query<{ text: string }>(`select lower(t::text) as text from ${name} as t`)
    if (found.rows.some(({ text }) => marks.some((mark) => text.includes(mark)))) knowing.push(name)
  }
  return knowing
}

const tax = { ratePpm: 200_000, netMinor: 10_750, taxMinor: 2_150 }

/** A home trial of somebody, that ended. */
async function lend(customerId: string) {
  const frame = { variantId: 'v', productId: 'p', sku: 's', slug: 'lise', name: { fr: 'Lise', en: 'Lise' }, options: {}, image: null }
  await pool.query(
    `insert into orders.home_trial (id, customer_id, state, email, locale, currency, shipping, delivery_method_id, frames, deposit_minor, deposit, owes, timeline,
      asked_at, ship_by, return_by, lease_until)
     values ('trial', $1, 'cancelled', $2, 'fr', 'EUR', $3, 'home', $4, 12900, '{"state": "held", "savedMethodId": ""}', '[]', '[]', now(), now(), now(), now())`,
    [
      customerId,
      canary.email,
      JSON.stringify(shipping),
      JSON.stringify([{ ...frame, kind: 'eyewear', weightG: 1, priceMinor: 12_900, tax }]),
    ],
  )
}

/** A pair they ordered, which an optician amended and asked about; and one of somebody else. */
async function orderGlasses(accountId: string) {
  const client = createClient(OpticsService, door.shop.peer('optics'))
  const lens = {
    id: 'far',
    name: { fr: 'Loin', en: 'Far' },
    use: 'sv-far',
    index: 160,
    sph: { low: -1_000, high: 600 },
    cyl: { low: -400, high: 0 },
  }
  await client.putLensRange({ options: [{ ...lens, rims: ['full'], centreMm: 1.5, edgeMinMm: 1, leadDays: 5 }], treatments: [] })
  const sheet = { right: { sph: '-2.25' }, left: { sph: '-2.00' }, pdFar: '63', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' }
  const pair = {
    variantId: 'lise-black',
    frameName: 'Lise',
    frame: { lensWidthMm: 50, lensHeightMm: 40, bridgeMm: 18, rim: 'full' },
    lensId: 'far',
  }
  const powers = { source: { case: 'sheet' as const, value: sheet } }
  const configurationId = 'canary-glasses'
  await client.configure({ ...pair, configurationId, accountId, powers, wearer: canary.name, prescriber: 'Dr Nid' })
  await client.configure({ ...pair, configurationId: 'others', accountId: 'another', powers, wearer: 'Somebody Else' })
  await pool.query(
    `update optics.configuration set state = 'submitted', order_id = id, ordered_at = now() where id in ('canary-glasses', 'others')`,
  )
  const amended = { ...sheet, left: { sph: '-2.50' } }
  const typed = {
    configurationId,
    actorId: 'the-optician',
    sheet: amended,
    again: amended,
    ticked: [],
    reason: 'slip',
    note: 'Read it anew.',
    seen: 0,
  }
  expect((await client.typeSheet(typed)).result.case).toBe('typed')
  const asking = { decision: 'ask', reason: 'unlikely', message: 'Is the left eye right?', actorId: 'the-optician', seen: 1 }
  expect((await client.decide({ configurationId, ...asking })).result.case).toBe('decided')
}

/** A person who did everything: an address book, a cart, two orders, a home trial, mails, a wish, a prescription. Answers token and id. */
async function live() {
  const { token } = await door.customer(canary.email)
  const me = (await door.get('/v1/me', token)).json()
  await door.ask({ method: 'PATCH', url: '/v1/me', body: { name: canary.name, addresses: [shipping] }, token, key: randomIds() })
  const cart = (await post('/v1/carts', {}, token)).json()
  await door.ask({ method: 'PUT', url: `/v1/carts/${cart.id}/contact`, body: { email: canary.email }, token })
  await door.ask({ method: 'PUT', url: `/v1/carts/${cart.id}/addresses`, body: { shipping }, token, key: randomIds() })
  await pool.query('update accounts.account set email_verified = true where id = $1', [me.id])
  const { id } = await makeOrder({ customerId: me.id, email: canary.email, shipping })
  const guest = await makeOrder({ email: canary.email.toUpperCase(), shipping })
  // What was wrong, in their words.
  const claim = {
    ...{ id: 'claim', kind: 'claim', state: 'refused', name: '', words: `It hums. ${canary.name}`, remedy: 'repair', hadNotLeft: false },
    ...{ lines: [{ lineId: 'a', quantity: 1, reason: 'faulty' }], askedAt: '2026-11-20T10:00:00Z', amountMinor: 0 },
    steps: [{ at: '2026-11-21T10:00:00Z', state: 'refused', note: `${canary.name} wore it in the rain.`, actor: 'joe' }],
  }
  // Where they wrote who they are, and what the carrier knows them by.
  const happened = [
    { at: '2026-11-19T10:00:00Z', event: 'withdrawn', facts: { returnId: 'w', name: canary.name } },
    { at: '2026-11-19T11:00:00Z', event: 'parcel-shipped', facts: { parcelId: 'p', carrier: 'C', trackingNumber: canary.parcel } },
    { at: '2026-11-19T12:00:00Z', event: 'return-refused', facts: { returnId: 'claim', reason: `${canary.name} wore it in the rain.` } },
  ]
  const parcel = { parcelId: 'p', carrier: 'C', trackingNumber: canary.parcel, state: 'delivered', earliest: '', latest: '', scans: [] }
  const followed = { ...parcel, trackingUrl: `https://track.example/${canary.parcel}`, label: 1 }
  await pool.query('update orders.shop_order set returns = $2, timeline = timeline || $3, deliveries = $4 where id = $1', [
    guest.id,
    ...[[claim], happened, [followed]].map((each) => JSON.stringify(each)),
  ])
  const { order } = await createClient(OrderService, door.shop.peer('orders')).getOrder({ orderId: id, viewer: { staff: true } })
  await pool.query(
    `insert into delivery.parcel (id, order_id, carrier, tracking_number, state, lines, address, earliest, latest, created_at, tracking_url)
     values ($1, $1, 'C', $3, 'delivered', '[]', $2, '', '', now(), $4)`,
    [id, JSON.stringify(shipping), canary.parcel, followed.trackingUrl],
  )
  await pool.query(
    `insert into delivery.scan (id, parcel_id, state, at, place, heard_at) values ('seen', $1, 'delivered', now(), $2, now())`,
    [id, canary.street],
  )
  const paid = toJson(OrderPaidSchema, create(OrderPaidSchema, { order: order! }))
  await door.shop.deliver({ id: randomIds(), type: OrderPaidSchema.typeName, key: id, body: paid }).catch(() => {}) // delivery knows no such method
  await pool.query(
    `insert into notifications.stock_wish (variant_id, email, locale, name, slug, asked_at) values ('v', $1, 'fr', 'Lise', 'lise', now())`,
    [canary.email],
  )
  await pool.query(
    `insert into recommendations.activity (visitor_id, product_id, activity_id, kind, at) values ($1, 'p', 'a1', 'view', now())`,
    [me.id],
  )
  await lend(me.id)
  await pool.query('update orders.home_trial set deliveries = $1', [JSON.stringify([followed])])
  const rx = { right: { sph: '-2.25' }, left: { sph: '-2.00' }, pdFar: '63', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' }
  const kept = await post('/v1/me/prescriptions', { prescription: rx, wearer: canary.name, consent: 'health-data' }, token)
  const measures = { pd: { mm: 62.5, errorMm: 5.9, method: 'iris' }, faceWidthMm: 139.25 }
  await door.ask({ method: 'PUT', url: '/v1/me/measures', body: { ...measures, consent: 'own-measures' }, token })
  await shareFrame(token)
  await orderGlasses(me.id)
  await post('/v1/me/advice', { message: canary.name, consent: 'health-data' }, token)
  await door.shop.settle()
  return { token, accountId: me.id as string, orderIds: [id, guest.id], kept }
}

/** A frame shared by a link, as a form of a browser sends it. */
async function shareFrame(token: string) {
  const form = new FormData()
  form.set('variantId', 'lise-black')
  const sent = new Response(form)
  const headers = { 'content-type': sent.headers.get('content-type')! }
  return door.ask({ method: 'POST', url: '/v1/try-on/shares', headers, payload: Buffer.from(await sent.arrayBuffer()), token })
}

/** What `vitrine verify` would say of these services, a line each. */
async function broken(): Promise<string[]> {
  const lines: string[] = []
  for (const { checks } of [accounts, delivery, notifications, optics, orders, recommendations, tryon])
    for (const { invariant, text } of checks) {
      const { rows } = await pool.query<Record<string, string>>(text)
      lines.push(...rows.map((row) => `${invariant}: ${Object.values(row)[0]}`))
    }
  return lines.toSorted()
}

/** What the product does by itself: events, and what is due. */
async function tidy() {
  for (let round = 0; round < 3; round++) {
    await door.shop.settle()
    for (const [service, name] of [
      ['orders', 'forget people'],
      ['notifications', 'send mails'],
      ['notifications', 'forget farewells'],
    ] as const)
      await door.shop.running
        .get(service)!
        .jobs!.find((job) => job.name === name)!
        .run()
  }
}

describe('a person who asks to be forgotten', () => {
  test('is asked for the password, and waits for what is under way', async () => {
    const { token, accountId } = await live()
    expect(await tablesThatKnow()).toEqual(
      expect.arrayContaining([
        'accounts.account',
        'delivery.parcel',
        'notifications.mail',
        'notifications.stock_wish',
        'orders.cart',
        'orders.home_trial',
        'orders.shop_order',
      ]),
    )
    expect((await post('/v1/me/erase', { password: 'not this one' }, token)).json().code).toBe('wrong-password')
    const { id, number } = await makeOrder({ customerId: accountId, status: 'paid', email: canary.email, shipping })
    const refused = await post('/v1/me/erase', { password }, token)
    expect([refused.statusCode, refused.json()]).toEqual([409, expect.objectContaining({ code: 'orders-under-way', orders: [number] })])
    await pool.query(`update orders.shop_order set status = 'cancelled' where id = $1`, [id])
    await pool.query(`update orders.home_trial set state = 'delivered' where id = 'trial'`)
    const lent = await post('/v1/me/erase', { password }, token)
    expect([lent.statusCode, lent.json()]).toEqual([409, expect.objectContaining({ code: 'orders-under-way', orders: ['trial'] })])
    await pool.query(`update orders.home_trial set state = 'cancelled' where id = 'trial'`)
  })

  test('sees all that is kept first, in one answer', async () => {
    const token = (await post('/v1/auth/login', { email: canary.email, password })).json().accessToken
    const answer = await door.get('/v1/me/data', token)
    expect(answer.json()).toMatchObject({
      me: { email: canary.email, name: canary.name, addresses: [{ line1: canary.street }] },
      // What they ordered as a guest under the address they have proven too.
      orders: [1, 2, 3].map(() => ({
        email: expect.stringMatching(new RegExp(canary.email, 'i')),
        addresses: { shipping: { name: canary.name } },
      })),
      homeTrials: [{ email: canary.email, state: 'cancelled', shipping: { line1: canary.street } }],
      prescriptions: [{ wearer: canary.name }],
      measures: { pd: { mm: 62.5, errorMm: 5.9, method: 'iris' }, faceWidthMm: 139.25 },
      sharedTryOns: [{ variantIds: ['lise-black'] }],
      advice: [{ from: 'person', text: canary.name }],
      activity: [{ productId: 'p', kind: 'view' }],
    })
    // What they wrote of it, and what became of that, too.
    const { orders: kept } = answer.json<{ orders: { returns: { words?: string }[]; deliveries: { trackingNumber: string }[] }[] }>()
    expect(kept.flatMap(({ returns }) => returns.map(({ words }) => words))).toEqual([`It hums. ${canary.name}`])
    const { glasses } = answer.json<{ glasses: unknown[] }>()
    expect(glasses).toMatchObject([
      {
        ...{
          id: 'canary-glasses',
          frame: 'Lise',
          state: 'asked',
          wearer: canary.name,
          prescriber: 'Dr Nid',
          message: 'Is the left eye right?',
        },
        written: expect.arrayContaining([{ field: 'left.sph', text: '-2.50' }]),
        read: { left: { sph: -2.5 } },
        steps: [{ what: 'amended' }, { what: 'asked', reason: expect.any(String) }],
        earlier: [{ note: 'Read it anew.', written: expect.arrayContaining([{ field: 'left.sph', text: '-2.00' }]) }],
      },
    ])
    expect(JSON.stringify(glasses)).not.toMatch(/the-optician|Somebody Else/)
    const { mails } = answer.json<{ mails: { kind: string; text: string }[] }>()
    expect(mails.map(({ kind }) => kind)).toContain('order-confirmed')
    expect(mails.some(({ text }) => text.includes(canary.name))).toBe(true)
    await pool.query('update accounts.account set email_verified = false where email_key = $1', [canary.email])
    const unproven = (await door.get('/v1/me/data', token)).json()
    expect([unproven.mails, unproven.orders.length]).toEqual([[], 2])
    await pool.query('update accounts.account set email_verified = true where email_key = $1', [canary.email])
    expect(answer.headers['cache-control']).toContain('no-store')
  })

  test('is nowhere afterwards but on the invoices, though the process dies right after the answer', async () => {
    const token = (await post('/v1/auth/login', { email: canary.email, password })).json().accessToken
    const accountId = (await door.get('/v1/me', token)).json().id
    // It left, and nobody ever said that it arrived.
    const { id, number } = await makeOrder({ customerId: accountId, status: 'shipped', email: canary.email, shipping })
    const seen = async (daysAgo: number) => {
      const at = new Date(door.clock().getTime() - daysAgo * 86_400_000).toISOString()
      const parcel = { parcelId: 'y', carrier: 'C', trackingNumber: '', state: 'handed-over', earliest: '', latest: '' }
      const parcels = JSON.stringify([{ ...parcel, scans: [{ at, state: 'handed-over' }] }])
      await pool.query('update orders.shop_order set deliveries = $2 where id = $1', [id, parcels])
    }
    await seen(59)
    expect((await post('/v1/me/erase', { password }, token)).json()).toMatchObject({ code: 'orders-under-way', orders: [number] })
    await seen(61)
    const before = await broken()
    const erased = await post('/v1/me/erase', { password }, token)
    expect([erased.statusCode, erased.json()]).toEqual([200, { erased: true }])
    expect(String(erased.headers['set-cookie'])).toMatch(/vitrine-access=;/)
    expect((await door.get('/v1/me', token)).statusCode).toBe(401)
    // Nothing was handled yet: whoever comes next does it.
    await door.stop()
    door = await open()
    await tidy()
    expect(await tablesThatKnow()).toEqual(['orders.invoice'])
    expect((await broken()).filter((line) => !before.includes(line))).toEqual([])
    expect((await pool.query('select from optics.person_key where account_id = $1', [accountId])).rowCount).toBe(0)
    for (const kept of ['kept_measures', 'share'])
      expect((await pool.query(`select from tryon.${kept} where account_id = $1`, [accountId])).rowCount).toBe(0)
    expect((await pool.query('select from recommendations.activity where visitor_id = $1', [accountId])).rowCount).toBe(0)
    const { rows } = await pool.query(
      `select email, shipping ->> 'country' as country from orders.shop_order where customer_id in ($1, '')`,
      [accountId],
    )
    expect(rows.every(({ email, country }) => email === '' && country === 'FR')).toBe(true)
    const farewell = door.shop.mails.at(-1)
    expect([farewell?.to, farewell?.subject]).toEqual([canary.email, 'Votre compte est effacé'])
    expect((await post('/v1/auth/login', { email: canary.email, password })).json().code).toBe('bad-credentials')
  })

  test('may come back as somebody new', async () => {
    expect((await door.customer(canary.email)).token).toBeTruthy()
  })
})

describe('staff', () => {
  test('with the right to erases a person on their wish, and the audit knows who did it and why, not who it was', async () => {
    const { token } = await door.customer('second.bird@nest.example')
    const { id } = (await door.get('/v1/me', token)).json()
    const url = `/v1/admin/accounts/${id}/erase`
    expect((await post(url, { reason: 'by letter' }, editor)).statusCode).toBe(403)
    expect((await post(url, { reason: '' }, staff)).statusCode).toBe(400)
    expect((await post(url, { reason: 'by letter' }, staff)).json()).toEqual({ erased: true })
    expect((await post(url, { reason: 'by letter' }, staff)).statusCode).toBe(404)
    await tidy()
    const { rows } = await pool.query<{ action: string; text: string }>(
      'select action, details::text as text from audit.entry where object like $1 order by position',
      [`%${id}%`],
    )
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['account-erased', 'eraseAccount']))
    expect(rows.find(({ action }) => action === 'eraseAccount')?.text).toContain('by letter')
    expect(rows.some(({ text }) => text.includes('second.bird'))).toBe(false)
  })

  test('are not erased themselves', async () => {
    const { rows } = await pool.query<{ id: string }>(`select id from accounts.account where 'editor' = any (roles)`)
    expect((await post(`/v1/admin/accounts/${rows[0]!.id}/erase`, { reason: 'by letter' }, staff)).json().code).toBe('is-staff')
    expect((await post('/v1/me/erase', { password }, editor)).json().code).toBe('is-staff')
  })
})
