import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

/** What the shop itself can never do: its constraints and triggers are gone. */
const broken = (text: string) => `
  alter table stock.stock_level drop constraint if exists stock_level_is_the_sum_of_its_movements_and_promises, drop constraint if exists stock_level_sums_its_places;
  alter table stock.movement disable trigger movement_is_kept; ${text}; alter table stock.movement enable trigger movement_is_kept`
/** Put back after a repair: every row keeps to them, or this fails. */
const whole = `
  alter table stock.stock_level add constraint stock_level_is_the_sum_of_its_movements_and_promises
    foreign key (variant_id, on_hand, reserved, awaited) references stock.ledger (variant_id, on_hand, reserved, awaited) deferrable initially deferred,
  add constraint stock_level_sums_its_places check (on_hand = stock.total(on_hand_at) and reserved = stock.total(reserved_at))`

describe.each(inject('servers'))('repairs of stock on %s', async (_, serverUrl) => {
  const { client, pool, stop, empty, levels, told, verify, receive, ask } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await pool.query('delete from stock.repair')
    await receive('lise', 10)
    await receive('noor', 4)
    await ask('order', [{ variantId: 'lise', quantity: 3 }])
    await client.keep({ reservationId: 'order' })
  })
  const found = async () =>
    (await client.listDrifts({})).drifts.map(
      ({ variantId, placeId, what, level, books }) => `${variantId} ${placeId} ${what} ${level} ${books}`,
    )
  const levelOf = async (variantId: string) => (await levels()).find((level) => level.variantId === variantId)

  test('a shop that is right has nothing to repair', async () => {
    expect(await found()).toEqual([])
    expect(await client.repairDrifts({ actor: 'ada' })).toMatchObject({ repaired: [], left: [] })
    await expect(client.repairDrifts({ actor: '' })).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test.each([
    [
      'a movement that was lost',
      `delete from stock.movement where variant_id = 'lise'`,
      ['lise main on-hand 10 0'],
      { onHand: 10, reserved: 3 },
    ],
    [
      'pieces nobody brought',
      `update stock.stock_level set on_hand = 12, on_hand_at = '{"main": 12}' where variant_id = 'lise'`,
      ['lise main on-hand 12 10'],
      { onHand: 12, reserved: 3 },
    ],
    [
      'a sum that is not that of its places',
      `update stock.stock_level set on_hand = 9 where variant_id = 'lise'`,
      ['lise  on-hand 9 10'],
      { onHand: 10, reserved: 3 },
    ],
    [
      'pieces promised to nobody',
      `update stock.stock_level set reserved = 5, reserved_at = '{"main": 5}' where variant_id = 'lise'`,
      ['lise main reserved 5 3'],
      { onHand: 10, reserved: 3 },
    ],
    [
      'a promise that was lost',
      `update stock.stock_level set reserved = 0, reserved_at = '{}' where variant_id = 'lise'`,
      ['lise main reserved 0 3'],
      { onHand: 10, reserved: 3 },
    ],
  ])('%s: verify names the variant, the repair is proposed, made once, kept and told', async (_name, text, drifts, after) => {
    await pool.query(broken(text))
    expect((await verify()).join()).toContain('lise')
    expect(await found()).toEqual(drifts)
    expect(await found()).toEqual(drifts) // to look changes nothing
    const [one, two] = await Promise.all([client.repairDrifts({ actor: 'ada' }), client.repairDrifts({ actor: 'eve' })])
    expect([...one.repaired, ...two.repaired]).toHaveLength(1)
    expect(await verify()).toEqual([])
    expect(await found()).toEqual([])
    expect(await levelOf('lise')).toMatchObject(after)
    expect((await pool.query('select variant_id, actor from stock.repair')).rows).toMatchObject([{ variant_id: 'lise' }])
    const kinds = (await pool.query<{ type: string }>("select type from stock.outbox where type like '%StockRepaired'")).rows
    expect(kinds).toHaveLength(1)
    await pool.query(whole)
    // The shop goes on.
    await client.fulfil({ reservationId: 'order' })
    expect(await levelOf('lise')).toMatchObject({ onHand: after.onHand - 3, reserved: 0 })
    expect(await verify()).toEqual([])
  })

  test('who may buy again is told', async () => {
    await pool.query(broken(`update stock.stock_level set reserved = 4, reserved_at = '{"main": 4}' where variant_id = 'noor'`))
    await client.repairDrifts({ actor: 'ada' })
    expect((await told()).at(-1)).toBe('noor low')
    await pool.query(whole)
  })

  test('reservations that hold more than is there are left, and said; the others are repaired', async () => {
    const few = `update stock.stock_level set on_hand = 2, on_hand_at = '{"main": 2}', reserved = 2, reserved_at = '{"main": 2}' where variant_id = 'lise'`
    await pool.query(broken(`${few}; update stock.stock_level set reserved = 1, reserved_at = '{"main": 1}' where variant_id = 'noor'`))
    const { repaired, left } = await client.repairDrifts({ actor: 'ada' })
    expect(repaired.map(({ variantId }) => variantId)).toEqual(['noor'])
    expect(left.map(({ variantId, what }) => [variantId, what])).toEqual([
      ['lise', 'on-hand'],
      ['lise', 'reserved'],
    ])
    expect(await levelOf('lise')).toMatchObject({ onHand: 2, reserved: 2 })
    await empty()
    await pool.query(whole)
  })
})
