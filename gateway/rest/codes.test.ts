import { createLog } from '@vitrine/platform/watch/log'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const lines: string[] = []
const log = createLog({ level: 'debug', write: (line) => void lines.push(line) })
const door = await testGateway(pool, {}, [pricing], log)
afterAll(() => door.stop())

const amount = { amountMinor: 5_000, currency: 'EUR' }

async function newCard(key: string) {
  const token = await door.staff('owner')
  const ask = () => door.ask({ method: 'POST', url: '/v1/admin/gift-cards', body: { amount }, token, key })
  return { ask, first: await ask() }
}

async function newCart() {
  const { id } = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json<{ id: string }>()
  await door.ask({ method: 'POST', url: `/v1/carts/${id}/lines`, body: { variantId: 'lise-black', quantity: 1 } })
  return `/v1/carts/${id}/coupons`
}

const keptWith = async (text: string) =>
  (await pool.query('select scope from gateway.idempotency where position($1 in answer) > 0 or position($1 in headers::text) > 0', [text]))
    .rows

test('the code of a card is kept nowhere in the clear, and who asks again hears it all the same', async () => {
  await publishFrame(door.shop)
  const { ask, first } = await newCard('a card')
  const { code } = first.json<{ code: string }>()
  const again = await ask()
  expect([again.headers['idempotency-replayed'], again.body]).toEqual(['true', first.body])

  const coupons = await newCart()
  const enter = () => door.ask({ method: 'PUT', url: coupons, body: { code }, key: 'entered' })
  const [entered, repeated] = [await enter(), await enter()]
  expect(entered.json().coupons).toEqual([expect.objectContaining({ code, giftCard: true, id: expect.stringMatching(/^[0-9a-f]{32}$/) })])
  expect([repeated.headers['idempotency-replayed'], repeated.body]).toEqual(['true', entered.body])

  expect((await pool.query(`select 1 from gateway.idempotency where status < 300`)).rowCount).toBe(2)
  expect(await keptWith(code)).toEqual([])
})

test('an answer that says why not is kept without the code too', async () => {
  const coupons = await newCart()
  const enter = () => door.ask({ method: 'PUT', url: coupons, body: { code: 'NOBODY-HAS-IT' }, key: 'wrong' })
  const [first, again] = [await enter(), await enter()]
  expect([first.statusCode, first.json().code, again.body]).toEqual([409, 'coupon-refused', first.body])
  expect(await keptWith('NOBODY-HAS-IT')).toEqual([])
})

test('a code is taken out at an address that does not say it; the older addresses still work, and no log has it', async () => {
  const { code } = (await newCard('another card')).first.json<{ code: string }>()
  const coupons = await newCart()
  const entered = (await door.ask({ method: 'PUT', url: coupons, body: { code } })).json<{ coupons: { id: string }[] }>()
  const left = await door.ask({ method: 'DELETE', url: `${coupons}/${entered.coupons[0]?.id}` })
  expect([left.statusCode, left.json().coupons]).toEqual([200, []])

  const older = await door.ask({ method: 'PUT', url: `${coupons}/${code}` })
  expect(older.json().coupons).toMatchObject([{ code }])
  expect((await door.ask({ method: 'PUT', url: `${coupons}/${code}`, body: { code } })).statusCode).toBe(400)
  expect((await door.ask({ method: 'DELETE', url: `${coupons}/${code}` })).json().coupons).toEqual([])
  expect((await door.ask({ method: 'POST', url: coupons, body: { code } })).headers['allow']).toBe('PUT')
  expect(lines.some((line) => line.includes('/coupons'))).toBe(true)
  expect(lines.filter((line) => line.includes(code))).toEqual([])
})
