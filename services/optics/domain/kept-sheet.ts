export type KeptSheetState = 'submitted' | 'asked' | 'verified' | 'rejected'

/** Which state of a kept sheet may follow which (RX-8): what was decided is never edited, a correction is a new sheet. */
export const keptSheetMoves = {
  submitted: ['asked', 'verified', 'rejected'],
  asked: ['submitted', 'verified', 'rejected'],
  verified: [],
  rejected: [],
} as const satisfies Record<KeptSheetState, readonly KeptSheetState[]>

export const maySheetBecome = (from: KeptSheetState, to: KeptSheetState): boolean =>
  (keptSheetMoves[from] as readonly KeptSheetState[]).includes(to)

/** Somebody is to send another sheet in the place of this one. */
export const isToCorrect = ({ state, isCorrected }: { readonly state: KeptSheetState; readonly isCorrected: boolean }): boolean =>
  (state === 'asked' || state === 'rejected') && !isCorrected
