import { isDeepStrictEqual } from 'node:util'
import { checkedRange, type LensRange } from '../domain/lens-range.ts'
import type { KeptRange, LensStore } from './judge-lenses.ts'

/**
 * Replaces all lenses and treatments of the shop, and answers what is kept. Refusal: `stale` when they were changed since `version`; the same
 * range again is no such change, so a repeat is answered like the first. Throws RangeError naming the first that is wrong.
 */
export async function putLensRange(
  lenses: LensStore,
  wanted: LensRange,
  version: number,
): Promise<{ readonly outcome: 'put' | 'stale'; readonly range: KeptRange }> {
  const isPut = await lenses.put(checkedRange(wanted), version)
  const range = await lenses.read()
  const { options, treatments } = range
  return { outcome: isPut || isDeepStrictEqual({ options, treatments }, wanted) ? 'put' : 'stale', range }
}
