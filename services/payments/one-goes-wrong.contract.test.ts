import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { asking, testPayments } from './test-payments.ts'

const day = 86_400_000

/** One attempt whose rows the database refuses each time holds up none of those that come after it. */
describe.each(inject('servers'))('one that always goes wrong on %s', async (_, serverUrl) => {
  const { pool, clock, ways, run } = await testPayments(serverUrl)
  const { authorise, capture, state } = asking(ways[0]![1])
  afterEach(() => pool.query('drop function if exists payments.refuse() cascade'))

  const refusing = (table: string, when: string) =>
    pool.query(`create function payments.refuse() returns trigger language plpgsql as $$ begin raise 'refused here'; end $$;
      create trigger refuse before insert on payments.${table} for each row when (${when}) execute function payments.refuse()`)
  /** The provider took the money of all of them, and the shop does not know; the first one's row is refused. */
  const unheard = async () => {
    const ids = [fresh(), fresh(), fresh()] as const
    for (const id of ids) {
      await authorise(id, 'timeout-after-capture')
      await capture(id)
    }
    await refusing('movement', `new.attempt_id = '${ids[0]}'`)
    return ids
  }
  const states = (ids: readonly string[]) => Promise.all(ids.map(state))

  test('asking again goes on with the next', async () => {
    const ids = await unheard()
    const dueAt = (n: number) => new Date(clock().getTime() + n)
    for (const [n, id] of ids.entries()) await pool.query('update payments.attempt set due_at = $2 where id = $1', [id, dueAt(n)])
    clock.advance(1_000)
    expect([await run('asks again'), await states(ids)]).toEqual([3, ['authorised', 'captured', 'captured']])
  })

  test('reconciling goes on with the next, and compares to its end', async () => {
    const ids = await unheard()
    await run('reconciles movements')
    expect(await states(ids)).toEqual(['authorised', 'captured', 'captured'])
    const { rows } = await pool.query('select side, attempt_id from payments.difference where attempt_id = any($1)', [ids])
    expect(rows).toEqual([{ side: 'provider', attempt_id: ids[0] }])
  })

  test('a day whose report is refused leaves the reports of other days', async () => {
    clock.advance(4 * day)
    const days = [1, 2, 3].map((ago) => new Date(clock().getTime() - ago * day).toISOString().slice(0, 10))
    await refusing('report', `new.day::text = '${days[2]}'`)
    await run('reports days')
    const { rows } = await pool.query<{ day: string }>('select day::text from payments.report order by day desc')
    expect(rows.map((row) => row.day)).toEqual(days.slice(0, 2))
  })
})
