/** Why something comes back. The first two are votes of a size (domain.md AP-8). */
export const returnReasons = ['too-small', 'too-large', 'not-as-shown', 'faulty', 'changed-mind', 'other'] as const

export type ReturnState = 'asked' | 'approved' | 'label' | 'received' | 'checked' | 'refunded' | 'refused'

/** Which state of a file may follow which: the one table, read by the server and, as `allowed` of each file, by the screens. */
export const returnMoves = {
  asked: ['approved', 'refused'],
  approved: ['label', 'received', 'refused'],
  label: ['received', 'refused'],
  received: ['checked'],
  checked: ['refunded', 'refused'],
  refunded: [],
  refused: [],
} as const satisfies Record<ReturnState, readonly ReturnState[]>

/** States staff bring a file to. It is refunded by the money, and refused after the check by what was found. */
export const movesByHand = (state: ReturnState): readonly ReturnState[] => (state === 'checked' ? [] : returnMoves[state])

export interface ReturnLine {
  readonly lineId: string
  readonly quantity: number
  /** One of `returnReasons`; empty for a withdrawal, which needs none. */
  readonly reason: string
  /** Known once checked: pieces taken back, and of these what can be sold again. */
  readonly accepted?: number
  readonly restocked?: number
}

/** Pieces that come back. */
export interface ReturnFile {
  readonly id: string
  readonly kind: 'withdrawal' | 'return'
  readonly state: ReturnState
  /** Who declared it, as they wrote their name; empty for the owner of the account or the holder of the link. */
  readonly name: string
  readonly lines: readonly ReturnLine[]
  /** RFC 3339. */
  readonly askedAt: string
  /** What goes back; before the check, what would if all is well. */
  readonly amountMinor: number
  /** Kept of the money, because the pieces lost value by how they were handled (Directive 2011/83/EU, article 14(2)). */
  readonly withheldMinor?: number
  /** The pieces had not left: they were cancelled, and nothing comes back but the money. */
  readonly hadNotLeft: boolean
  /** Oldest first. `note` is for the shopper: why it was refused, the number of the label. */
  readonly steps: readonly { readonly at: string; readonly state: ReturnState; readonly note: string; readonly actor: string }[]
}

/** The file in another state, with the step that says so. */
export const stepped = (file: ReturnFile, state: ReturnState, at: string, note = '', actor = ''): ReturnFile => ({
  ...file,
  state,
  steps: [...file.steps, { at, state, note, actor }],
})

/** Under which id the money of a file goes back. */
export const refundIdOf = (fileId: string): string => `${fileId}-refund`
