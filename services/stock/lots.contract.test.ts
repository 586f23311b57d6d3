import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

describe.each(inject('servers'))('lots on %s', async (_, serverUrl) => {
  const { client, pool, clock, empty, followLots, verify, stop } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(empty)

  let round = 0
  const received = (quantity: number, lot = '', more: object = {}) =>
    client.move({ movementId: `m${round++}`, variantId: 'musk', quantity, reason: 'received', actor: 'joe', lot, ...more })
  const sold = async (orderId: string, quantity: number) => {
    const lines = [{ variantId: 'musk', quantity }]
    await client.reserve({ reservationId: orderId, lines, expiresAt: timestampFromDate(new Date(clock().getTime() + 60_000)) })
    await client.keep({ reservationId: orderId })
    await client.fulfil({ reservationId: orderId })
  }
  const lotOf = async (lot: string) => {
    const { lot: kept, sales } = await client.getLot({ variantId: 'musk', lot })
    return { received: kept!.received, left: kept!.left, sales: sales.map(({ orderId, quantity }) => `${orderId} ${quantity}`).toSorted() }
  }
  const recalls = async () => {
    const text = `select key, body ->> 'note' as note from stock.outbox where type like '%.LotRecalled' order by key`
    return (await pool.query<{ key: string; note: string }>(text)).rows.map(({ key, note }) => `${key} ${note}`)
  }

  test('STK-8: what leaves is of the lot that came first, then of the next; what came before any lot is of none', async () => {
    await received(1)
    await sold('before', 1)
    await received(3, 'A')
    await received(4, 'B')
    await sold('one', 2)
    await sold('two', 3)
    expect(await followLots()).toBe(2)
    expect(await followLots()).toBe(0)
    expect(await lotOf('A')).toEqual({ received: 3, left: 0, sales: ['one 2', 'two 1'] })
    expect(await lotOf('B')).toEqual({ received: 4, left: 2, sales: ['two 2'] })
    expect(await verify()).toEqual([])
  })

  test('a receipt that is repeated is of its lot once; more of the same lot is more of it', async () => {
    const again = { movementId: 'same' }
    await received(3, 'A', again)
    await received(3, 'A', again)
    await received(2, 'A')
    expect(await lotOf('A')).toMatchObject({ received: 5, left: 5 })
    expect((await client.listLots({ lot: 'a' })).lots).toMatchObject([{ lot: 'A', variantId: 'musk' }])
    expect(await verify()).toEqual([])
  })

  test('a process that died between the pieces and their lot notes it when it is asked again', async () => {
    const again = { movementId: 'died' }
    await received(3, '', again)
    await received(3, 'A', again)
    expect(await lotOf('A')).toMatchObject({ received: 3, left: 3 })
    expect(await verify()).toEqual([])
  })

  test('a recall tells each order that got pieces once, also those nobody has followed yet; nothing of it is sold after', async () => {
    await received(5, 'A')
    await received(5, 'B')
    await sold('one', 2)
    await sold('two', 1)
    const recall = () => client.recallLot({ variantId: 'musk', lot: 'A', note: 'a cap may break', actor: 'joe' })
    const answers = await Promise.all([recall(), recall(), recall()])
    expect(answers.every(({ lot }) => lot?.recalledAt !== undefined)).toBe(true)
    expect(await recalls()).toEqual(['one a cap may break', 'two a cap may break'])
    await recall()
    expect(await recalls()).toHaveLength(2)
    await sold('three', 1)
    await followLots()
    expect(await lotOf('A')).toMatchObject({ left: 2, sales: ['one 2', 'two 1'] })
    expect(await lotOf('B')).toMatchObject({ left: 4, sales: ['three 1'] })
    expect(await verify()).toEqual([])
  })

  test('two processes follow a sale once', async () => {
    await received(50, 'A')
    for (let n = 0; n < 8; n++) await sold(`o${n}`, 2)
    await Promise.all(Array.from({ length: 6 }, () => followLots()))
    expect(await lotOf('A')).toMatchObject({ received: 50, left: 34 })
    expect(await verify()).toEqual([])
  })

  test('an unknown lot is not found, a recall says why, and only what is received has a lot', async () => {
    await received(1, 'A')
    const unknown = { variantId: 'musk', lot: 'Z' }
    await expect(client.getLot(unknown)).rejects.toMatchObject({ code: Code.NotFound })
    await expect(client.recallLot({ ...unknown, note: 'why', actor: 'joe' })).rejects.toMatchObject({ code: Code.NotFound })
    await expect(client.recallLot({ variantId: 'musk', lot: 'A', note: ' ', actor: 'joe' })).rejects.toMatchObject({
      code: Code.InvalidArgument,
    })
    await expect(received(1, 'A', { reason: 'found' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(received(1, 'x'.repeat(41))).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test('the database keeps a lot from giving more than came, and verify finds one whose numbers differ', async () => {
    await received(3, 'A')
    await sold('one', 2)
    await followLots()
    await expect(pool.query('update stock.lot set left_over = -1')).rejects.toMatchObject({ code: '23514' })
    await pool.query('update stock.lot set left_over = 3')
    expect((await verify()).join()).toContain('musk, lot A: 3 received, 3 left, 2 sold')
  })
})
