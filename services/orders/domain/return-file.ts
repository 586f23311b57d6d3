import type { Snapshot } from './cart.ts'

/** Why something comes back. The first two are votes of a size (domain.md AP-8). */
export const returnReasons = ['too-small', 'too-large', 'not-as-shown', 'faulty', 'changed-mind', 'other'] as const

/** What one may wish for something faulty (Directive (EU) 2019/771, article 13(1)): which of them it is, the shop and the shopper settle. */
export const remedies = ['repair', 'replacement', 'refund'] as const
export type Remedy = (typeof remedies)[number]

export type ReturnState =
  | 'asked'
  | 'to-pay'
  | 'approved'
  | 'label'
  | 'received'
  | 'checked'
  | 'refunded'
  | 'exchanged'
  | 'mended'
  | 'refused'
  | 'lapsed'
  | 'cancelled'

/**
 * Which state of a file may follow which: the one table, read by the server and, as `allowed` of each file, by the screens. An exchange is `to-pay` from the
 * moment the shop agrees until its replacement is paid; one that cannot be had is `asked` again, and one nobody pays gives the money alone, until it has
 * `lapsed` because nothing came back either. `mended`, of a claim: it was repaired, or another one went out for it. `cancelled`: its shopper took it back, or withdrew
 * from its pieces while they lay in the shop.
 */
export const returnMoves = {
  asked: ['approved', 'to-pay', 'refused', 'cancelled'],
  'to-pay': ['approved', 'asked', 'refused', 'exchanged', 'lapsed', 'cancelled'],
  approved: ['label', 'received', 'refused', 'lapsed', 'cancelled'],
  label: ['received', 'refused', 'lapsed', 'cancelled'],
  received: ['checked', 'mended', 'cancelled'],
  checked: ['refunded', 'exchanged', 'refused'],
  refunded: [],
  exchanged: [],
  mended: [],
  refused: [],
  lapsed: [],
  cancelled: [],
} as const satisfies Record<ReturnState, readonly ReturnState[]>

const byItself = new Set<ReturnState>(['asked', 'to-pay', 'exchanged', 'lapsed', 'cancelled'])

/**
 * States staff bring a file to. It is refunded by the money, exchanged or refused after the check by what was found; it waits for the money of a
 * replacement, and lapses, by itself. Of a swap nothing comes back: it is paid, or it ends.
 */
export const movesByHand = ({ state, kind }: Pick<ReturnFile, 'state' | 'kind'>): readonly ReturnState[] =>
  state === 'checked'
    ? []
    : returnMoves[state].filter((to) => !byItself.has(to) && (kind !== 'swap' || to === 'refused') && (kind === 'claim' || to !== 'mended'))

/**
 * States its shopper brings a file to: they take a request back while nothing was sent. A withdrawal is declared, not asked for, and a swap is ended by what was
 * ordered; of an exchange that left at once the replacement is theirs.
 */
export const movesByShopper = ({ state, kind, exchange }: Pick<ReturnFile, 'state' | 'kind' | 'exchange'>): readonly ReturnState[] =>
  (kind === 'return' || kind === 'claim') && state !== 'received' && !(exchange?.sendsAtOnce && exchange.orderId !== '')
    ? returnMoves[state].filter((to) => to === 'cancelled')
    : []

/** States in which the pieces are the shopper's again: nothing of them stays with the shop. */
export const givesPiecesBack = (state: ReturnState): boolean => state === 'refused' || state === 'cancelled' || state === 'mended'

export interface ReturnLine {
  readonly lineId: string
  readonly quantity: number
  /** One of `returnReasons`; empty for a withdrawal, which needs none. */
  readonly reason: string
  /** What the shopper wants for it, as many pieces; absent is the money. */
  readonly wants?: Snapshot
  /** Known once checked: pieces taken back, and of these what can be sold again. */
  readonly accepted?: number
  readonly restocked?: number
}

/** The replacement of a file the shop agreed to: an order of its own, paid by the pieces that come back and, where it is dearer, by its shopper. */
export interface Exchange {
  /** The cart it is bought with. */
  readonly cartId: string
  /** What the pieces are worth at most; kept back from all other ways the order gives money back. */
  readonly atMostMinor: number
  /** What the replacement cost beyond that when it was agreed. */
  readonly dueMinor: number
  /** It leaves without waiting for the check. */
  readonly sendsAtOnce: boolean
  /** Empty until it was paid, as the number. */
  readonly orderId: string
  readonly orderNumber: string
  /** What of the replacement the pieces pay, less what it gave back since; 0 until it was paid. */
  readonly paidMinor: number
  /** Of a swap: nothing else is left of its order, so its delivery is that of the replacement. */
  readonly isWhole?: boolean
}

/** Who pays for sending it back: the shop, where something is faulty or not as shown; else the shopper, who is told so before (LAW-4). */
export const shopPays = ({ kind, lines }: Pick<ReturnFile, 'kind' | 'lines'>): boolean =>
  kind === 'claim' || lines.some(({ reason }) => reason === 'faulty' || reason === 'not-as-shown')

/** Pieces that come back; or, of a swap, that have not left and become something dearer (exchange/dearer-swap.ts). */
export interface ReturnFile {
  readonly id: string
  readonly kind: 'withdrawal' | 'return' | 'claim' | 'swap'
  readonly state: ReturnState
  /** Who declared it, as they wrote their name; empty for the owner of the account or the holder of the link. */
  readonly name: string
  readonly lines: readonly ReturnLine[]
  /** Of a claim, what is wrong; of a file staff opened, why. */
  readonly words?: string
  /** Of a claim: what the shopper wishes. */
  readonly remedy?: Remedy
  /** RFC 3339. */
  readonly askedAt: string
  /** What goes back; before the check, what would if all is well. */
  readonly amountMinor: number
  /** Kept of the money, because the pieces lost value by how they were handled (Directive 2011/83/EU, article 14(2)). */
  readonly withheldMinor?: number
  /** Where what can be sold again was put, by the check; absent is the first place. */
  readonly placeId?: string
  /** The pieces had not left: they were cancelled, and nothing comes back but the money. */
  readonly hadNotLeft: boolean
  /** Agreed to; absent for a file that gives money back alone. */
  readonly exchange?: Exchange
  /** RFC 3339: so long what it waits for is awaited, the money of an exchange, then the pieces of one that was not paid. Absent where nothing ends it. */
  readonly lapsesAt?: string
  /** Oldest first. `note` is for the shopper: why it was refused, the number of the label. */
  readonly steps: readonly { readonly at: string; readonly state: ReturnState; readonly note: string; readonly actor: string }[]
}

const dayMs = 86_400_000
/** So long the difference of an exchange is awaited [our choice: what is kept for it keeps the shopper from their money]. */
export const toPayMs = 7 * dayMs
/** So long the difference of a swap is awaited [our choice: meanwhile the parcel stays in the shop]. */
export const toPaySwapMs = dayMs
/** So long the pieces of an exchange that was not paid are awaited: the time a consumer has to send back (Directive 2011/83/EU, article 14(1)). */
export const toSendMs = 14 * dayMs

export const isLapsing = ({ lapsesAt }: ReturnFile, now: Date): boolean => lapsesAt !== undefined && lapsesAt <= now.toISOString()

/** The first moment at which one of these files waits no longer; null when none does. */
export const lapsesAt = (returns: readonly ReturnFile[]): string | null =>
  returns.flatMap((file) => file.lapsesAt ?? []).toSorted()[0] ?? null

/** The file in another state, with the step that says so. What it waited for is over, but for the pieces once a label was sent. */
export function stepped({ lapsesAt, ...file }: ReturnFile, state: ReturnState, at: string, note = '', actor = ''): ReturnFile {
  const still = lapsesAt !== undefined && state === 'label' ? { lapsesAt } : {}
  return { ...file, ...still, state, steps: [...file.steps, { at, state, note, actor }] }
}

/** Pieces that were claimed as faulty, came, and are neither mended nor paid back yet. */
export const isClaimInShop = ({ kind, state }: Pick<ReturnFile, 'kind' | 'state'>): boolean => kind === 'claim' && state === 'received'

/** How many pieces of a line are in a file. */
export const countOf = ({ lines }: Pick<ReturnFile, 'lines'>, lineId: string): number =>
  lines.find((line) => line.lineId === lineId)?.quantity ?? 0

/** The files of an order with one as it is now. */
export const replaced = ({ returns }: { readonly returns: readonly ReturnFile[] }, file: ReturnFile): readonly ReturnFile[] =>
  returns.map((each) => (each.id === file.id ? file : each))

/**
 * What of the money of an order its exchanges keep: all the pieces are worth until the replacement is paid, then what they pay of it. A swap keeps nothing
 * before: its shopper may still cancel, or withdraw.
 */
export const keptForExchangesMinor = (returns: readonly ReturnFile[]): number =>
  returns.reduce((sum, { kind, exchange }) => {
    if (!exchange) return sum
    return sum + (exchange.orderId !== '' ? exchange.paidMinor : kind === 'swap' ? 0 : exchange.atMostMinor)
  }, 0)

/** The swap of an order whose difference is awaited: one at a time (migration 025). */
export const openSwapOf = ({ returns }: { readonly returns: readonly ReturnFile[] }): ReturnFile | undefined =>
  returns.find(({ kind, state }) => kind === 'swap' && state === 'to-pay')

/** The file as one that gives money back alone. */
export function withoutExchange({ exchange, ...file }: ReturnFile): ReturnFile {
  return exchange ? { ...file, amountMinor: file.amountMinor + (exchange.orderId === '' ? 0 : exchange.paidMinor) } : file
}

/** Under which id pieces of a line of a file are put where they are sold from again. */
export const restockIdOf = (fileId: string, lineId: string): string => `${fileId}-restock-${lineId}`

/** Under which id the money of a file goes back. */
export const refundIdOf = (fileId: string): string => `${fileId}-refund`
