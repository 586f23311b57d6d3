import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { randomIds } from '@vitrine/platform/ids/ids'
import { addingPart } from './adapters/adding-part.ts'
import { testStock } from './test-stock.ts'

describe.each(inject('servers'))('parts that are added on %s', async (_, serverUrl) => {
  const { pool, client, stop, empty, levels, held, told, verify, receive, ask } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await receive('medium', 3)
    await receive('large', 3)
    await ask('order', [{ variantId: 'medium', quantity: 2 }])
    await client.keep({ reservationId: 'order' })
  })
  const add = async (addId: string, quantity = 2, variantId = 'large', reservationId = 'order') =>
    (await client.addPart({ addId, reservationId, variantId, quantity })).result
  const levelOf = async (variantId: string) => (await levels()).find((level) => level.variantId === variantId)

  test('what is added is held with the rest, once however often it is asked, and leaves with it', async () => {
    expect(await Promise.all([add('a'), add('a'), add('a')])).toMatchObject([{ case: 'added' }, { case: 'added' }, { case: 'added' }])
    expect(await levelOf('large')).toMatchObject({ onHand: 3, reserved: 2 })
    expect((await held()).map(({ variantId, taken }) => [variantId, taken])).toEqual([
      ['large', { main: 2 }],
      ['medium', { main: 2 }],
    ])
    await add('b', 1, 'medium')
    expect(await levelOf('medium')).toMatchObject({ reserved: 3 })
    expect(await told()).toContain('medium sold-out')
    await client.releasePart({ releaseId: 'r', reservationId: 'order', variantId: 'medium', quantity: 2 })
    await client.fulfil({ reservationId: 'order' })
    expect(await levels()).toMatchObject([
      { variantId: 'large', onHand: 1, reserved: 0 },
      { variantId: 'medium', onHand: 2, reserved: 0 },
    ])
    expect(await verify()).toEqual([])
  })

  test('more than is there adds nothing and says what is left; what is sold ahead does not count', async () => {
    await client.offerAhead({ variantId: 'large', offer: 'back-order', cap: 10, shipsOn: '2027-01-01' })
    expect(await add('a', 4)).toMatchObject({ case: 'outOfStock', value: { shortages: [{ variantId: 'large', available: 3 }] } })
    expect(await levelOf('large')).toMatchObject({ reserved: 0, awaited: 0 })
    expect(await verify()).toEqual([])
  })

  test('what was given back is not added by asking again; nothing is added to what is not kept', async () => {
    await add('a')
    await client.releasePart({ releaseId: 'r', reservationId: 'order', variantId: 'large', quantity: 2 })
    expect(await add('a')).toMatchObject({ case: 'added' })
    expect(await levelOf('large')).toMatchObject({ reserved: 0 })
    await client.release({ reservationId: 'order' })
    await expect(add('b')).rejects.toMatchObject({ code: Code.NotFound })
    await expect(add('c', 1, 'large', 'nobody')).rejects.toMatchObject({ code: Code.NotFound })
    await expect(add('d', 0)).rejects.toMatchObject({ code: Code.InvalidArgument })
    expect(await verify()).toEqual([])
  })

  const waitingFor = async () => {
    const text = `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    return (await pool.query<{ waiting: number }>(text)).rows[0]!.waiting
  }

  test('whoever ends a reservation while pieces are added ends it with them or before: nothing stays held for nobody', async () => {
    for (let round = 0; round < 15; round++) {
      const reservationId = `round ${round}`
      await ask(reservationId, [{ variantId: 'medium', quantity: 1 }])
      await client.keep({ reservationId })
      const adding = add(`a ${round}`, 1, 'large', reservationId).catch(() => {}) // ended before
      const ending =
        round % 2 === 0
          ? client.release({ reservationId })
          : client.releasePart({ releaseId: `r ${round}`, reservationId, variantId: 'medium', quantity: 1 })
      await Promise.all([adding, ending])
      expect(await verify()).toEqual([])
      if (round % 2 === 1) await client.release({ reservationId })
    }
    expect(await levels()).toMatchObject([{ reserved: 0 }, { reserved: 2 }])
  })

  test('pieces that were added while a release waited for the reservation are given back too', async () => {
    const other = await pool.connect()
    // The reservation is locked, so that the release sees what there is, and waits; pieces are added before it goes on.
    await other.query('begin')
    await other.query(`select from stock.reservation where id = 'order' for no key update`)
    const releasing = client.release({ reservationId: 'order' })
    await expect.poll(waitingFor).toBe(1)
    await other.query(addingPart, ['order', new Date(), randomIds(), 'large', 2, 'a'])
    await other.query('commit')
    other.release()
    await releasing
    expect(await levels()).toMatchObject([{ reserved: 0 }, { reserved: 0 }])
    expect(await verify()).toEqual([])
  })

  test('a bundle is added as the pieces it is made of', async () => {
    await client.setParts({
      variantId: 'set',
      parts: [
        { variantId: 'medium', quantity: 1 },
        { variantId: 'large', quantity: 2 },
      ],
    })
    expect(await add('a', 1, 'set')).toMatchObject({ case: 'added' })
    expect(await levels()).toMatchObject([{ reserved: 2 }, { reserved: 3 }])
    expect(await add('b', 1, 'set')).toMatchObject({ case: 'outOfStock', value: { shortages: [{ variantId: 'set', available: 0 }] } })
    expect(await verify()).toEqual([])
  })

  test('of 40 orders that want one of the last 3, three get it', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `order-${n}`)
    await receive('small', 40)
    for (const id of ids) {
      await ask(id, [{ variantId: 'small', quantity: 1 }])
      await client.keep({ reservationId: id })
    }
    const answers = await Promise.all(ids.map((id) => add(id, 1, 'large', id)))
    expect(answers.filter((answer) => answer.case === 'added')).toHaveLength(3)
    expect(await levelOf('large')).toMatchObject({ onHand: 3, reserved: 3 })
    expect(await verify()).toEqual([])
  })
})
