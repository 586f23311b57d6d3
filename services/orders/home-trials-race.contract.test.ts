import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { sqlTrialStore } from './adapters/sql-trial-store.ts'
import { breaksIn, openTill } from './test-till.ts'
import { trials } from './test-trials.ts'

describe.each(inject('servers'))('a home trial called off while its parcel leaves, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 32)
  const till = await openTill(pool)
  const { shop, clock, movesOf, heldFor } = till
  const { client, begun, trialOf, settled, parcelOf, wish, frames } = trials({ ...till, pool })
  const parcels = createClient(DeliveryService, shop.peer('delivery'))
  afterAll(till.close)

  /** The carrier takes it; orders hears of that when events are delivered, not before. */
  async function leaves(trialId: string): Promise<void> {
    const { trackingNumber = '' } = (await trialOf(trialId)).deliveries[0] ?? {}
    await parcels.recordScan({ scanId: randomIds(), trackingNumber, state: 'handed-over', at: timestampFromDate(clock()) })
  }
  const cancel = (trialId: string) => client.cancel({ trialId, viewer: { staff: true } }).then(({ result }) => result)

  test('is not called off once the carrier has it, though nobody has heard of that yet; its pieces stay reserved', async () => {
    const { trialId } = await begun(2)
    await leaves(trialId)
    expect((await cancel(trialId)).case).toBe('refused')
    expect([await heldFor(trialId), movesOf(trialId)]).toEqual([2, ['authorised']])
    await settled()
    expect(await trialOf(trialId)).toMatchObject({ state: 'sent', depositState: 'held', allowed: ['keep', 'return'] })
    expect(await parcelOf(trialId)).toBe('handed-over')
    expect(await breaksIn(shop)).toEqual([])
  })

  test('either stays in the shop and is called off, or leaves and keeps its pieces: whichever comes first', async () => {
    const made = []
    for (let n = 0; n < 12; n++) made.push(await begun(1))
    const results = await Promise.all(
      made.flatMap(({ trialId }, n) => (n % 2 ? [leaves(trialId), cancel(trialId)] : [cancel(trialId), leaves(trialId)])),
    )
    expect(results).toHaveLength(24)
    await settled()
    const ends = await Promise.all(
      made.map(async ({ trialId }) => [(await trialOf(trialId)).state, await parcelOf(trialId), await heldFor(trialId)].join(' ')),
    )
    for (const end of ends) expect(['cancelled stopped 0', 'sent handed-over 1']).toContain(end)
    expect(await breaksIn(shop)).toEqual([])
  })

  test('one whose parcel is not made yet is called off, and none is made', async () => {
    const asked = wish(await frames(1))
    await client.begin(asked)
    expect(await cancel(asked.trialId)).toMatchObject({ case: 'changed', value: { state: 'cancelled' } })
    await settled()
    expect([await parcelOf(asked.trialId), await heldFor(asked.trialId)]).toEqual([undefined, 0])
  })

  test('of thirty-two who write what they made of the same reading, one is heard', async () => {
    const { trialId } = await begun(1)
    const store = sqlTrialStore(pool, randomIds)
    const trial = (await store.find(trialId))!
    const heard = await Promise.all(Array.from({ length: 32 }, () => store.change({ trial, dueAt: clock() })))
    expect(heard.filter(Boolean)).toHaveLength(1)
    expect((await store.find(trialId))!.version).toBe(trial.version + 1)
  })
})
