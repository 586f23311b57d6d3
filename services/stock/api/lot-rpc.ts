import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { LotResponseSchema, LotSchema, StockService } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { type KeptLot, type LotSale, type LotStore, readLot, recallLot } from '../application/keep-lots.ts'

/** The part of the contract that is about lots. */
export const lotRpc = (needs: {
  readonly store: LotStore
  readonly clock: Clock
}): Pick<ServiceImpl<typeof StockService>, 'listLots' | 'getLot' | 'recallLot'> => ({
  async listLots({ variantId, lot }) {
    return { lots: (await needs.store.lots({ variantId, lot })).map(lotMessage) }
  },
  async getLot({ variantId, lot }) {
    return lotAnswer(await readLot(needs.store, variantId, lot))
  },
  async recallLot({ variantId, lot, note, actor }) {
    return lotAnswer(await recallLot(needs, { variantId, lot, note, actor }))
  },
})

const lotMessage = ({ variantId, lot, received, left, firstAt, recalledAt, note }: KeptLot): MessageInitShape<typeof LotSchema> => ({
  ...{ variantId, lot, received, left, note, firstAt: timestampFromDate(firstAt) },
  ...(recalledAt && { recalledAt: timestampFromDate(recalledAt) }),
})

const lotAnswer = ({ lot, sales }: { lot: KeptLot; sales: readonly LotSale[] }): MessageInitShape<typeof LotResponseSchema> => ({
  lot: lotMessage(lot),
  sales: sales.map(({ orderId, quantity, at }) => ({ orderId, quantity, at: timestampFromDate(at) })),
})
