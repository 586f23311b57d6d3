import { Code } from '@connectrpc/connect'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

describe.each(inject('servers'))('places on %s', async (_, serverUrl) => {
  const { pool, client, stop, empty, levels, verify, receive, ask } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await client.putPlace({ place: { placeId: 'paris', name: 'Paris', kind: 'shop', turn: 1 } })
  })
  const transfer = (quantity: number, fromPlaceId = 'main', toPlaceId = 'paris', transferId = randomIds()) =>
    client.transfer({ transferId, variantId: 'aviator', fromPlaceId, toPlaceId, quantity, actor: 'ada' })
  const buy = (id: string, quantity: number, variantId = 'aviator') => ask(id, [{ variantId, quantity }])
  const at = async (variantId = 'aviator') => {
    const { onHandAt, reservedAt } = (await levels()).find((level) => level.variantId === variantId)!
    return { onHandAt, reservedAt }
  }

  test('a place is made and changed, and listed in the order reservations take from them', async () => {
    await client.putPlace({ place: { placeId: 'lyon', name: ' Lyon ', kind: 'warehouse', turn: 0 } })
    await client.putPlace({ place: { placeId: 'paris', name: 'Paris, Marais', kind: 'shop', turn: 5 } })
    const { places } = await client.listPlaces({})
    expect(places.map(({ placeId, name, kind, turn }) => [placeId, name, kind, turn])).toEqual([
      ['lyon', 'Lyon', 'warehouse', 0],
      ['main', 'Main', 'warehouse', 0],
      ['paris', 'Paris, Marais', 'shop', 5],
    ])
  })

  test.each([
    ['an id', { placeId: 'A b', name: 'x', kind: 'shop', turn: 0 }],
    ['a name', { placeId: 'a', name: ' ', kind: 'shop', turn: 0 }],
    ['a kind', { placeId: 'a', name: 'x', kind: 'van', turn: 0 }],
    ['a turn', { placeId: 'a', name: 'x', kind: 'shop', turn: -1 }],
  ])('a place needs %s', async (_, place) => {
    await expect(client.putPlace({ place })).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test('availability is the sum of the places, and a count without a place means the first', async () => {
    await receive('aviator', 2)
    await receive('aviator', 3, 'paris')
    const counted = await client.count({ movementId: 'c', variantId: 'aviator', onHand: 4, reason: '', actor: 'ada' })
    expect(counted.result).toMatchObject({ case: 'counted', value: { onHand: 7 } })
    const { availabilities } = await client.availability({ variantIds: ['aviator'] })
    expect(availabilities).toMatchObject([{ available: 7, ready: 7 }])
    expect(await at()).toEqual({ onHandAt: { main: 4, paris: 3 }, reservedAt: {} })
    await expect(receive('aviator', 1, 'nowhere')).rejects.toMatchObject({ code: Code.NotFound })
    await expect(transfer(1, 'main', 'nowhere')).rejects.toMatchObject({ code: Code.NotFound })
  })

  test('an order leaves whole from one place where it can, else from each in turn, and is shipped from where it was taken', async () => {
    await receive('aviator', 2)
    await receive('aviator', 5, 'paris')
    await buy('whole', 3)
    expect((await at()).reservedAt).toEqual({ paris: 3 })
    await buy('split', 4)
    expect((await at()).reservedAt).toEqual({ main: 2, paris: 5 })
    await client.fulfil({ reservationId: 'split' })
    expect(await at()).toEqual({ onHandAt: { paris: 3 }, reservedAt: { paris: 3 } })
    await client.release({ reservationId: 'whole' })
    expect((await at()).reservedAt).toEqual({})
    const { movements } = await client.listMovements({ variantId: 'aviator' })
    expect(movements.map(({ placeId, quantity, reason }) => `${placeId} ${quantity} ${reason}`)).toEqual([
      'paris -2 sold',
      'main -2 sold',
      'paris 5 received',
      'main 2 received',
    ])
    const ofMain = await client.listMovements({ variantId: 'aviator', placeId: 'main' })
    expect(ofMain.movements.map(({ quantity }) => quantity)).toEqual([-2, 2])
    expect(await verify()).toEqual([])
  })

  test('a basket that one place can give whole leaves from there, though another comes first', async () => {
    await receive('aviator', 1)
    await receive('aviator', 1, 'paris')
    await receive('marin', 1, 'paris')
    await ask(
      'basket',
      ['aviator', 'marin'].map((variantId) => ({ variantId, quantity: 1 })),
    )
    expect([(await at()).reservedAt, (await at('marin')).reservedAt]).toEqual([{ paris: 1 }, { paris: 1 }])
  })

  test('a part is given back to where its pieces were taken, the last place first', async () => {
    await receive('aviator', 2)
    await receive('aviator', 2, 'paris')
    await buy('order', 3)
    await client.releasePart({ releaseId: 'p', reservationId: 'order', variantId: 'aviator', quantity: 1 })
    expect((await at()).reservedAt).toEqual({ main: 2 })
    expect(await verify()).toEqual([])
  })

  test('what lies in several places is put together though one that comes before them has none, and goes back, leaves and is waited for so', async () => {
    await client.putPlace({ place: { placeId: 'lyon', name: 'Lyon', kind: 'shop', turn: 2 } })
    await client.putPlace({ place: { placeId: 'nice', name: 'Nice', kind: 'shop', turn: 3 } })
    await receive('aviator', 2, 'paris')
    await receive('aviator', 2, 'lyon')
    expect(await buy('order', 4)).toBe('reserved')
    expect((await at()).reservedAt).toEqual({ paris: 2, lyon: 2 })
    await client.keep({ reservationId: 'order' })
    await client.releasePart({ releaseId: 'p', reservationId: 'order', variantId: 'aviator', quantity: 3 })
    expect((await at()).reservedAt).toEqual({ paris: 1 })
    await client.addPart({ addId: 'a', reservationId: 'order', variantId: 'aviator', quantity: 3 })
    await client.fulfilPart({ fulfilId: 'f', reservationId: 'order', variantId: 'aviator', quantity: 3 })
    expect(await at()).toEqual({ onHandAt: { lyon: 1 }, reservedAt: { lyon: 1 } })
    await client.offerAhead({ variantId: 'aviator', offer: 'back-order', cap: 2, shipsOn: '2030-12-24' })
    await buy('waits', 2)
    await receive('aviator', 1, 'nice')
    await receive('aviator', 1, 'paris')
    expect((await at()).reservedAt).toEqual({ paris: 1, lyon: 1, nice: 1 })
    expect(await verify()).toEqual([])
  })

  test('a transfer is one movement each way, once for one id, and leaves what is promised', async () => {
    await receive('aviator', 5)
    await buy('order', 2)
    await Promise.all(Array.from({ length: 16 }, () => transfer(3, 'main', 'paris', 'one')))
    expect(await at()).toEqual({ onHandAt: { main: 2, paris: 3 }, reservedAt: { main: 2 } })
    expect((await transfer(1)).result.case).toBe('belowPromised')
    await expect(transfer(2, 'main', 'paris', 'one')).rejects.toMatchObject({ code: Code.AlreadyExists })
    await expect(transfer(1, 'main', 'main')).rejects.toMatchObject({ code: Code.InvalidArgument })
    const { movements } = await client.listMovements({ variantId: 'aviator' })
    expect(movements.map(({ placeId, quantity, reason }) => `${placeId} ${quantity} ${reason}`)).toEqual([
      'paris 3 transferred',
      'main -3 transferred',
      'main 5 received',
    ])
    const lists = await Promise.all(['', 'paris', 'lyon'].map((placeId) => client.listLevels({ placeId })))
    expect(lists.map(({ total }) => total)).toEqual([1, 1, 0])
    expect(lists[1]!.levels[0]!.places).toMatchObject([
      { placeId: 'main', onHand: 2, reserved: 2 },
      { placeId: 'paris', onHand: 3, reserved: 0 },
    ])
  })

  test('sixty-four at once, some moving pieces to and fro, some buying: nothing is lost and nothing sold twice', async () => {
    await receive('aviator', 20)
    await receive('aviator', 20, 'paris')
    const clients = Array.from({ length: 64 }, (_each, n) => async () => {
      if (n % 4 === 0) return (await transfer(5)).result.case
      if (n % 4 === 1) return (await transfer(5, 'paris', 'main')).result.case
      const bought = await buy(`order ${n}`, 2)
      if (n % 8 === 2) await client.release({ reservationId: `order ${n}` })
      if (n % 8 === 3 && bought === 'reserved') await client.fulfil({ reservationId: `order ${n}` })
      return bought
    })
    await Promise.all(clients.map((one) => one()))
    const { rows } = await pool.query<{ n: number }>(`select -sum(quantity)::int as n from stock.movement where reason = 'sold'`)
    expect((await levels())[0]).toMatchObject({ onHand: 40 - rows[0]!.n })
    expect(await verify()).toEqual([])
  })

  test('the naive way loses pieces: read the places, compute, write', async () => {
    await receive('aviator', 10)
    const read = async () => (await levels())[0]!.onHandAt
    const seen = await Promise.all(Array.from({ length: 64 }, read))
    const write = ({ main = 0, paris = 0 }: Record<string, number>) =>
      pool.query(`update stock.stock_level set on_hand_at = jsonb_build_object('main', $1::int, 'paris', $2::int)`, [main - 1, paris + 1])
    await Promise.all(seen.map(write))
    // Sixty-four transfers were confirmed and one happened; the table saw nothing wrong, since each alone loses nothing.
    expect(await read()).toEqual({ main: 9, paris: 1 })
  })
})
