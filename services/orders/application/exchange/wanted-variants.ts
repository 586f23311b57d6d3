import type { Client } from '@connectrpc/connect'
import type { CatalogService } from '@vitrine/contracts/catalog/v1'
import type { StockService } from '@vitrine/contracts/stock/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Snapshot } from '../../domain/cart.ts'
import { snapshotOf } from '../add-line.ts'

export interface WantedNeeds {
  readonly catalog: Pick<Client<typeof CatalogService>, 'getVariants'>
  readonly stock: Pick<Client<typeof StockService>, 'availability'>
}

/** What is wanted, by variant, in the words and picture of this moment. */
export type Wanted = ReadonlyMap<string, Snapshot>

interface WantingLine {
  readonly lineId: string
  readonly quantity: number
  readonly wantsVariantId: string
}

const timeoutMs = 1_500

/**
 * What is wanted for pieces that come back, any variant on sale. Refusals, of the first line that cannot be: `not-sold`; `sold-out`, with what is left. The
 * pieces are held once the shop agrees. Fault: `not-found` for a variant nobody knows.
 */
export async function wantedOf(
  { catalog, stock }: WantedNeeds,
  lines: readonly WantingLine[],
): Promise<Wanted | { readonly lineId: string; readonly reason: 'not-sold' | 'sold-out'; readonly left: number }> {
  const wanting = lines.filter(({ wantsVariantId }) => wantsVariantId !== '')
  const variantIds = [...new Set(wanting.map(({ wantsVariantId }) => wantsVariantId))]
  if (variantIds.length === 0) return new Map()
  const [{ variants }, { availabilities }] = await Promise.all([
    catalog.getVariants({ variantIds }, { timeoutMs }),
    stock.availability({ variantIds }, { timeoutMs }),
  ])
  for (const { lineId, wantsVariantId } of wanting) {
    const variant = variants.find(({ variantId }) => variantId === wantsVariantId)
    if (!variant) throw new Fault('not-found', `no variant ${wantsVariantId}`)
    if (!variant.onSale) return { lineId, reason: 'not-sold', left: 0 }
    const pieces = wanting.reduce((sum, line) => sum + (line.wantsVariantId === wantsVariantId ? line.quantity : 0), 0)
    const left = availabilities.find(({ variantId }) => variantId === wantsVariantId)?.available ?? 0
    if (left < pieces) return { lineId, reason: 'sold-out', left }
  }
  return new Map(variants.map((variant) => [variant.variantId, snapshotOf(variant)]))
}
