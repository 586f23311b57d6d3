import { fromJson } from '@bufbuild/protobuf'
import { Code, createClient } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { PaymentCapturedSchema, PaymentRefundedSchema } from '@vitrine/contracts/payments/v1/events'
import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { testShop } from '@vitrine/system/test-shop'
import { describe, expect, inject, test } from 'vitest'
import { payments } from './service.ts'
import { asking, eur, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('payments on %s', async (_, serverUrl) => {
  const { pool, clock, sandbox, ways, run, verify, told, types, moved, dueNow } = await testPayments(serverUrl)

  describe.each(ways)('called %s', (_, transport) => {
    const { client, authorise, capture, refund, state } = asking(transport)

    test('a shop without a sandbox has no sandbox method; a demo shop says which tokens there are', async () => {
      const { methods } = await client.listMethods({})
      expect(methods).toMatchObject([{ provider: 'sandbox', method: 'card' }])
      expect(methods[0]!.testTokens).toContain('three-d-secure')
      const live = await testShop(pool, { services: [payments], clock })
      expect((await createClient(PaymentService, live.peer('payments')).listMethods({})).methods).toEqual([])
      await live.stop()
    })

    test('an order is authorised, captured and refunded, and each step is told once', async () => {
      const id = fresh()
      expect(await authorise(id)).toMatchObject({ case: 'authorised', value: { state: 'authorised', amount: { amountMinor: 12_900n } } })
      expect(await capture(id)).toMatchObject({ case: 'captured', value: { captured: { amountMinor: 12_900n } } })
      expect(await refund(id, fresh(), 900)).toMatchObject({ case: 'refunded', value: { state: 'partially-refunded' } })
      expect(await refund(id, fresh(), 12_000)).toMatchObject({ case: 'refunded', value: { state: 'refunded' } })
      const events = await told()
      expect(events.map(({ type, key }) => [type, key])).toEqual(
        ['PaymentAuthorised', 'PaymentCaptured', 'PaymentRefunded', 'PaymentRefunded'].map((type) => [type, `order ${id}`]),
      )
      expect(fromJson(PaymentCapturedSchema, events[1]!.body).attempt).toMatchObject({ id, state: 'captured', orderId: `order ${id}` })
      expect(fromJson(PaymentRefundedSchema, events[2]!.body)).toMatchObject({ amount: { amountMinor: 900n } })
      expect(await verify()).toEqual([])
    })

    test('a refused card is a refusal with its reason, and the order may try another', async () => {
      const [first, second] = [fresh(), fresh()]
      expect(await authorise(first, 'insufficient-funds', { orderId: first })).toMatchObject({
        case: 'declined',
        value: { reason: 'insufficient-funds' },
      })
      expect(await authorise(second, 'ok', { orderId: first })).toMatchObject({ case: 'authorised' })
      expect(await types()).toEqual(['PaymentFailed', 'PaymentAuthorised'])
    })

    test('ten-pays-ten-payments: ten attempts for one order at once, one is open', async () => {
      const orderId = fresh()
      const answers = await Promise.all(Array.from({ length: 10 }, () => authorise(fresh(), 'ok', { orderId })))
      expect(answers.map((result) => result.case).toSorted()).toEqual([...Array(9).fill('anotherOpen'), 'authorised'])
      expect(sandbox.movements.filter((one) => one.orderId === orderId)).toHaveLength(1)
    })

    test('one attempt asked for eight times at once, captured eight times at once: one charge in the provider’s books', async () => {
      const ids = Array.from({ length: 6 }, fresh)
      await Promise.all(ids.flatMap((id) => Array.from({ length: 8 }, () => authorise(id))))
      const answers = await Promise.all(ids.flatMap((id) => Array.from({ length: 8 }, () => capture(id))))
      expect(answers.filter((result) => result.case === 'refused')).toEqual([])
      for (const id of ids) expect([moved(id, 'authorised'), moved(id, 'captured'), await state(id)]).toEqual([1, 1, 'captured'])
      expect((await types()).filter((type) => type === 'PaymentCaptured')).toHaveLength(ids.length)
      expect(await verify()).toEqual([])
    })

    test('refunds asked for at once never exceed what was captured', async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => refund(id, `${id} ${n}`, 3_000)))
      expect(answers.filter((result) => result.case === 'refunded')).toHaveLength(4)
      expect(answers.find((result) => result.case === 'aboveCaptured')).toMatchObject({ value: { refundable: { amountMinor: 900n } } })
      expect(moved(id, 'refunded')).toBe(4)
      expect(await verify()).toEqual([])
    })

    test('one refund asked for eight times at once is given back once', async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      const answers = await Promise.all(Array.from({ length: 8 }, () => refund(id, `${id} r`, 900)))
      expect(answers.filter((result) => result.case === 'aboveCaptured')).toEqual([])
      expect(moved(id, 'refunded')).toBe(1)
      await expect(refund(id, `${id} r`, 901)).rejects.toMatchObject({ code: Code.AlreadyExists })
      await expect(refund('nobody', fresh(), 1)).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('three-d-secure: the shopper approves at the bank, and the shop knows by asking', async () => {
      const id = fresh()
      const action = await authorise(id, 'three-d-secure')
      expect(action).toMatchObject({ case: 'action', value: { kind: 'three-d-secure' } })
      const url = action.case === 'action' ? action.value.url : ''
      expect(await capture(id)).toMatchObject({ case: 'pending' })
      await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
      expect((await client.getAttempt({ attemptId: id, ask: true })).attempt?.state).toBe('authorised')
      expect(await capture(id)).toMatchObject({ case: 'captured' })
    })

    test('timeout-after-capture: the money moved and nobody said so; the shop asks by its own key and charges once', async () => {
      const id = fresh()
      await authorise(id, 'timeout-after-capture')
      expect(await capture(id)).toMatchObject({ case: 'pending' })
      expect(await run('asks again')).toBe(0)
      clock.advance(1_000)
      expect(await run('asks again')).toBe(1)
      expect([await state(id), moved(id, 'captured')]).toEqual(['captured', 1])
      expect(await run('asks again')).toBe(0)
    })

    test('a provider that is away leaves everything pending, is asked less and less often, and everything is finished once it is back', async () => {
      const id = fresh()
      sandbox.script.outage = true
      expect(await authorise(id)).toMatchObject({ case: 'pending' })
      for (const [pauseMs, asks] of [
        [1_000, 1],
        [4_999, 0],
        [1, 1],
        [30_000, 1],
        [119_999, 0],
        [1, 1],
      ] as const) {
        clock.advance(pauseMs)
        expect(await run('asks again')).toBe(asks)
      }
      sandbox.script.outage = false
      clock.advance(600_000)
      await run('asks again')
      expect(await state(id)).toBe('authorised')
      sandbox.script.outage = true
      expect(await capture(id)).toMatchObject({ case: 'pending' })
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect([await state(id), moved(id, 'captured')]).toEqual(['captured', 1])
      sandbox.script.outage = true
      expect(await refund(id, `${id} r`, 900)).toMatchObject({ case: 'pending' })
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect([await state(id), moved(id, 'refunded')]).toEqual(['partially-refunded', 1])
      expect(await verify()).toEqual([])
    })

    test('a part is captured and the rest dropped: once, in the books of both, and no more than the part is given back', async () => {
      const id = fresh()
      await authorise(id)
      const part = () => client.capture({ attemptId: id, amount: eur(12_000) })
      await expect(client.capture({ attemptId: id, amount: eur(12_901) })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.capture({ attemptId: id, amount: eur(0) })).rejects.toMatchObject({ code: Code.InvalidArgument })
      const answers = await Promise.all(Array.from({ length: 8 }, async () => (await part()).result.case))
      expect(answers.filter((answer) => answer === 'refused')).toEqual([])
      expect((await part()).result).toMatchObject({ case: 'captured', value: { captured: eur(12_000), amount: eur(12_900) } })
      await expect(capture(id)).rejects.toMatchObject({ code: Code.AlreadyExists })
      expect([moved(id, 'captured'), moved(id, 'voided'), await state(id)]).toEqual([1, 1, 'captured'])
      expect(await refund(id, `${id} r`, 12_001)).toMatchObject({ case: 'aboveCaptured', value: { refundable: eur(12_000) } })
      expect(await refund(id, `${id} r2`, 12_000)).toMatchObject({ case: 'refunded', value: { state: 'refunded' } })
      expect((await types()).toSorted()).toEqual(['PaymentAuthorised', 'PaymentCaptured', 'PaymentRefunded'])
      expect(await verify()).toEqual([])
    })

    test('a part whose answer was lost is taken once, and as the part', async () => {
      const id = fresh()
      await authorise(id, 'timeout-after-capture')
      expect((await client.capture({ attemptId: id, amount: eur(7_000) })).result.case).toBe('pending')
      await dueNow()
      await run('asks again')
      expect((await client.getAttempt({ attemptId: id })).attempt).toMatchObject({ state: 'captured', captured: eur(7_000) })
      const late = fresh()
      await authorise(late)
      sandbox.script.outage = true
      expect((await client.capture({ attemptId: late, amount: eur(7_000) })).result.case).toBe('pending')
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect((await client.getAttempt({ attemptId: late })).attempt).toMatchObject({ state: 'captured', captured: eur(7_000) })
      expect(await verify()).toEqual([])
    })

    test('what is voided is never captured, and what is captured is told so', async () => {
      const [dropped, taken] = [fresh(), fresh()]
      await authorise(dropped)
      const voided = await Promise.all(Array.from({ length: 8 }, () => client.void({ attemptId: dropped })))
      expect(voided.map(({ result }) => result.case)).toEqual(Array(8).fill('voided'))
      expect(await capture(dropped)).toMatchObject({ case: 'refused', value: { reason: 'voided' } })
      expect([moved(dropped, 'voided'), moved(dropped, 'captured')]).toEqual([1, 0])
      await authorise(taken)
      await capture(taken)
      expect((await client.void({ attemptId: taken })).result).toMatchObject({ case: 'captured', value: { state: 'captured' } })
    })

    test('capture and void at once: one of them, never both', async () => {
      for (let round = 0; round < 8; round++) {
        const id = fresh()
        await authorise(id)
        await Promise.all([capture(id), client.void({ attemptId: id }), capture(id), client.void({ attemptId: id })])
        expect(moved(id, 'captured') + moved(id, 'voided')).toBe(1)
      }
      expect(await verify()).toEqual([])
    })

    test('an attempt whose outcome is unknown is voided once it is known; one voided before it came is refused', async () => {
      const [unknown, late] = [fresh(), fresh()]
      sandbox.script.dropReplies = 1
      expect(await authorise(unknown)).toMatchObject({ case: 'pending' })
      sandbox.script.outage = true
      expect((await client.void({ attemptId: unknown })).result.case).toBe('pending')
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect([await state(unknown), moved(unknown, 'voided')]).toEqual(['voided', 1])
      await expect(client.void({ attemptId: late })).rejects.toMatchObject({ code: Code.NotFound })
      expect(await authorise(late)).toMatchObject({ case: 'declined', value: { reason: 'voided' } })
      expect(moved(late, 'authorised')).toBe(0)
    })

    test('an attempt nobody finished gives way after 15 minutes', async () => {
      const [left, next] = [fresh(), fresh()]
      await authorise(left, 'three-d-secure', { orderId: left })
      expect(await authorise(next, 'ok', { orderId: left })).toMatchObject({ case: 'anotherOpen', value: { attemptId: left } })
      clock.advance(15 * 60_000)
      await run('asks again')
      expect(await state(left)).toBe('expired')
      expect(await authorise(next, 'ok', { orderId: left })).toMatchObject({ case: 'authorised' })
    })

    test.each([
      ['nothing to pay', { amount: eur(0) }],
      ['an unknown provider', { provider: 'piggy-bank' }],
      ['an unknown method', { method: 'cheque' }],
      ['a card number', { token: '4242 4242 4242 4242' }],
    ])('%s is bad input, and nothing is written', async (_, rest) => {
      await expect(authorise(fresh(), 'ok', rest)).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect((await pool.query('select from payments.attempt')).rowCount).toBe(0)
    })
  })
})
