import { randomIds } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { eur, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('books of payments on %s', async (_, serverUrl) => {
  const { pool, client, run, verify } = await testPayments(serverUrl)
  const asked = (attemptId: string) => {
    return { attemptId, orderId: `order ${attemptId}`, amount: eur(500), provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  }

  test('the reconciler hears what nobody told, and keeps money of attempts nobody made where people see it', async () => {
    const id = randomIds()
    await client.authorise({ ...asked(id), token: 'timeout-after-capture' })
    await client.capture({ attemptId: id })
    await run('reconciles movements')
    expect((await client.getAttempt({ attemptId: id })).attempt?.state).toBe('captured')
    await pool.query('truncate payments.attempt, payments.movement, payments.refund')
    await run('reconciles movements')
    const { rows } = await pool.query('select kind from payments.difference where attempt_id = $1 order by kind', [id])
    expect(rows).toEqual([{ kind: 'authorised' }, { kind: 'captured' }])
    expect(await verify()).not.toEqual([])
  })

  test('verify names an attempt that does not add up', async () => {
    const id = randomIds()
    await client.authorise(asked(id))
    await client.capture({ attemptId: id })
    await pool.query('update payments.attempt set captured_minor = 501 where id = $1', [id])
    expect(await verify()).toEqual([
      `I2 captured is at most what was asked, refunded at most what was captured: attempt ${id}: captured 501 of 500, refunded 0`,
      `I2 sums of attempts are the sums of their movements: attempt ${id}`,
    ])
  })
})
