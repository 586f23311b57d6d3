import type { Lot, LotResponse } from '@vitrine/contracts/stock/v1'
import { pick, timeOf } from '../answers/texts.ts'
import { done, type Operation, operation, type Outcome } from '../route-registry.ts'
import {
  recallLotInput,
  type StockLot,
  stockLotInput,
  stockLotOutput,
  stockLotsInput,
  stockLotsOutput,
  type StockLotWithSales,
} from '../schemas/admin-stock.ts'
import type { Locale } from '../words/words.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

/** Lots: what is left of them, who got pieces, and recalling one. */
export const adminLotOperations = ({ peers }: DoorParts): Operation[] => {
  type Ask = Parameters<typeof peers.catalog.getVariants>[1]
  async function named(lots: readonly Lot[], locale: Locale, within: () => Ask): Promise<StockLot[]> {
    const variantIds = [...new Set(lots.map(({ variantId }) => variantId))]
    const { variants } = variantIds.length > 0 ? await peers.catalog.getVariants({ variantIds }, within()) : { variants: [] }
    return lots.map(({ variantId, lot, received, left, firstAt, recalledAt, note }) => {
      const variant = variants.find((known) => known.variantId === variantId)
      const recalled = recalledAt && { recalledAt: timeOf(recalledAt), note }
      return {
        variantId,
        sku: variant?.sku ?? '',
        name: pick(variant?.name, locale),
        lot,
        received,
        left,
        at: timeOf(firstAt),
        ...recalled,
      }
    })
  }
  async function whole({ lot, sales }: LotResponse, locale: Locale, within: () => Ask): Promise<Outcome<StockLotWithSales>> {
    if (!lot) throw new Error('stock answered without the lot')
    // The newest sale is the last where nothing is left.
    const goneAt = lot.left === 0 ? sales[0]?.at : undefined
    const asked = { variantId: lot.variantId, ...(lot.firstAt && { firstAt: lot.firstAt }), ...(goneAt && { goneAt }) }
    const [[shown], { trials }] = await Promise.all([
      named([lot], locale, within),
      peers.homeTrials.listHolders({ ...asked, ids: sales.map(({ orderId }) => orderId) }, within()),
    ])
    if (!shown) throw new Error('the lot was not named')
    const bought = new Set(sales.map(({ orderId }) => orderId))
    const kept = new Set(trials.map(({ id }) => id).filter((id) => bought.has(id)))
    return done({
      ...shown,
      sales: sales.map(({ orderId, quantity, at }) => ({
        orderId,
        quantity,
        at: timeOf(at),
        ...(kept.has(orderId) && { isHomeTrial: true }),
      })),
      lent: trials.filter(({ id }) => !bought.has(id)).map(({ id: trialId, shipping }) => ({ trialId, name: shipping?.name ?? '' })),
    })
  }

  return [
    operation({
      ...staffReading,
      name: 'stockLots',
      summary: 'Lots, the newest first: what came, what is left, and which are recalled.',
      input: stockLotsInput,
      output: stockLotsOutput,
      policy: 'staff:stock',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/lots' },
      async handler({ variantId = '', lot = '' }, { locale, within }) {
        const { lots } = await peers.stock.listLots({ variantId, lot }, within())
        return done({ items: await named(lots, locale, within) })
      },
    }),

    operation({
      ...staffReading,
      name: 'stockLot',
      summary: 'A lot, and which orders got pieces of it.',
      input: stockLotInput,
      output: stockLotOutput,
      policy: 'staff:stock',
      rest: { method: 'GET', path: '/v1/admin/lots/:variantId/:lot' },
      async handler(asked, { locale, within }) {
        return whole(await peers.stock.getLot(asked, within()), locale, within)
      },
    }),

    operation({
      ...staffWriting,
      name: 'recallLot',
      summary: 'Recalls a lot: each buyer who got pieces of it is written to, once, however often it is asked.',
      input: recallLotInput,
      output: stockLotOutput,
      policy: 'staff:counting',
      refusals: ['not-found'],
      rest: { method: 'POST', path: '/v1/admin/lots/:variantId/:lot/recall' },
      async handler(asked, call) {
        return whole(await peers.stock.recallLot({ ...asked, actor: actorOf(call) }, call.within()), call.locale, call.within)
      },
    }),
  ]
}
