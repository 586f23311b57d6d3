import { createClient } from '@connectrpc/connect'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'

const database = await testDatabase()
const pool = openPool(database.options.connectionString!)
const door = await testGateway(pool, {}, [pricing])
const client = createClient(PricingService, door.shop.peer('pricing'))
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
afterAll(async () => {
  await door.stop()
  await pool.end()
})

const balanceOf = (code: string) => door.ask({ method: 'POST', url: '/v1/gift-cards/balance', body: { code } })

test('whoever holds a code sees what is left on the card, and whether it pays', async () => {
  const expiresAt = { seconds: BigInt(door.clock().getTime() / 1_000 + 3_600) }
  const { code } = await client.issueGiftCard({ id: 'g-1', amount: { amountMinor: 5_000n, currency: 'EUR' }, expiresAt })
  const answer = await balanceOf(code.toLowerCase())
  expect([answer.statusCode, answer.json()]).toMatchObject([200, { codeEnd: code.slice(-4), balance: eur(5_000), pays: true }])
  door.clock.advance(7_200_000)
  expect((await balanceOf(code)).json()).toMatchObject({ pays: false })
  expect((await balanceOf('7XK2-M9QD-4RTW-08HB')).statusCode).toBe(404)
})

test('a card that was closed pays nothing, and says so', async () => {
  const { code } = await client.issueGiftCard({ id: 'g-2', amount: { amountMinor: 5_000n, currency: 'EUR' } })
  await client.closeCredit({ creditId: 'g-2', closed: true })
  expect((await balanceOf(code)).json()).toMatchObject({ balance: eur(5_000), pays: false })
})

test('a customer sees their own credit with its movements, and nobody else’s; a guest none', async () => {
  const [{ token: ada }, { token: grace }] = [await door.customer(), await door.customer()]
  const { id } = (await door.get('/v1/me', ada)).json()
  for (const [entryId, amountMinor] of [
    ['e-1', 1_000n],
    ['e-2', 250n],
  ] as const)
    await client.grantStoreCredit({
      entryId,
      customerId: id,
      amount: { amountMinor, currency: 'EUR' },
      reason: 'a reason staff alone read',
    })
  const own = await door.get('/v1/me/credit', ada)
  expect(own.json()).toMatchObject({
    items: [
      {
        balance: eur(1_250),
        isClosed: false,
        entries: [
          { kind: 'load', amount: eur(250), balance: eur(1_250) },
          { kind: 'load', amount: eur(1_000), balance: eur(1_000) },
        ],
      },
    ],
  })
  expect(own.body).not.toContain('staff alone')
  expect((await door.get('/v1/me/credit', grace)).json()).toEqual({ items: [] })
  expect((await door.get('/v1/me/credit')).statusCode).toBe(401)
})
