import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, testShop } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { audit } from './service.ts'

describe.each(inject('servers'))('audit on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const shop = await testShop(pool, { services: [audit] })
  const { ways, close } = await bothWays(shop, 'audit')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  const act = (actorId: string, id = randomIds(), at = '2026-11-20T10:00:00Z') => ({
    id,
    type: 'vitrine.gateway.v1.StaffActed',
    key: 'product p-lise',
    body: {
      actorId,
      operation: 'putProduct',
      object: 'product p-lise',
      inputJson: '{"name":"Lise"}',
      status: 200,
      at,
    },
  })
  const breaks = async () => {
    const { checked } = await createClient(VerifyService, shop.peer('audit')).check({})
    return checked.flatMap(({ invariant, breaks: lines }) => lines.map((line) => `${invariant}: ${line}`))
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const client = createClient(AuditService, transport)

    test('an act heard twice is written once, with who, what and when', async () => {
      const actorId = randomIds()
      const event = act(actorId)
      await shop.deliver(event)
      await shop.deliver(event)
      await shop.settle()
      const { entries, total } = await client.list({ actorId })
      expect(total).toBe(1)
      expect(entries).toMatchObject([{ action: 'putProduct', object: 'product p-lise', detailsJson: expect.stringContaining('Lise') }])
    })

    test('a period holds its first moment and not its last', async () => {
      const actorId = randomIds()
      const days = [19, 20, 21].map((day) => `2026-11-${day}T00:00:00Z`)
      for (const at of days) await shop.deliver(act(actorId, randomIds(), at))
      await shop.settle()
      const moment = (text: string) => timestampFromDate(new Date(text))
      const within = async (since?: string, until?: string) => {
        const { entries } = await client.list({ actorId, ...(since && { since: moment(since) }), ...(until && { until: moment(until) }) })
        return entries.map(({ at }) => timestampDate(at!).getUTCDate())
      }
      expect(await within('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z')).toEqual([20])
      expect(await within('2026-11-20T00:00:00Z')).toEqual([21, 20])
      expect(await within(undefined, '2026-11-20T00:00:00Z')).toEqual([19])
    })

    test('pages lead from the newest to the oldest entry', async () => {
      const actorId = randomIds()
      for (let n = 0; n < 5; n++) await shop.deliver(act(actorId))
      await shop.settle()
      const positions: bigint[] = []
      let cursor = ''
      do {
        const { entries, nextCursor } = await client.list({ actorId, page: { cursor, limit: 2 } })
        positions.push(...entries.map(({ position }) => position))
        cursor = nextCursor
      } while (cursor)
      expect(positions).toHaveLength(5)
      expect(positions).toEqual(positions.toSorted((a, b) => Number(b - a)))
    })
  })

  test('many acts at once make one chain without gaps', async () => {
    await Promise.all(Array.from({ length: 40 }, () => shop.deliver(act(randomIds()))))
    await shop.settle()
    expect(await breaks()).toEqual([])
  })

  test('the database refuses to change, delete or empty what was written', async () => {
    for (const text of [`update audit.entry set action = 'x'`, 'delete from audit.entry', 'truncate audit.entry'])
      await expect(pool.query(text)).rejects.toThrow('append-only')
  })

  test('a touched entry and a missing one are named, even when the triggers were off', async () => {
    await pool.query(`alter table audit.entry disable trigger user`)
    await pool.query(`update audit.entry set actor_id = 'somebody else' where position = 2`)
    expect(await breaks()).toEqual(['I9 the audit chain is whole: entry 2 is not what was written'])
    await pool.query(`delete from audit.entry where position = (select max(position) from audit.entry)`)
    expect((await breaks()).join()).toContain('I9 no audit entry is missing')
  })
})
