import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { sign } from './adapters/signature.ts'
import { asking, sandboxSecret as secret, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('a webhook on %s', async (_, serverUrl) => {
  const { pool, clock, sandbox, ways, run, verify, types, moved, reached } = await testPayments(serverUrl)

  test('finds its movement by the key: no other index begins as that does, which a plan made on an empty table would read whole', async () => {
    const { rows } = await pool.query(`select index.indexrelid::regclass::text from pg_index as index join pg_index as key using (indrelid)
      where key.indisprimary and key.indnkeyatts > 1 and index.indexrelid <> key.indexrelid and index.indkey[0] = key.indkey[0]
        and indrelid in (select oid from pg_class where relnamespace = 'payments'::regnamespace)`)
    expect(rows).toEqual([])
  })

  describe.each(ways)('heard %s', (_, transport) => {
    const { client, authorise, capture, state } = asking(transport)
    const hear = async (
      attemptId: string,
      movementId: string,
      { at = clock(), key = secret, provider = 'sandbox', eventId = movementId } = {},
    ) => {
      const body = Buffer.from(JSON.stringify({ id: `event_${eventId}`, kind: 'captured', attemptId, movementId }))
      return (await client.hearWebhook({ provider, body, headers: { 'Sandbox-Signature': sign(key, body, at) } })).result.case
    }
    const rows = async () => (await pool.query('select from payments.webhook')).rowCount

    test('that is forged, old or of a provider that is not there writes nothing', async () => {
      expect(await hear('a', 'm', { key: 'another secret' })).toBe('forged')
      expect(await hear('a', 'm', { at: new Date(clock().getTime() - 301_000) })).toBe('forged')
      expect(await hear('a', 'm', { provider: 'stripe' })).toBe('notConfigured')
      expect(await rows()).toBe(0)
    })

    test('heard a hundred times has one row and one effect, and tells what the reply never told', async () => {
      const id = fresh()
      await authorise(id, 'timeout-after-capture')
      await capture(id)
      const movement = sandbox.movements.find((one) => one.attemptId === id && one.kind === 'captured')!
      const answers = await Promise.all(Array.from({ length: 100 }, () => hear(id, movement.id)))
      expect(answers).toEqual(Array(100).fill('heard'))
      expect(await rows()).toBe(1)
      expect(await run('works on webhooks')).toBe(1)
      expect(await run('works on webhooks')).toBe(0)
      expect([await state(id), await types()]).toEqual(['captured', ['PaymentAuthorised', 'PaymentCaptured']])
    })

    /** Authorises, and stops where the provider has answered and nothing of that is written yet. */
    const answered = async (id: string) => {
      let goOn = () => {}
      const held = new Promise<void>((go) => (goOn = go))
      const isAnswered = new Promise<void>((is) => {
        reached.by = async (name) => {
          if (name !== 'payments.authorise.after-provider-call') return
          is()
          await held
        }
      })
      const authorising = authorise(id)
      await isAnswered
      return { authorising, goOn, movementId: sandbox.movements.find((one) => one.attemptId === id)!.id }
    }

    test('that overtakes the answer to our own question waits for it, and is done as it is kept', async () => {
      const id = fresh()
      const { authorising, goOn, movementId } = await answered(id)
      const hearing = hear(id, movementId)
      goOn()
      const [heard] = await Promise.all([hearing, authorising])
      expect(heard).toBe('heard')
      const kept = await pool.query<{ done: boolean; tries: number }>('select done_at is not null as done, tries from payments.webhook')
      expect([kept.rows, await run('works on webhooks')]).toEqual([[{ done: true, tries: 0 }], 0])
    })

    test('does not wait for an answer that does not come: it is kept, and worked on', async () => {
      const id = fresh()
      const { authorising, goOn, movementId } = await answered(id)
      expect([await hear(id, movementId), await rows()]).toEqual(['heard', 1])
      expect([await run('works on webhooks'), await state(id)]).toEqual([1, 'authorised'])
      goOn()
      expect((await authorising).case).toBe('authorised')
    })

    test('confirm-meets-webhook: the shop’s own calls and webhooks at once, one capture is told', async () => {
      const id = fresh()
      await authorise(id)
      await Promise.all([capture(id), capture(id), hear(id, 'unknown to us'), run('works on webhooks'), run('works on webhooks')])
      await run('works on webhooks')
      expect([moved(id, 'captured'), await types()]).toEqual([1, ['PaymentAuthorised', 'PaymentCaptured']])
    })

    test('whose work fails is tried again, and holds up no other', async () => {
      const ids = [fresh(), fresh(), fresh()]
      for (const id of ids) {
        await authorise(id, 'timeout-after-capture')
        await capture(id)
        await hear(id, sandbox.movements.find((one) => one.attemptId === id && one.kind === 'captured')!.id)
      }
      let reads = 0
      reached.by = async (name) => {
        if (name === 'payments.read.before-provider-call' && reads++ === 0) throw new Error('it went wrong here')
      }
      const states = async () => (await Promise.all(ids.map(state))).toSorted()
      // Answered as done with all of them, the next are worked on at once.
      expect([await run('works on webhooks'), await states()]).toEqual([3, ['authorised', 'captured', 'captured']])
      clock.advance(5_000)
      expect([await run('works on webhooks'), await states()]).toEqual([1, ['captured', 'captured', 'captured']])
      expect((await pool.query('select from payments.webhook where done_at is null')).rowCount).toBe(0)
    })

    test('whose provider is away is asked about again once it is back: nobody else would tell of a dispute', async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      sandbox.dispute(id, 'opened')
      const told = sandbox.movements.find((one) => one.attemptId === id && one.kind === 'disputed')!
      await hear(id, told.id)
      await hear(id, 'of the same')
      sandbox.script.outage = true
      await run('works on webhooks')
      sandbox.script.outage = false
      clock.advance(5_000)
      await run('works on webhooks')
      expect(await state(id)).toBe('disputed')
      expect((await pool.query('select from payments.webhook where done_at is null')).rowCount).toBe(0)
    })

    test('whose provider stays away for three days is left for people to see', async () => {
      const id = fresh()
      await authorise(id)
      await hear(id, 'm')
      sandbox.script.outage = true
      await run('works on webhooks')
      clock.advance(3 * 24 * 3_600_000 + 1)
      await run('works on webhooks')
      expect(await verify()).toEqual([`I3 every movement of a provider has its attempt: sandbox event event_m for attempt ${id}`])
    })

    test('of an attempt nobody made is tried for three days, then left for people to see', async () => {
      await hear('nobody', 'm')
      expect(await run('works on webhooks')).toBe(1)
      clock.advance(3 * 24 * 3_600_000)
      await run('works on webhooks')
      clock.advance(3_600_001)
      await run('works on webhooks')
      expect(await verify()).toEqual(['I3 every movement of a provider has its attempt: sandbox event event_m for attempt nobody'])
    })
  })
})
