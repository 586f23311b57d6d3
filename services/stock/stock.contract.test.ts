import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { StockService } from '@vitrine/contracts/stock/v1'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { availabilityState, type Line, type StockLevel } from './domain/stock.ts'
import { stock } from './service.ts'
import { emptyLedger, patienceMs, patient, withoutTheKeyOfSums } from './test-stock.ts'

type Counts = Pick<StockLevel, 'variantId' | 'onHand' | 'reserved'>

const quarter = 15 * 60_000

describe.each(inject('servers'))('stock on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  pool.options.connectionTimeoutMillis = patienceMs
  // The hour of the database too: its checks know what is held past its time.
  const clock = movableClock(new Date().toISOString())
  const shop = await testShop(pool, { services: [stock], clock })
  const { ways, close } = await bothWays(shop, 'stock')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  // Few rows: deleting them costs less than truncating five tables.
  const empty = () =>
    pool.query(`delete from stock.part_release; delete from stock.reservation_piece; delete from stock.reservation_line; delete from stock.reservation; ${emptyLedger}; delete from stock.part; delete from stock.stock_level;
      delete from stock.ledger; delete from stock.outbox`)
  beforeEach(empty)

  const levels = async () =>
    (await pool.query<Counts>('select variant_id as "variantId", on_hand as "onHand", reserved from stock.stock_level order by 1')).rows
  const told = async () => {
    const { rows } = await pool.query<{ body: JsonValue }>('select body from stock.outbox order by position')
    return rows.map(({ body }) => fromJson(AvailabilityChangedSchema, body)).map(({ variantId, state }) => `${variantId} ${state}`)
  }
  const expire = () => shop.running.get('stock')!.jobs![0]!.run()
  const verify = async () => {
    const { checked } = await createClient(VerifyService, patient(shop.peer('stock'))).check({})
    return checked.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
  }

  test('product pages that are read at the same moment ask about their pieces together, and each hears of its own', async () => {
    const client = createClient(StockService, shop.peer('stock'))
    const variantIds = Array.from({ length: 8 }, (_, n) => `frame-${n}`)
    for (const [n, variantId] of variantIds.entries())
      await client.move({ movementId: randomIds(), variantId, quantity: n + 1, reason: 'received', actor: 'ada' })
    const counted = vi.spyOn(pool, 'query')
    const heard = await Promise.all(variantIds.map((variantId) => client.availability({ variantIds: [variantId, 'unknown'] })))
    expect(counted).toHaveBeenCalledTimes(1)
    counted.mockRestore()
    expect(
      heard.map(({ availabilities }) => availabilities.map(({ variantId, known, available }) => [variantId, known, available])),
    ).toEqual(
      variantIds.map((variantId, n) => [
        [variantId, true, n + 1],
        ['unknown', false, 0],
      ]),
    )
  })

  describe.each(ways)('called %s', (_, transport) => {
    const client = createClient(StockService, patient(transport))
    const receive = (variantId: string, quantity: number, movementId = randomIds()) =>
      client.move({ movementId, variantId, quantity, reason: 'received', actor: 'ada' })
    const ask = async (reservationId: string, lines: Line[], forMs = quarter) => {
      const expiresAt = timestampFromDate(new Date(clock().getTime() + forMs))
      const { result } = await client.reserve({ reservationId, lines, expiresAt })
      if (result.case !== 'outOfStock') return { outcome: result.case }
      return { outcome: 'out-of-stock', shortages: result.value.shortages.map(({ variantId, available }) => ({ variantId, available })) }
    }
    const keep = async (reservationId: string) => (await client.keep({ reservationId })).result.case

    test('what arrives is on hand, and one movement counts once, asked for at once or again', async () => {
      await Promise.all(Array.from({ length: 8 }, () => receive('aviator', 5, 'parcel 7')))
      await receive('aviator', 5, 'parcel 7')
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 5, reserved: 0 }])
      await expect(receive('aviator', 6, 'parcel 7')).rejects.toMatchObject({ code: Code.AlreadyExists })
    })

    test('a part of a reservation is given back once, the rest stays, and no more than there is', async () => {
      await receive('aviator', 10)
      await ask('order', [{ variantId: 'aviator', quantity: 5 }])
      await keep('order')
      const part = (releaseId: string, quantity: number) =>
        client.releasePart({ releaseId, reservationId: 'order', variantId: 'aviator', quantity })
      await Promise.all(Array.from({ length: 64 }, (_each, n) => part(`p${n % 3}`, 1)))
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 10, reserved: 2 }])
      await part('too much', 3)
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 10, reserved: 2 }])
      await Promise.all([part('rest', 2), part('other', 2)])
      await expect(client.fulfil({ reservationId: 'order' })).rejects.toMatchObject({ code: Code.NotFound }) // it has ended
      await part('late', 1)
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 10, reserved: 0 }])
      await expect(part('none', 0)).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect(await verify()).toEqual([])
    })

    test('a part of a reservation leaves once, the rest stays put aside; with its last piece the reservation ends', async () => {
      await receive('aviator', 10)
      await receive('round', 1)
      await ask('order', [
        { variantId: 'aviator', quantity: 5 },
        { variantId: 'round', quantity: 1 },
      ])
      await keep('order')
      const part = (fulfilId: string, quantity: number, variantId = 'aviator') =>
        client.fulfilPart({ fulfilId, reservationId: 'order', variantId, quantity })
      await Promise.all(Array.from({ length: 64 }, (_each, n) => part(`p${n % 3}`, 1)))
      await part('too much', 3)
      expect(await levels()).toEqual([
        { variantId: 'aviator', onHand: 7, reserved: 2 },
        { variantId: 'round', onHand: 1, reserved: 1 },
      ])
      expect(await verify()).toEqual([])
      await part('round', 1, 'round')
      await part('rest', 1)
      await client.fulfil({ reservationId: 'order' })
      await part('late', 1)
      expect(await levels()).toEqual([
        { variantId: 'aviator', onHand: 5, reserved: 0 },
        { variantId: 'round', onHand: 0, reserved: 0 },
      ])
      await expect(part('none', 0)).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect(await verify()).toEqual([])
    })

    test('promised pieces cannot be taken away, and a count below them is refused', async () => {
      await receive('aviator', 5)
      await ask('order', [{ variantId: 'aviator', quantity: 3 }])
      const level = { variantId: 'aviator', onHand: 5, reserved: 3 }
      const lost = { variantId: 'aviator', reason: 'lost', actor: 'ada' }
      expect((await client.move({ ...lost, movementId: 'm1', quantity: -3 })).result).toMatchObject({
        case: 'belowPromised',
        value: { level },
      })
      expect((await client.count({ ...lost, movementId: 'm2', onHand: 2 })).result).toMatchObject({
        case: 'belowPromised',
        value: { level },
      })
      expect((await client.count({ ...lost, movementId: 'm3', onHand: 3 })).result).toMatchObject({ case: 'counted', value: { onHand: 3 } })
      await receive('aviator', 1)
      expect((await client.count({ ...lost, movementId: 'm3', onHand: 3 })).result).toMatchObject({ case: 'counted', value: { onHand: 4 } })
      expect((await client.move({ ...lost, variantId: 'marin', movementId: 'm4', quantity: -1 })).result.case).toBe('belowPromised')
      const { movements } = await client.listMovements({ variantId: 'aviator' })
      expect(movements.map(({ quantity, reason }) => `${quantity} ${reason}`)).toEqual(['1 received', '-2 lost', '5 received'])
    })

    test('movements of all variants are read by reason, by who made them and by time, page after page', async () => {
      const move = (variantId: string, movementId: string, quantity: number, reason: string, actor: string) =>
        client.move({ variantId, movementId, quantity, reason, actor })
      await move('aviator', 'a', 5, 'received', 'ada')
      clock.advance(60_000)
      const later = timestampFromDate(clock())
      await move('marin', 'b', 3, 'received', 'bob')
      await move('aviator', 'c', -1, 'lost', 'bob')
      const ids = async (asked: object) => (await client.listMovements(asked)).movements.map(({ id }) => id)
      expect(await ids({})).toEqual(['c', 'b', 'a'])
      expect(await ids({ reason: 'received' })).toEqual(['b', 'a'])
      expect(await ids({ actor: 'bob', reason: 'received' })).toEqual(['b'])
      expect(await ids({ variantId: 'aviator', actor: 'bob' })).toEqual(['c'])
      expect([await ids({ since: later }), await ids({ until: later })]).toEqual([['c', 'b'], ['a']])
      const first = await client.listMovements({ page: { limit: 2 } })
      expect(await ids({ page: { limit: 2, cursor: first.nextCursor } })).toEqual(['a'])
    })

    test('an order is put aside; one that lacks a piece is refused whole', async () => {
      await receive('aviator', 2)
      expect(await ask('first', [{ variantId: 'aviator', quantity: 1 }])).toEqual({ outcome: 'reserved' })
      const lines = [
        { variantId: 'aviator', quantity: 1 },
        { variantId: 'marin', quantity: 1 },
      ]
      expect(await ask('second', lines)).toEqual({ outcome: 'out-of-stock', shortages: [{ variantId: 'marin', available: 0 }] })
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 2, reserved: 1 }])
    })

    test('two lines of one piece count together', async () => {
      await receive('aviator', 3)
      const two = { variantId: 'aviator', quantity: 2 }
      expect(await ask('order', [two, two])).toEqual({ outcome: 'out-of-stock', shortages: [{ variantId: 'aviator', available: 3 }] })
    })

    test('sixty-four buyers, ten pieces: ten are served, the others hear what is left', async () => {
      await receive('aviator', 10)
      const answers = await Promise.all(Array.from({ length: 64 }, (_, n) => ask(`order ${n}`, [{ variantId: 'aviator', quantity: 1 }])))
      expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(10)
      expect(answers.filter(({ outcome }) => outcome === 'out-of-stock')).toHaveLength(54)
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 10, reserved: 10 }])
      expect(await told()).toEqual(['aviator available', 'aviator low', 'aviator sold-out'])
    })

    test('one order asked for sixteen times at once reserves once, and every caller hears so, down to the last piece', async () => {
      await receive('aviator', 3)
      const answers = await Promise.all(Array.from({ length: 16 }, () => ask('one', [{ variantId: 'aviator', quantity: 3 }])))
      expect(answers).toEqual(Array(16).fill({ outcome: 'reserved' }))
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 3, reserved: 3 }])
    })

    test('an id that was used with other lines is a fault', async () => {
      await receive('aviator', 3)
      await ask('one', [{ variantId: 'aviator', quantity: 1 }])
      await expect(ask('one', [{ variantId: 'aviator', quantity: 2 }])).rejects.toMatchObject({ code: Code.AlreadyExists })
    })

    test('what is held ends at its moment, a later ask extends it, what is kept stays', async () => {
      await receive('aviator', 3)
      const line = [{ variantId: 'aviator', quantity: 1 }]
      await Promise.all(['left', 'longer', 'kept'].map((id) => ask(id, line)))
      await ask('longer', line, 2 * quarter)
      expect(await keep('kept')).toBe('kept')
      clock.advance(quarter)
      expect(await expire()).toBe(1)
      expect(await expire()).toBe(0)
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 3, reserved: 2 }])
    })

    test('an order kept after its time takes its pieces again while they are there, and is refused once they are gone', async () => {
      await receive('aviator', 1)
      await ask('late', [{ variantId: 'aviator', quantity: 1 }])
      clock.advance(quarter)
      await expire()
      await ask('quick', [{ variantId: 'aviator', quantity: 1 }])
      const { result } = await client.keep({ reservationId: 'late' })
      expect(result).toMatchObject({ case: 'outOfStock', value: { shortages: [{ variantId: 'aviator', available: 0 }] } })
      await client.release({ reservationId: 'quick' })
      expect(await keep('late')).toBe('kept')
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 1, reserved: 1 }])
      await expect(keep('quick')).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('a fulfilled order leaves the shop once, with its number in the ledger', async () => {
      await receive('aviator', 4)
      await ask('order', [{ variantId: 'aviator', quantity: 3 }])
      await keep('order')
      await Promise.all(Array.from({ length: 8 }, () => client.fulfil({ reservationId: 'order' })))
      await client.release({ reservationId: 'order' })
      expect(await levels()).toEqual([{ variantId: 'aviator', onHand: 1, reserved: 0 }])
      const { movements } = await client.listMovements({ variantId: 'aviator', page: { limit: 1, cursor: '' } })
      expect(movements).toMatchObject([{ quantity: -3, reason: 'sold', orderId: 'order' }])
      await expect(client.fulfil({ reservationId: 'nobody' })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('others hear of a variant only when it crosses a line', async () => {
      await receive('aviator', 20)
      await receive('aviator', 1)
      await ask('a', [{ variantId: 'aviator', quantity: 15 }])
      await ask('b', [{ variantId: 'aviator', quantity: 1 }])
      await ask('c', [{ variantId: 'aviator', quantity: 4 }])
      await ask('d', [{ variantId: 'aviator', quantity: 1 }])
      await client.release({ reservationId: 'a' })
      expect(await told()).toEqual(['aviator available', 'aviator low', 'aviator sold-out', 'aviator available'])
    })

    test.each([0, -1])('a quantity of %d is bad input', async (quantity) => {
      const asked = ask('one', [{ variantId: 'aviator', quantity }])
      await expect(asked).rejects.toMatchObject({ code: Code.InvalidArgument, rawMessage: `quantity of aviator is ${quantity}` })
    })

    test('availability is told for each variant asked for, unknown ones included, up to 200', async () => {
      await receive('aviator', 6)
      await receive('marin', 5)
      const { availabilities } = await client.availability({ variantIds: ['marin', 'nobody', 'aviator'] })
      expect(availabilities).toMatchObject([
        { variantId: 'marin', known: true, available: 5, low: true },
        { variantId: 'nobody', known: false, available: 0, low: false },
        { variantId: 'aviator', known: true, available: 6, low: false },
      ])
      const asked = client.availability({ variantIds: Array.from({ length: 201 }, String) })
      await expect(asked).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('staff read levels page by page', async () => {
      for (const [variantId, quantity] of [
        ['a', 9],
        ['b', 3],
        ['c', 1],
      ] as const)
        await receive(variantId, quantity)
      const first = await client.listLevels({ page: { limit: 2, cursor: '' } })
      expect([first.levels.map(({ variantId }) => variantId), first.total]).toEqual([['a', 'b'], 3])
      const second = await client.listLevels({ page: { limit: 2, cursor: first.nextCursor } })
      expect([second.levels.map(({ variantId }) => variantId), second.nextCursor]).toEqual([['c'], ''])
      expect((await client.listLevels({ state: 'low' })).levels.map(({ variantId }) => variantId)).toEqual(['b', 'c'])
      const lowOfTwo = await client.listLevels({ state: 'low', variantIds: ['a', 'c', 'nobody'] })
      expect([lowOfTwo.levels.map(({ variantId }) => variantId), lowOfTwo.total]).toEqual([['c'], 1])
    })
  })

  const client = createClient(StockService, shop.peer('stock'))

  test('baskets of eight lines, in any order, by many at once: all or nothing, nobody waits in a circle', async () => {
    const variants = Array.from({ length: 12 }, (_, n) => `variant ${n}`)
    for (const variantId of variants)
      await client.move({ movementId: randomIds(), variantId, quantity: 60, reason: 'received', actor: 'ada' })
    const expiresAt = timestampFromDate(new Date(clock().getTime() + quarter))
    const baskets = fc.sample(fc.shuffledSubarray([...variants, ...variants], { minLength: 8, maxLength: 8 }), { numRuns: 400, seed: 7 })
    const taken = new Map<string, number>()
    let next = 0
    const buyer = async () => {
      for (let n = next++; n < baskets.length; n = next++) {
        const lines = baskets[n]!.map((variantId) => ({ variantId, quantity: 1 }))
        const { result } = await client.reserve({ reservationId: `order ${n}`, lines, expiresAt })
        if (n % 3 === 0) await client.release({ reservationId: `order ${n}` })
        else if (result.case === 'reserved') for (const { variantId } of lines) taken.set(variantId, (taken.get(variantId) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 64 }, buyer))
    expect((await levels()).map(({ variantId, reserved }) => [variantId, reserved])).toEqual(
      variants.toSorted().map((variantId) => [variantId, taken.get(variantId) ?? 0]),
    )
    expect(await verify()).toEqual([])
  })

  test('reserving, keeping, releasing, fulfilling and expiring one order at once leaves the books straight', async () => {
    await client.move({ movementId: 'm', variantId: 'aviator', quantity: 1_000, reason: 'received', actor: 'ada' })
    const lines = [{ variantId: 'aviator', quantity: 2 }]
    for (let round = 0; round < 15; round++) {
      const reservationId = `order ${round}`
      const expiresAt = timestampFromDate(new Date(clock().getTime() + 1))
      await client.reserve({ reservationId, lines, expiresAt })
      clock.advance(2)
      const later = timestampFromDate(new Date(clock().getTime() + quarter))
      const steps = [
        () => client.reserve({ reservationId, lines, expiresAt: later }),
        () => client.keep({ reservationId }),
        () => client.release({ reservationId }),
        () => client.fulfil({ reservationId }),
        () => expire(),
      ]
      const answers = await Promise.allSettled([...steps, ...steps].map((step) => step()))
      const faults = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code as Code] : []))
      expect(faults.filter((code) => code !== Code.NotFound)).toEqual([])
    }
    expect(await verify()).toEqual([])
  })

  test('receiving, reserving and releasing are one prepared statement each', async () => {
    const move = () => client.move({ movementId: randomIds(), variantId: 'aviator', quantity: 5, reason: 'received', actor: 'ada' })
    await move() // the first pieces of a variant make its row
    const asked: string[] = []
    const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
    pool.query = ((...args: unknown[]) => {
      asked.push((args[0] as { name?: string }).name ?? 'not prepared')
      return query(...args)
    }) as typeof pool.query
    try {
      await move()
      const expiresAt = timestampFromDate(new Date(clock().getTime() + quarter))
      await client.reserve({ reservationId: 'order', lines: [{ variantId: 'aviator', quantity: 2 }], expiresAt })
      await client.release({ reservationId: 'order' })
    } finally {
      pool.query = query as typeof pool.query
    }
    expect(asked).toEqual(['stock.move', 'stock.reserve', 'stock.release'])
  })

  test('the statement and the rule name the same states', async () => {
    const { rows } = await pool.query<{ n: number; state: string }>(
      'select n, stock.availability_state(n) as state from generate_series(-1, 20) as n',
    )
    for (const { n, state } of rows) expect(state).toBe(availabilityState(n))
  })

  const begin = (variantId: string, reserved = 0) =>
    pool.query(
      `with level as (
         insert into stock.stock_level (variant_id, on_hand, on_hand_at, reserved, reserved_at)
         values ($1, 10, '{"main": 10}', $2, stock.plus('{}', jsonb_build_object('main', $2::int)))
       ), made as (
         insert into stock.reservation (id, state, reserved_at) select $1, 'kept', now() where $2 > 0 returning id
       ), piece as (
         insert into stock.reservation_piece (reservation_id, variant_id, quantity, taken, awaited)
         select id, $1, $2, jsonb_build_object('main', $2::int), 0 from made
       ), line as (
         insert into stock.reservation_line (reservation_id, variant_id, quantity, pieces) select id, $1, $2, jsonb_build_object($1, 1) from made
       ) insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at) values ($1, $1, 'main', 10, 'received', 'ada', now())`,
      [variantId, reserved],
    )

  test('the naive way oversells: read, compute, write', async () => {
    await begin('aviator')
    const buyers = Array.from({ length: 64 }, (_, n) => `buyer ${n}`)
    const seen = await Promise.all(buyers.map(async (id) => ({ id, level: (await levels())[0]! })))
    const served = seen.filter(({ level }) => level.onHand - level.reserved >= 1)
    const write = ({ level }: (typeof served)[number]) =>
      pool.query(`update stock.stock_level set reserved = $1, reserved_at = jsonb_build_object('main', $1::int)`, [level.reserved + 1])
    expect((await Promise.allSettled(served.map(write))).filter(({ status }) => status === 'fulfilled')).toEqual([])
    await withoutTheKeyOfSums(pool, async () => {
      await Promise.all(served.map(write))
      // Sixty-four promises for ten pieces, and the row's check saw nothing wrong: the count was overwritten, not added to.
      expect([served.length, await levels()]).toEqual([64, [{ variantId: 'aviator', onHand: 10, reserved: 1 }]])
    })
  })

  test('the naive way deadlocks: line by line, as the basket has them', async () => {
    await begin('a')
    await begin('b')
    const take = 'update stock.stock_level set told = told where variant_id = $1'
    const [first, second] = [await pool.connect(), await pool.connect()]
    try {
      for (const buyer of [first, second]) await buyer.query('begin')
      await first.query(take, ['a'])
      await second.query(take, ['b'])
      const ends = await Promise.allSettled([first.query(take, ['b']), second.query(take, ['a'])])
      expect(ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason.code)).toEqual(['40P01'])
    } finally {
      for (const buyer of [first, second]) await buyer.query('rollback').then(() => buyer.release())
    }
  })

  test('verify names what drifted, and the table itself refuses a promise it cannot keep', async () => {
    await begin('aviator', 10)
    const refused = [
      'set reserved = reserved + 1',
      `set reserved = 11, reserved_at = '{"main": 11}'`,
      `set reserved_at = '{"shop": 10}'`,
      `set on_hand_at = '{"main": 11, "shop": -1}'`,
      'set awaited = 1',
      'set cap = 1',
      `set kind = 'bundle'`,
    ]
    for (const change of refused)
      await expect(pool.query(`update stock.stock_level ${change}`)).rejects.toThrow('violates check constraint')
    await pool.query(`${emptyLedger}; alter table stock.reservation_piece disable trigger promises_are_taken;
      delete from stock.reservation_piece; alter table stock.reservation_piece enable trigger promises_are_taken`)
    expect(await verify()).toEqual([
      'I1 on hand is the sum of movements: aviator: on hand 10, movements 0',
      'I1 on hand at a place is the sum of its movements: aviator at main: on hand 10, movements 0',
      'I1 reserved is the sum of live reservations: aviator: reserved 10, reservations 0',
      'I1 reserved at a place is what live reservations took there: aviator at main: reserved 10, reservations 0',
      'I1 a reservation holds the pieces its lines are made of, while it lives: aviator aviator: asked 10, held 0',
    ])
  })
})
