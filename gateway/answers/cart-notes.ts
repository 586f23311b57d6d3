import type { CartLine } from '@vitrine/contracts/orders/v1'
import { type Locale, wordsOf } from '../words/words.ts'

/**
 * What is worth knowing of a line before it is bought; it never blocks (ORD-15). `two-sizes`: another line is the same garment in another size, so the
 * size chart is offered (AP-9). `sealed`: what may come back only unopened. That lenses made to measure do not come back is told by `glasses`.
 */
export function cartNotes(line: CartLine, lines: readonly CartLine[], locale: Locale): { readonly code: string; readonly text: string }[] {
  const words = wordsOf(locale)
  const size = line.optionCodes['size']
  const isTwice =
    line.kind === 'apparel' &&
    size !== undefined &&
    lines.some((other) => other.productId === line.productId && other.optionCodes['size'] !== size)
  const sealed = words.withdrawalExempt[line.kind]
  return [...(isTwice ? [{ code: 'two-sizes', text: words.twoSizes }] : []), ...(sealed ? [{ code: 'sealed', text: sealed }] : [])]
}
