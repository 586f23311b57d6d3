import type pg from 'pg'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { randomIds } from '../ids/ids.ts'
import { migrate } from '../sql/migrate.ts'
import { emptyDatabase } from '../sql/test-database.ts'
import { isWaitedFor, openInbox } from './inbox.ts'
import type { DomainEvent } from './outbox.ts'

const folder = new URL('./migrations/', import.meta.url)

describe.each(inject('servers'))('effects that are their own mark, on %s', async (_, serverUrl) => {
  const pool = await emptyDatabase(serverUrl)
  await migrate(pool, 'post', [folder])
  await pool.query('create table post.told (n bigint generated always as identity, event_id text primary key, key text)')
  const broken = new Set<string>()
  beforeEach(async () => {
    await pool.query('truncate post.told, post.inbox')
    broken.clear()
  })

  const telling = `
    insert into post.told (event_id, key) select id, key from jsonb_to_recordset($1) as e (n int, id text, key text)
    where $2 or not ${isWaitedFor('post', 'e.key')} order by n on conflict do nothing`
  const tell = async (asks: pg.Pool | pg.PoolClient, events: readonly DomainEvent[], isLate: boolean) => {
    if (events.some(({ key }) => broken.has(key))) throw new Error('cannot handle it')
    const { rowCount } = await asks.query(telling, [JSON.stringify(events.map((event, n) => ({ n, ...event }))), isLate])
    return rowCount === events.length
  }
  const atWork = () => {
    const late = async (event: DomainEvent, tx: pg.PoolClient) => void (await tell(tx, [event], true))
    const inbox = openInbox({
      pool,
      schema: 'post',
      handlers: { Sold: late, Counted: late },
      ownMark: { types: ['Sold'], handle: (events) => tell(pool, events, false) },
      handled: () => {},
      pollMs: 100,
      log: () => {},
    })
    inbox.start()
    return inbox
  }
  const eventOf = (key: string, type = 'Sold') => ({ id: randomIds(), type, key, body: {} })
  const told = async () => (await pool.query<{ id: string }>('select event_id as id from post.told order by n')).rows.map(({ id }) => id)
  const inboxRows = async () => (await pool.query('select from post.inbox')).rowCount
  const idsOf = (events: readonly DomainEvent[]) => events.map(({ id }) => id)

  test('they are all that is kept of their events, in order, in any number of processes; what comes again changes nothing', async () => {
    const [one, other] = [atWork(), atWork()]
    const crowd = Array.from({ length: 120 }, (__, n) => eventOf(`key ${n % 7}`))
    await one.accept(crowd)
    expect([await told(), await inboxRows()]).toEqual([idsOf(crowd), 0])
    await Promise.all([one, other].map((inbox) => inbox.accept(crowd)))
    const more = eventOf('a')
    await Promise.all([one, other, one, other].map((inbox) => inbox.accept([more, more])))
    await expect.poll(told).toEqual([...idsOf(crowd), more.id])
    await Promise.all([one.stop(), other.stop()])
    expect(await told()).toHaveLength(121)
  })

  test('one that fails is tried from the queue: it holds up its own key alone, is put aside after five tries, and order stays', async () => {
    const inbox = atWork()
    broken.add('bad')
    const [first, good, second, third] = [eventOf('bad'), eventOf('good'), eventOf('bad'), eventOf('bad')]
    await inbox.accept([first, good, second])
    await expect.poll(told).toEqual([good.id])
    broken.clear()
    await inbox.accept([third]) // nothing is wrong with it, and the first of its key is tried later
    await expect.poll(told, { timeout: 10_000 }).toEqual([good, first, second, third].map(({ id }) => id))
    broken.add('bad')
    const dead = eventOf('bad')
    await inbox.accept([dead])
    const aside = async () => {
      await pool.query('update post.inbox set due_at = now() where handled_at is null')
      return (await pool.query('select event_id, attempts, reason from post.inbox where dead_at is not null')).rows
    }
    await expect.poll(aside, { timeout: 10_000 }).toEqual([{ event_id: dead.id, attempts: 5, reason: 'cannot handle it' }])
    await inbox.stop()
  })

  test('they are marked like others where events of another type came with them', async () => {
    const inbox = atWork()
    const events = [eventOf('a'), eventOf('b', 'Counted')]
    await inbox.accept(events)
    expect([await told(), await inboxRows()]).toEqual([idsOf(events), 2])
    await inbox.stop()
  })
})
