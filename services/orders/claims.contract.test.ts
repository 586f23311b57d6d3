import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { MoveReturnResponse, OpenReturnResponse } from '@vitrine/contracts/orders/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

const dayMs = 86_400_000
const staff = { staff: true }

describe.each(inject('servers'))('claims, and what comes back of goodwill, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool, { RETURN_DAYS: '30' })
  const { shop, clock, movesOf } = till
  const { ways, close } = await bothWays(shop, 'orders')
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  afterAll(async () => {
    await close()
    await till.close()
  })

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, stocked, ready, pay, orderOf } = shoppers(transport, shop)
    /** An order of two pieces that arrived, of an account. */
    async function arrived(customerId = '') {
      const cartId = await ready(await stocked(10, 5_000n), { quantity: 2, customerId })
      const { id, lines } = orderIn(await pay(cartId, 'ok', { customerId }))
      await shop.settle()
      for (const state of ['handed-over', 'delivered']) {
        const { trackingNumber } = (await carrier.listParcels({ orderIds: [id] })).parcels[0]!
        clock.advance(1_000)
        await carrier.recordScan({ scanId: `${id} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
      }
      await shop.settle()
      await workOff(shop)
      await shop.settle()
      return { id, lineId: lines[0]!.id }
    }
    const open = async (orderId: string, kind: string, more: object = {}) =>
      (await client.openReturn({ returnId: randomIds(), orderId, kind, ...more })).result
    const claim = (orderId: string, lineId: string, more: object = {}) =>
      open(orderId, 'claim', { lines: [{ lineId, quantity: 1 }], words: 'The hinge broke.', remedy: 'repair', ...more })
    const move = async (orderId: string, returnId: string, to: string, more: object = {}) =>
      (await client.moveReturn({ orderId, returnId, to, actor: 'joe', ...more })).result
    const takeBack = async (orderId: string, returnId: string, viewer: object = {}) =>
      (await client.cancelReturn({ orderId, returnId, viewer })).result
    const fileIn = (result: OpenReturnResponse['result'] | MoveReturnResponse['result']) => {
      if (result.case !== 'opened' && result.case !== 'moved') throw new Error(`the file answered ${result.case}`)
      return result.value.file!
    }

    test('what is faulty is claimed a year later, mended, and the shopper’s again; no money moves', async () => {
      const { id, lineId } = await arrived()
      clock.advance(365 * dayMs)
      expect(await open(id, 'return', { lines: [{ lineId, quantity: 1, reason: 'faulty' }] })).toMatchObject({ case: 'notReturnable' })
      const file = fileIn(await claim(id, lineId))
      expect(file).toMatchObject({
        ...{ kind: 'claim', state: 'asked', words: 'The hinge broke.', remedy: 'repair', shopPays: true, cancellable: true },
        ...{ lines: [{ quantity: 1, reason: 'faulty' }], amount: eur(5_000n), allowed: ['approved', 'refused'] },
      })
      for (const to of ['approved', 'label', 'received']) await move(id, file.id, to)
      expect((await orderOf(id)).returns[0]).toMatchObject({ cancellable: false, allowed: ['checked', 'mended'] })
      for (let twice = 0; twice < 2; twice++) expect(fileIn(await move(id, file.id, 'mended')).state).toBe('mended')
      await workOff(shop)
      expect(await orderOf(id)).toMatchObject({ status: 'delivered', lines: [{ sent: 2, returned: 0 }], refunded: eur(0n) })
      expect(movesOf(id)).toEqual(['authorised', 'captured'])
      expect((await claim(id, lineId, { lines: [{ lineId, quantity: 2 }] })).case).toBe('opened')
    })

    test('a claim whose money goes back puts nothing on the shelf, unless staff say so', async () => {
      const { id, lineId } = await arrived()
      const file = fileIn(await claim(id, lineId, { remedy: 'refund' }))
      for (const to of ['approved', 'received', 'checked']) await move(id, file.id, to)
      await workOff(shop)
      await shop.settle()
      expect(await orderOf(id)).toMatchObject({
        refunded: eur(5_000n),
        returns: [{ state: 'refunded', lines: [{ accepted: 1, restocked: 0 }] }],
      })
      const { rows } = await pool.query(`select from orders.errand where order_id = $1 and kind = 'restock'`, [id])
      expect(rows).toEqual([])
    })

    test('two years and a day after it arrived the shopper claims no more; staff still take it up, and say why', async () => {
      const { id, lineId } = await arrived()
      expect((await orderOf(id)).lines[0]!.claimRight).toMatchObject({ eligible: true, quantity: 2, amounts: [eur(5_000n), eur(10_000n)] })
      clock.advance(732 * dayMs)
      expect(await claim(id, lineId)).toMatchObject({ case: 'notReturnable', value: { lineId, reason: 'period-over' } })
      expect((await orderOf(id)).allowed).not.toContain('claim')
      const file = fileIn(await claim(id, lineId, { viewer: staff, actor: 'joe', words: 'They wrote to us in time.' }))
      expect(file).toMatchObject({ words: 'They wrote to us in time.', steps: [{ state: 'asked', actor: 'joe' }] })
    })

    test('a claim without words, without its lines or with a wish nobody knows is refused; so is who only says they are staff', async () => {
      const { id, lineId } = await arrived()
      const lines = [{ lineId, quantity: 1, wantsVariantId: 'v' }]
      const odd = [{ words: ' ' }, { lines: [] }, { remedy: 'a song' }, { words: 'x'.repeat(2_001) }, { actor: 'joe' }, { lines }]
      for (const more of odd) await expect(claim(id, lineId, more)).rejects.toMatchObject({ code: Code.InvalidArgument })
      const byStaff = { viewer: staff, actor: 'joe' }
      await expect(open(id, 'return', byStaff)).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(open(id, 'return', { remedy: 'repair' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect((await orderOf(id)).returns).toEqual([])
    })

    test('eight claims of two pieces at once: no piece is in two files', async () => {
      const { id, lineId } = await arrived()
      const answers = await Promise.all(Array.from({ length: 8 }, () => claim(id, lineId)))
      expect(answers.filter(({ case: answer }) => answer === 'opened')).toHaveLength(2)
      expect((await orderOf(id)).lines).toMatchObject([{ returned: 2 }])
    })

    test('after the period to withdraw the shop takes things back as long as it said; a later setting changes no order', async () => {
      const { id, lineId } = await arrived()
      clock.advance(20 * dayMs)
      expect(await open(id, 'withdrawal')).toMatchObject({ case: 'notReturnable', value: { reason: 'period-over' } })
      expect((await orderOf(id)).allowed).toEqual(expect.arrayContaining(['return', 'claim']))
      const file = fileIn(await open(id, 'return', { lines: [{ lineId, quantity: 1, reason: 'changed-mind' }] }))
      expect(file).toMatchObject({ state: 'asked', shopPays: false, words: '', remedy: '' })
      clock.advance(11 * dayMs)
      expect(await open(id, 'return', { lines: [{ lineId, quantity: 1 }] })).toMatchObject({ value: { reason: 'period-over' } })
      const words = 'A regular customer.'
      expect((await open(id, 'return', { viewer: staff, actor: 'joe', words })).case).toBe('opened')
      await expect(pool.query('update orders.shop_order set return_days = 13 where id = $1', [id])).rejects.toMatchObject({
        constraint: 'shop_order_return_days_check',
      })
    })

    test('a request is taken back until it arrived: its pieces are free, twice is once, and nobody else does it', async () => {
      const { id, lineId } = await arrived('ada')
      const viewer = { customerId: 'ada' }
      const file = fileIn(await claim(id, lineId, { viewer }))
      await expect(takeBack(id, file.id, { customerId: 'eve' })).rejects.toMatchObject({ code: Code.NotFound })
      await move(id, file.id, 'approved')
      for (let twice = 0; twice < 2; twice++) expect(fileIn(await takeBack(id, file.id, viewer)).state).toBe('cancelled')
      expect(await orderOf(id)).toMatchObject({
        lines: [{ returned: 0 }],
        returns: [{ state: 'cancelled', allowed: [], cancellable: false }],
      })
      expect(await move(id, file.id, 'received')).toMatchObject({ case: 'refused', value: { status: 'cancelled' } })
      const second = fileIn(await claim(id, lineId, { viewer }))
      for (const to of ['approved', 'received']) await move(id, second.id, to)
      expect(await takeBack(id, second.id, viewer)).toMatchObject({ case: 'refused', value: { status: 'received', allowed: [] } })
    })

    test('a request that arrives while its shopper takes it back is one or the other', async () => {
      for (let round = 0; round < 4; round++) {
        const { id, lineId } = await arrived()
        const file = fileIn(await claim(id, lineId))
        await move(id, file.id, 'approved')
        const answers = await Promise.all([takeBack(id, file.id), move(id, file.id, 'received')])
        expect(answers.filter(({ case: answer }) => answer === 'moved')).toHaveLength(1)
        const { state } = (await orderOf(id)).returns[0]!
        expect((await orderOf(id)).lines).toMatchObject([{ returned: state === 'received' ? 1 : 0 }])
      }
    })

    test('an exchange that waits for its difference is taken back: what was kept for it is free, and nobody pays it any more', async () => {
      const { id, lineId } = await arrived()
      const dearer = await stocked(10, 9_000n)
      const lines = [{ lineId, quantity: 1, reason: 'too-small', wantsVariantId: dearer }]
      const file = fileIn(await open(id, 'return', { lines }))
      const agreed = fileIn(await move(id, file.id, 'approved'))
      expect(agreed).toMatchObject({ state: 'to-pay', cancellable: true })
      const { cartId, due } = agreed.exchange!
      expect((await client.getCart({ cartId, viewer: staff })).cart).toMatchObject({ lines: [{ variantId: dearer }], missing: [] })
      expect(fileIn(await takeBack(id, file.id))).toMatchObject({ state: 'cancelled', amount: eur(5_000n) })
      await workOff(shop)
      expect(await orderOf(id)).toMatchObject({
        lines: [{ returned: 0 }],
        refundable: eur(10_490n),
        returns: [{ lines: [{ quantity: 1 }] }],
      })
      expect((await orderOf(id)).returns[0]!.exchange).toBeUndefined()
      expect((await pay(cartId, 'ok', { amountMinor: due!.amountMinor })).case).toBe('incomplete')
      expect(await orderOf(id)).toMatchObject({ refundable: eur(10_490n), returns: [{ state: 'cancelled' }] })
    })

    test('whoever claimed within the period takes that back and withdraws, and is told so', async () => {
      const { id, lineId } = await arrived()
      const file = fileIn(await claim(id, lineId, { lines: [{ lineId, quantity: 2 }] }))
      expect((await orderOf(id)).lines[0]!.right).toMatchObject({ eligible: false, reason: 'asked-already' })
      expect(await open(id, 'withdrawal')).toMatchObject({ case: 'notReturnable', value: { reason: 'asked-already' } })
      await move(id, file.id, 'approved')
      await takeBack(id, file.id)
      expect(fileIn(await open(id, 'withdrawal'))).toMatchObject({ state: 'approved', lines: [{ quantity: 2 }] })
      expect((await orderOf(id)).lines[0]!.right).toMatchObject({ reason: 'nothing-left' })
    })

    test('LAW-1: a claim that lies in the shop takes no right away: its pieces are withdrawn from online, the delivery goes back too, once', async () => {
      const { id, lineId } = await arrived()
      const file = fileIn(await claim(id, lineId))
      for (const to of ['approved', 'received']) await move(id, file.id, to)
      expect((await orderOf(id)).lines[0]!.right).toMatchObject({ eligible: true, quantity: 2 })
      expect((await orderOf(id)).allowed).toContain('withdraw')

      const returnId = randomIds()
      for (let twice = 0; twice < 2; twice++)
        expect(fileIn((await client.openReturn({ returnId, orderId: id, kind: 'withdrawal' })).result)).toMatchObject({ id: returnId })
      const { returns, lines, allowed } = await orderOf(id)
      expect(returns).toMatchObject([
        { id: file.id, kind: 'claim', state: 'cancelled', allowed: [] },
        { id: returnId, kind: 'withdrawal', state: 'approved', lines: [{ lineId, quantity: 1 }] },
        { kind: 'withdrawal', state: 'received', lines: [{ lineId, quantity: 1 }], amount: eur(5_000n), allowed: ['checked'] },
      ])
      expect([lines, allowed.includes('withdraw')]).toMatchObject([
        [{ returned: 2, right: { eligible: false, reason: 'nothing-left' } }],
        false,
      ])
      expect(await move(id, file.id, 'mended')).toMatchObject({ case: 'refused', value: { status: 'cancelled' } })

      await move(id, returns[2]!.id, 'checked')
      for (const to of ['received', 'checked']) await move(id, returnId, to)
      await workOff(shop)
      await shop.settle()
      expect(await orderOf(id)).toMatchObject({ status: 'refunded', refunded: eur(10_490n) })
    })

    test('of two pieces that were claimed one may be withdrawn from, and the other is mended', async () => {
      const { id, lineId } = await arrived()
      const file = fileIn(await claim(id, lineId, { lines: [{ lineId, quantity: 2 }] }))
      for (const to of ['approved', 'received']) await move(id, file.id, to)
      expect(fileIn(await open(id, 'withdrawal', { lines: [{ lineId, quantity: 1 }] }))).toMatchObject({ state: 'received' })
      expect((await orderOf(id)).returns[0]).toMatchObject({ state: 'received', lines: [{ quantity: 1 }], amount: eur(5_000n) })
      expect(fileIn(await move(id, file.id, 'mended')).state).toBe('mended')
      expect((await orderOf(id)).lines).toMatchObject([{ sent: 2, returned: 1 }])
    })

    test('a piece that is mended while its shopper withdraws is in one of the two alone', async () => {
      for (let round = 0; round < 4; round++) {
        const { id, lineId } = await arrived()
        const file = fileIn(await claim(id, lineId, { lines: [{ lineId, quantity: 2 }] }))
        for (const to of ['approved', 'received']) await move(id, file.id, to)
        await Promise.all([open(id, 'withdrawal', { lines: [{ lineId, quantity: 2 }] }), move(id, file.id, 'mended')])
        const { returns, lines } = await orderOf(id)
        const isMended = returns[0]!.state === 'mended'
        expect(returns.slice(1).map(({ state }) => state)).toEqual([isMended ? 'approved' : 'received'])
        expect(lines).toMatchObject([{ returned: 2 }])
      }
    })

    test('after the period what was claimed in it stays a claim', async () => {
      const { id, lineId } = await arrived()
      const file = fileIn(await claim(id, lineId))
      for (const to of ['approved', 'received']) await move(id, file.id, to)
      clock.advance(15 * dayMs)
      expect(await open(id, 'withdrawal')).toMatchObject({ case: 'notReturnable', value: { reason: 'period-over' } })
      expect((await orderOf(id)).returns).toMatchObject([{ state: 'received' }])
    })

    test('who asked and took it back ten times asks the shop itself, and may still withdraw', async () => {
      const { id, lineId } = await arrived()
      for (let time = 0; time < 10; time++) await takeBack(id, fileIn(await claim(id, lineId)).id)
      expect(await claim(id, lineId)).toMatchObject({ case: 'notReturnable', value: { lineId, reason: 'asked-too-often' } })
      expect((await open(id, 'return', { lines: [{ lineId, quantity: 1 }] })).case).toBe('notReturnable')
      expect((await claim(id, lineId, { viewer: staff, actor: 'joe' })).case).toBe('opened')
      expect((await open(id, 'withdrawal')).case).toBe('opened')
      expect((await orderOf(id)).returns).toHaveLength(12)
    })

    test('a withdrawal is not taken back', async () => {
      const { id } = await arrived()
      const file = fileIn(await open(id, 'withdrawal'))
      expect(file).toMatchObject({ cancellable: false, shopPays: false })
      expect(await takeBack(id, file.id)).toMatchObject({ case: 'refused', value: { status: 'approved', allowed: [] } })
    })

    test('the database itself knows the kinds and states of files', async () => {
      const { id, lineId } = await arrived()
      await open(id, 'return', { lines: [{ lineId, quantity: 1, reason: 'other' }] })
      await claim(id, lineId)
      const set = (n: 0 | 1, more: object) =>
        pool.query(`update orders.shop_order set returns = jsonb_set(returns, '{${n}}', returns -> ${n} || $2) where id = $1`, [
          id,
          JSON.stringify(more),
        ])
      for (const odd of [{ kind: 'gift' }, { state: 'lost' }])
        await expect(set(0, odd)).rejects.toMatchObject({ constraint: 'shop_order_files' })
      for (const odd of [{ remedy: 'song' }, { kind: 'return' }, { remedy: null }])
        await expect(set(1, odd)).rejects.toMatchObject({ constraint: 'shop_order_claims' })
      await expect(set(0, { state: 'mended' })).rejects.toMatchObject({ constraint: 'shop_order_claims' })
      await set(1, { remedy: 'refund' })
    })
  })

  test('verify finds nothing wrong', async () => {
    for (const service of ['orders', 'stock', 'payments']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
