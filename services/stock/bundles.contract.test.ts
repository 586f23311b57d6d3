import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

describe.each(inject('servers'))('bundles on %s', async (_, serverUrl) => {
  const { pool, client, stop, empty, levels, told, verify, receive, ask, tellBundles } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await compose('set', { case: 1, frame: 2 })
  })
  const compose = async (variantId: string, parts: Record<string, number>) => {
    const { result } = await client.setParts({
      variantId,
      parts: Object.entries(parts).map(([id, quantity]) => ({ variantId: id, quantity })),
    })
    return result.case === 'noBundle' ? result.value.reason : result.case
  }
  const reserved = async () => Object.fromEntries((await levels()).map((level) => [level.variantId, level.reserved]))
  const available = async (variantId: string) => (await client.availability({ variantIds: [variantId] })).availabilities[0]!.available
  const short = (variantId: string, left: number, partId: string) =>
    `outOfStock ${JSON.stringify([{ variantId, available: left, partId, isCapped: false }])}`

  test('as many bundles can be had as the scarcest part allows, and a refusal names that part', async () => {
    await receive('case', 9)
    await receive('frame', 5)
    expect(await available('set')).toBe(2)
    expect(await ask('one', [{ variantId: 'set', quantity: 3 }])).toBe(short('set', 2, 'frame'))
    expect(await ask('one', [{ variantId: 'set', quantity: 2 }])).toBe('reserved')
    expect(await reserved()).toEqual({ case: 2, frame: 4 })
    expect(await available('set')).toBe(0)
  })

  test('pieces asked for beside a bundle that needs them count together', async () => {
    await receive('case', 9)
    await receive('frame', 5)
    const lines = [
      { variantId: 'set', quantity: 2 },
      { variantId: 'frame', quantity: 2 },
    ]
    expect(await ask('one', lines)).toContain('"partId":"frame"')
    expect(await reserved()).toEqual({ case: 0, frame: 0 })
  })

  test('a bundle is given back and shipped as what it was made of, whatever it is made of since', async () => {
    await receive('case', 4)
    await receive('frame', 8)
    await ask('order', [{ variantId: 'set', quantity: 3 }])
    await client.keep({ reservationId: 'order' })
    expect(await compose('set', { case: 2 })).toBe('set')
    await client.releasePart({ releaseId: 'p', reservationId: 'order', variantId: 'set', quantity: 1 })
    expect(await reserved()).toEqual({ case: 2, frame: 4 })
    await client.fulfil({ reservationId: 'order' })
    const { movements } = await client.listMovements({ variantId: 'frame' })
    expect(movements.map(({ quantity, reason }) => `${quantity} ${reason}`)).toEqual(['-4 sold', '8 received'])
    expect(await verify()).toEqual([])
  })

  test('what is in a bundle is said as an order has it, before and after it left, and as it is made now; of a piece nothing', async () => {
    await receive('case', 4)
    await receive('frame', 8)
    await ask('order', [
      { variantId: 'set', quantity: 2 },
      { variantId: 'frame', quantity: 1 },
    ])
    await client.keep({ reservationId: 'order' })
    await compose('set', { case: 3 })
    const contents = async (reservationId = '') =>
      (await client.contents({ variantIds: ['frame', 'set', 'unknown'], reservationId })).bundles.map(({ variantId, parts }) => [
        variantId,
        parts.map((part) => `${part.quantity} ${part.variantId}`),
      ])
    const [asOrdered, asMade] = [[['set', ['1 case', '2 frame']]], [['set', ['3 case']]]]
    expect([await contents('order'), await contents(), await contents('another')]).toEqual([asOrdered, asMade, asMade])
    await client.releasePart({ releaseId: 'p', reservationId: 'order', variantId: 'set', quantity: 1 })
    await client.fulfil({ reservationId: 'order' })
    expect(await contents('order')).toEqual(asOrdered)
    await expect(client.contents({ variantIds: Array(201).fill('set') })).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test('a bundle that comes back is what it left as, once, at the place asked for; of nothing known it is what it is made of now', async () => {
    await receive('case', 4)
    await receive('frame', 8)
    await client.putPlace({ place: { placeId: 'rue', name: 'Rue', kind: 'shop', turn: 2 } })
    await ask('order', [{ variantId: 'set', quantity: 3 }])
    await client.keep({ reservationId: 'order' })
    await client.fulfilPart({ fulfilId: 'first', reservationId: 'order', variantId: 'set', quantity: 1 })
    await client.fulfil({ reservationId: 'order' })
    await ask('parts', [{ variantId: 'set', quantity: 1 }])
    await client.keep({ reservationId: 'parts' })
    await client.fulfilPart({ fulfilId: 'all', reservationId: 'parts', variantId: 'set', quantity: 1 })
    expect(await compose('set', { case: 3 })).toBe('set')
    const back = async (returnId: string, reservationId: string, quantity: number, variantId = 'set') =>
      client.takeBack({ returnId, reservationId, variantId, quantity, placeId: 'rue', actor: 'joe' })
    const atRue = async () => (await levels()).map(({ variantId, onHandAt }) => [variantId, onHandAt['rue'] ?? 0])
    await Promise.all([1, 2, 3].map(() => back('r', 'order', 2)))
    expect(await atRue()).toEqual([
      ['case', 2],
      ['frame', 4],
    ])
    await back('part', 'parts', 1)
    await back('unknown', 'nobody', 1)
    await back('piece', 'nobody', 1, 'frame')
    expect(await atRue()).toEqual([
      ['case', 6],
      ['frame', 7],
    ])
    const { movements } = await client.listMovements({ variantId: 'frame', placeId: 'rue' })
    expect(movements.map(({ id, quantity, reason, actor }) => `${id} ${quantity} ${reason} ${actor}`)).toEqual([
      'piece 1 returned joe',
      'part:frame 2 returned joe',
      'r:frame 4 returned joe',
    ])
    await expect(back('r', 'order', 1)).rejects.toMatchObject({ code: Code.AlreadyExists })
    await expect(back('none', 'order', 0)).rejects.toMatchObject({ code: Code.InvalidArgument })
    expect(await verify()).toEqual([])
  })

  test('a bundle is no part of another, has no pieces of its own, and a piece with stock becomes none', async () => {
    await receive('aviator', 1)
    expect(await compose('big', { set: 1 })).toBe('part-is-a-bundle')
    expect(await compose('frame', { aviator: 1 })).toBe('is-a-part')
    expect(await compose('aviator', { case: 1 })).toBe('has-pieces')
    expect(await compose('big', { big: 1 }).catch(({ code }) => code)).toBe(Code.InvalidArgument)
    await expect(receive('set', 1)).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(pool.query(`insert into stock.part (bundle_id, variant_id, quantity) values ('set', 'set', 1)`)).rejects.toThrow(
      'foreign key',
    )
    await expect(pool.query(`update stock.stock_level set kind = 'bundle' where variant_id = 'frame'`)).rejects.toThrow('foreign key')
  })

  test('parts are read, changed, and taken away: it is a piece again', async () => {
    await compose('set', { frame: 1, lens: 2 })
    const parts = async () => (await client.getParts({ variantId: 'set' })).parts.map(({ variantId, quantity }) => [variantId, quantity])
    expect(await parts()).toEqual([
      ['frame', 1],
      ['lens', 2],
    ])
    expect(await compose('set', {})).toBe('set')
    expect(await parts()).toEqual([])
    await receive('set', 1)
    expect(await available('set')).toBe(1)
  })

  test('others hear when a bundle crosses a line, once, whichever part did it', async () => {
    await receive('case', 20)
    await receive('frame', 20)
    await Promise.all(Array.from({ length: 8 }, () => tellBundles()))
    await ask('most', [{ variantId: 'set', quantity: 7 }])
    await tellBundles()
    await compose('set', {})
    await tellBundles()
    expect((await told()).filter((line) => line.startsWith('set'))).toEqual(['set available', 'set low', 'set sold-out'])
  })

  test('sixty-four buyers of two bundles that share ten pieces: no piece is promised twice, nobody gets half a bundle', async () => {
    await compose('pair', { frame: 1, strap: 1 })
    for (const [piece, quantity] of [
      ['case', 64],
      ['strap', 64],
      ['frame', 10],
    ] as const)
      await receive(piece, quantity)
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_each, n) => ask(`order ${n}`, [{ variantId: n % 2 ? 'set' : 'pair', quantity: 1 }])),
    )
    const [sets, pairs] = [1, 0].map((odd) => answers.filter((answer, n) => n % 2 === odd && answer === 'reserved').length)
    expect(await reserved()).toEqual({ case: sets, strap: pairs, frame: 2 * sets! + pairs! })
    // Only a set that needed two of the last one may leave it.
    expect(2 * sets! + pairs!).toBeGreaterThanOrEqual(9)
    expect(await verify()).toEqual([])
  })

  test('a variant whose first pieces come while it is made a bundle stays a piece, and whoever made it hears why', async () => {
    await compose('new', {}) // its row is there
    const receiving = await pool.connect()
    await receiving.query('begin')
    await receiving.query(`select from stock.stock_level where variant_id = 'new' for no key update`)
    const composed = compose('new', { case: 1 })
    const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await pool.query(blocked)).rowCount).toBe(1)
    await receiving.query(`insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at) values ('m', 'new', 'main', 1, 'received', 'ada', now());
      update stock.stock_level set on_hand = 1, on_hand_at = '{"main": 1}' where variant_id = 'new'`)
    await receiving.query('commit')
    receiving.release()
    expect(await composed).toBe('has-pieces')
    expect(await verify()).toEqual([])
  })

  test('the naive way oversells: each line is checked by itself', async () => {
    await receive('case', 9)
    await receive('frame', 5)
    const lines = [
      { variantId: 'set', quantity: 2, frames: 4 },
      { variantId: 'frame', quantity: 2, frames: 2 },
    ]
    const fits = await Promise.all(lines.map(async ({ variantId, quantity }) => (await available(variantId)) >= quantity))
    // Both lines fit, and six of five frames would be promised.
    expect([fits, lines.reduce((sum, { frames }) => sum + frames, 0)]).toEqual([[true, true], 6])
  })
})
