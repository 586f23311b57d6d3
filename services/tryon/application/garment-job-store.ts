import type { FailureReason, GarmentState } from '../domain/garment-job.ts'

export interface GarmentJob {
  readonly id: string
  readonly engine: string
  readonly state: GarmentState
  readonly reason: FailureReason | null
  readonly percent: number | null
  readonly keepsResult: boolean
  /** Jobs before this one, in all processes; undefined unless it is queued. */
  readonly ahead: number | null
  readonly eraseAt: Date | null
}

/** What a process that holds photos hears of its jobs: a job that is absent has ended, by another hand. */
export type Alive = ReadonlyMap<string, { readonly toldAt: Date | null }>

/** A job whose process died. `wasSent`: the engine was told of it, or was about to be. */
export interface SilentJob {
  readonly id: string
  readonly ref: string | null
  readonly wasSent: boolean
}

export interface GarmentJobStore {
  /** False when the id is in use. */
  add(job: { readonly id: string; readonly engine: string; readonly keepsResult: boolean; readonly at: Date }): Promise<boolean>
  find(id: string): Promise<GarmentJob | undefined>
  /** These jobs have a living process; answers those that still run. */
  beat(ids: readonly string[], at: Date): Promise<Alive>
  move(id: string, to: { readonly state: 'starting' | 'processing'; readonly ref?: string; readonly percent?: number }): Promise<void>
  /** Ends a job that runs, once; false when it had ended. */
  end(
    id: string,
    as: { readonly state: 'succeeded' | 'failed' | 'canceled'; readonly reason?: FailureReason; readonly at: Date; readonly eraseAt: Date },
  ): Promise<boolean>
  /** The webhook of the engine's job `ref`. */
  tell(ref: string, at: Date): Promise<void>
  /** Fails the jobs whose process said nothing since then; answers them, with the engine's name for each, if it was given one. */
  failSilent(silent: { readonly since: Date; readonly at: Date; readonly eraseAt: Date }): Promise<SilentJob[]>
  /** Ids of jobs whose end has come, at most 100. */
  gone(now: Date): Promise<string[]>
  remove(ids: readonly string[]): Promise<void>
}
