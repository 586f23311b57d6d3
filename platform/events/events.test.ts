import { randomIds } from '../ids/ids.ts'
import { inGroups } from '../sql/in-groups.ts'
import { migrate } from '../sql/migrate.ts'
import { perConnection } from '../sql/per-connection.ts'
import { emptyDatabase } from '../sql/test-database.ts'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { openInbox, revive } from './inbox.ts'
import { type DomainEvent, startRelay } from './outbox.ts'

const folder = new URL('./migrations/', import.meta.url)

describe.each(inject('servers'))('events on %s', async (_, serverUrl) => {
  const pool = await emptyDatabase(serverUrl)
  for (const schema of ['shop', 'post', 'books']) await migrate(pool, schema, [folder])
  await pool.query('create table post.effect (n bigint generated always as identity, event_id text, key text)')
  beforeEach(async () => {
    await pool.query('truncate shop.outbox, shop.outbox_waiting, post.inbox, books.inbox, post.effect')
    broken.clear()
    unreachable.clear()
  })

  const broken = new Set<string>()
  const unreachable = new Set<string>()
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const effect = async ({ id, key }: DomainEvent, tx: { query(text: string, values: unknown[]): Promise<unknown> }) => {
    await tx.query('insert into post.effect (event_id, key) values ($1, $2)', [id, key])
    if (broken.has(key)) throw new Error(`cannot handle ${key}`)
  }
  const options = { pool, handled: () => {}, log, pollMs: 3_600_000 }
  const post = openInbox({ ...options, schema: 'post', handlers: { Sold: effect } })
  const books = openInbox({ ...options, schema: 'books', handlers: { Sold: async () => {} } })
  const inboxes = { post, books }
  const deliver = async (consumer: string, events: readonly DomainEvent[]) => {
    if (unreachable.has(consumer)) throw new Error(`${consumer} is away`)
    await inboxes[consumer as keyof typeof inboxes].accept(events)
  }
  const relay = () =>
    startRelay({ pool, schema: 'shop', consumersOf: () => ['post', 'books'], deliver, gatherMs: 0, pollMs: 3_600_000, log })
  const relays = [relay(), relay()]
  afterAll(() => Promise.all([...relays.map(({ stop }) => stop()), post.stop(), books.stop()]))

  const publish = async (key: string, id = randomIds()) => {
    await pool.query(`insert into shop.outbox (id, type, key, body) values ($1, 'Sold', $2, '{}')`, [id, key])
    return id
  }
  /** What the product does by the clock: sends and handles until nothing moves. */
  const settle = async () => {
    for (let did = 1; did > 0; ) {
      did = 0
      for (const step of [...relays, post, books]) did += await step.round()
    }
  }
  const hurry = () =>
    Promise.all([
      pool.query('update post.inbox set due_at = now() where handled_at is null'),
      pool.query('update shop.outbox_waiting set due_at = now()'),
    ])
  const effects = async () => (await pool.query<{ event_id: string; key: string }>('select event_id, key from post.effect order by n')).rows
  const count = async (table: string) => (await pool.query(`select from ${table}`)).rowCount

  test('three hundred events of ten keys have one effect each, in order of their key, with two relays at work', async () => {
    const sent: { id: string; key: string }[] = []
    for (let n = 0; n < 300; n++) sent.push({ id: await publish(`key ${n % 10}`), key: `key ${n % 10}` })
    await Promise.all([settle(), settle()])
    await settle()
    const seen = await effects()
    expect(seen).toHaveLength(300)
    for (let k = 0; k < 10; k++) {
      const idsOf = (rows: { key: string }[], id: (row: never) => string) =>
        rows.filter(({ key }) => key === `key ${k}`).map((row) => id(row as never))
      expect(idsOf(seen, (row: { event_id: string }) => row.event_id)).toEqual(idsOf(sent, (row: { id: string }) => row.id))
    }
    expect(await count('shop.outbox')).toBe(0)
  })

  test('consumers at work take events as they arrive: each once, in order of its key, and a bad one holds up its own key alone', async () => {
    const atWork = [0, 1].map(() => openInbox({ ...options, schema: 'post', handlers: { Sold: effect }, pollMs: 100 }))
    for (const inbox of atWork) inbox.start()
    broken.add('key 3')
    const sent: Record<string, string[]> = {}
    for (let n = 0; n < 120; n++) {
      const event = { id: randomIds(), type: 'Sold', key: `key ${n % 6}`, body: {} }
      const among = n % 2 === 0 ? [event] : [event, event] // a sender that repeats itself
      await atWork[n % 2]!.accept(among)
      ;(sent[event.key] ??= []).push(event.id)
    }
    await expect.poll(() => count('post.effect'), { timeout: 10_000 }).toBe(100)
    broken.clear()
    await expect.poll(() => count('post.effect'), { timeout: 10_000 }).toBe(120)
    await Promise.all(atWork.map((inbox) => inbox.stop()))
    const seen = await effects()
    for (const [key, ids] of Object.entries(sent)) expect(seen.filter((row) => row.key === key).map(({ event_id: id }) => id)).toEqual(ids)
  })

  test('an event costs two statements and one transaction, and a crowd of them no more', async () => {
    const texts: string[] = []
    const told = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>
    const counting = Object.assign(Object.create(pool) as typeof pool, {
      query: (...given: [{ text?: string } | string]) => {
        texts.push(typeof given[0] === 'string' ? given[0] : (given[0].text ?? ''))
        return told(...given)
      },
    })
    const inbox = openInbox({ ...options, pool: counting, schema: 'post', handlers: { Sold: effect } })
    const wholeDay = { pool: counting, schema: 'shop', consumersOf: () => ['post'], pollMs: 86_400_000, log }
    const sender = startRelay({ ...wholeDay, deliver: (_, events) => inbox.accept(events) })
    inbox.start()
    await new Promise((later) => setTimeout(later, 200)) // both have looked once
    for (const crowd of [1, 15]) {
      texts.length = 0
      const before = (await count('post.effect'))!
      await pool.query(
        `insert into shop.outbox (id, type, key, body) select gen_random_uuid(), 'Sold', gen_random_uuid(), '{}' from generate_series(1, $1)`,
        [crowd],
      )
      sender.wake()
      await expect.poll(() => count('post.effect')).toBe(before + crowd)
      await new Promise((later) => setTimeout(later, 100))
      // claim and leave; begin, mark, effect and commit run on one connection of their own
      expect(texts).toHaveLength(2)
    }
    await sender.stop()
    await inbox.stop()
  })

  test('a relay that is stopped while it gathers takes leave of what it sent, and does not sleep', async () => {
    const sender = startRelay({ pool, schema: 'shop', consumersOf: () => ['post'], deliver, gatherMs: 3_600_000, pollMs: 3_600_000, log })
    await publish('a')
    sender.wake()
    await expect.poll(() => count('post.inbox')).toBe(1)
    await sender.stop()
    expect(await count('shop.outbox')).toBe(0)
  })

  test('an event that arrives again, at once or later, changes nothing', async () => {
    const event = { id: randomIds(), type: 'Sold', key: 'a', body: {} }
    await Promise.all([post.accept([event]), post.accept([event, event]), post.accept([event])])
    await Promise.all([post.round(), post.round()])
    await post.accept([event])
    await settle()
    expect(await effects()).toHaveLength(1)
  })

  test('a consumer that is away misses nothing and holds up nobody else', async () => {
    unreachable.add('books')
    const [first, second] = [await publish('a'), await publish('a')]
    await settle()
    expect((await effects()).map((row) => row.event_id)).toEqual([first, second])
    expect([await count('shop.outbox'), await count('shop.outbox_waiting'), await count('books.inbox')]).toEqual([0, 2, 0])
    unreachable.clear()
    const third = await publish('a') // must wait behind the two
    for (let round = 0; round < 4; round++) {
      await hurry()
      await settle()
    }
    const { rows } = await pool.query<{ event_id: string }>('select event_id from books.inbox order by position')
    expect(rows.map((row) => row.event_id)).toEqual([first, second, third])
  })

  test('what waits for somebody who was away for long comes as soon as they answer, not at its next try', async () => {
    unreachable.add('books')
    const missed = await Promise.all(['a', 'b', 'c'].map((key) => publish(key)))
    await settle()
    await pool.query(`update shop.outbox_waiting set due_at = now() + interval '1 minute'`)
    unreachable.clear()
    const heard = await publish('d')
    await settle()
    const { rows } = await pool.query<{ event_id: string }>('select event_id from books.inbox')
    expect(rows.map((row) => row.event_id).toSorted()).toEqual([...missed, heard].toSorted())
    expect(await count('shop.outbox_waiting')).toBe(0)
  })

  test('a poisoned event holds up its own key, is a dead letter after five tries, and comes back when it is revived', async () => {
    broken.add('bad')
    const poisoned = await publish('bad')
    const behind = await publish('bad')
    const others = await Promise.all(Array.from({ length: 50 }, (_, n) => publish(`good ${n}`)))
    await settle()
    expect(await effects()).toHaveLength(others.length)
    for (let tries = 1; tries < 5; tries++) {
      await hurry()
      await settle()
    }
    broken.clear()
    const { rows } = await pool.query('select event_id, attempts, reason from post.inbox where dead_at is not null')
    expect(rows).toEqual([{ event_id: poisoned, attempts: 5, reason: 'cannot handle bad' }])
    await hurry()
    await settle()
    expect((await effects()).at(-1)).toMatchObject({ event_id: behind })
    expect(await revive(pool, 'post', [poisoned])).toBe(1)
    await settle()
    expect((await effects()).at(-1)).toMatchObject({ event_id: poisoned })
    expect(lines.some((line) => line.includes('was put aside by post after 5 attempts'))).toBe(true)
  })

  test('effects that stand apart are asked for together, in order, and one that fails takes all of its batch back', async () => {
    const steps: string[] = []
    const noted = async (event: DomainEvent, tx: Parameters<typeof effect>[1]) => {
      steps.push(`asks ${event.key}`)
      await effect(event, tx)
      steps.push(`has ${event.key}`)
    }
    const apart = openInbox({ ...options, schema: 'post', handlers: { Sold: noted }, apart: ['Sold'] })
    apart.start()
    await new Promise((later) => setTimeout(later, 100)) // it has looked once
    const eventsOf = (...keys: string[]) => keys.map((key) => ({ id: randomIds(), type: 'Sold', key, body: {} }))
    await apart.accept(eventsOf('a', 'b', 'c'))
    expect(steps).toEqual(['asks a', 'asks b', 'asks c', 'has a', 'has b', 'has c'])
    broken.add('e')
    await apart.accept(eventsOf('d', 'e', 'f'))
    await expect.poll(() => count('post.effect')).toBe(5) // each went its own way
    await apart.stop()
    expect((await effects()).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'f'])
  })

  test('what a consumer passes by is neither kept nor handled; what comes with it is, once, and in its order', async () => {
    const passesBy = ({ body }: DomainEvent) => (body as { known?: boolean }).known === true
    const inbox = openInbox({ ...options, schema: 'post', handlers: { Sold: effect }, passesBy })
    const event = (key: string, n: number, known = false) => ({ id: `${key}${n}`, type: 'Sold', key, body: { known } })
    const some = (key: string) => [event(key, 1), event(key, 2, true), event(key, 3)]
    await inbox.accept(some('queued')) // it waits in the table, as nobody is at work
    inbox.start()
    await expect.poll(() => count('post.effect')).toBe(2)
    for (const _ of ['once', 'and again']) await inbox.accept([...some('at work'), event('alone', 1, true)])
    await inbox.stop()
    expect((await effects()).map(({ event_id: id }) => id)).toEqual(['queued1', 'queued3', 'at work1', 'at work3'])
    expect(await count('post.inbox')).toBe(4)
  })

  test('what a handler leaves to be done is done once its effect is on disk, and not when that was taken back', async () => {
    const [done, left]: [string[], string[]] = [[], []]
    const handler = async (event: DomainEvent, tx: Parameters<typeof effect>[1]) => {
      left.push(event.key)
      await effect(event, tx)
      return () => void done.push(event.key)
    }
    const seen: (number | null)[] = []
    const handled = () => void seen.push(done.length)
    const inbox = openInbox({ ...options, handled, schema: 'post', handlers: { Sold: handler } })
    const eventsOf = (...keys: string[]) => keys.map((key) => ({ id: randomIds(), type: 'Sold', key, body: {} }))
    broken.add('b')
    await inbox.accept(eventsOf('a', 'b'))
    await inbox.round()
    expect([left, done, seen]).toEqual([['a', 'b', 'a', 'b'], ['a'], [1]])
    inbox.start()
    await new Promise((later) => setTimeout(later, 100)) // it has looked once
    await inbox.accept(eventsOf('c', 'd'))
    await inbox.stop()
    expect([done, seen]).toEqual([
      ['a', 'c', 'd'],
      [1, 3],
    ])
  })

  test('events of one key keep their order though others stand apart, and one of another type has the transaction for itself', async () => {
    const steps: string[] = []
    const noted = async ({ id }: DomainEvent, tx: { query(text: string): Promise<unknown> }) => {
      steps.push(`asks ${id}`)
      await tx.query('select 1')
      steps.push(`has ${id}`)
    }
    const inbox = openInbox({ ...options, schema: 'post', handlers: { Sold: noted, Counted: noted }, apart: ['Sold'] })
    inbox.start()
    await new Promise((later) => setTimeout(later, 100)) // it has looked once
    const event = (type: string, key: string, n: number) => ({ id: `${key}${n}`, type, key, body: {} })
    const [sold, counted] = [event.bind(undefined, 'Sold'), event.bind(undefined, 'Counted')]
    await inbox.accept([sold('a', 1), sold('a', 2), sold('b', 1), counted('c', 1), sold('d', 1), sold('b', 2)])
    await inbox.stop()
    const [together, next, alone, last] = [['a1', 'b1'], ['a2'], ['c1'], ['d1', 'b2']]
    const inStep = (ids: readonly string[]) => [...ids.map((id) => `asks ${id}`), ...ids.map((id) => `has ${id}`)]
    expect(steps).toEqual([together, next, alone, last].flatMap((ids) => inStep(ids!)))
  })

  test('what events that stand apart ask of a store leaves as one statement, however many they are; a bad one harms nobody', async () => {
    const groups: (readonly string[])[] = []
    const keeping = perConnection((tx) =>
      inGroups(
        async (events: readonly DomainEvent[]) => {
          groups.push(events.map(({ key }) => key))
          const text = `insert into post.effect (event_id, key) select id, key from jsonb_to_recordset($1) as e (id text, key text) where ascii(key) / (ascii(key) - 98) > 0`
          await tx.query(text, [JSON.stringify(events)])
          return events
        },
        { keysOf: ({ id }) => [id] },
      ),
    )
    const handlers = {
      Sold: async (event: DomainEvent, tx: Parameters<Parameters<typeof perConnection>[0]>[0]) => void (await keeping(tx)(event)),
    }
    const inbox = openInbox({ ...options, schema: 'post', handlers, apart: ['Sold'] })
    inbox.start()
    await new Promise((later) => setTimeout(later, 100)) // it has looked once
    const eventsOf = (...keys: string[]) => keys.map((key) => ({ id: randomIds(), type: 'Sold', key, body: {} }))
    const crowd = Array.from({ length: 20 }, (_, n) => `d${n}`)
    await inbox.accept(eventsOf(...crowd))
    expect(groups).toEqual([crowd])
    await inbox.accept(eventsOf('e', 'b', 'f')) // ascii of b is 98
    await expect.poll(() => count('post.effect')).toBe(22)
    await expect
      .poll(async () => (await pool.query('select reason from post.inbox where handled_at is null')).rows)
      .toEqual([{ reason: 'division by zero' }])
    await inbox.stop()
    expect((await effects()).map(({ key }) => key)).toEqual([...crowd, 'e', 'f'])
  })

  test('what arrives while others are handled waits for them and is handled at once, however many it is', async () => {
    await pool.query(`create or replace function post.refuse_body() returns trigger language plpgsql as $$ begin raise 'kept unhandled'; end $$;
      create trigger refuse_body before insert on post.inbox for each row when (new.body is not null) execute function post.refuse_body()`)
    const slow = async (event: DomainEvent, tx: Parameters<typeof effect>[1]) => {
      if (event.key === 'slow') await new Promise((later) => setTimeout(later, 30))
      await effect(event, tx)
    }
    const inbox = openInbox({ ...options, schema: 'post', handlers: { Sold: slow } })
    inbox.start()
    const eventOf = (key: string) => ({ id: randomIds(), type: 'Sold', key, body: {} })
    const crowd = Array.from({ length: 120 }, (__, n) => eventOf(`key ${n % 70}`))
    await Promise.all([inbox.accept([eventOf('slow')]), inbox.accept([eventOf('a')]), inbox.accept([eventOf('slow')]), inbox.accept(crowd)])
    await inbox.stop()
    await pool.query('drop trigger refuse_body on post.inbox')
    expect((await effects()).map(({ key }) => key)).toEqual(['slow', 'a', 'slow', ...crowd.map(({ key }) => key)])
  })

  test('what would have to wait for long is kept, and handled later', async () => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => (end = resolve))
    const slow = async (event: DomainEvent, tx: Parameters<typeof effect>[1]) => {
      if (event.key === 'slow') await ended
      await effect(event, tx)
    }
    const inbox = openInbox({ ...options, schema: 'post', handlers: { Sold: slow } })
    inbox.start()
    const eventOf = (key: string) => ({ id: randomIds(), type: 'Sold', key, body: {} })
    const first = inbox.accept([eventOf('slow')])
    await inbox.accept([eventOf('a'), eventOf('a')])
    expect([await count('post.inbox'), await count('post.effect')]).toEqual([2, 0])
    end()
    await first
    await expect.poll(async () => (await effects()).map(({ key }) => key)).toEqual(['slow', 'a', 'a'])
    await inbox.stop()
  })

  test('an effect that fails leaves nothing behind', async () => {
    broken.add('half')
    await publish('half')
    await settle()
    expect(await effects()).toEqual([])
  })

  test('an effect that is under way when its mark fails is taken back with it', async () => {
    await pool.query(`create function post.refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
      create trigger refuse before insert on post.inbox for each row when (new.handled_at is not null) execute function post.refuse()`)
    const slow = async (event: DomainEvent, tx: Parameters<typeof effect>[1]) => {
      await new Promise((later) => setTimeout(later, 100))
      await effect(event, tx)
    }
    const inbox = openInbox({ ...options, schema: 'post', handlers: { Sold: slow } })
    inbox.start()
    await new Promise((later) => setTimeout(later, 100)) // it has looked once
    await inbox.accept([{ id: randomIds(), type: 'Sold', key: 'a', body: {} }])
    await expect.poll(() => count('post.effect')).toBeGreaterThan(0)
    await inbox.stop()
    await pool.query('drop trigger refuse on post.inbox')
    expect(await effects()).toHaveLength(1)
  })

  test('without the mark in the same transaction the effect would come twice', async () => {
    // The naive consumer: look, do, remember. Two copies of it, of which none does anything before both have looked: luck may not decide here.
    const event = { id: randomIds(), type: 'Sold', key: 'a', body: {} }
    await pool.query('create table post.seen (event_id text primary key)')
    const look = () => pool.query('select from post.seen where event_id = $1', [event.id])
    const effectOnce = async ({ rowCount: seen }: { rowCount: number | null }) => {
      if (seen) return
      await pool.query('insert into post.effect (event_id, key) values ($1, $2)', [event.id, event.key])
      await pool.query('insert into post.seen values ($1) on conflict do nothing', [event.id])
    }
    const looks = await Promise.all([look(), look()])
    await Promise.all(looks.map(effectOnce))
    expect(await effects()).toHaveLength(2)
  })
})
