import { createClient, type Transport } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { type Drift, StockService } from '@vitrine/contracts/stock/v1'

/** `look` changes nothing; `repair` puts right what drifts, and says so. */
export type StockHow = 'look' | 'repair'

export interface StockFound {
  /** One for each figure that drifts, with the repair. */
  readonly lines: readonly string[]
  /** Of them, how many drift still. */
  readonly left: number
}

const actor = 'vitrine doctor'

/** Whether each level of stock is what its movements and reservations say (STK-5), and what would put it right. */
export async function lookAtLevels(peer: (name: string) => Transport, how: StockHow): Promise<StockFound> {
  const stock = createClient(StockService, peer('stock'))
  const { repaired = [], left } = how === 'repair' ? await stock.repairDrifts({ actor }) : { left: (await stock.listDrifts({})).drifts }
  const skuOf = await skusOf(peer, [...repaired, ...left])
  const line = (drift: Drift, done: string) =>
    `${skuOf(drift.variantId)}${drift.placeId && ` at ${drift.placeId}`}: ${saying(drift)}: ${done}`
  return {
    lines: [
      ...repaired.map((drift) => line(drift, `repaired, ${remedy(drift)}`)),
      ...left.map((drift) =>
        line(
          drift,
          how === 'repair' ? 'left: reservations hold more than is there; count the pieces first' : `would be repaired by ${remedy(drift)}`,
        ),
      ),
    ],
    left: left.length,
  }
}

const whose = (drift: Drift) =>
  drift.placeId === '' && drift.what !== 'awaited' ? 'its places' : drift.what === 'on-hand' ? 'its movements' : 'its reservations'

const saying = (drift: Drift) => `${drift.what.replace('-', ' ')} ${drift.level}, ${whose(drift)} say ${drift.books}`

/** What is written: pieces by a movement, promises and sums by the figure that is right. */
function remedy({ what, placeId, level, books }: Drift): string {
  const signed = (n: number) => (n > 0 ? `+${n}` : String(n))
  if (what === 'on-hand' && placeId !== '') return `a movement of ${signed(level - books)} (correction)`
  if (placeId === '') return `the sum ${books}`
  return level > books
    ? `a release of ${level - books} that no reservation holds`
    : `a promise of ${books - level} that a reservation holds`
}

async function skusOf(peer: (name: string) => Transport, drifts: readonly Drift[]): Promise<(variantId: string) => string> {
  const variantIds = [...new Set(drifts.map(({ variantId }) => variantId))]
  if (variantIds.length === 0) return (variantId) => variantId
  const { variants } = await createClient(CatalogService, peer('catalog')).getVariants({ variantIds })
  const skus = new Map(variants.map(({ variantId, sku }) => [variantId, sku]))
  return (variantId) => skus.get(variantId) ?? variantId
}
