import type { MeasuredFrame } from './judged-lens.ts'
import type { LabMove, LabState } from './lab.ts'
import type { LensOption, LocalText, Treatment } from './lens-range.ts'
import type { Remake } from './remake.ts'

export type ConfigurationState = 'drafted' | 'submitted' | 'asked' | 'verified' | 'refused' | 'dropped'

/** Which state may follow which: the one table (RX-8). A pair whose order fell through at the bank may be ordered again. */
export const configurationMoves = {
  drafted: ['submitted', 'verified'],
  submitted: ['asked', 'verified', 'refused', 'dropped'],
  asked: ['submitted', 'refused', 'dropped'],
  verified: ['dropped'],
  refused: ['dropped'],
  dropped: ['submitted', 'verified'],
} as const satisfies Record<ConfigurationState, readonly ConfigurationState[]>

export const mayFollow = (from: ConfigurationState, to: ConfigurationState): boolean =>
  (configurationMoves[from] as readonly ConfigurationState[]).includes(to)

/** Why a sheet is asked for again, or refused. Words are the gateway's: what is wrong with somebody's eyes is in none of them. */
export const reasons = ['unreadable', 'unlikely', 'expired', 'pd-missing', 'does-not-fit', 'other'] as const
export type Reason = (typeof reasons)[number]

/** Why an expired sheet does (LAW-13). */
export const lostReasons = ['lost', 'broken'] as const
export type LostReason = (typeof lostReasons)[number]

/** Why an optician amends what was typed: a slip of the hand, or what somebody said; in their own words beside the sheet. */
export const amendReasons = ['slip', 'prescriber', 'wearer', 'other'] as const
export type AmendReason = (typeof amendReasons)[number]

export interface Step {
  /** RFC 3339. */
  readonly at: string
  readonly what:
    | 'submitted'
    | 'asked'
    | 'corrected'
    | 'typed'
    | 'amended'
    | 'verified'
    | 'refused'
    | 'dropped'
    | 'lab-queued'
    | `lab-${LabMove}`
    | 'lab-remade'
  /** Who did it; empty for the shopper and the shop itself. */
  readonly actor: string
  readonly reason: string
}

/** Has its price in pricing, under its id. */
export interface LensPart {
  readonly id: string
  readonly kind: 'lenses' | 'treatment'
  readonly name: LocalText
}

/** What a pair of glasses is to be made of, and how far it is. Nothing of the sheet. */
export interface Configuration {
  readonly id: string
  /** The account, or `guest ` and the id. */
  readonly personId: string
  readonly variantId: string
  readonly frameName: string
  readonly frameSku: string
  readonly frame: MeasuredFrame
  /** As they were when they were chosen: what leaves the range later changes nothing of these. */
  readonly lens: LensOption
  readonly treatments: readonly Treatment[]
  readonly leadDays: number
  readonly toPrescription: boolean
  /** Of the sheet there is the picture alone: an optician is to read it. Absent: it was typed. */
  readonly isToRead?: true
  /** Name of the optician who verified it, as it was that day: a proof of purchase says it (LAW-15). */
  readonly verifiedBy?: string
  readonly state: ConfigurationState
  readonly labState: LabState
  /** Empty until it was ordered. */
  readonly orderId: string
  readonly orderNumber: string
  /** Whose order it is: who signed in after the sheet was typed is its person all the same. Empty for a guest's. */
  readonly customerId: string
  /** There is a picture of the sheet. */
  readonly hasScan: boolean
  readonly createdAt: Date
  readonly orderedAt: Date | null
  /** Oldest first. */
  readonly steps: readonly Step[]
  /** Oldest first; absent of a pair that was made once. */
  readonly remakes?: readonly Remake[]
  readonly version: number
}

/** What is priced of a pair: the lenses first, then the treatments. */
export const partsOf = ({ lens, treatments }: Pick<Configuration, 'lens' | 'treatments'>): LensPart[] => [
  { id: lens.id, kind: 'lenses', name: lens.name },
  ...treatments.map(({ id, name }): LensPart => ({ id, kind: 'treatment', name })),
]

/** Glasses, and how many pictures of their sheet were begun: each is a file of its own, by its number. */
export interface Pictured {
  readonly id: string
  readonly scansSent: number
}

export const guestOf = (configurationId: string): string => `guest ${configurationId}`

/** Whose account it is in; empty for a guest's. */
export const accountOf = ({ id, personId, customerId }: Configuration): string => (personId === guestOf(id) ? customerId : personId)

/** Its sheet is typed now, whoever did it. */
export function withSheet({ isToRead: _, ...configuration }: Configuration): Configuration {
  return configuration
}

/** The configuration in another state, with the step that says so. */
export const stepped = (
  configuration: Configuration,
  change: Partial<Pick<Configuration, 'state' | 'labState' | 'orderId' | 'orderNumber' | 'customerId' | 'orderedAt'>>,
  {
    what,
    at,
    actor = '',
    reason = '',
  }: { readonly what: Step['what']; readonly at: Date; readonly actor?: string; readonly reason?: string },
): Configuration => ({
  ...configuration,
  ...change,
  steps: [...configuration.steps, { at: at.toISOString(), what, actor, reason }],
})
