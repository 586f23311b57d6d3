import { isEverything, type Scope } from './promotion.ts'

/** A line of a basket with its price and its place in the shop. */
export interface GoodsLine {
  readonly lineId: string
  readonly variantId: string
  /** Empty while nobody said where the variant stands. */
  readonly productId: string
  readonly categoryIds: readonly string[]
  readonly quantity: number
  readonly unitMinor: number
  /** `unitMinor` x `quantity`. */
  readonly totalMinor: number
  readonly isReduced: boolean
}

export const isIn = (scope: Scope, { variantId, productId, categoryIds }: GoodsLine): boolean =>
  isEverything(scope) ||
  scope.variantIds.includes(variantId) ||
  scope.productIds.includes(productId) ||
  categoryIds.some((id) => scope.categoryIds.includes(id))

export const piecesOf = (lines: readonly GoodsLine[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0)

export const fullPriceOf = (lines: readonly GoodsLine[]): number => lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
