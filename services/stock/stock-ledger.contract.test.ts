import type pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock, withoutTheKeyOfSums } from './test-stock.ts'

const moving = (quantity: number, id: string) =>
  `insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at) values ('${id}', 'lise', 'main', ${quantity}, 'found', 'ada', now())`
const having = (onHand: number) =>
  `update stock.stock_level set on_hand = ${onHand}, on_hand_at = jsonb_build_object('main', ${onHand}) where variant_id = 'lise'`
const promising = (reserved: number) =>
  `update stock.stock_level set reserved = ${reserved}, reserved_at = jsonb_strip_nulls(jsonb_build_object('main', nullif(${reserved}, 0))) where variant_id = 'lise'`
const awaiting = (awaited: number) => `update stock.stock_level set awaited = ${awaited} where variant_id = 'lise'`
const reserving = (id: string, taken: number, awaited = 0) =>
  `insert into stock.reservation (id, state, reserved_at) values ('${id}', 'kept', now());
   insert into stock.reservation_line (reservation_id, variant_id, quantity, pieces) values ('${id}', 'lise', ${taken + awaited}, '{"lise": 1}');
   insert into stock.reservation_piece (reservation_id, variant_id, quantity, taken, awaited)
   values ('${id}', 'lise', ${taken + awaited}, jsonb_build_object('main', ${taken}), ${awaited})`
const changing = (what: string) => `update stock.reservation_piece set ${what} where reservation_id = 'kept before'`

describe.each(inject('servers'))('the ledger of stock on %s', async (_, serverUrl) => {
  const { pool, stop, empty, receive, levels, verify, ask, client } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await receive('lise', 5, '', 'first')
    await pool.query("update stock.stock_level set cap = 9, offer = 'back-order', ships_on = '2030-01-01'")
    await ask('kept before', [{ variantId: 'lise', quantity: 2 }])
    await client.keep({ reservationId: 'kept before' })
  })

  test.each(["update stock.movement set actor = 'eve'", 'delete from stock.movement', 'truncate stock.movement cascade'])(
    '%s is refused',
    async (text) => {
      await expect(pool.query(text)).rejects.toThrow('never changed or removed')
      expect((await pool.query('select actor, quantity from stock.movement')).rows).toEqual([{ actor: 'ada', quantity: 5 }])
    },
  )

  const refused = 'stock_level_is_the_sum_of_its_movements_and_promises'
  test.each([
    ['pieces that come without a movement', [having(6)], refused],
    ['pieces that go without a movement', [having(4)], refused],
    ['more pieces than the movement brings', [moving(1, 'm'), having(7)], refused],
    ['a movement that leaves the level as it was', [moving(1, 'm')], refused],
    [
      'a level that begins with pieces nobody brought',
      ["insert into stock.stock_level (variant_id, on_hand, on_hand_at) values ('x', 1, '{\"main\": 1}')"],
      refused,
    ],
    ['a movement with its level', [moving(1, 'm'), having(6)], undefined],
    ['the level first', [having(6), moving(1, 'm')], undefined],
    ['two movements and the level between', [moving(2, 'm'), having(3), moving(-4, 'n')], undefined],
    ['pieces promised to nobody', [promising(3)], refused],
    ['a promise forgotten', [promising(1)], refused],
    ['a reservation that leaves the level as it was', [reserving('r', 1)], refused],
    ['more promised than the reservation takes', [reserving('r', 1), promising(4)], refused],
    ['pieces waited for by nobody', [awaiting(1)], refused],
    ['a reservation that waits, unknown to the level', [reserving('r', 1, 2), promising(3)], refused],
    ['a reservation that ends, unknown to the level', [changing('live = false')], refused],
    ['a reservation that takes more, unknown to the level', [changing(`quantity = 3, taken = '{"main": 3}'`)], refused],
    [
      'a reservation that goes, unknown to the level',
      ["delete from stock.reservation_piece where reservation_id = 'kept before'"],
      refused,
    ],
    ['a reservation with its level', [reserving('r', 1, 2), promising(3), awaiting(2)], undefined],
    ['its end with its level', [`update stock.reservation set state = 'released'`, changing('live = false'), promising(0)], undefined],
    ['another turn to wait', [changing("turn = nextval('stock.waiting_turn')")], undefined],
  ])('%s', async (_name, texts, refusal) => {
    const done = inOneTransaction(pool, texts)
    if (refusal) await expect(done).rejects.toThrow(refusal)
    else await done
    expect(await verify()).toEqual([])
  })

  test('control: without the key a naive statement takes or promises pieces that no movement and no reservation tells of', () =>
    withoutTheKeyOfSums(pool, async () => {
      await inOneTransaction(pool, [having(4), promising(3)])
      expect(await verify()).toEqual(
        expect.arrayContaining([
          'I1 on hand is the sum of movements: lise: on hand 4, movements 5',
          'I1 reserved is the sum of live reservations: lise: reserved 3, reservations 2',
        ]),
      )
    }))

  test('thirty people who move, reserve and take the same pieces at once are all in the ledger', async () => {
    await receive('noor', 30)
    await Promise.all(
      Array.from({ length: 30 }, async (__, n) => {
        await receive('lise', 2)
        const lines = [
          { variantId: 'lise', quantity: 1 },
          { variantId: 'noor', quantity: 1 },
        ]
        const reservationId = `order ${n}`
        expect(await ask(reservationId, n % 2 ? lines : lines.toReversed())).toBe('reserved')
        await (n % 3 ? client.fulfil({ reservationId }) : client.release({ reservationId }))
      }),
    )
    expect((await levels()).map(({ variantId, onHand, reserved }) => [variantId, onHand, reserved])).toEqual([
      ['lise', 45, 2],
      ['noor', 10, 0],
    ])
    expect(await verify()).toEqual([])
  })
})

async function inOneTransaction(pool: pg.Pool, texts: readonly string[]) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const text of texts) await client.query(text)
    await client.query('commit')
  } finally {
    await client.query('rollback') // of what failed before its end
    client.release()
  }
}
