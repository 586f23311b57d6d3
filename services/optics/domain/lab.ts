/** Where a job is; empty: nothing is to be made. `received`: it came back, and was looked at. */
export const labStates = ['', 'queued', 'sent', 'in-production', 'delayed', 'checked-in', 'received', 'refused'] as const
export type LabState = (typeof labStates)[number]

/** Which state of a job may follow which, by hand (OPT-10): the one table, for the screens too. A job that is refused is made again, as another one. */
export const labMoves = {
  '': [],
  queued: ['sent', 'checked-in', 'received'],
  sent: ['in-production', 'delayed', 'checked-in', 'received'],
  'in-production': ['delayed', 'checked-in', 'received'],
  delayed: ['in-production', 'checked-in', 'received'],
  'checked-in': ['received', 'refused'],
  received: [],
  refused: [],
} as const satisfies Record<LabState, readonly LabState[]>

/** States that are moved to by hand. */
export const labMoveTargets = ['sent', 'in-production', 'delayed', 'checked-in', 'received', 'refused'] as const
export type LabMove = (typeof labMoveTargets)[number]

export const movesOf = (from: LabState): readonly LabMove[] => labMoves[from]

/** A lab has had it: it may be made again. */
export const wasAtLab = (state: LabState): boolean => state !== '' && state !== 'queued'
