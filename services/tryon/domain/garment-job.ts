export const garmentCategories = ['top', 'bottom', 'dress'] as const
export type GarmentCategory = (typeof garmentCategories)[number]

export type RunningState = 'queued' | 'starting' | 'processing'
export type GarmentState = RunningState | 'succeeded' | 'failed' | 'canceled'

/**
 * Why a job failed. `engine-refused`: the engine did not take it; `engine-failed`: it took it, and made nothing, or could not be asked;
 * `engine-late`: not within its time; `unreadable-result`: what it made is no picture; `shop-stopped`: the process that held the photo ended.
 */
export type FailureReason = 'engine-refused' | 'engine-failed' | 'engine-late' | 'unreadable-result' | 'shop-stopped'

/** Source: try-on.md section 8 for the engine's 120 s and the 24 h; the others [V]. */
export const garmentLimits = {
  /** From the first word to the engine to its picture. */
  engineMs: 120_000,
  queuedMs: 10 * 60_000,
  /** Jobs one process holds photos for: 10 of at most 1 MB. */
  held: 10,
  /** Jobs one process has at the engine at once; most engines have one graphics card. */
  atOnce: 2,
  /** A round of looks at all jobs waits so long for an engine; what takes longer goes on beside the next rounds. */
  roundMs: 2_000,
  /** A process that did not say so for this long is dead: it says so in each round. */
  silentMs: 90_000,
  /** So long an engine that is away is reminded of a photo it holds. */
  remindMs: 3_600_000,
  /** A process that ends waits so long for what it still tells the engine. */
  partingMs: 20_000,
  /** How long a finished picture is kept for whoever asked for it: without the second consent, and with it. */
  shownMs: 15 * 60_000,
  keptMs: 24 * 3_600_000,
} as const

/** When nothing of a job is left. */
export const eraseAt = (endedAt: Date, keepsResult: boolean): Date =>
  new Date(endedAt.getTime() + (keepsResult ? garmentLimits.keptMs : garmentLimits.shownMs))

/** Where a finished picture lies. */
export const fileOf = (id: string): string => `tryon/garments/${id}.jpg`
