import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { randomIds } from '../ids/ids.ts'
import { migrate } from '../sql/migrate.ts'
import { emptyDatabase } from '../sql/test-database.ts'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { meetingOf } from '../../tests/meeting.ts'
import { type DomainEvent, type Relay, type RelayOptions, startRelay } from './outbox.ts'

const folder = new URL('./migrations/', import.meta.url)
const hourMs = 3_600_000

/** A child that sends until its third delivery, and dies in it: what it gave has arrived, and it takes leave of nothing. */
const dying = (url: string) => `
  const { openPool } = await import('${new URL('../sql/pool.ts', import.meta.url).href}')
  const { startRelay } = await import('${new URL('./outbox.ts', import.meta.url).href}')
  const pool = openPool('${url}', 2)
  let deliveries = 0
  const deliver = async (_, events) => {
    await pool.query('insert into shop.heard (event_id, key) select * from unnest($1::text[], $2::text[])', [events.map(({ id }) => id), events.map(({ key }) => key)])
    if (++deliveries === 3) process.kill(process.pid, 'SIGKILL')
  }
  startRelay({ pool, schema: 'shop', consumersOf: () => ['post'], deliver, leaseMs: 500, gatherMs: 5, pollMs: 20, log() {} })`

describe.each(inject('servers'))('relays of one outbox on %s', async (_, serverUrl) => {
  const pool = await emptyDatabase(serverUrl, 40)
  await migrate(pool, 'shop', [folder])
  await pool.query('create table shop.heard (n bigint generated always as identity, event_id text, key text)')
  const relays: Relay[] = []
  const lines: string[] = []
  beforeEach(async () => {
    lines.length = 0
    await pool.query(`truncate shop.outbox, shop.outbox_waiting, shop.heard; update shop.outbox_lease set holder = '', until = '-infinity'`)
  })
  afterEach(() => Promise.all(relays.splice(0).map((relay) => relay.stop())))

  const hear = async (__: string, events: readonly DomainEvent[]) => {
    const text = 'insert into shop.heard (event_id, key) select * from unnest($1::text[], $2::text[])'
    await pool.query(text, [events.map(({ id }) => id), events.map(({ key }) => key)])
  }
  const relay = (options: Partial<RelayOptions> = {}) => {
    const log = (line: string) => void lines.push(line)
    const quiet = { pool, schema: 'shop', consumersOf: () => ['post'], deliver: hear, gatherMs: 0, pollMs: hourMs, log }
    const made = startRelay({ ...quiet, ...options })
    relays.push(made)
    return made
  }
  const tell = async (key: string) => {
    const id = randomIds()
    await pool.query(`insert into shop.outbox (id, type, key, body) values ($1, 'Sold', $2, '{}')`, [id, key])
    return id
  }
  const heard = async () => (await pool.query<{ event_id: string; key: string }>('select event_id, key from shop.heard order by n')).rows
  const heardIds = async () => (await heard()).map(({ event_id: id }) => id)
  const left = async () => (await pool.query('select from shop.outbox')).rowCount
  const isFree = async () => (await pool.query('select until <= now() as free from shop.outbox_lease')).rows[0].free as boolean

  /** Writers tell events, each of keys of its own; answers the ids of each key, in order. */
  async function tellMany(writers: number, each: number, pauseMs = 0) {
    const told = new Map<string, string[]>()
    const write = async (writer: number) => {
      for (let n = 0; n < each; n++) {
        const key = `key ${writer} ${n % 3}`
        told.set(key, [...(told.get(key) ?? []), await tell(key)])
        if (pauseMs > 0) await new Promise((later) => setTimeout(later, pauseMs))
      }
    }
    await Promise.all(Array.from({ length: writers }, (__, n) => write(n)))
    return told
  }

  /** All of them arrived, and those of a key for the first time in their order. Answers how often something came again. */
  async function expectAll(told: ReadonlyMap<string, readonly string[]>): Promise<number> {
    await expect.poll(left, { timeout: 15_000 }).toBe(0)
    const rows = await heard()
    for (const [key, ids] of told) expect([...new Set(rows.filter((row) => row.key === key).map((row) => row.event_id))]).toEqual(ids)
    return rows.length - new Set(rows.map((row) => row.event_id)).size
  }

  test('eight at work: nothing is lost, each key keeps its order, and hardly anything is sent twice', async () => {
    const crowd = Array.from({ length: 8 }, () => relay({ pollMs: 5 }))
    const waking = setInterval(() => crowd.forEach(({ wake }) => wake()), 2)
    const told = await tellMany(8, 60)
    const repeats = await expectAll(told)
    clearInterval(waking)
    expect(repeats).toBeLessThan(48) // a tenth; one that waited for the lease may read what the other just took leave of
  })

  test('without the lease each of them sends what the others send, and still nothing is lost or out of order', async () => {
    const before = await tellMany(8, 20)
    const everybodySends = meetingOf(8)
    const deliver = async (consumer: string, events: readonly DomainEvent[]) => {
      await everybodySends()
      await hear(consumer, events)
    }
    for (let n = 0; n < 8; n++) relay({ deliver, pollMs: 5, leaseMs: 0 })
    const during = await tellMany(8, 40)
    const told = new Map([...before].map(([key, ids]) => [key, [...ids, ...(during.get(key) ?? [])]]))
    expect(await expectAll(told)).toBeGreaterThan(480)
  })

  test('processes that are killed while they send are followed by others', { timeout: 60_000 }, async () => {
    const url = pool.options.connectionString!
    const kill = async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', dying(url)], { stdio: 'ignore' })
      return ((await once(child, 'exit')) as [number | null, string | null])[1]
    }
    const deaths = Promise.all([kill(), kill(), kill()])
    const writing = { isOn: true }
    const telling = (async () => {
      const told = new Map<string, string[]>()
      for (let n = 0; writing.isOn; n++) told.set(`key ${n % 5}`, [...(told.get(`key ${n % 5}`) ?? []), await tell(`key ${n % 5}`)])
      return told
    })()
    expect(await deaths).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL'])
    writing.isOn = false
    const told = await telling
    relay({ pollMs: 20 })
    expect(await expectAll(told)).toBeGreaterThan(0) // what a killed one had given is given again
  })

  test('what is told while another gives the lease back does not wait for the next look by the clock', async () => {
    const waiting = relay()
    await waiting.round()
    // Another holds it. Its last look saw nothing, and it gives it back after ours was refused.
    await pool.query(`update shop.outbox_lease set holder = 'another', until = now() + interval '1 hour'`)
    const id = await tell('a')
    waiting.wake()
    await new Promise((later) => setTimeout(later, 50))
    expect(await heardIds()).toEqual([])
    await pool.query(`update shop.outbox_lease set until = '-infinity'`)
    await expect.poll(heardIds).toEqual([id])
  })

  test('who is refused and finds nothing left rests', async () => {
    const looks = { count: 0 }
    const counting = Object.assign(Object.create(pool) as typeof pool, {
      query: (...given: Parameters<typeof pool.query>) => {
        looks.count++
        return (pool.query as (...asked: unknown[]) => Promise<unknown>)(...given)
      },
    })
    await pool.query(`update shop.outbox_lease set holder = 'another', until = now() + interval '1 hour'`)
    const resting = relay({ pool: counting })
    await resting.round()
    const before = looks.count
    await new Promise((later) => setTimeout(later, 400))
    expect(looks.count).toBe(before)
  })

  test('one that died is followed once its lease has ended, one that stops at once', async () => {
    let isBegun = () => {}
    const begun = new Promise<void>((resolve) => (isBegun = resolve))
    const id = await tell('a')
    const deliver = () => {
      isBegun()
      return new Promise<void>(() => {}) // it hears no answer any more
    }
    startRelay({ pool, schema: 'shop', consumersOf: () => ['post'], deliver, leaseMs: 400, pollMs: hourMs, log() {} })
    await begun
    const next = relay({ gatherMs: hourMs })
    await expect.poll(heardIds).toEqual([id])
    expect(await isFree()).toBe(false)
    await next.stop()
    expect([await isFree(), await left()]).toEqual([true, 0])
  })

  test('events of one key leave together, in order', async () => {
    const given: (readonly string[])[] = []
    const sender = relay({ deliver: async (__, events) => void given.push(events.map(({ id }) => id)) })
    await sender.round()
    const ids = [await tell('a'), await tell('a'), await tell('b'), await tell('a')]
    await sender.round()
    expect(given).toEqual([ids])
  })

  test('what could not be taken leave of is not sent again, but taken leave of later', async () => {
    await pool.query(`create or replace function shop.refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
      create trigger refuse before delete on shop.outbox for each row execute function shop.refuse()`)
    const id = await tell('a')
    relay({ pollMs: 20 })
    await expect.poll(() => lines).toEqual(['outbox of shop: not now'])
    await pool.query('drop trigger refuse on shop.outbox')
    await expect.poll(left).toBe(0)
    expect(await heardIds()).toEqual([id])
  })

  // What the version before asks, when it has one consumer.
  const formerClaim = `
    with due as (
      select position from shop.outbox as o where due_at <= now() and not exists (
        select from shop.outbox as earlier where earlier.key = o.key and earlier.position < o.position)
      order by position limit 100 for update skip locked)
    update shop.outbox as o set due_at = now() + interval '2 seconds', attempts = attempts + 1
    from due where o.position = due.position returning o.position, o.id, o.key, o.type, o.body`
  const claimAsBefore = async () => (await pool.query<DomainEvent & { position: string }>(formerClaim)).rows

  test('what the version before has claimed waits for it, and what has its key; others do not', async () => {
    const [first, other] = [await tell('a'), await tell('b')]
    await pool.query(`update shop.outbox set due_at = now() + interval '1 second' where id = $1`, [first])
    const second = await tell('a')
    relay()
    await expect.poll(heardIds).toEqual([other])
    await expect.poll(heardIds, { timeout: 5_000 }).toEqual([other, first, second])
  })

  test('the version before beside this one: nothing is lost, and each key keeps its order', async () => {
    let [isOver, claimed] = [false, 0]
    const former = async () => {
      while (!isOver) {
        const rows = (await claimAsBefore()).toSorted((a, b) => Number(a.position) - Number(b.position))
        claimed += rows.length
        if (rows.length > 0) await hear('post', rows)
        await pool.query('delete from shop.outbox where position = any($1::bigint[])', [rows.map(({ position }) => position)])
      }
    }
    const formers = [former(), former()]
    const crowd = [relay({ pollMs: 5 }), relay({ pollMs: 5 })]
    const told = await tellMany(6, 60, 1)
    await expectAll(told)
    isOver = true
    await Promise.all([...formers, ...crowd.map((one) => one.stop())])
    expect(claimed).toBeGreaterThan(0)
  })

  test('rows of the version before survive the upgrade, and it can start again after it', async () => {
    const before = mkdtempSync(join(tmpdir(), 'vitrine-events-'))
    const own = mkdtempSync(join(tmpdir(), 'vitrine-events-'))
    const [formerFolder, ownFolder] = [pathToFileURL(`${before}/`), pathToFileURL(`${own}/`)]
    writeFileSync(new URL('000-events.sql', formerFolder), readFileSync(new URL('000-events.sql', folder)))
    writeFileSync(new URL('001-own.sql', ownFolder), 'create table own ()')
    await migrate(pool, 'former', [formerFolder, ownFolder])
    await pool.query(`insert into former.outbox (id, type, key, body, due_at) values
      ('claimed', 'Sold', 'a', '{}', now() + interval '1 second'), ('told', 'Sold', 'a', '{}', now());
      insert into former.inbox (event_id, type, key, body) values ('heard', 'Sold', 'a', '{"n": 1}')`)
    expect(await migrate(pool, 'former', [folder, ownFolder])).toEqual(['events-001-written-once.sql'])
    expect(await migrate(pool, 'former', [formerFolder, ownFolder])).toEqual([])
    relay({ schema: 'former' })
    await expect.poll(heardIds, { timeout: 5_000 }).toEqual(['claimed', 'told'])
    expect((await pool.query('select event_id, body from former.inbox')).rows).toEqual([{ event_id: 'heard', body: { n: 1 } }])
    for (const path of [before, own]) rmSync(path, { recursive: true })
  })
})
