import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { Drift } from '@vitrine/contracts/stock/v1'
import { pick, timeOf } from '../answers/texts.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-stock.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

const timestampOf = (moment: string) => timestampFromDate(new Date(moment))

/** The books of stock: what came and went, who holds pieces, and where levels and books do not agree. */
export const adminStockBookOperations = ({ peers }: DoorParts): Operation[] => {
  /** Each variant with its SKU and name; one that is not in the catalogue any more has neither. */
  async function named<Row extends { readonly variantId: string }>(rows: readonly Row[], { locale, within }: Call) {
    const variantIds = [...new Set(rows.map(({ variantId }) => variantId))]
    const { variants } = variantIds.length > 0 ? await peers.catalog.getVariants({ variantIds }, within()) : { variants: [] }
    const known = new Map(variants.map((variant) => [variant.variantId, variant]))
    return rows.map((row) => {
      const variant = known.get(row.variantId)
      return { ...row, sku: variant?.sku ?? '', name: pick(variant?.name, locale) }
    })
  }
  const drifts = (all: readonly Drift[], call: Call) =>
    named(
      all.map(({ variantId, placeId, what, level, books }) => {
        return { variantId, placeId, what: what as schemas.StockDrift['what'], level, books } // one of three, by contract
      }),
      call,
    )

  return [
    operation({
      ...staffReading,
      name: 'adminStockMovements',
      summary: 'Movements of every variant, newest first: by reason, who made them, place and time.',
      input: schemas.allMovementsInput,
      output: schemas.allMovementsOutput,
      policy: 'staff:stock',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/stock/movements' },
      async handler({ reason = '', actor = '', placeId = '', since, until, limit = 50, cursor = '' }, call) {
        const period = { ...(since && { since: timestampOf(since) }), ...(until && { until: timestampOf(until) }) }
        const asked = { reason, actor, placeId, ...period, page: { limit, cursor } }
        const { movements, nextCursor } = await peers.stock.listMovements(asked, call.within())
        const rows = movements.map(({ id, variantId, placeId: place, quantity, reason: why, actor: who, orderId, at }) => ({
          ...{ id, variantId, placeId: place, quantity, reason: why, actor: who, at: timeOf(at) },
          ...(orderId && { orderId }),
        }))
        return done({ items: await named(rows, call), nextCursor: nextCursor || null, total: null })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminStockClaims',
      summary: 'Orders, home trials and checkouts that hold pieces of a variant or wait for some, in the order they are served.',
      input: schemas.stockClaimsInput,
      output: schemas.stockClaimsOutput,
      policy: 'staff:stock',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/stock/:variantId/claims' },
      async handler({ variantId }, { within }) {
        const { claims, total } = await peers.stock.listClaims({ variantId }, within())
        const ids = claims.map(({ reservationId }) => reservationId)
        // Asked of no variant: which of these are home trials is all that is wanted.
        const { trials } = ids.length > 0 ? await peers.homeTrials.listHolders({ ids }, within()) : { trials: [] }
        const lent = new Set(trials.map(({ id }) => id))
        const items = claims.map(({ reservationId: id, state, taken, awaited, reservedAt }) => ({
          ...{ id, taken, awaited, at: timeOf(reservedAt) },
          kind: lent.has(id) ? ('home-trial' as const) : state === 'held' ? ('checkout' as const) : ('order' as const),
        }))
        return done({ items, total })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminStockDrifts',
      summary: 'Where a level is not what its movements and promises say. Normally none.',
      input: schemas.stockDriftsInput,
      output: schemas.stockDriftsOutput,
      policy: 'staff:stock',
      personal: false,
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/stock/drifts' },
      async handler(_, call) {
        const { drifts: all } = await peers.stock.listDrifts({}, call.within())
        return done({ items: await drifts(all, call) })
      },
    }),

    operation({
      ...staffWriting,
      name: 'repairStockDrifts',
      summary: 'Puts levels right by their books, each with a movement; what is promised beyond what is there is left to be counted.',
      input: schemas.stockDriftsInput,
      output: schemas.repairDriftsOutput,
      policy: 'staff:counting',
      personal: false,
      deadlineMs: 8_000,
      rest: { method: 'POST', path: '/v1/admin/stock/drifts/repair' },
      async handler(_, call) {
        const { repaired, left } = await peers.stock.repairDrifts({ actor: actorOf(call) }, call.within())
        return done({ repaired: await drifts(repaired, call), left: await drifts(left, call) })
      },
    }),
  ]
}
