import type { GarmentCategory } from '../domain/garment-job.ts'

/** What an engine is given: two JPEG without metadata, and what kind of garment the second shows. */
export interface GarmentOrder {
  /** The job's. */
  readonly id: string
  readonly person: Uint8Array
  readonly garment: Uint8Array
  readonly category: GarmentCategory
  /** 31 bits: the same seed makes the same picture. */
  readonly seed: number
}

/** A job as the engine is reminded of it. */
export interface EndedJob {
  readonly id: string
  readonly ref: string | undefined
}

export type EngineStatus =
  | { readonly state: 'starting' }
  /** `percent` where the engine tells. */
  | { readonly state: 'processing'; readonly percent?: number }
  /** As the engine made it; not judged. */
  | { readonly state: 'succeeded'; readonly picture: Uint8Array }
  | { readonly state: 'failed' }
  | { readonly state: 'canceled' }

/**
 * Whoever can put a garment on a person: a programme of the shop's choice behind HTTP. Refusals and outages are `EngineFault`s; each call
 * was repeated once where the engine answered 5xx, so a job may run there twice.
 */
export interface GarmentEngine {
  /** How it is named to shoppers. */
  readonly name: string
  /** It says when there is news, so it need not be asked every second. */
  readonly tells: boolean
  /** Answers the engine's name for the job. */
  submit(order: GarmentOrder): Promise<string>
  status(ref: string): Promise<EngineStatus>
  /** Safe for a job that has ended. */
  cancel(ref: string): Promise<void>
  /**
   * The job `id` has ended, whichever way: the engine drops the person's photo, as far as its dialect lets anybody ask for that. `ref` where
   * its name for the job came to be known: a submission may have failed when the photo was there. Safe twice, and from another process.
   */
  forget(job: EndedJob): Promise<void>
  /** The job a webhook is about; undefined when it was not signed with our secret within 5 minutes. */
  jobOfWebhook(body: Uint8Array, headers: Readonly<Record<string, string>>, now: Date): string | undefined
}

/** `engine-refused`: it understood and said no; repeating is of no use. `engine-failed`: anything else. */
export class EngineFault extends Error {
  readonly reason: 'engine-refused' | 'engine-failed'
  constructor(reason: EngineFault['reason'], message: string) {
    super(message)
    this.name = 'EngineFault'
    this.reason = reason
  }
}
