import { randomIds } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import type { PaymentFailpoint } from './application/failpoints.ts'
import { eur, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('payments that are cut short on %s', async (_, serverUrl) => {
  const { pool, clock, client, reached, run, verify, moved } = await testPayments(serverUrl)
  const asked = (attemptId: string) => {
    return { attemptId, orderId: `order ${attemptId}`, amount: eur(500), provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  }

  test('a process that dies at any point of a step is finished by the next one, and nothing moves twice', async () => {
    const steps = ['authorise', 'capture', 'refund', 'void'] as const
    const places = ['before-provider-call', 'after-provider-call', 'before-commit', 'after-commit'] as const
    for (const step of steps) {
      for (const place of places) {
        const id = randomIds()
        const dying: PaymentFailpoint = `payments.${step}.${place}`
        let deaths = 0
        const passed: string[] = []
        reached.by = async (name) => {
          passed.push(name)
          if (name === dying && deaths++ === 0) throw new Error('killed here')
        }
        const calls = [
          () => client.authorise(asked(id)),
          () => (step === 'void' ? client.void({ attemptId: id }) : client.capture({ attemptId: id })),
          () =>
            step === 'void' ? undefined : client.refund({ refundId: `${id} r`, orderId: `order ${id}`, amount: eur(200), reason: '' }),
        ]
        for (const call of calls) await Promise.resolve(call()).catch(() => {}) // the caller hears that it died
        for (let turn = 0; turn < 3; turn++) {
          clock.advance(600_000)
          await run('asks again')
          for (const call of calls) await call()
        }
        const kinds = ['authorised', 'captured', 'refunded', 'voided'].map((kind) => moved(id, kind))
        expect([dying, deaths > 0, ...kinds]).toEqual([dying, true, ...(step === 'void' ? [1, 0, 0, 1] : [1, 1, 1, 0])])
      }
    }
    expect(await verify()).toEqual([])
  })

  test('no transaction is open while the provider is asked', async () => {
    const open: number[] = []
    reached.by = async (name) => {
      if (!name.endsWith('-provider-call')) return
      const { rows } = await pool.query<{ open: number }>(
        `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      )
      open.push(rows[0]!.open)
    }
    const id = randomIds()
    await client.authorise(asked(id))
    await client.capture({ attemptId: id })
    expect(open).toEqual([0, 0, 0, 0])
  })
})
