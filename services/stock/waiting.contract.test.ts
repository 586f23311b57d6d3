import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock, withoutTheKeyOfSums } from './test-stock.ts'

describe.each(inject('servers'))('back-order and pre-order on %s', async (_, serverUrl) => {
  const { pool, client, clock, stop, empty, levels, told, ready, verify, receive, ask, expire, coverAll } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(empty)
  const offer = (cap: number, kind = 'pre-order', shipsOn = '2026-12-24') =>
    client.offerAhead({ variantId: 'aviator', offer: kind, cap, shipsOn })
  const buy = (id: string, quantity = 1) => ask(id, [{ variantId: 'aviator', quantity }])
  const level = async () => {
    const { onHand, reserved, awaited } = (await levels())[0]!
    return { onHand, reserved, awaited }
  }
  const waits = async () => {
    const { rows } = await pool.query<{ id: string; awaited: number }>(
      `select reservation_id as id, awaited from stock.reservation_piece where live and awaited > 0 order by turn`,
    )
    return rows.map(({ id, awaited }) => `${id} ${awaited}`)
  }
  const capped = (available: number) => `outOfStock ${JSON.stringify([{ variantId: 'aviator', available, partId: '', isCapped: true }])}`

  test('what is not there is promised up to the cap, with the day it leaves; one more hears that the cap is reached', async () => {
    await offer(3)
    await receive('aviator', 1)
    const { availabilities } = await client.availability({ variantIds: ['aviator'] })
    expect(availabilities).toMatchObject([{ available: 4, ready: 1, offer: 'pre-order', shipsOn: '2026-12-24' }])
    expect(await buy('one', 3)).toBe('reserved')
    expect(await buy('two', 2)).toBe(capped(1))
    expect(await level()).toEqual({ onHand: 1, reserved: 1, awaited: 2 })
    expect(await told()).toEqual(['aviator low', 'aviator sold-out'])
    expect(await verify()).toEqual([])
  })

  test('who holds pieces and who waits is told in the order they are served; what has ended holds nothing', async () => {
    await offer(5)
    await receive('aviator', 2)
    for (const id of ['one', 'two', 'three']) await buy(id)
    await client.release({ reservationId: 'one' })
    const claims = async () => {
      const { claims: all, total } = await client.listClaims({ variantId: 'aviator' })
      return [all.map(({ reservationId, state, taken, awaited }) => `${reservationId} ${state} ${taken} ${awaited}`), total]
    }
    expect(await claims()).toEqual([['two held 1 0', 'three held 1 0'], 2])
    await client.keep({ reservationId: 'two' })
    await buy('four', 2)
    expect(await claims()).toEqual([['two kept 1 0', 'three held 1 0', 'four held 0 2'], 3])
    expect((await client.listClaims({ variantId: 'nobody' })).total).toBe(0)
  })

  test.each([
    ['a kind', 'someday', 1, '2026-12-24'],
    ['a cap', 'back-order', 0, '2026-12-24'],
    ['a day', 'back-order', 1, '2026-02-30'],
    ['any day', 'pre-order', 1, ''],
  ])('an offer needs %s', async (_, kind, cap, day) => {
    await expect(offer(cap, kind, day)).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test('the cap is not lowered below what is waited for; an offer ends once nobody waits', async () => {
    await offer(3)
    await buy('one', 2)
    expect((await offer(1)).result).toMatchObject({ case: 'belowPromised', value: { level: { awaited: 2, cap: 3 } } })
    expect((await offer(0, 'none', '')).result.case).toBe('belowPromised')
    expect((await offer(2, 'back-order', '2027-01-15')).result).toMatchObject({
      case: 'offered',
      value: { offer: 'back-order', available: 0 },
    })
    await client.release({ reservationId: 'one' })
    expect((await offer(0, 'none', '')).result).toMatchObject({ case: 'offered', value: { offer: 'none', cap: 0, shipsOn: '' } })
  })

  test('pieces that arrive go to who waits, oldest first, and are not sold to anybody else', async () => {
    await offer(9)
    for (const [id, quantity] of [
      ['first', 2],
      ['second', 2],
      ['third', 1],
    ] as const)
      await buy(id, quantity)
    await receive('aviator', 3)
    expect(await waits()).toEqual(['second 1', 'third 1'])
    expect(await level()).toEqual({ onHand: 3, reserved: 3, awaited: 2 })
    await receive('aviator', 4)
    expect(await waits()).toEqual([])
    expect(await level()).toEqual({ onHand: 7, reserved: 5, awaited: 0 })
    // Only the two that nobody waited for were news.
    expect(await told()).toEqual(['aviator low'])
  })

  test('pieces of an order that is given up go to who waits longest', async () => {
    await receive('aviator', 2)
    await offer(5)
    for (const id of ['served', 'first', 'second']) await buy(id, id === 'served' ? 2 : 1)
    await client.releasePart({ releaseId: 'p', reservationId: 'served', variantId: 'aviator', quantity: 1 })
    expect(await waits()).toEqual(['second 1'])
    await client.keep({ reservationId: 'first' })
    await client.keep({ reservationId: 'second' })
    clock.advance(15 * 60_000)
    await expire()
    expect(await waits()).toEqual([])
    expect(await level()).toEqual({ onHand: 2, reserved: 2, awaited: 0 })
    expect(await verify()).toEqual([])
  })

  test('a part that is given up is first what is still waited for', async () => {
    await receive('aviator', 1)
    await offer(5)
    await buy('order', 3)
    const giveUp = (releaseId: string, quantity: number) =>
      client.releasePart({ releaseId, reservationId: 'order', variantId: 'aviator', quantity })
    await giveUp('one', 1)
    expect(await level()).toEqual({ onHand: 1, reserved: 1, awaited: 1 })
    await giveUp('rest', 2)
    expect(await level()).toEqual({ onHand: 1, reserved: 0, awaited: 0 })
    expect(await verify()).toEqual([])
  })

  test('an order that still waits is not shipped; once its pieces came it is', async () => {
    await offer(2)
    await buy('order', 2)
    await receive('aviator', 1)
    await expect(client.fulfil({ reservationId: 'order' })).rejects.toMatchObject({ code: Code.Unavailable })
    expect(await level()).toEqual({ onHand: 1, reserved: 1, awaited: 1 })
    await receive('aviator', 1)
    await client.fulfil({ reservationId: 'order' })
    expect(await level()).toEqual({ onHand: 0, reserved: 0, awaited: 0 })
    expect(await verify()).toEqual([])
  })

  const keep = async (reservationId: string) => {
    const { result } = await client.keep({ reservationId })
    return result.case === 'kept' ? result.value.waitsUntil : result.case
  }

  test('an order is kept with the day from which it leaves; once the last of its pieces came, that is told once', async () => {
    await offer(9)
    await receive('aviator', 1)
    await receive('marin', 5)
    const both = [
      { variantId: 'aviator', quantity: 3 },
      { variantId: 'marin', quantity: 1 },
    ]
    await ask('order', both)
    await ask('other', [{ variantId: 'marin', quantity: 1 }])
    expect([await keep('order'), await keep('order'), await keep('other')]).toEqual(['2026-12-24', '2026-12-24', ''])
    await receive('aviator', 1)
    expect(await ready()).toEqual([])
    await receive('aviator', 1)
    await coverAll()
    expect([await ready(), await keep('order')]).toEqual([['order'], ''])
    expect(await verify()).toEqual([])
  })

  test('a variant whose rows are refused each time holds up none of those that come after it', async () => {
    for (const variantId of ['aviator', 'marin']) {
      await client.offerAhead({ variantId, offer: 'pre-order', cap: 9, shipsOn: '2026-12-24' })
      await ask(`order of ${variantId}`, [{ variantId, quantity: 1 }])
    }
    const refuse = (variants: string) =>
      pool.query(`create or replace function stock.refuse() returns trigger language plpgsql as $$ begin raise 'refused here'; end $$;
        create or replace trigger refuse before update on stock.reservation_piece for each row when (new.variant_id in (${variants})) execute function stock.refuse()`)
    try {
      await refuse(`'aviator', 'marin'`)
      for (const variantId of ['aviator', 'marin']) await receive(variantId, 1).catch(() => {})
      await refuse(`'aviator'`)
      expect([await waits(), await coverAll(), await waits()]).toEqual([
        ['order of aviator 1', 'order of marin 1'],
        1,
        ['order of aviator 1'],
      ])
    } finally {
      await pool.query('drop function stock.refuse() cascade')
    }
    expect([await coverAll(), await waits(), await verify()]).toEqual([1, [], []])
  })

  test('pieces that come before an order is kept, or go back with what it waits for, leave it nothing to wait for', async () => {
    await offer(9)
    await buy('early', 1)
    await buy('part', 2)
    await keep('part')
    await receive('aviator', 1)
    expect([await ready(), await keep('early')]).toEqual([[], ''])
    await client.releasePart({ releaseId: 'r', reservationId: 'part', variantId: 'aviator', quantity: 1 })
    expect(await ready()).toEqual([])
    await receive('aviator', 1)
    expect(await ready()).toEqual(['part'])
    await receive('marin', 1)
    await ask('mixed', [
      { variantId: 'aviator', quantity: 2 },
      { variantId: 'marin', quantity: 1 },
    ])
    await keep('mixed')
    await client.releasePart({ releaseId: 's', reservationId: 'mixed', variantId: 'aviator', quantity: 2 })
    expect(await ready()).toEqual(['mixed', 'part'])
  })

  test('an order that waits and is given up is told of by nobody; one that was taken again waits again', async () => {
    await offer(9)
    await buy('gone')
    await keep('gone')
    await buy('late')
    await client.release({ reservationId: 'gone' })
    clock.advance(16 * 60_000)
    await expire()
    await receive('aviator', 1)
    await buy('first')
    expect(await keep('late')).toBe('2026-12-24')
    expect(await ready()).toEqual([])
    await receive('aviator', 1)
    expect(await ready()).toEqual(['late'])
  })

  test('kept and covered at once, thirty-two times: each order that heard it waits is told of', async () => {
    await offer(64)
    const orders = Array.from({ length: 32 }, (_each, n) => `order ${n}`)
    for (const id of orders) await buy(id)
    const [heard] = await Promise.all([Promise.all(orders.map(keep)), ...orders.map(() => receive('aviator', 1))])
    await coverAll()
    expect(await ready()).toEqual(orders.filter((_each, n) => heard[n] !== '').toSorted())
    expect(await verify()).toEqual([])
  })

  test('one whose pieces were given back, sold and asked for again while it was about to be kept is kept with what it waits for now', async () => {
    await offer(9)
    await receive('aviator', 1)
    await buy('order')
    const others = await pool.connect()
    await others.query('begin')
    await others.query(`update stock.reservation set expires_at = expires_at + interval '1 hour' where id = 'order'`)
    await others.query(`update stock.reservation_piece set taken = '{}', awaited = 1 where reservation_id = 'order'`)
    await others.query(`update stock.stock_level set reserved = 0, reserved_at = '{}', awaited = 1 where variant_id = 'aviator'`)
    const heard = keep('order')
    const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await pool.query(blocked)).rowCount).toBe(1)
    await others.query('commit')
    others.release()
    expect(await heard).toBe('2026-12-24')
    await coverAll()
    expect(await ready()).toEqual(['order'])
  })

  test('a process that died before it covered who waits sells nothing of theirs, and the job goes on', async () => {
    await offer(2)
    await buy('waiting', 2)
    await pool.query(`update stock.stock_level set on_hand = 1, on_hand_at = '{"main": 1}';
      insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at)
      values ('late', 'aviator', 'main', 1, 'received', 'ada', now())`)
    await offer(5)
    expect(await buy('late')).toBe('reserved')
    expect(await level()).toEqual({ onHand: 1, reserved: 0, awaited: 3 })
    expect(await coverAll()).toBe(1)
    expect(await waits()).toEqual(['waiting 1', 'late 1'])
  })

  test('sixty-four buyers, a cap of ten: ten are promised, the others hear that it is reached', async () => {
    await offer(10)
    const answers = await Promise.all(Array.from({ length: 64 }, (_each, n) => buy(`order ${n}`)))
    expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(10)
    expect(answers.filter((answer) => answer === capped(0))).toHaveLength(54)
    expect(await level()).toEqual({ onHand: 0, reserved: 0, awaited: 10 })
    await expect(pool.query('update stock.stock_level set awaited = awaited + 1')).rejects.toThrow('stock_level_awaits_to_its_cap')
  })

  test('sixty-four at once receive, buy, give up and ship: the oldest are served first, nothing is lost', async () => {
    await offer(100)
    for (let n = 0; n < 12; n++) await buy(`early ${n}`)
    await Promise.all(
      Array.from({ length: 64 }, (_each, n) => async () => {
        if (n % 4 === 0) return receive('aviator', 1)
        if (n % 8 === 1) return client.release({ reservationId: `early ${n % 3}` })
        if (n % 8 === 5) return client.fulfil({ reservationId: `early ${3 + (n % 5)}` }).catch(() => {})
        return buy(`late ${n}`)
      }).map((one) => one()),
    )
    await coverAll()
    const { rows } = await pool.query<{ id: string; awaited: number }>(
      `select reservation_id as id, awaited from stock.reservation_piece where live order by turn`,
    )
    const firstThatWaits = rows.findIndex(({ awaited }) => awaited > 0)
    expect(rows.slice(firstThatWaits).every(({ awaited }) => awaited > 0)).toBe(true)
    // Sixteen came, three of the twelve gave up: the nine others are served.
    expect(rows.filter(({ id, awaited }) => id.startsWith('early') && awaited > 0)).toEqual([])
    expect(await verify()).toEqual([])
  })

  test('an offer that is made anew while somebody buys forgets nobody who waits', async () => {
    await offer(9)
    const buying = await pool.connect()
    await buying.query('begin')
    await buying.query('select from stock.stock_level for no key update')
    const offered = offer(20)
    const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await pool.query(blocked)).rowCount).toBe(1)
    await buying.query(`insert into stock.reservation (id, state, reserved_at) values ('bought', 'kept', now())`)
    await buying.query(`insert into stock.reservation_piece (reservation_id, variant_id, quantity, taken, awaited)
      select 'bought', variant_id, 1, '{}', 1 from stock.stock_level`)
    await buying.query('update stock.stock_level set awaited = awaited + 1')
    await buying.query('commit')
    buying.release()
    expect((await offered).result.case).toBe('offered')
    expect((await level()).awaited).toBe(1)
  })

  test('the naive way promises above the cap: read, compare, write', async () => {
    await offer(10)
    const seen = await Promise.all(Array.from({ length: 64 }, level))
    const promised = seen.filter(({ awaited }) => awaited + 1 <= 10)
    const write = ({ awaited }: { awaited: number }) => pool.query('update stock.stock_level set awaited = $1', [awaited + 1])
    expect((await Promise.allSettled(promised.map(write))).filter(({ status }) => status === 'fulfilled')).toEqual([])
    await withoutTheKeyOfSums(pool, async () => {
      await Promise.all(promised.map(write))
      // Sixty-four promises against a cap of ten, and the row's check saw nothing wrong: the count was overwritten, not added to.
      expect([promised.length, (await level()).awaited]).toEqual([64, 1])
    })
  })
})
