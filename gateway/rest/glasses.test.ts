import { create, type DescMessage, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { GlassesDroppedSchema, GlassesPaidSchema, OrderAwaitsSchema } from '@vitrine/contracts/orders/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cart } from '../schemas/cart.ts'
import type { OpenedGlasses } from '../schemas/optics.ts'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'
import { orderMaker } from '../test-orders.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
const newOrder = orderMaker(pool, door.clock)
const rx = {
  right: { sph: '+1,00', cyl: '-250', axis: '180' },
  left: { sph: '+225' },
  pdFar: '66',
  wearerBirthDate: '1990-06-15',
  issuedOn: '2025-01-31',
}
const words = (name: string) => ({ fr: name, en: name })
const lens = {
  ...{
    use: 'sv-far',
    index: 160,
    sph: { low: -1_000, high: 600 },
    cyl: { low: -400, high: 0 },
    rims: ['full'],
    centreMm: 1.5,
    edgeMinMm: 1,
  },
  ...{ leadDays: 5, treatmentIds: ['ar'] },
}
const wish = { variantId: 'lise-black', lensId: 'far-160', treatments: ['ar'], prescription: rx, consent: 'health-data', wearer: 'Ada' }
let optician = ''

beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
  await createClient(OpticsService, door.shop.peer('optics')).putLensRange({
    options: [
      { ...lens, id: 'far-150', index: 150, name: words('Far 1.50') },
      { ...lens, id: 'far-160', name: words('Far 1.60') },
      { ...lens, id: 'prism', prismOk: true, name: words('With prism') },
      { ...lens, id: 'plano', use: 'plano', name: words('Plano') },
    ],
    treatments: [
      { id: 'ar', name: words('Anti-reflective'), leadDays: 2 },
      { id: 'tint', name: words('Brown tint') },
    ],
  })
  optician = await door.staff('optician')
})
afterAll(() => door.stop())

const send = (method: 'POST' | 'PUT', url: string, body: object, token?: string) =>
  door.ask({ method, url, body, headers: { 'accept-language': 'en' }, ...(token && { token }) })
const post = (url: string, body: object, token?: string) => send('POST', url, body, token)
const configure = async (more: object = {}) => post('/v1/optics/configurations', { ...wish, ...more })

/** An order with one pair of glasses, as its checkout leaves it: services/orders/glasses.contract.test.ts runs that. */
async function ordered(more: object = {}, before: (configurationId: string) => Promise<void> = async () => {}) {
  const { configurationId } = (await configure(more)).json()
  await before(configurationId)
  const { id: cartId } = (await post('/v1/carts', {})).json()
  const added = await post(`/v1/carts/${cartId}/lines`, { variantId: 'lise-black', quantity: 1, lensConfigurationId: configurationId })
  const cart = added.json<Cart>()
  const { id: orderId, number } = await newOrder({ status: 'awaiting-prescription' })
  await pool.query(
    `update orders.shop_order set captured_minor = 0, timeline = timeline || '[{"event": "prescription-awaited", "facts": {}, "at": "2026-11-20T10:00:00Z"}]',
      lines = jsonb_set(lines, '{0,glasses}', jsonb_build_object('configurationId', $2::text, 'toPrescription', true)) where id = $1`,
    [orderId, configurationId],
  )
  await pool.query(
    `insert into orders.checkout (cart_id, order_id, attempt, step, payment, expected_minor, begun_at, lease_until)
      values ($1, $2, 1, 'paid-later', '{}', 0, now(), now())`,
    [cartId, orderId],
  )
  const glasses = { lensConfigurationId: configurationId, toPrescription: true }
  const order = { id: orderId, number, placedAt: timestampFromDate(door.clock()), lines: [{ glasses }] }
  await tell(OrderAwaitsSchema, orderId, { order })
  return { configurationId, cart, orderId }
}

async function tell<D extends DescMessage>(schema: D, key: string, message: MessageInitShape<D>) {
  await door.shop.deliver({ id: randomIds(), type: schema.typeName, key, body: toJson(schema, create(schema, message)) })
  await door.shop.settle()
}
const queue = async (token = optician) => door.ask({ url: '/v1/admin/glasses', token, headers: { 'accept-language': 'en' } })
const open = async (id: string) => (await post(`/v1/admin/glasses/${id}/openings`, {}, optician)).json<OpenedGlasses>()
const decide = async (id: string, body: object) =>
  post(`/v1/admin/glasses/${id}/decisions`, { seen: (await open(id)).glasses.version, ...body }, optician)
const lensesOf = async (orderId: string) =>
  (await door.ask({ url: `/v1/orders/${orderId}/lenses`, headers: { 'accept-language': 'en' } })).json()

test('glasses are kept for a cart with consent, and what cannot be made is refused with its rule', async () => {
  const kept = await configure()
  expect([kept.statusCode, kept.json()]).toMatchObject([201, { configurationId: expect.any(String), toPrescription: true, leadDays: 5 }])
  const { configurationId: _, ...said } = kept.json()
  expect(JSON.stringify(said)).not.toContain('225')
  expect((await configure({ consent: undefined })).json()).toMatchObject({ code: 'bad-input', errors: [{ path: 'consent' }] })
  const undated = await configure({ prescription: { ...rx, issuedOn: undefined, wearerBirthDate: undefined, pdFar: undefined } })
  expect(
    undated
      .json()
      .errors.map(({ path }: { path: string }) => path)
      .toSorted(),
  ).toEqual(['prescription.issuedOn', 'prescription.pdFar', 'prescription.wearerBirthDate'])
  const strong = { ...rx, right: { sph: '-5' }, left: { sph: '-5' } }
  expect((await configure({ lensId: 'far-150', prescription: strong })).json()).toMatchObject({
    ...{ code: 'lens-refused', nearestId: 'far-160' },
    reasons: [{ rule: 'LN-2' }, { rule: 'LN-2' }],
  })
  expect((await configure({ prescription: { ...rx, issuedOn: '2010-01-01' } })).json().code).toBe('prescription-expired')
  expect((await configure({ pdErrorMm: 5.3 })).json().code).toBe('pd-too-coarse')
  const opposite = { ...rx, right: { sph: '-1' }, left: { sph: '+1' } }
  expect((await configure({ prescription: opposite })).json()).toMatchObject({
    code: 'warnings-unticked',
    warnings: [{ code: 'opposite-signs' }],
  })
  expect((await configure({ prescription: opposite, ticked: ['opposite-signs'] })).statusCode).toBe(201)
  expect((await configure({ lensId: 'plano', prescription: undefined, consent: undefined })).json()).toMatchObject({
    toPrescription: false,
  })
})

test('ORD-14 a cart shows the price of each part, and its order waits for the optician', async () => {
  const { cart, orderId, configurationId } = await ordered()
  expect(cart.lines.map(({ name, partOf, quantity }) => [name, partOf === cart.lines[0]!.id, quantity])).toEqual([
    ['Lise', false, 1],
    ['Far 1.60', true, 1],
    ['Anti-reflective', true, 1],
  ])
  expect(cart.lines[0]!.glasses).toEqual({ configurationId, toPrescription: true, verified: false })
  expect(await lensesOf(orderId)).toMatchObject({
    items: [{ configurationId, frame: 'Lise, black', parts: ['Far 1.60', 'Anti-reflective'], state: 'submitted' }],
  })
})

test('OPT-5 the queue is an optician’s: nobody else looks, not even the owner', async () => {
  const { configurationId } = await ordered()
  for (const role of ['owner', 'admin', 'support', 'editor']) {
    const token = await door.staff(role)
    expect((await queue(token)).statusCode).toBe(403)
    expect((await post(`/v1/admin/glasses/${configurationId}/openings`, {}, token)).statusCode).toBe(403)
  }
  const { items } = (await queue()).json()
  expect(items.map(({ id }: { id: string }) => id)).toContain(configurationId)
  expect((await queue()).body).not.toContain('Ada')
})

test('an opened sheet is shown as written and as read, and who opened it stands in the audit', async () => {
  const { configurationId } = await ordered()
  const opened = await post(`/v1/admin/glasses/${configurationId}/openings`, {}, optician)
  expect(opened.json()).toMatchObject({
    read: { right: { text: '+1.00 (−2.50) 180°' }, left: { sph: 2.25 } },
    validity: { state: 'valid', until: '2030-01-31' },
    lens: { name: 'Far 1.60', index: 1.6, reasons: [], fit: { verdict: 'good' } },
    ...{ wearer: 'Ada', isOwn: false, warnings: [], frame: { lensWidthMm: 48 } },
  })
  expect(opened.json().written).toEqual(
    expect.arrayContaining([
      { field: 'right.cyl', text: '-250' },
      { field: 'left.sph', text: '+225' },
    ]),
  )
  await door.shop.settle()
  const { rows } = await pool.query<{ all: string }>(`select string_agg(a::text, ' ') as all from audit.entry as a`)
  expect(rows[0]!.all).toContain('openGlasses')
  expect(rows[0]!.all).toContain(`glasses ${configurationId}`)
  expect(rows[0]!.all).not.toMatch(/sph|Ada|[+-]225/)
})

test('a base is written in the language of the optician', async () => {
  const { configurationId } = await ordered({ lensId: 'prism', prescription: { ...rx, left: { sph: '+225', prismH: '1', baseH: 'in' } } })
  const opened = await door.ask({
    ...{ method: 'POST', url: `/v1/admin/glasses/${configurationId}/openings`, body: {}, token: optician },
    headers: { 'accept-language': 'fr' },
  })
  expect(opened.json()).toMatchObject({ read: { left: { text: '+2,25 1\u00a0Δ base nasale' } } })
  expect(opened.json().written).toContainEqual({ field: 'left.baseH', text: 'nasale' })
})

test('an optician asks, the shopper corrects, the optician verifies: then its order goes on', async () => {
  const { configurationId, orderId } = await ordered()
  expect((await decide(configurationId, { decision: 'ask' })).json()).toMatchObject({ code: 'bad-input', errors: [{ path: 'reason' }] })
  const asked = await decide(configurationId, { decision: 'ask', reason: 'unreadable', message: 'Is the axis 18 or 180?' })
  expect([asked.statusCode, asked.json().state]).toEqual([200, 'asked'])
  await door.shop.settle()
  expect(await lensesOf(orderId)).toMatchObject({
    items: [{ state: 'asked', reason: { code: 'unreadable', text: 'A value cannot be read' }, message: 'Is the axis 18 or 180?' }],
  })
  expect((await decide(configurationId, { decision: 'verify' })).json()).toMatchObject({ code: 'decision-refused', why: 'wrong-state' })
  const correct = (prescription: object) =>
    send('PUT', `/v1/orders/${orderId}/lenses/${configurationId}`, { prescription, consent: 'health-data' })
  expect((await correct({ ...rx, right: { sph: '1' } })).json().errors[0].path).toBe('prescription.right.sph')
  const corrected = await correct({ ...rx, right: { sph: '+1', cyl: '-2.50', axis: '18' } })
  expect(corrected.json()).toMatchObject({ items: [{ state: 'submitted' }] })
  expect((await correct(rx)).json().code).toBe('decision-refused')
  expect((await lensesOf(orderId)).items[0]).not.toHaveProperty('optician')
  await door.shop.settle()
  expect((await door.get(`/v1/orders/${orderId}`)).json().timeline.at(-1)).toMatchObject({ event: 'prescription-corrected' })
  expect((await decide(configurationId, { decision: 'verify' })).json().state).toBe('verified')
  await door.shop.settle()
  expect((await door.get(`/v1/orders/${orderId}`)).json().timeline.at(-1)).toMatchObject({ event: 'prescription-verified' })
  // LAW-15: who verified stands on the order, under the name of that day; who asked does not.
  expect((await lensesOf(orderId)).items[0]).toMatchObject({ state: 'verified', optician: 'optician' })
  const { rows } = await pool.query<{ all: string }>(`select string_agg(a::text, ' ') as all from audit.entry as a`)
  expect(rows[0]!.all).not.toContain('Is the axis')
})

test('whoever ordered glasses that an optician refuses reads why, in their language, also when that ended the order', async () => {
  const { configurationId, orderId } = await ordered()
  await decide(configurationId, { decision: 'refuse', reason: 'other', message: 'The left lens would be too heavy for this frame.' })
  const refused = { state: 'refused', text: 'These lenses cannot be made', message: 'The left lens would be too heavy for this frame.' }
  const why = { code: 'other', text: 'The optician cannot have these lenses made' }
  expect(await lensesOf(orderId)).toMatchObject({ items: [{ ...refused, reason: why }] })
  await tell(GlassesDroppedSchema, orderId, { orderId, configurationIds: [configurationId], at: timestampFromDate(door.clock()) })
  expect(await lensesOf(orderId)).toMatchObject({ items: [{ ...refused, reason: why }] })
  const french = await door.ask({ url: `/v1/orders/${orderId}/lenses`, headers: { 'accept-language': 'fr' } })
  expect(french.json().items[0].reason.text).toBe('L’opticien ne peut pas faire fabriquer ces verres')
  const cancelled = await ordered()
  await tell(GlassesDroppedSchema, cancelled.orderId, {
    ...{ orderId: cancelled.orderId, configurationIds: [cancelled.configurationId], at: timestampFromDate(door.clock()) },
  })
  expect((await lensesOf(cancelled.orderId)).items[0]).toMatchObject({ state: 'dropped', text: 'Cancelled' })
})

test('a treatment that a lens cannot have is named by its name, and the same pair is not bought twice', async () => {
  expect(
    (await configure({ lensId: 'plano', treatments: ['ar', 'tint'], prescription: undefined, consent: undefined })).json(),
  ).toMatchObject({
    code: 'lens-refused',
    reasons: [{ rule: 'LN-7', text: 'This lens cannot have: Brown tint' }],
  })
  const { configurationId } = (await configure()).json()
  const { id: cartId } = (await post('/v1/carts', {})).json()
  const add = () => post(`/v1/carts/${cartId}/lines`, { variantId: 'lise-black', quantity: 1, lensConfigurationId: configurationId })
  expect((await add()).statusCode).toBe(200)
  const twice = await add()
  expect([twice.statusCode, twice.json()]).toMatchObject([409, { code: 'glasses-taken', lensConfigurationId: configurationId }])
})

test('OPT-10 a job for the lab is there once the glasses are verified and paid, and says nothing of who they are for', async () => {
  const { configurationId, orderId } = await ordered()
  const job = () => post(`/v1/admin/glasses/${configurationId}/lab-job`, {}, optician)
  expect((await job()).json().code).toBe('not-verified')
  expect((await post(`/v1/admin/glasses/${configurationId}/lab-moves`, { state: 'sent' }, optician)).json().code).toBe('not-verified')
  await decide(configurationId, { decision: 'verify' })
  expect((await job()).json().code).toBe('not-verified')
  await tell(GlassesPaidSchema, orderId, { orderId, configurationIds: [configurationId], at: timestampFromDate(door.clock()) })
  const { json, csv } = (await job()).json<{ json: string; csv: string }>()
  expect(JSON.parse(json)).toMatchObject({
    ...{ job: configurationId, use: 'sv-far', index: 1.6, lenses: 'far-160', treatments: 'ar', pdFarMm: 66 },
    right: { sphere: 1, cylinder: -2.5, axis: 180, pdFarMm: 33, decentrationMm: 1 },
    left: { sphere: 2.25, cylinder: 0 },
  })
  expect(csv.split('\r\n')[0]).toContain('right.sphere,right.cylinder,right.axis')
  expect(csv.split('\r\n')[1]).toContain(',1,-2.5,180,')
  expect(json + csv).not.toMatch(/Ada|1990-|ada@/)
  const move = (state: string) => post(`/v1/admin/glasses/${configurationId}/lab-moves`, { state }, optician)
  expect((await move('sent')).json().labState).toBe('sent')
  expect((await move('in-production')).json()).toMatchObject({ labState: 'in-production', labMoves: ['delayed', 'checked-in', 'received'] })
  expect((await move('delayed')).json().labState).toBe('delayed')
  expect((await lensesOf(orderId)).items[0]).toMatchObject({ labState: 'delayed', text: 'The lab needs longer for your lenses' })
  expect((await move('refused')).json()).toMatchObject({ code: 'move-refused', why: 'wrong-move', state: 'delayed' })
  expect((await move('checked-in')).json().labMoves).toEqual(['received', 'refused'])
  expect((await move('refused')).json()).toMatchObject({ labState: 'refused', labMoves: [] })
  const again = { reason: 'wrong-power', paidBy: 'lab' }
  expect((await post(`/v1/admin/glasses/${configurationId}/remakes`, again, optician)).json()).toMatchObject({ labState: 'queued' })
  expect((await move('sent')).json().labState).toBe('sent')
  expect((await move('received')).json().labState).toBe('received')
  const back = await move('sent')
  expect([back.statusCode, back.json().state]).toEqual([409, 'received'])
})

/** A file as a browser sends it, with the agreement to it. */
function sendFile(url: string, bytes: string, more: { token?: string } = {}) {
  const boundary = 'x'.repeat(20)
  const part = (name: string, said: string, body: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${said}\r\n\r\n${body}\r\n`
  const body = `${part('consent', '', 'health-data')}${part('scan', '; filename="sheet.pdf"', bytes)}--${boundary}--\r\n`
  return door.ask({ method: 'POST', url, body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, ...more })
}

test('OPT-3 a picture is added before the order, by whose glasses they are, and is in the queue with them', async () => {
  const { token } = await door.customer()
  const own = (await post('/v1/optics/configurations', wish, token)).json<{ configurationId: string }>().configurationId
  const add = (id: string, bytes: string, by?: string) => sendFile(`/v1/optics/configurations/${id}/scan`, bytes, by ? { token: by } : {})
  expect((await add(own, '%PDF-1.7')).statusCode).toBe(404)
  expect((await add(own, '<html>', token)).statusCode).toBe(415)
  const added = await add(own, '%PDF-1.7', token)
  expect([added.statusCode, added.json()]).toEqual([201, { configurationId: own, hasScan: true }])
  expect((await add((await configure()).json<{ configurationId: string }>().configurationId, '%PDF-1.7')).statusCode).toBe(201)

  const { configurationId, orderId } = await ordered({}, async (id) => void (await add(id, '%PDF-1.7 sph -2.25')))
  const { items } = (await queue()).json<{ items: { id: string; hasScan: boolean }[] }>()
  expect(items.find(({ id }) => id === configurationId)?.hasScan).toBe(true)
  expect((await post(`/v1/admin/glasses/${configurationId}/scan`, {}, optician)).body).toBe('%PDF-1.7 sph -2.25')
  expect(await lensesOf(orderId)).toMatchObject({ items: [{ hasScan: true }] })
  expect((await add(configurationId, '%PDF-1.7')).statusCode).toBe(404)
})

test('a draft that is wanted no more goes with its sheet and its picture, by whose it is; what was ordered stays', async () => {
  const { token } = await door.customer()
  const drop = (id: string, by?: string) => door.ask({ method: 'DELETE', url: `/v1/optics/configurations/${id}`, ...(by && { token: by }) })
  const known = async (id: string) =>
    (
      await pool.query('select 1 from optics.configuration where id = $1 union all select 1 from optics.person_key where account_id = $2', [
        id,
        `guest ${id}`,
      ])
    ).rowCount
  const guests = (await configure()).json<{ configurationId: string }>().configurationId
  const own = (await post('/v1/optics/configurations', wish, token)).json<{ configurationId: string }>().configurationId
  const { configurationId } = await ordered()
  for (const id of [guests, guests, own, configurationId])
    expect([(await drop(id)).statusCode, (await drop(id)).json()]).toEqual([200, { dropped: true }])
  expect([await known(guests), await known(own), await known(configurationId)]).toEqual([0, 1, 2])
  await drop(own, token)
  expect(await known(own)).toBe(0)
})

test('OPT-3 a picture of the sheet is sealed in the files, opened by opticians alone, and gone with its person', async () => {
  const { configurationId, orderId } = await ordered()
  const send = (bytes: string, id = configurationId) => sendFile(`/v1/orders/${orderId}/lenses/${id}/scan`, bytes)
  const save = (token: string) => post(`/v1/admin/glasses/${configurationId}/scan`, {}, token)
  expect((await save(optician)).statusCode).toBe(404)
  expect((await send('<svg onload="alert(1)"/>')).statusCode).toBe(415)
  expect((await send('%PDF-1.7 sph -2.25', 'another')).statusCode).toBe(404)
  expect((await send('%PDF-1.7 sph -2.25')).statusCode).toBe(200)
  const opened = await save(optician)
  expect([opened.body, opened.headers['content-type']]).toEqual(['%PDF-1.7 sph -2.25', 'application/pdf'])
  expect(opened.headers).toMatchObject({
    'content-disposition': expect.stringContaining('attachment'),
    'x-content-type-options': 'nosniff',
  })
  expect((await save(await door.staff('owner'))).statusCode).toBe(403)
  expect((await open(configurationId)).hasScan).toBe(true)
  await createClient(OpticsService, door.shop.peer('optics')).forget({ accountId: `guest ${configurationId}` })
  expect((await save(optician)).statusCode).toBe(404)
})

test('OPT-5 a decision is about what was seen: with another sheet or picture since, the optician looks again', async () => {
  const { configurationId, orderId } = await ordered()
  const sent = (bytes: string) => sendFile(`/v1/orders/${orderId}/lenses/${configurationId}/scan`, bytes)
  await sent('%PDF-1.7 first')
  const seen = (await open(configurationId)).glasses.version
  await sent('%PDF-1.7 second')
  const refused = await decide(configurationId, { decision: 'verify', seen })
  expect([refused.statusCode, refused.json()]).toMatchObject([
    409,
    { code: 'decision-refused', why: 'replaced', detail: 'The sheet was replaced since you opened it: look again' },
  ])
  const { version } = (await decide(configurationId, { decision: 'ask', reason: 'unreadable' })).json<{ version: number }>()
  await send('PUT', `/v1/orders/${orderId}/lenses/${configurationId}`, { prescription: rx, consent: 'health-data' })
  expect((await decide(configurationId, { decision: 'refuse', reason: 'other', seen: version })).json().why).toBe('replaced')
  expect((await decide(configurationId, { decision: 'verify' })).json().state).toBe('verified')
  expect((await post(`/v1/admin/glasses/${configurationId}/decisions`, { decision: 'verify' }, optician)).statusCode).toBe(400)
})

test('OPT-5 a picture alone is ordered with: an optician types it twice, and nothing of it is in the audit', async () => {
  const quote = { variantId: 'lise-black', fromPicture: true, lensId: 'far-150' }
  expect((await post('/v1/optics/lens-quotes', quote)).json()).toMatchObject({
    lenses: expect.arrayContaining([
      expect.objectContaining({ id: 'far-150', reasons: [], reach: { sph: { low: -4, high: 4 }, cyl: { low: -2.75, high: 0 } } }),
    ]),
    quote: { total: expect.anything() },
  })
  const unread = { prescription: undefined, fromPicture: true }
  expect((await configure({ ...unread, consent: undefined })).json()).toMatchObject({ errors: [{ path: 'consent' }] })
  const { configurationId, orderId } = await ordered(unread)
  expect((await lensesOf(orderId)).items[0]).toMatchObject({
    state: 'submitted',
    toRead: true,
    text: expect.stringContaining('is missing'),
  })
  expect((await sendFile(`/v1/orders/${orderId}/lenses/${configurationId}/scan`, '%PDF-1.7')).statusCode).toBe(200)
  expect((await lensesOf(orderId)).items[0].text).toContain('reads your prescription')
  expect((await decide(configurationId, { decision: 'verify' })).json()).toMatchObject({ code: 'decision-refused', why: 'not-read' })

  const type = async (body: object, token = optician) => {
    const { version: seen } = (await open(configurationId)).glasses
    return send('PUT', `/v1/admin/glasses/${configurationId}/sheet`, { seen, ...body }, token)
  }
  expect((await type({ prescription: rx, again: rx }, await door.staff('owner'))).statusCode).toBe(403)
  const slip = { ...rx, right: { ...rx.right, axis: '18' } }
  expect((await type({ prescription: rx, again: slip })).json()).toMatchObject({
    code: 'bad-input',
    errors: [{ path: 'again.right.axis', code: 'differs' }],
  })
  const { version: seen } = (await open(configurationId)).glasses
  expect((await sendFile(`/v1/orders/${orderId}/lenses/${configurationId}/scan`, '%PDF-1.7 another')).statusCode).toBe(200)
  const replaced = await type({ prescription: rx, again: rx, seen })
  expect([replaced.statusCode, replaced.json()]).toMatchObject([409, { code: 'decision-refused', why: 'replaced' }])
  expect((await type({ prescription: rx, again: rx, seen: undefined })).statusCode).toBe(400)
  const typed = await type({ prescription: rx, again: rx, prescriber: 'Dr Roux' })
  expect([typed.statusCode, typed.json()]).toMatchObject([
    200,
    { prescriber: 'Dr Roux', read: { left: { sph: 2.25 } }, glasses: { toRead: false } },
  ])
  expect((await type({ prescription: slip, again: slip })).json()).toMatchObject({ errors: [{ path: 'reason' }] })
  const ticked = ['eyes-swapped', 'axis-unlikely']
  const amended = await type({ prescription: slip, again: slip, ticked, reason: 'slip', explanation: 'The picture says 18' })
  expect(amended.json()).toMatchObject({
    earlier: [{ note: 'The picture says 18', written: expect.arrayContaining([{ field: 'right.axis', text: '180' }]) }],
    glasses: { steps: expect.arrayContaining([expect.objectContaining({ what: 'amended', reason: 'A slip of the hand' })]) },
  })
  expect((await decide(configurationId, { decision: 'verify' })).json().state).toBe('verified')
  await door.shop.settle()
  const { rows } = await pool.query<{ all: string }>(`select string_agg(a::text, ' ') as all from audit.entry as a`)
  expect(rows[0]!.all).toContain('typeGlasses')
  expect(rows[0]!.all).not.toMatch(/sph|Roux|picture says|eyes-swapped|unlikely/)
})

test('LAW-13 whoever lost or broke their glasses orders with an expired sheet, and an optician says why it does', async () => {
  const old = { prescription: { ...rx, issuedOn: '2010-01-01' } }
  const quote = { variantId: 'lise-black', lensId: 'far-160', ...old }
  expect((await post('/v1/optics/lens-quotes', quote)).json().code).toBe('prescription-expired')
  expect((await post('/v1/optics/lens-quotes', { ...quote, lostOrBroken: true })).statusCode).toBe(200)
  const { configurationId } = await ordered({ ...old, lostOrBroken: true })
  expect((await decide(configurationId, { decision: 'verify' })).json()).toMatchObject({ code: 'decision-refused', why: 'expired' })
  expect((await decide(configurationId, { decision: 'verify', lost: 'broken' })).json()).toMatchObject({ errors: [{ path: 'message' }] })
  const verified = await decide(configurationId, { decision: 'verify', lost: 'broken', message: 'Looked at by video' })
  expect(verified.json()).toMatchObject({
    state: 'verified',
    steps: [{ what: 'submitted' }, { what: 'verified', reason: 'The glasses were broken' }],
  })
  const opened = await post(`/v1/admin/glasses/${configurationId}/openings`, {}, optician)
  expect(opened.json()).toMatchObject({
    lostOrBroken: true,
    mayBeExpired: true,
    lostNote: 'Looked at by video',
    validity: { state: 'expired' },
  })
})

test('nobody decides about their own prescription', async () => {
  const email = 'own@example.org'
  await door.customer(email)
  const { rows } = await pool.query<{ id: string }>('select id from accounts.account where email = $1', [email])
  const { configurationId } = await ordered()
  const optics = createClient(OpticsService, door.shop.peer('optics'))
  const own = await optics.configure({
    configurationId: 'own',
    accountId: rows[0]!.id,
    variantId: 'v',
    frame: { lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, rim: 'full' },
    lensId: 'far-160',
    powers: { source: { case: 'sheet', value: rx } },
  })
  expect(own.result.case).toBe('configuration')
  await pool.query(`update optics.configuration set state = 'submitted', order_id = 'o', ordered_at = now() where id = 'own'`)
  const { result } = await optics.decide({ configurationId: 'own', decision: 'verify', actorId: rows[0]!.id, seen: 0 })
  expect(result).toMatchObject({ case: 'refused', value: { why: 'own-prescription' } })
  expect((await lensesOf('somebody else’s')).status).toBe(404)
  expect((await decide(configurationId, { decision: 'verify' })).statusCode).toBe(200)
})
