import type { Credit } from '@vitrine/gateway/schemas/admin-prices'
import { shortId } from '../session.ts'
import { usePriceWords } from '../words/prices.ts'
import type { PriceWords } from '../words/prices-en.ts'
import { Status } from './status.tsx'

type State = 'open' | 'spent' | 'closed' | 'ended'

/** Whether a gift card or store credit pays, or why not. */
function creditState({ balance, closedAt, expiresAt }: Credit, now: Date): State {
  if (closedAt) return 'closed'
  if (expiresAt && new Date(expiresAt) <= now) return 'ended'
  return balance.amountMinor === 0 ? 'spent' : 'open'
}

const tones = { open: 'verre', spent: '', closed: 'grenat', ended: 'ambre' } as const satisfies Record<State, string>

export function CreditStateMark({ credit }: { readonly credit: Credit }) {
  const state = creditState(credit, new Date())
  return <Status text={usePriceWords().creditStates[state]} tone={tones[state]} />
}

/** What people call it: a card by the end of its code, credit by whose it is. */
export const creditName = ({ codeEnd, customerId = '' }: Credit, own: PriceWords): string =>
  codeEnd ? own.cardEnding(codeEnd) : own.creditOf(shortId(customerId))
