import { mostAtOnce } from '../domain/stock.ts'

/** What setting needs of storage. */
export interface ReorderStore {
  /** 0 takes it away. False for a bundle, which changes nothing. */
  setReorderPoint(variantId: string, pieces: number): Promise<boolean>
}

/**
 * Says from how many pieces down, free to leave, a variant is to be ordered anew; 0 takes that away. Twice is once. It tells staff alone: what shoppers read as
 * low stays as it is (`lowAtMost`). Throws RangeError for a number that is none, or a bundle.
 */
export async function setReorderPoint(store: ReorderStore, variantId: string, pieces: number): Promise<void> {
  if (variantId === '') throw new RangeError('a point names a variant')
  if (!Number.isSafeInteger(pieces) || pieces < 0 || pieces > mostAtOnce) throw new RangeError(`pieces: ${pieces} is no number of pieces`)
  if (!(await store.setReorderPoint(variantId, pieces))) throw new RangeError('variantId: of a bundle its parts are ordered')
}
