import { Code } from '@connectrpc/connect'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { asking, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('kept methods on %s', async (_, serverUrl) => {
  const { pool, sandbox, shop, ways, run, dueNow, reached, verify } = await testPayments(serverUrl)

  describe.each(ways)('called %s', (_, transport) => {
    const { client, authorise, capture, state } = asking(transport)
    const kept = async (customerId: string) => (await client.listSavedMethods({ customerId })).methods
    const save = async (customerId: string, token = 'ok') => {
      const id = fresh()
      await authorise(id, token, { customerId, save: true })
      return id
    }
    const payWith = (savedMethodId: string, customerId: string) => authorise(fresh(), '', { customerId, savedMethodId })

    test('PAY-8: a method is kept with consent alone, by a token nobody is shown', async () => {
      await authorise(fresh(), 'ok', { customerId: 'ada' })
      expect(await kept('ada')).toEqual([])
      await save('ada')
      const [method, ...more] = await kept('ada')
      expect([method, more]).toMatchObject([{ provider: 'sandbox', method: 'card', brand: 'visa', last4: '4242', expires: '2030-12' }, []])
      expect(JSON.stringify(method, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain('kept_')
      expect([await kept('grace'), await kept('')]).toEqual([[], []])
      expect(await verify()).toEqual([])
    })

    test('its owner pays with it, as often as they like; somebody else, or a guest, never does', async () => {
      await save('ada')
      const [method] = await kept('ada')
      for (let times = 0; times < 2; times++) expect(await payWith(method!.id, 'ada')).toMatchObject({ case: 'authorised' })
      expect(await payWith(method!.id, 'grace')).toMatchObject({ case: 'declined', value: { reason: 'method-gone' } })
      expect(await payWith('nothing', 'ada')).toMatchObject({ case: 'declined', value: { reason: 'method-gone' } })
      await expect(payWith(method!.id, '')).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(authorise(fresh(), 'ok', { save: true })).rejects.toMatchObject({ code: Code.InvalidArgument })
      const forged = `insert into payments.attempt (id, order_id, provider, method, return_url, amount_minor, currency, created_at, customer_id, saved_method_id)
        values ('forged', 'o', 'sandbox', 'card', '', 1, 'EUR', now(), 'grace', $1)`
      await expect(pool.query(forged, [method!.id])).rejects.toThrow('attempt_saved_method')
      expect(await verify()).toEqual([])
    })

    test('one that was removed pays nothing more, here and at the provider, however often it is removed', async () => {
      const attempt = await save('ada')
      const [method] = await kept('ada')
      await expect(client.removeSavedMethod({ customerId: 'grace', methodId: method!.id })).rejects.toMatchObject({ code: Code.NotFound })
      const removing = Array.from({ length: 8 }, () => client.removeSavedMethod({ customerId: 'ada', methodId: method!.id }))
      await Promise.all(removing)
      expect([await kept('ada'), await payWith(method!.id, 'ada')]).toMatchObject([
        [],
        { case: 'declined', value: { reason: 'method-gone' } },
      ])
      const token = await pool.query<{ reference: string }>('select reference from payments.saved_method')
      const direct = await authorise(fresh(), token.rows[0]!.reference)
      expect(direct).toMatchObject({ case: 'declined', value: { reason: 'unknown-token' } })
      // What the provider still says of it brings it back nowhere.
      await capture(attempt)
      await client.getAttempt({ attemptId: attempt, ask: true })
      expect(await kept('ada')).toEqual([])
    })

    test('who is erased keeps no way to pay, here at once and at the provider afterwards; told twice is once', async () => {
      await save('erased')
      await save('stays')
      const body = { accountId: 'erased', email: 'e@example.com', emailVerified: true, locale: 'fr', at: '2026-11-20T10:00:00Z' }
      const event = { id: fresh(), type: AccountErasedSchema.typeName, key: 'erased', body }
      for (let twice = 0; twice < 2; twice++) await shop.deliver(event)
      await shop.settle()
      expect([(await kept('erased')).length, (await kept('stays')).length]).toEqual([0, 1])
      await run('drops kept methods')
      const left = await pool.query(`select from payments.saved_method where customer_id = 'erased' and dropped_at is null`)
      expect(left.rowCount).toBe(0)
    })

    test('removed while the provider is silent: gone at once, dropped there once it answers', async () => {
      await save('ada')
      const [method] = await kept('ada')
      sandbox.script.outage = true
      await client.removeSavedMethod({ customerId: 'ada', methodId: method!.id })
      expect(await kept('ada')).toEqual([])
      const waiting = () => pool.query('select from payments.saved_method where dropped_at is null')
      await run('drops kept methods')
      expect((await waiting()).rowCount).toBe(1)
      sandbox.script.outage = false
      await run('drops kept methods')
      expect((await waiting()).rowCount).toBe(0)
    })

    test('kept after 3-D Secure, and by a process that died as it heard so: once', async () => {
      const id = await save('ada', 'three-d-secure')
      expect(await kept('ada')).toEqual([])
      const url = sandbox.movements.find(({ attemptId }) => attemptId === id)!.detail
      await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
      for (const point of ['payments.read.before-commit', 'payments.read.after-commit']) {
        reached.by = async (name) => {
          if (name === point) throw new Error(`dead at ${name}`)
        }
        await client.getAttempt({ attemptId: id, ask: true }).catch(() => {})
      }
      reached.by = async () => {}
      await dueNow()
      await run('asks again')
      expect([await state(id), (await kept('ada')).length]).toEqual(['authorised', 1])
    })

    test('a kept method whose bank wants to see the shopper asks them again', async () => {
      const id = await save('ada', 'three-d-secure')
      const url = sandbox.movements.find(({ attemptId }) => attemptId === id)!.detail
      await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
      await client.getAttempt({ attemptId: id, ask: true })
      const [method] = await kept('ada')
      expect(await payWith(method!.id, 'ada')).toMatchObject({ case: 'action', value: { kind: 'three-d-secure' } })
    })
  })
})
