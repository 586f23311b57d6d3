import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Files } from '@vitrine/platform/files/files'
import { Fault } from '@vitrine/platform/rpc/fault'
import { eraseAt, type FailureReason, fileOf, garmentLimits } from '../domain/garment-job.ts'
import type { Refused } from '../domain/photo.ts'
import { type EndedJob, EngineFault, type EngineStatus, type GarmentEngine, type GarmentOrder } from './garment-engine.ts'
import type { GarmentJob, GarmentJobStore } from './garment-job-store.ts'
import type { Pictures } from './open-photo.ts'

export interface GarmentNeeds {
  readonly engine: GarmentEngine
  readonly store: GarmentJobStore
  readonly pictures: Pictures
  readonly files: Pick<Files, 'put' | 'get' | 'remove'>
  readonly clock: Clock
}

export interface GarmentWish extends GarmentOrder {
  /** The second consent: the finished picture may stay for a day. */
  readonly keepsResult: boolean
}

/** A job whose photo is in this process's memory. The photo leaves the memory with the entry. */
interface HeldJob {
  readonly order: GarmentOrder
  readonly keepsResult: boolean
  readonly queuedAt: number
  ref?: string
  submittedAt?: number
  askedAt?: number
  /** Its turn lasts longer than a round. */
  isBusy?: boolean
  /** Its photo is on the way: what came of it is not known yet. */
  isSending?: boolean
}

/** A job that ended while the engine may hold its photo. */
interface OwedJob {
  readonly id: string
  readonly sent: Pick<HeldJob, 'ref' | 'isSending'>
  readonly since: number
  isBeingTold?: boolean
}

/** An engine that tells is asked this often all the same: a webhook may be lost. */
const askToldMs = 10_000

/**
 * Runs garment jobs on an engine. Whoever calls `advance` about once a second moves them on.
 *
 * A person's photo is in the memory of one process from `start` to the end of the job, whichever end, is overwritten there, and is nowhere
 * else with us; whatever the end, the engine is told to drop what it was sent, and told again while it is away. A finished picture lies in the files for 15 minutes, or for 24 hours where the shopper agreed to that, and goes at a click.
 */
export function garmentJobs({ engine, store, pictures, files, clock }: GarmentNeeds) {
  const held = new Map<string, HeldJob>()
  const owed = new Map<string, OwedJob>()
  /** What is under way at the engine. */
  const running = new Set<Promise<void>>()

  function drop(id: string): void {
    const job = held.get(id)
    job?.order.person.fill(0)
    held.delete(id)
    if (job?.submittedAt !== undefined) owed.set(id, { id, sent: job, since: clock().getTime() })
  }

  /** Has the engine drop the photo of a job that ended. Not while that is being sent: `submit` does it then. */
  async function tellOwed(id: string): Promise<void> {
    const job = owed.get(id)
    if (!job || job.sent.isSending || job.isBeingTold) return
    job.isBeingTold = true
    const isTold = await engine.forget({ id, ref: job.sent.ref }).then(
      () => true,
      () => false, // away: told again in the next round
    )
    job.isBeingTold = false
    if (isTold || clock().getTime() - job.since > garmentLimits.remindMs) owed.delete(id)
  }

  async function end(id: string, as: { state: 'succeeded' | 'failed' | 'canceled'; reason?: FailureReason }): Promise<boolean> {
    const job = held.get(id)
    drop(id)
    const at = clock()
    const ended = await store.end(id, { ...as, at, eraseAt: eraseAt(at, as.state === 'succeeded' && (job?.keepsResult ?? false)) })
    await tellOwed(id)
    return ended
  }

  /** Ends it here and there. */
  async function abandon(id: string, reason: FailureReason): Promise<void> {
    await cancelAtEngine(held.get(id))
    await end(id, { state: 'failed', reason })
  }

  async function cancelAtEngine(job: HeldJob | undefined): Promise<void> {
    if (job?.ref) await engine.cancel(job.ref).catch(() => {}) // nobody waits for it any more
  }

  /** A job that ended while the engine was told of it is cancelled there, and its photo dropped. */
  async function submit(job: HeldJob): Promise<void> {
    const { id } = job.order
    job.submittedAt = clock().getTime()
    await store.move(id, { state: 'starting' })
    if (!held.has(id)) return // ended meanwhile, and its photo with it
    job.isSending = true
    try {
      job.ref = await engine.submit(job.order)
    } finally {
      job.isSending = false
    }
    if (held.has(id)) return store.move(id, { state: 'starting', ref: job.ref })
    await cancelAtEngine(job)
    await tellOwed(id)
  }

  async function ask(job: HeldJob, ref: string): Promise<void> {
    const { id } = job.order
    job.askedAt = clock().getTime()
    const status = await engine.status(ref)
    if (held.has(id)) await heed(id, status)
  }

  async function heed(id: string, status: EngineStatus): Promise<void> {
    switch (status.state) {
      case 'starting':
        return
      case 'processing':
        return store.move(id, { state: 'processing', ...(status.percent !== undefined && { percent: status.percent }) })
      case 'succeeded':
        return keep(id, status.picture)
      case 'failed':
        return void (await end(id, { state: 'failed', reason: 'engine-failed' }))
      case 'canceled':
        return void (await end(id, { state: 'failed', reason: 'engine-failed' })) // by the engine's own hand: the shopper did not ask
      default: {
        const never: never = status
        throw new Error(`an engine said ${JSON.stringify(never)}`)
      }
    }
  }

  /** Decoded and drawn anew: whatever the engine sent, a JPEG without metadata is what leaves. */
  async function keep(id: string, made: Uint8Array): Promise<void> {
    const opened = await pictures.open(made)
    if (opened.outcome === 'refused') return void (await end(id, { state: 'failed', reason: 'unreadable-result' }))
    await files.put(fileOf(id), await pictures.jpeg(opened.image))
    if (!(await end(id, { state: 'succeeded' }))) await files.remove(fileOf(id)) // taken back meanwhile
  }

  async function step(job: HeldJob, toldAt: Date | null): Promise<void> {
    const { id } = job.order
    const now = clock().getTime()
    if (job.submittedAt === undefined) {
      const isFree = [...held.values()].filter(({ submittedAt }) => submittedAt !== undefined).length < garmentLimits.atOnce
      if (now - job.queuedAt > garmentLimits.queuedMs) return abandon(id, 'engine-late')
      return isFree ? submit(job) : undefined
    }
    if (now - job.submittedAt > garmentLimits.engineMs) return abandon(id, 'engine-late')
    const isDue = job.askedAt === undefined || !engine.tells || now - job.askedAt >= askToldMs || (toldAt?.getTime() ?? 0) > job.askedAt
    if (job.ref && isDue) await ask(job, job.ref)
  }

  async function turn(job: HeldJob, living: { readonly toldAt: Date | null } | undefined): Promise<void> {
    const { id } = job.order
    job.isBusy = true
    try {
      if (living) return await step(job, living.toldAt)
      drop(id) // ended by another hand
      await cancelAtEngine(job)
      await tellOwed(id)
    } catch (error) {
      if (!(error instanceof EngineFault)) throw error
      await abandon(id, error.reason)
    } finally {
      job.isBusy = false
    }
  }

  function follow(work: Promise<void>): void {
    const followed = work.finally(() => running.delete(followed))
    running.add(followed)
  }

  /** Waits for what is under way, for at most so long. Answers what went wrong. */
  async function settled(ms: number): Promise<readonly PromiseRejectedResult[]> {
    const late = new AbortController()
    const patience = sleep(ms, undefined, { signal: late.signal }).catch(() => {}) // rejects when it is not needed any more
    const ended = (await Promise.race([Promise.allSettled(running), patience])) ?? []
    late.abort()
    return ended.filter((one): one is PromiseRejectedResult => one.status === 'rejected')
  }

  return {
    /**
     * Takes a photo in hand. Refusals: those of a photo that cannot be opened. Throws the fault `unavailable` when 10 jobs wait here; a
     * `RangeError` when the garment's picture cannot be opened.
     */
    async start({ keepsResult, ...order }: GarmentWish): Promise<{ readonly outcome: 'started'; readonly job: GarmentJob } | Refused> {
      if (held.size >= garmentLimits.held)
        throw new Fault('unavailable', `${garmentLimits.held} garments are waiting; try again in a moment`)
      const [person, garment] = [await pictures.open(order.person), await pictures.open(order.garment)]
      if (person.outcome === 'refused') return person
      if (garment.outcome === 'refused') throw new RangeError('garment: the picture of the garment cannot be opened')
      const at = clock()
      const clean = { ...order, person: await pictures.jpeg(person.image), garment: await pictures.jpeg(garment.image) }
      const isNew = await store.add({ id: order.id, engine: engine.name, keepsResult, at })
      if (!isNew) throw new Fault('already-exists', `garment job ${order.id} is there`)
      held.set(order.id, { order: clean, keepsResult, queuedAt: at.getTime() })
      return { outcome: 'started', job: await found(order.id) }
    },

    /** With the finished picture, once there is one. */
    async find(id: string): Promise<{ readonly job: GarmentJob; readonly picture: Uint8Array | undefined }> {
      const job = await found(id)
      return { job, picture: job.state === 'succeeded' ? await files.get(fileOf(id)) : undefined }
    },

    /** Takes a job back, or erases its picture. Twice is once; one that is not there is gone. */
    async takeBack(id: string): Promise<void> {
      await cancelAtEngine(held.get(id))
      await end(id, { state: 'canceled' })
      await files.remove(fileOf(id))
      await store.remove([id])
    },

    /** The engine says that there is news. Answers false for whoever is not the engine. */
    async hear(body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<boolean> {
      const ref = engine.jobOfWebhook(body, headers, clock())
      if (ref === undefined) return false
      await store.tell(ref, clock()) // a hint: what became of the job is asked of the engine
      return true
    },

    /** One round: says that this process lives, and gives each job its turn. One job that waits for the engine holds up no other. */
    async advance(): Promise<number> {
      if (held.size + owed.size === 0) return 0
      const alive = await store.beat([...held.keys()], clock())
      for (const [id, job] of held) {
        // One that ended by another hand while its photo is on the way is let go too: `submit` finds out.
        if (job.isSending && !alive.has(id)) drop(id)
        else if (!job.isBusy) follow(turn(job, alive.get(id)))
      }
      for (const id of owed.keys()) follow(tellOwed(id))
      const [fault] = await settled(garmentLimits.roundMs)
      if (fault) throw fault.reason
      return 0
    },

    /** Another process sent this job's photo, and died. The engine is told in the next round. */
    remind({ id, ref }: EndedJob): void {
      owed.set(id, { id, sent: ref === undefined ? {} : { ref }, since: clock().getTime() })
    },

    /** No photo outlives the process. */
    async stop(): Promise<void> {
      const part = (id: string) => abandon(id, 'shop-stopped').catch(() => drop(id)) // the database may be gone: another process sweeps
      for (const id of held.keys()) follow(part(id))
      for (const id of owed.keys()) follow(tellOwed(id))
      await settled(garmentLimits.partingMs)
    },

    /** Photos in memory now. */
    heldPhotos: () => held.size,
  }

  async function found(id: string): Promise<GarmentJob> {
    const job = await store.find(id)
    if (!job) throw new Fault('not-found', `no garment job ${id}`)
    return job
  }
}

export type GarmentJobs = ReturnType<typeof garmentJobs>
