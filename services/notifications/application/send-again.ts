import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'

/** A mail by its id, or of an order the first that held its link. */
export type MailWanted = { readonly mailId: string } | { readonly orderId: string }

export interface MailCopies {
  /** Writes the same mail once more. Of one `turn` there is one copy; `undefined` when there is nothing to copy. */
  copy(wanted: MailWanted, copy: { readonly id: string; readonly turn: number; readonly at: Date }): Promise<'copied' | 'there' | undefined>
}

/** Whoever presses twice, or asks for the mails of others, gets one in ten minutes. Source: Vitrine's choice. */
const turnMs = 600_000

/** Answers whether another one was written. Fault: `not-found`. */
export async function sendAgain(
  { copies, clock, ids }: { copies: MailCopies; clock: Clock; ids: Ids },
  wanted: MailWanted,
): Promise<boolean> {
  const at = clock()
  const made = await copies.copy(wanted, { id: ids(), turn: Math.floor(at.getTime() / turnMs), at })
  if (!made) throw new Fault('not-found', 'no mail about an order')
  return made === 'copied'
}
