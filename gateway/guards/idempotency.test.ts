import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { fingerprint, idempotency, type Kept } from './idempotency.ts'

describe.each(inject('servers'))('keys at once on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 24)
  const asked: string[] = []
  const counted = {
    query(...given: [string | { name: string }, ...never[]]) {
      asked.push(typeof given[0] === 'string' ? given[0] : given[0].name)
      return (pool.query as (...all: unknown[]) => unknown)(...given)
    },
  } as unknown as pg.Pool
  const once = idempotency(counted, randomIds)
  const callOf = (key: string, input: unknown = 1) => ({ scope: 'account:a pay', key, fingerprint: fingerprint('pay', input) })
  const keptOf = (text: string): Kept => ({ status: 201, json: JSON.stringify({ text }), headers: { location: `/${text}` } })
  const paid = (text: string) => async () => ({ kept: keptOf(text), next: 'keep' as const })
  const claims = () => asked.filter((name) => name === 'gateway idempotency claim').length
  beforeAll(() => Promise.all(Array.from({ length: 24 }, () => pool.query('select pg_sleep(0.05)')))) // all connections stand before anybody writes
  beforeEach(() => void asked.splice(0))

  test('keys claimed in one moment are one statement, and so are their answers; each hears its own, and hears it again', async () => {
    const texts = Array.from({ length: 8 }, (_one, n) => `"é\\u0000${n}"\r\n, on two lines`)
    const first = await Promise.all(texts.map((text, n) => once(callOf(`eight ${n}`), paid(text))))
    expect(first).toEqual(texts.map((text) => ({ kept: keptOf(text), replayed: false })))
    expect(asked).toEqual(['gateway idempotency claim', 'gateway idempotency answer'])
    const again = await Promise.all(texts.map((_text, n) => once(callOf(`eight ${n}`), paid('another'))))
    expect(again).toEqual(texts.map((text) => ({ kept: keptOf(text), replayed: true })))
  })

  test('of those claimed together, a key that is answered, that runs or that came with another input is refused; the others run', async () => {
    await once(callOf('answered'), paid('before'))
    let finish = () => {}
    const running = once(
      callOf('running'),
      () => new Promise((resolve) => (finish = () => resolve({ kept: keptOf('late'), next: 'keep' }))),
    )
    await expect.poll(() => claims()).toBe(2)
    await once(callOf('freed'), () => Promise.reject(new Error('a fault'))).catch(() => {})
    asked.splice(0)
    const calls = [callOf('answered'), callOf('running'), callOf('freed', 2), callOf('freed again'), callOf('new')]
    const ends = await Promise.all(calls.map((call) => once(call, paid('now'))))
    expect(claims()).toBe(1)
    expect(ends).toMatchObject([
      { kept: keptOf('before'), replayed: true },
      { problem: 'request-in-progress' },
      { problem: 'idempotency-key-reused' },
      { kept: keptOf('now'), replayed: false },
      { kept: keptOf('now'), replayed: false },
    ])
    finish()
    expect(await running).toEqual({ kept: keptOf('late'), replayed: false })
  })

  test('of answers kept together, one whose run was taken over is not; a key the database cannot hold harms nobody', async () => {
    const ends: (() => void)[] = []
    const late = (text: string) => () =>
      new Promise<{ kept: Kept; next: 'keep' }>((resolve) => void ends.push(() => resolve({ kept: keptOf(text), next: 'keep' })))
    const all = [once(callOf('own'), late('own')), once(callOf('lost'), late('late')), once(callOf('a key\u0000'), paid('none'))]
    const settled = Promise.allSettled(all)
    await expect.poll(() => ends.length).toBe(2)
    await pool.query(`update gateway.idempotency set running_until = now() - interval '1 s' where key = 'lost'`) // its lease ran out
    const taking = once(callOf('lost'), late('taken'))
    await expect.poll(() => ends.length).toBe(3)
    asked.splice(0)
    ends[0]!()
    ends[1]!()
    expect(await settled).toMatchObject([
      { value: { kept: keptOf('own'), replayed: false } },
      { value: { problem: 'request-in-progress' } },
      { reason: { code: '22P05' } },
    ])
    expect(asked).toEqual(['gateway idempotency answer', 'gateway idempotency recall'])
    ends[2]!()
    expect(await taking).toEqual({ kept: keptOf('taken'), replayed: false })
  })

  test('a scope too long for the index, as a strange cookie may make it, harms nobody who claims beside it', async () => {
    const strange = Array.from({ length: 300 }, randomIds).join('')
    const all = [once(callOf('short'), paid('short')), once({ ...callOf('long'), scope: `cart:${strange} pay` }, paid('long'))]
    expect(await Promise.allSettled(all)).toMatchObject([{ value: { kept: keptOf('short') } }, { reason: { code: '54000' } }])
  })

  test('twins of one moment claim one after the other, and nobody else waits for them', async () => {
    const calls = ['twin', 'twin', 'other'].map((key) => once(callOf(key), paid(key)))
    expect((await Promise.all(calls)).filter((end) => 'kept' in end && !end.replayed)).toHaveLength(2)
    expect(claims()).toBe(2)
  })

  test('a crowd with a few keys in two processes: each key runs once, and everybody hears its one answer', async () => {
    const processes = [idempotency(pool, randomIds), idempotency(pool, randomIds)]
    const runs = new Map<string, string[]>()
    const knock = async (n: number) => {
      const key = `few ${n % 8}`
      for (;;) {
        const end = await processes[Math.floor(n / 8) % 2]!(callOf(key), async (newId) => {
          runs.set(key, [...(runs.get(key) ?? []), newId])
          return { kept: keptOf(newId), next: 'keep' }
        })
        if ('kept' in end) return { key, heard: end.kept, replayed: end.replayed }
        expect(end).toMatchObject({ problem: 'request-in-progress' })
      }
    }
    const heard = await Promise.all(Array.from({ length: 96 }, (_one, n) => knock(n)))
    expect([...runs.values()].map((ids) => ids.length)).toEqual(Array(8).fill(1))
    expect(heard.filter(({ replayed }) => !replayed)).toHaveLength(8)
    for (const { key, heard: answer } of heard) expect(answer).toEqual(keptOf(runs.get(key)![0]!))
  })
})
