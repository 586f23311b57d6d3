import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { FaceStreams } from '../application/follow-stream.ts'
import type { FaceReader } from '../application/read-face.ts'
import { streamLimits } from '../domain/stream.ts'
import { type FaceThread, faceThread, type WorkerPlaces } from './face-thread.ts'

export interface WorkerSettings extends WorkerPlaces {
  /** `face-worker.ts`, or what it was bundled into. */
  readonly entry: URL
  readonly clock: Clock
  /** One per core. */
  readonly threads: number
}

/** Photos that may wait or be worked on at once: two seconds of work on a slow core. */
const mostWaiting = 8
/** The networks hold about 150 MB: they go when nobody asked for so long. */
const idleMs = 30_000
/** A task takes a tenth of this, loading included: a thread that is silent for so long hangs. */
const stuckMs = 20_000
/** Between two pictures, for the filter: what it was made for. */
const seconds = { least: 0.005, most: 0.5, first: 1 / streamLimits.framesPerSecond } as const

interface Stream {
  readonly thread: number
  readonly takes: number
  /** When it last showed a picture, or began, ms. */
  at: number
  hasShown: boolean
}

export interface WorkerFaceReader extends FaceReader, FaceStreams {
  /** Ends threads nobody asked for 30 s, threads that hang, and streams that were left. Answers how many threads. */
  tidy(): Promise<number>
  /** Those who wait are told `unavailable`. */
  stop(): Promise<void>
  /** Threads with networks in memory. */
  loaded(): number
}

/**
 * Reads faces in threads of its own, each started by the first who needs it and gone 30 s after the last.
 *
 * Photos: at most 8 at once; one more is refused with the fault `unavailable`. Streams: each keeps to one thread, which holds what it
 * remembers of the face; `busy` when no thread has a place. A thread that dies takes its questions with it, as `unavailable`; the next
 * question starts another.
 */
export function workerFaceReader({ entry, clock, models, averageHead, threads: count }: WorkerSettings): WorkerFaceReader {
  const threads: (FaceThread | undefined)[] = Array.from({ length: count }, () => undefined)
  const lastAskedAt = threads.map(() => 0)
  const streams = new Map<string, Stream>()
  const now = () => clock().getTime()

  function thread(at: number): FaceThread {
    lastAskedAt[at] = now()
    return (threads[at] ??= started(at))
  }

  function started(at: number): FaceThread {
    const one = faceThread(entry, { models, averageHead }, () => {
      if (threads[at] === one) threads[at] = undefined
    })
    return one
  }

  /** Photos go where the networks are already, to whoever has least to do. */
  function forPhoto(): number {
    const loaded = threads.flatMap((one, at) => (one ? [{ at, waiting: one.waiting() }] : []))
    return loaded.toSorted((a, b) => a.waiting - b.waiting)[0]?.at ?? 0
  }

  function place(streamId: string, draws: boolean): Stream | undefined {
    const known = streams.get(streamId)
    if (known) return known
    const takes = draws ? streamLimits.drawnTakes : streamLimits.readTakes
    const taken = threads.map((_, at) => [...streams.values()].reduce((sum, one) => sum + (one.thread === at ? one.takes : 0), 0))
    const emptiest = taken.indexOf(Math.min(...taken))
    if (taken[emptiest]! + takes > streamLimits.placesPerThread) return undefined
    const stream = { thread: emptiest, takes, at: now(), hasShown: false }
    streams.set(streamId, stream)
    return stream
  }

  function end(streamId: string): void {
    const stream = streams.get(streamId)
    streams.delete(streamId)
    if (stream) threads[stream.thread]?.ask({ kind: 'forget', streamId }, now()).catch(() => {}) // a thread that is gone has forgotten
  }

  return {
    async ask(question) {
      const waiting = threads.reduce((sum, one) => sum + (one?.waiting('photo') ?? 0), 0)
      if (waiting >= mostWaiting) throw new Fault('unavailable', `${mostWaiting} photos are waiting; try again in a moment`)
      return await thread(forPhoto()).ask({ kind: 'photo', question }, now())
    },
    async begin(streamId, draws) {
      const stream = place(streamId, draws)
      if (!stream) return 'busy'
      await thread(stream.thread).ready
      return 'begun'
    },
    async follow(streamId, question) {
      const stream = place(streamId, question.frame !== undefined)
      if (!stream) return 'busy'
      const since = stream.hasShown ? (now() - stream.at) / 1_000 : seconds.first
      Object.assign(stream, { at: now(), hasShown: true })
      const asked = { ...question, seconds: Math.min(seconds.most, Math.max(seconds.least, since)) }
      return await thread(stream.thread).ask({ kind: 'follow', streamId, question: asked }, now())
    },
    end,
    async tidy() {
      for (const [streamId, { at }] of streams) if (now() - at >= streamLimits.quietMs) end(streamId)
      const inUse = new Set([...streams.values()].map((stream) => stream.thread))
      const ending = threads.filter((one, at) => {
        const oldest = one?.oldestAskedAt()
        if (!one || oldest !== undefined) return one && now() - oldest! >= stuckMs
        return !inUse.has(at) && now() - lastAskedAt[at]! >= idleMs
      })
      await Promise.all(ending.flatMap((one) => (one ? [one.stop()] : [])))
      return ending.length
    },
    async stop() {
      await Promise.all(threads.flatMap((one) => (one ? [one.stop()] : [])))
    },
    loaded: () => threads.filter(Boolean).length,
  }
}
