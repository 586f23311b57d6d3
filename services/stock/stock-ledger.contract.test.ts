import type pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

const moving = (quantity: number, id: string) =>
  `insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at) values ('${id}', 'lise', 'main', ${quantity}, 'found', 'ada', now())`
const having = (onHand: number) =>
  `update stock.stock_level set on_hand = ${onHand}, on_hand_at = jsonb_build_object('main', ${onHand}) where variant_id = 'lise'`

describe.each(inject('servers'))('the ledger of stock on %s', async (_, serverUrl) => {
  const { pool, stop, empty, receive, levels, verify, ask, client } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await receive('lise', 5, '', 'first')
  })

  test.each(["update stock.movement set actor = 'eve'", 'delete from stock.movement', 'truncate stock.movement cascade'])(
    '%s is refused',
    async (text) => {
      await expect(pool.query(text)).rejects.toThrow('never changed or removed')
      expect((await pool.query('select actor, quantity from stock.movement')).rows).toEqual([{ actor: 'ada', quantity: 5 }])
    },
  )

  const refused = 'stock_level_on_hand_is_the_sum_of_its_movements'
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
  ])('%s', async (_name, texts, refusal) => {
    const done = inOneTransaction(pool, texts)
    if (refusal) await expect(done).rejects.toThrow(refusal)
    else await done
    expect(await verify()).toEqual([])
  })

  test('control: without the constraint a naive statement takes pieces away that no movement tells of', async () => {
    await pool.query(`alter table stock.stock_level drop constraint ${refused}`)
    try {
      await inOneTransaction(pool, [having(4)])
      expect(await verify()).toEqual(expect.arrayContaining(['I1 on hand is the sum of movements: lise: on hand 4, movements 5']))
    } finally {
      await pool.query(`${having(5)}; alter table stock.stock_level add constraint ${refused}
        foreign key (variant_id, on_hand) references stock.ledger (variant_id, on_hand) deferrable initially deferred`)
    }
  })

  test('thirty people who move, reserve and take the same pieces at once are all in the ledger', async () => {
    await receive('noor', 30)
    await Promise.all(
      Array.from({ length: 30 }, async (__, n) => {
        await receive('lise', 2)
        const lines = [
          { variantId: 'lise', quantity: 1 },
          { variantId: 'noor', quantity: 1 },
        ]
        expect(await ask(`order ${n}`, n % 2 ? lines : lines.toReversed())).toBe('reserved')
        await client.fulfil({ reservationId: `order ${n}` })
      }),
    )
    expect((await levels()).map(({ variantId, onHand, reserved }) => [variantId, onHand, reserved])).toEqual([
      ['lise', 35, 0],
      ['noor', 0, 0],
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
