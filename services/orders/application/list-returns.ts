import { returnMoves, type ReturnFile } from '../domain/return-file.ts'

export interface ListedReturn {
  readonly orderId: string
  readonly orderNumber: string
  readonly currency: string
  readonly file: ReturnFile
  /** Where the list goes on after it. */
  readonly position: string
}

/** Which files: in a state, of a kind, of orders whose number, mail address or name holds these letters. Empty asks nothing. */
export interface ReturnFilter {
  readonly state: string
  readonly kind: string
  readonly q: string
}

export interface ReturnArchive {
  /** Newest orders first, of those before the position. */
  listReturns(filter: ReturnFilter, before: string | undefined, limit: number): Promise<readonly ListedReturn[]>
}

/** Files of what comes back, those of the newest orders first. Throws RangeError for an unknown state or kind, a page outside 1 to 100, or a cursor of another list. */
export async function listReturns(
  archive: ReturnArchive,
  filter: ReturnFilter,
  { cursor, limit }: { cursor: string; limit: number },
): Promise<{ readonly returns: readonly ListedReturn[]; readonly nextCursor: string }> {
  const { state, kind } = filter
  if (state !== '' && !(state in returnMoves)) throw new RangeError(`${state} is not a state of a return`)
  if (!['', 'withdrawal', 'return', 'claim', 'swap'].includes(kind)) throw new RangeError(`${kind} is not a kind of return`)
  if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
  if (cursor !== '' && !/^\d{1,18}\.\d{1,4}$/.test(cursor)) throw new RangeError('cursor is not of this list')
  const found = await archive.listReturns(filter, cursor || undefined, limit + 1)
  const returns = found.slice(0, limit)
  return { returns, nextCursor: found.length > limit ? (returns.at(-1)?.position ?? '') : '' }
}
