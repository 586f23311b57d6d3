import type { PriceListRow } from '@vitrine/gateway/schemas/admin-prices'
import { usePriceWords } from '../words/prices.ts'
import { Status } from './status.tsx'

type State = PriceListRow['state']

/** Where a list stands: one for everybody says so itself, as its prices are set; one of a group holds by its times. */
export function listState({ group, state, startsAt, endsAt }: PriceListRow, now: Date): State {
  if (!group) return state
  if (endsAt && new Date(endsAt) <= now) return 'over'
  return new Date(startsAt) <= now ? 'running' : 'waiting'
}

const tones = { waiting: 'azur', running: 'verre', over: '' } as const satisfies Record<State, string>

export function ListStateMark({ state }: { readonly state: State }) {
  return <Status text={usePriceWords().listStates[state]} tone={tones[state]} />
}
