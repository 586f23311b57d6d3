import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

describe.each(inject('servers'))('what is to be ordered anew on %s', async (_, serverUrl) => {
  const { client, stop, empty, receive, ask, verify } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(empty)
  const toReorder = async () => {
    const { levels, total } = await client.listLevels({ state: 'to-reorder' })
    expect(total).toBe(levels.length)
    return levels.map(({ variantId, ready, reorderAt }) => [variantId, ready, reorderAt])
  }
  const set = (pieces: number, variantId = 'aviator') => client.setReorderPoint({ variantId, pieces })

  test('a variant is named from the number of free pieces down that somebody said, and no other is', async () => {
    for (const variantId of ['aviator', 'round']) await receive(variantId, 10)
    for (let twice = 0; twice < 2; twice++) await set(8)
    expect(await toReorder()).toEqual([])
    await ask('one', [{ variantId: 'aviator', quantity: 1 }])
    expect(await toReorder()).toEqual([])
    await ask('two', [{ variantId: 'aviator', quantity: 1 }])
    expect(await toReorder()).toEqual([['aviator', 8, 8]])
    await client.release({ reservationId: 'two' })
    expect(await toReorder()).toEqual([])
    await set(20)
    expect(await toReorder()).toEqual([['aviator', 9, 20]])
    expect((await client.listLevels({ variantIds: ['round'] })).levels).toMatchObject([{ reorderAt: 0 }])
    for (let twice = 0; twice < 2; twice++) await set(0)
    expect(await toReorder()).toEqual([])
    expect(await verify()).toEqual([])
  })

  test('what was never received can be to order, and what shoppers read as low stays what it is', async () => {
    await set(3, 'new')
    expect(await toReorder()).toEqual([['new', 0, 3]])
    await receive('aviator', 100)
    await set(200)
    expect((await client.availability({ variantIds: ['aviator'] })).availabilities).toMatchObject([{ low: false }])
  })

  test('a bundle is ordered as its parts are; a number that is none is refused', async () => {
    await receive('case', 4)
    await client.setParts({ variantId: 'set', parts: [{ variantId: 'case', quantity: 1 }] })
    await expect(set(3, 'set')).rejects.toMatchObject({ code: Code.InvalidArgument })
    for (const odd of [-1, 1_000_001]) await expect(set(odd)).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(set(3, '')).rejects.toMatchObject({ code: Code.InvalidArgument })
    await set(4, 'case')
    await client.setParts({ variantId: 'case', parts: [] })
    expect(await toReorder()).toEqual([['case', 4, 4]])
  })
})
