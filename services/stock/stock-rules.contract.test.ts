import { Code } from '@connectrpc/connect'
import { randomIds } from '@vitrine/platform/ids/ids'
import fc from 'fast-check'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { Place } from './domain/place.ts'
import { type Command, modelOf } from './stock-model.ts'
import { quarter, testStock } from './test-stock.ts'

const places: Place[] = [
  { id: 'main', name: 'Main', kind: 'warehouse', turn: 0 },
  { id: 'paris', name: 'Paris', kind: 'shop', turn: 1 },
  { id: 'lyon', name: 'Lyon', kind: 'shop', turn: 2 },
]
/** Each piece alone, two of one with another, and a piece twice by two bundles. */
const recipes = new Map([
  [
    'duo',
    [
      { variantId: 'a', quantity: 1 },
      { variantId: 'b', quantity: 1 },
    ],
  ],
  ['trio', [{ variantId: 'b', quantity: 3 }]],
])

describe.each(inject('servers'))('the rules of stock on %s', async (_, serverUrl) => {
  const { client, clock, stop, empty, levels, held, told, verify, expire, ask } = await testStock(serverUrl)
  afterAll(stop)

  test('the statements decide as the rules do, whatever happens in whatever order', async () => {
    const id = fc.constantFrom('one', 'two', 'three')
    const [variantId, placeId] = [fc.constantFrom('a', 'b'), fc.constantFrom('main', 'paris', 'lyon')]
    const [fromPlaceId, toPlaceId] = [placeId, placeId]
    const quantity = fc.integer({ min: 1, max: 3 })
    const line = fc.record({ variantId: fc.constantFrom('a', 'b', 'duo', 'trio'), quantity })
    const lines = fc.array(line, { minLength: 1, maxLength: 2 })
    const command: fc.Arbitrary<Command> = fc.oneof(
      fc.record({ do: fc.constant('move' as const), variantId, placeId, quantity: fc.integer({ min: -3, max: 4 }).filter((n) => n !== 0) }),
      fc.record({ do: fc.constant('count' as const), variantId, placeId, onHand: fc.nat(6) }),
      fc
        .record({ do: fc.constant('transfer' as const), variantId, fromPlaceId, toPlaceId, quantity })
        .filter(({ fromPlaceId: from, toPlaceId: to }) => from !== to),
      fc.record({ do: fc.constant('offer' as const), variantId, cap: fc.nat(4) }),
      { weight: 3, arbitrary: fc.record({ do: fc.constant('reserve' as const), id, lines }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('keep' as const, 'release' as const, 'fulfil' as const), id }) },
      fc.record({ do: fc.constant('expire' as const) }),
    )
    // A shelf where something can be split, bundled and waited for.
    const start: Command[] = ['a', 'b'].flatMap((piece): Command[] => [
      { do: 'offer', variantId: piece, cap: 4 },
      { do: 'move', variantId: piece, placeId: 'main', quantity: piece === 'a' ? 1 : 2 },
      { do: 'move', variantId: piece, placeId: 'paris', quantity: piece === 'a' ? 2 : 1 },
      { do: 'move', variantId: piece, placeId: 'lyon', quantity: 1 },
    ])
    const decides = fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 24 }), async (commands) => {
      await empty()
      for (const { id: place, ...rest } of places) await client.putPlace({ place: { placeId: place, ...rest } })
      for (const [bundle, parts] of recipes) await client.setParts({ variantId: bundle, parts })
      const model = modelOf({ recipes, places })
      for (const asked of [...start, ...commands]) expect(await obey(asked)).toBe(model.obey(asked))
      expect(await levels()).toEqual(model.levels())
      expect(await held()).toEqual(model.held())
      expect(await told()).toEqual(model.told())
      expect(await verify()).toEqual([])
    })
    const obey = async (asked: Command): Promise<string> => {
      const movement = { movementId: randomIds(), reason: 'correction', actor: 'ada' }
      try {
        switch (asked.do) {
          case 'move':
            return (await client.move({ ...movement, ...asked })).result.case ?? ''
          case 'count':
            return (await client.count({ ...movement, ...asked })).result.case ?? ''
          case 'transfer':
            return (await client.transfer({ ...asked, transferId: randomIds(), actor: 'ada' })).result.case ?? ''
          case 'offer':
            return (
              (await client.offerAhead({ ...asked, offer: asked.cap > 0 ? 'back-order' : 'none', shipsOn: '2026-12-24' })).result.case ?? ''
            )
          case 'reserve':
            return await ask(asked.id, asked.lines)
          case 'keep':
          case 'release':
          case 'fulfil':
            return await step(asked)
          case 'expire':
            clock.advance(quarter)
            await expire()
            return 'expired'
        }
      } catch (error) {
        return Code[(error as { code: Code }).code]
      }
    }
    async function step({ do: which, id: reservationId }: Extract<Command, { do: 'keep' | 'release' | 'fulfil' }>): Promise<string> {
      if (which === 'release') await client.release({ reservationId })
      if (which === 'fulfil') await client.fulfil({ reservationId })
      if (which !== 'keep') return which === 'release' ? 'released' : 'fulfilled'
      const { result } = await client.keep({ reservationId })
      if (result.case !== 'outOfStock') return result.case ?? ''
      const shortages = result.value.shortages.map(({ variantId: id, available, partId, capped }) => ({
        variantId: id,
        available,
        partId,
        isCapped: capped,
      }))
      return `outOfStock ${JSON.stringify(shortages)}`
    }
    await fc.assert(decides, { numRuns: 80 })
  }, 120_000)
})
