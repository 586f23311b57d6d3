import { Code } from '@connectrpc/connect'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { testStock } from './test-stock.ts'

/** What is asked of one reservation at once, by thirty-two with a connection each. */
const crowd = 32
const all = <T>(act: (n: number) => Promise<T>) => Promise.all(Array.from({ length: crowd }, (_one, n) => act(n)))

describe.each(inject('servers'))('parts of reservations at once on %s', async (_, serverUrl) => {
  const { pool, client, stop, empty, levels, held, verify, receive, ask } = await testStock(serverUrl)
  afterAll(stop)
  beforeEach(async () => {
    await empty()
    await all(() => pool.query('select pg_sleep(0.05)')) // all connections stand before anybody asks
  })
  const keep = async (reservationId: string, quantities: Record<string, number>) => {
    const lines = Object.entries(quantities).map(([variantId, quantity]) => ({ variantId, quantity }))
    expect(await ask(reservationId, lines)).toBe('reserved')
    await client.keep({ reservationId })
  }
  const back = (releaseId: string, reservationId: string, variantId = 'aviator') =>
    client.releasePart({ releaseId, reservationId, variantId, quantity: 1 })
  const leave = (fulfilId: string, reservationId: string, variantId = 'aviator') =>
    client.fulfilPart({ fulfilId, reservationId, variantId, quantity: 1 })
  const states = async () =>
    (await pool.query<{ state: string }>('select distinct state from stock.reservation order by 1')).rows.map(({ state }) => state)

  test('each piece that is given back of one line, or leaves, is one less of what the reservation holds', async () => {
    await receive('aviator', 100)
    await keep('order', { aviator: 70 })
    await all<unknown>((n) => (n % 2 ? back(`back ${n}`, 'order') : leave(`leaves ${n}`, 'order')))
    expect(await levels()).toMatchObject([{ onHand: 84, reserved: 38 }])
    expect(await held()).toMatchObject([{ id: 'order', taken: { main: 38 } }])
    expect(await verify()).toEqual([])
  })

  test('STK: a reservation whose last line is given back has ended, whoever gives which line back first', async () => {
    await receive('aviator', 100)
    await receive('panto', 100)
    await all((n) => keep(`order ${n}`, { aviator: 1, panto: 1 }))
    await back('first', 'order 0')
    expect(await states()).toEqual(['kept'])
    await all<unknown>((n) => Promise.all([back(`aviator ${n}`, `order ${n}`), back(`panto ${n}`, `order ${n}`, 'panto')]))
    expect(await states()).toEqual(['released'])
    expect(await levels()).toMatchObject([{ reserved: 0 }, { reserved: 0 }])
    expect(await verify()).toEqual([])
    await client.release({ reservationId: 'order 1' })
    await expect(client.fulfil({ reservationId: 'order 1' })).rejects.toMatchObject({ code: Code.NotFound })
  })

  test('the database keeps no reservation that lives without a line', async () => {
    await receive('aviator', 3)
    await keep('order', { aviator: 2 })
    const emptied = `delete from stock.reservation_line where reservation_id = 'order'`
    await expect(pool.query(emptied)).rejects.toMatchObject({ constraint: 'reservation_has_lines' })
    expect(await held()).toMatchObject([{ id: 'order', taken: { main: 2 } }])
  })

  test('given back whole and in parts at once, nothing goes back twice, and what others were promised stays', async () => {
    await receive('aviator', 200)
    await keep('another', { aviator: 100 })
    await all((n) => keep(`order ${n}`, { aviator: 3 }))
    await all((n) =>
      Promise.all([back(`back ${n}`, `order ${n}`), client.release({ reservationId: `order ${n}` }), leave(`leaves ${n}`, `order ${n}`)]),
    )
    expect(await levels()).toMatchObject([{ reserved: 100 }])
    expect(await held()).toMatchObject([{ id: 'another', taken: { main: 100 } }])
    expect(await verify()).toEqual([])
  })

  test('the last pieces of two lines leave at once: the reservation has ended', async () => {
    await Promise.all([receive('aviator', crowd), receive('round', crowd)])
    await all((n) => keep(`order ${n}`, { aviator: 1, round: 1 }))
    await all((n) => Promise.all(['aviator', 'round'].map((variantId) => leave(`${variantId} ${n}`, `order ${n}`, variantId))))
    expect(await states()).toEqual(['fulfilled'])
    expect(await levels()).toMatchObject([
      { onHand: 0, reserved: 0 },
      { onHand: 0, reserved: 0 },
    ])
    expect(await verify()).toEqual([])
  })
})
