import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { TrialPoint } from './application/home-trial/run-trial.ts'
import type { Owed } from './domain/home-trial.ts'
import { breaksIn, openTill, workOff } from './test-till.ts'
import { dayMs, trials } from './test-trials.ts'

const leaseMs = 20_000
const sides = ['before-call', 'after-call', 'before-commit', 'after-commit'] as const
const pointsOf = (...owed: Owed[]) => owed.flatMap((each) => sides.map((side): TrialPoint => `orders.trial.${each}.${side}`))

describe.each(inject('servers'))('a process that dies over a home trial, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, open, heldFor } = till
  const alive = trials({ ...till, pool })
  const { wish, frames, trialOf, atHome, back, settled, keptMethods, movesOf, newsOf } = alive
  afterAll(till.close)

  /** Lets a process do something that dies at a point, and another one go on once its lease is over. Says whether it died there. */
  async function dyingAt(point: string, act: (over: ReturnType<typeof trials>, dying: typeof shop) => Promise<unknown>): Promise<boolean> {
    let isDead = false
    const dying = await open(async (reached) => {
      // A dead process does nothing more: every later point fails too.
      if (reached === point) isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    await act(trials({ ...till, pool, shop: dying }), dying).catch((error: unknown) => error)
    await dying.stop()
    clock.advance(leaseMs + 1)
    await settled()
    return isDead
  }

  test.each(pointsOf('reserve', 'authorise', 'keep'))('%s: the frames are lent, once', async (point) => {
    const asked = wish(await frames(1))
    expect(await dyingAt(point, ({ client }) => client.begin(asked))).toBe(true)
    expect(await trialOf(asked.trialId)).toMatchObject({ state: 'preparing', depositState: 'held' })
    expect([movesOf(asked.trialId), await heldFor(asked.trialId), await newsOf(asked.trialId)]).toEqual([['authorised'], 1, 1])
  })

  test.each(pointsOf('take', 'invoice', 'put-back', 'forget-method'))('%s: what was kept is taken, once', async (point) => {
    const { trialId, variantIds, customerId } = await atHome(2)
    const [kept = '', home = ''] = variantIds
    expect(await dyingAt(point, (over) => over.back(trialId, { [kept]: 'kept', [home]: 'back' }))).toBe(true)
    expect((await trialOf(trialId)).state).toBe('closed')
    expect([movesOf(trialId), await heldFor(trialId), await keptMethods(customerId)]).toEqual([['authorised', 'captured', 'voided'], 0, 0])
    expect(await newsOf(trialId)).toBe(3) // begun, delivered, closed
    const { rows } = await pool.query('select total_minor::int from orders.invoice where trial_id = $1', [trialId])
    expect(rows).toEqual([{ total_minor: 12_900 }])
  })

  test.each(pointsOf('stop', 'give-back', 'release'))('%s: what was called off is undone, once', async (point) => {
    const asked = wish(await frames(1))
    await alive.client.begin(asked)
    expect(await dyingAt(point, ({ client }) => client.cancel({ trialId: asked.trialId, viewer: { customerId: asked.customerId } }))).toBe(
      true,
    )
    expect([(await trialOf(asked.trialId)).state, movesOf(asked.trialId), await heldFor(asked.trialId)]).toEqual([
      ...['cancelled', ['authorised', 'voided'], 0],
    ])
    expect(await newsOf(asked.trialId)).toBe(2)
  })

  test.each(pointsOf('drop', 'renew'))('%s: the deposit is set aside again, once', async (point) => {
    const { trialId, variantIds } = await atHome(1)
    clock.advance(5 * dayMs)
    expect(await dyingAt(point, (_over, dying) => workOff(dying))).toBe(true)
    expect([movesOf(trialId), (await trialOf(trialId)).depositState]).toEqual([['authorised', 'voided', 'authorised'], 'held'])
    await back(trialId, { [variantIds[0]!]: 'back' })
    await settled()
    expect(await newsOf(trialId)).toBe(3) // begun, delivered, closed
  })

  test('two processes that find the same notice due write it once', async () => {
    const { trialId } = await atHome(1)
    const other = await open()
    for (let day = 0; day < 14; day++) {
      clock.advance(dayMs)
      await Promise.all([workOff(shop), workOff(other)])
    }
    await other.stop()
    await settled()
    expect(await newsOf(trialId)).toBe(5) // begun, delivered, noticed twice, closed
    expect(await breaksIn(shop)).toEqual([])
  })
})
