import { Code } from '@connectrpc/connect'
import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { asking, eur, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('refunds above a limit on %s', async (_, serverUrl) => {
  const { pool, ways, moved, verify } = await testPayments(serverUrl, { REFUND_LIMIT: '5000' })

  describe.each(ways)('called %s', (_, transport) => {
    const { client, authorise, capture, refund } = asking(transport)
    const paid = async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      return id
    }
    const ask = async (id: string, refundId: string, amount: number, actor = 'joe') =>
      (await client.requestRefund({ refundId, orderId: `order ${id}`, amount: eur(amount), reason: 'returned', actor })).result.case
    const agree = async (refundId: string, actor: string) => (await client.agreeToRefund({ refundId, actor })).result.case
    const waiting = async (id: string) => (await client.listRefundRequests({ orderId: `order ${id}` })).waiting

    test('PAY-8: up to the limit one person is enough; above it the money waits for a second one, and the same one twice is none', async () => {
      const id = await paid()
      expect(await ask(id, `${id} small`, 5_000)).toBe('free')
      expect(await refund(id, `${id} small`, 5_000)).toMatchObject({ case: 'refunded' })
      expect(await ask(id, `${id} large`, 5_001)).toBe('needsSecond')
      await expect(refund(id, `${id} large`, 5_001)).rejects.toMatchObject({ code: Code.PermissionDenied })
      expect(await waiting(id)).toMatchObject([{ refundId: `${id} large`, askedBy: 'joe', amount: eur(5_001) }])
      expect(await agree(`${id} large`, 'joe')).toBe('samePerson')
      expect(moved(id, 'refunded')).toBe(1)
      expect(await agree(`${id} large`, 'ada')).toBe('agreed')
      expect([await agree(`${id} large`, 'ada'), await agree(`${id} large`, 'grace')]).toEqual(['agreed', 'agreed'])
      expect(await ask(id, `${id} large`, 5_001)).toBe('free')
      expect(await refund(id, `${id} large`, 5_001)).toMatchObject({ case: 'refunded' })
      expect([moved(id, 'refunded'), await waiting(id)]).toEqual([2, []])
      await expect(agree('nobody', 'ada')).rejects.toMatchObject({ code: Code.NotFound })
      await expect(ask(id, `${id} large`, 5_002)).rejects.toMatchObject({ code: Code.AlreadyExists })
      expect(await verify()).toEqual([])
    })

    test('many small ones at once do not add up to more than one person may: the rest waits', async () => {
      const id = await paid()
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => ask(id, `${id} ${n}`, 1_000)))
      expect(answers.filter((answer) => answer === 'free')).toHaveLength(5)
      expect(await waiting(id)).toHaveLength(11)
      const other = await paid()
      expect(await ask(other, `${other} r`, 5_000)).toBe('free')
    })

    test('who asked and others agree at once: it moves once, and never by the one who asked', async () => {
      const id = await paid()
      await ask(id, `${id} r`, 9_000)
      const actors = ['joe', 'ada', 'joe', 'grace', 'joe', 'linus', 'joe', 'ada']
      const answers = await Promise.all(actors.map((actor) => agree(`${id} r`, actor)))
      expect(answers).toEqual(actors.map((actor) => (actor === 'joe' ? 'samePerson' : 'agreed')))
      await Promise.all(Array.from({ length: 8 }, () => refund(id, `${id} r`, 9_000)))
      expect(moved(id, 'refunded')).toBe(1)
      const joeAgrees = pool.query("update payments.refund_request set agreed_by = 'joe', agreed_at = now() where id = $1", [`${id} r`])
      await expect(joeAgrees).rejects.toThrow('refund_request_two_people')
      expect(await verify()).toEqual([])
    })

    test('a request that is refused moves nothing, whoever agrees afterwards; refused and agreed to at once it ends one way', async () => {
      const id = await paid()
      await ask(id, `${id} r`, 9_000)
      expect((await client.refuseRefund({ refundId: `${id} r`, actor: 'joe' })).refused).toMatchObject({ refundId: `${id} r` })
      expect(await agree(`${id} r`, 'ada')).toBe('ended')
      await expect(client.refuseRefund({ refundId: `${id} r`, actor: 'ada' })).rejects.toMatchObject({ code: Code.NotFound })
      await expect(refund(id, `${id} r`, 9_000)).rejects.toMatchObject({ code: Code.PermissionDenied })
      for (let round = 0; round < 8; round++) {
        const refundId = `${id} ${round}`
        await ask(id, refundId, 9_000)
        const refusing = client.refuseRefund({ refundId, actor: 'grace' }).then(
          () => 'refused',
          () => 'too late',
        )
        const ends = await Promise.all([agree(refundId, 'ada'), refusing])
        expect([
          ['agreed', 'too late'],
          ['ended', 'refused'],
        ]).toContainEqual(ends)
      }
    })
  })
})

describe('without a limit', async () => {
  const { ways } = await testPayments(inject('servers')[0]![1])
  test('one person gives back anything', async () => {
    const { client } = asking(ways[0]![1])
    const asked = { refundId: 'r', orderId: 'o', amount: eur(1_000_000_000), reason: '', actor: 'joe' }
    expect((await client.requestRefund(asked)).result.case).toBe('free')
  })
})
