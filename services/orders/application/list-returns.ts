import { returnMoves, type ReturnFile } from '../domain/return-file.ts'

export interface ListedReturn {
  readonly orderId: string
  readonly orderNumber: string
  readonly currency: string
  readonly file: ReturnFile
  /** Where the list goes on after it. */
  readonly position: string
}

export interface ReturnArchive {
  /** Newest orders first, of those before the position; an empty state is any. */
  listReturns(state: string, before: string | undefined, limit: number): Promise<readonly ListedReturn[]>
}

/** Files of what comes back, those of the newest orders first. Throws RangeError for an unknown state, a page outside 1 to 100, or a cursor of another list. */
export async function listReturns(
  archive: ReturnArchive,
  state: string,
  { cursor, limit }: { cursor: string; limit: number },
): Promise<{ readonly returns: readonly ListedReturn[]; readonly nextCursor: string }> {
  if (state !== '' && !(state in returnMoves)) throw new RangeError(`${state} is not a state of a return`)
  if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
  if (cursor !== '' && !/^\d{1,18}\.\d{1,4}$/.test(cursor)) throw new RangeError('cursor is not of this list')
  const found = await archive.listReturns(state, cursor || undefined, limit + 1)
  const returns = found.slice(0, limit)
  return { returns, nextCursor: found.length > limit ? (returns.at(-1)?.position ?? '') : '' }
}
