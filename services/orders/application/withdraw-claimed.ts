import type { Order } from '../domain/order.ts'
import { factOf, shareMinor } from '../domain/pieces.ts'
import { countOf, isClaimInShop, replaced, type ReturnFile, type ReturnLine, stepped } from '../domain/return-file.ts'
import type { OrderChange } from './edit-order.ts'
import type { OrderTellings } from './tell-order.ts'

export interface ClaimedFile {
  readonly id: string
  readonly name: string
  /** At most what `claimedOf` says of each line. */
  readonly lines: readonly ReturnLine[]
  readonly actor: string
}

/**
 * A withdrawal from pieces that were claimed as faulty and lie in the shop: they are received already, and wait for the check. Their claim goes on with what is left of
 * it, or has ended with the last piece, oldest claim first.
 */
export function withdrawingClaimed(tellings: OrderTellings, order: Order, { id, name, lines, actor }: ClaimedFile, now: Date): OrderChange {
  const at = now.toISOString()
  const worthOf = (pieces: readonly ReturnLine[]) =>
    order.lines.reduce((sum, line) => sum + shareMinor(line, order.totals.taxIncluded, countOf({ lines: pieces }, line.id)), 0)
  let left = lines
  const claims: ReturnFile[] = []
  const words: string[] = []
  for (const claim of order.returns.filter(isClaimInShop)) {
    const taken = lessOf(claim.lines, left, 'both')
    if (taken.length === 0) continue
    const rest = lessOf(claim.lines, taken, 'rest')
    claims.push(rest.length === 0 ? stepped(claim, 'cancelled', at) : { ...claim, lines: rest, amountMinor: worthOf(rest) })
    left = lessOf(left, taken, 'rest')
    if (claim.words) words.push(claim.words)
  }
  const pieces = lines.map((line) => ({ ...line, reason: 'faulty' }))
  const opened = {
    id,
    kind: 'withdrawal',
    name,
    words: words.join('\n'),
    lines: pieces,
    askedAt: at,
    hadNotLeft: false,
    steps: [],
  } as const
  const file = stepped({ ...opened, state: 'received', amountMinor: worthOf(pieces) }, 'received', at, '', actor)
  const facts = { returnId: id, lines: factOf(pieces), ...(name && { name }) }
  const timeline = [...order.timeline, { at, event: 'withdrawn', facts }]
  const returns = [...claims.reduce<Order['returns']>((all, claim) => replaced({ returns: all }, claim), order.returns), file]
  const changed = { ...order, returns, timeline }
  return { order: changed, told: [...claims, file].map((each) => tellings.returnMoved(changed, each)), errands: [], rewrites: true }
}

/** Of some pieces, those that are in others too; or the rest. */
function lessOf(lines: readonly ReturnLine[], others: readonly ReturnLine[], which: 'both' | 'rest'): ReturnLine[] {
  return lines
    .map((line) => {
      const both = Math.min(line.quantity, countOf({ lines: others }, line.lineId))
      return { ...line, quantity: which === 'both' ? both : line.quantity - both }
    })
    .filter(({ quantity }) => quantity > 0)
}
