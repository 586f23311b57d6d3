import { randomIds } from '@vitrine/platform/ids/ids'
import { openPool } from '@vitrine/platform/sql/pool'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { first } from './adapters/reservation-statements.ts'
import { sqlReservationStore } from './adapters/sql-reservation-store.ts'
import type { Place } from './domain/place.ts'
import type { Line } from './domain/stock.ts'
import { type Command, modelOf } from './stock-model.ts'
import { quarter, testStock } from './test-stock.ts'

const places: Place[] = [
  { id: 'main', name: 'Main', kind: 'warehouse', turn: 0 },
  { id: 'paris', name: 'Paris', kind: 'shop', turn: 1 },
]
const recipes = new Map([
  [
    'duo',
    [
      { variantId: 'a', quantity: 1 },
      { variantId: 'b', quantity: 1 },
    ],
  ],
])

describe.each(inject('servers'))('reservations that come together on %s', async (_, serverUrl) => {
  const { pool, client, clock, stop, empty, levels, held, told, verify, receive, ask } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(empty)
  const buy = (id: string, variantId: string, quantity = 1) => ask(id, [{ variantId, quantity }])
  const store = sqlReservationStore(pool, () => {})
  const reservation = (id: string, demand: Line[]) => ({
    ...{ id, demand, eventId: randomIds() },
    ...{ reservedAt: clock(), expiresAt: new Date(clock().getTime() + quarter) },
  })

  /** The names of the statements that are asked while `work` goes on, and again of those that failed. */
  async function asked(work: () => Promise<unknown>): Promise<string[]> {
    const names: string[] = []
    const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>
    pool.query = ((...args: unknown[]) => {
      const { name = 'not prepared' } = args[0] as { name?: string }
      names.push(name)
      const answer = query(...args)
      answer.catch(() => names.push(`${name} failed`))
      return answer
    }) as typeof pool.query
    await work().finally(() => (pool.query = query as typeof pool.query))
    return names
  }

  test('those of one moment are put aside by one statement; one that lacks a piece is refused alone, and each hears its own', async () => {
    await receive('lise', 9)
    await receive('noor', 1)
    const names = await asked(async () => {
      const answers = await Promise.all([buy('one', 'lise', 2), buy('two', 'noor', 2), buy('three', 'lise'), buy('four', 'nobody')])
      const short = (variantId: string, available: number) =>
        `outOfStock ${JSON.stringify([{ variantId, available, partId: '', isCapped: false }])}`
      expect(answers).toEqual(['reserved', short('noor', 1), 'reserved', short('nobody', 0)])
    })
    expect(names).toEqual(['stock.reserve', 'stock.those-of'])
    expect((await levels()).map(({ variantId, reserved }) => [variantId, reserved])).toEqual([
      ['lise', 3],
      ['noor', 0],
    ])
    expect(await verify()).toEqual([])
  })

  test('one that breaks a rule of the tables, or is no text, harms nobody of its group', async () => {
    await receive('lise', 9)
    const ends = await Promise.allSettled([
      store.reserve(reservation('one', [{ variantId: 'lise', quantity: 1 }])),
      store.reserve(reservation('none', [{ variantId: 'lise', quantity: 0 }])),
      store.reserve(reservation('no text \0', [{ variantId: 'lise', quantity: 1 }])),
      store.reserve(reservation('two', [{ variantId: 'lise', quantity: 1 }])),
    ])
    expect(ends).toMatchObject([
      { value: { outcome: 'reserved' } },
      { reason: { code: '23514' } },
      { reason: { code: '22P05' } },
      { value: { outcome: 'reserved' } },
    ])
    expect((await held()).map(({ id }) => id)).toEqual(['one', 'two'])
    expect(await verify()).toEqual([])
  })

  test('orders are kept together; one that nobody put aside, one given back and one that waits are kept as they are alone', async () => {
    await receive('lise', 2)
    await client.offerAhead({ variantId: 'noor', offer: 'pre-order', cap: 1, shipsOn: '2030-12-24' })
    await Promise.all([buy('one', 'lise'), buy('two', 'lise'), buy('waits', 'noor')])
    await client.release({ reservationId: 'two' })
    await buy('three', 'lise')
    const names = await asked(async () => {
      const ids = ['one', 'two', 'three', 'waits', 'nobody']
      const ends = await Promise.allSettled(ids.map((reservationId) => client.keep({ reservationId })))
      expect(ends.map((end) => (end.status === 'fulfilled' ? end.value.result : end.reason.message))).toMatchObject([
        { case: 'kept', value: { waitsUntil: '' } },
        expect.stringContaining('nothing is put aside under two'),
        { case: 'kept', value: { waitsUntil: '' } },
        { case: 'kept', value: { waitsUntil: '2030-12-24' } },
        expect.stringContaining('nothing is put aside under nobody'),
      ])
    })
    expect(names.filter((name) => name === 'stock.keep')).toHaveLength(1)
    const { rows } = await pool.query('select id, state from stock.reservation order by id')
    expect(rows.map(({ id, state }) => `${id} ${state}`)).toEqual(['one kept', 'three kept', 'two released', 'waits kept'])
    expect(await verify()).toEqual([])
  })

  test('two hundred who want the same in one moment are answered by few statements, and each step down is told', async () => {
    await receive('lise', 150)
    const names = await asked(async () => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_each, n) => buy(`order ${n}`, 'lise')))
      expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(150)
      expect(new Set(answers).size).toBe(2) // nobody hears of pieces that are gone
    })
    expect(names.filter((name) => name === 'stock.reserve').length).toBeLessThan(50)
    expect(await levels()).toMatchObject([{ onHand: 150, reserved: 150, reservedAt: { main: 150 } }])
    expect(await told()).toEqual(['lise available', 'lise low', 'lise sold-out'])
    expect(await verify()).toEqual([])
  })

  test('sixty-four at each of two processes, baskets and bundles, the last pieces in two places: nobody gets what another has', async () => {
    const other = openPool(pool.options.connectionString!, 32)
    for (const { id: placeId, ...place } of places) await client.putPlace({ place: { placeId, ...place } })
    for (const [variantId, parts] of recipes) await client.setParts({ variantId, parts })
    for (const [variantId, quantity, place] of [
      ['a', 30, 'main'],
      ['a', 11, 'paris'],
      ['b', 7, 'main'],
      ['b', 20, 'paris'],
    ] as const)
      await receive(variantId, quantity, place)
    const baskets = [[line('a', 1)], [line('b', 1)], [line('a', 1), line('b', 1)], [line('duo', 1)], [line('a', 2)], [line('b', 3)]]
    const stores = [store, sqlReservationStore(other, () => {})]
    const answers = await Promise.all(
      stores.flatMap((one, which) =>
        Array.from({ length: 64 }, (_each, n) => one.reserve(reservation(`${which} ${n}`, baskets[n % baskets.length]!))),
      ),
    )
    await other.end()
    expect(answers.filter(({ outcome }) => outcome === 'out-of-stock')).not.toHaveLength(0)
    expect((await levels()).map(({ onHandAt, reservedAt }) => [onHandAt, reservedAt])).toEqual([
      [
        { main: 30, paris: 11 },
        { main: 30, paris: 11 },
      ],
      [
        { main: 7, paris: 20 },
        { main: 7, paris: 20 },
      ],
    ])
    expect(await verify()).toEqual([])
  })

  test('one order that is asked for eight times in one moment is put aside once, and no statement has to fail for that', async () => {
    await receive('lise', 9)
    const names = await asked(async () => {
      expect(await Promise.all(Array.from({ length: 8 }, () => buy('one', 'lise', 2)))).toEqual(Array(8).fill('reserved'))
    })
    expect(names.filter((name) => name.endsWith('failed'))).toEqual([])
    expect(await levels()).toMatchObject([{ reserved: 2 }])
  })

  test('pieces that came for who waits, whom nobody has told yet, go to nobody of a group', async () => {
    await client.offerAhead({ variantId: 'lise', offer: 'pre-order', cap: 5, shipsOn: '2030-12-24' })
    await buy('waiting', 'lise', 2)
    await pool.query(`update stock.stock_level set on_hand = 3, on_hand_at = '{"main": 3}';
      insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at) values ('late', 'lise', 'main', 3, 'received', 'ada', now())`)
    expect(await Promise.all([buy('one', 'lise'), buy('two', 'lise')])).toEqual(['reserved', 'reserved'])
    expect(await levels()).toMatchObject([{ onHand: 3, reserved: 1, awaited: 3 }])
  })

  test('what a group is answered is what the rules say of one after the other, in some order', async () => {
    const quantity = fc.integer({ min: 1, max: 3 })
    const lines = fc.array(fc.record({ variantId: fc.constantFrom('a', 'b', 'duo'), quantity }), { minLength: 1, maxLength: 2 })
    const start = fc.record({ caps: fc.tuple(fc.nat(4), fc.nat(4)), pieces: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)) })
    const decides = fc.asyncProperty(start, fc.array(lines, { minLength: 4, maxLength: 4 }), async ({ caps, pieces }, baskets) => {
      await empty()
      const before = shelf(caps, pieces)
      for (const { id: placeId, ...place } of places) await client.putPlace({ place: { placeId, ...place } })
      for (const [variantId, parts] of recipes) await client.setParts({ variantId, parts })
      for (const command of before) await stocked(command)
      const group = baskets.map((basket, n): Command => ({ do: 'reserve', id: `order ${n}`, lines: basket }))
      let answers: string[] = []
      const names = await asked(async () => {
        answers = await Promise.all(baskets.map((basket, n) => ask(`order ${n}`, basket)))
      })
      expect(names.filter((name) => name.endsWith('failed'))).toEqual([]) // no check of the table had to say it
      const found = { answers, levels: await levels(), held: await held(), told: (await told()).toSorted() }
      const orders = permutations(group.map((__, n) => n)).map((order) => {
        const model = modelOf({ recipes, places })
        for (const command of before) model.obey(command)
        const said = new Map(order.map((n) => [n, model.obey(group[n]!)]))
        return { answers: group.map((__, n) => said.get(n)), levels: model.levels(), held: model.held(), told: model.told().toSorted() }
      })
      expect(orders).toContainEqual(found)
      expect(await verify()).toEqual([])
    })
    await fc.assert(decides, { numRuns: 60 })
  }, 120_000)

  async function stocked(command: Command) {
    if (command.do === 'offer')
      await client.offerAhead({ ...command, offer: command.cap > 0 ? 'back-order' : 'none', shipsOn: '2030-12-24' })
    if (command.do === 'move') await receive(command.variantId, command.quantity, command.placeId)
  }

  test('the naive way oversells: each of a group is given what is there, as if it came alone', async () => {
    await receive('lise', 10)
    const naive = first.replace(/sum\(d\.quantity\) over \([^)]*\) - d\.quantity as ahead/, '0 as ahead')
    expect(naive).not.toBe(first)
    const commands = Array.from({ length: 11 }, (_each, n) => ({ n, ...reservation(`order ${n}`, [line('lise', 1)]) }))
    const values = [JSON.stringify(commands)]
    await expect(pool.query(naive, values)).rejects.toThrow('violates check constraint')
    const made = await withoutChecks(pool, async (tx) => {
      const { rows } = await tx.query<{ made: boolean }>(naive, values)
      return rows.filter((row) => row.made).length
    })
    expect(made).toBe(11) // of ten
  })
})

const line = (variantId: string, quantity: number): Line => ({ variantId, quantity })

const shelf = (caps: readonly [number, number], [a, aParis, b, bParis]: readonly [number, number, number, number]): Command[] => [
  { do: 'offer', variantId: 'a', cap: caps[0] },
  { do: 'offer', variantId: 'b', cap: caps[1] },
  ...[
    { do: 'move' as const, variantId: 'a', placeId: 'main', quantity: a },
    { do: 'move' as const, variantId: 'a', placeId: 'paris', quantity: aParis },
    { do: 'move' as const, variantId: 'b', placeId: 'main', quantity: b },
    { do: 'move' as const, variantId: 'b', placeId: 'paris', quantity: bParis },
  ].filter(({ quantity }) => quantity > 0),
]

const permutations = (of: readonly number[]): number[][] =>
  of.length === 0 ? [[]] : of.flatMap((one) => permutations(of.filter((each) => each !== one)).map((rest) => [one, ...rest]))

/** What a transaction of `work` answers on a table that checks nothing, taken back whole. */
async function withoutChecks<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  try {
    await tx.query('begin')
    const { rows } = await tx.query<{ name: string }>(
      `select conname as name from pg_constraint where conrelid = 'stock.stock_level'::regclass and contype = 'c'`,
    )
    for (const { name } of rows) await tx.query(`alter table stock.stock_level drop constraint ${name}`)
    return await work(tx)
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}
