import { Worker } from 'node:worker_threads'
import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { FaceAnswer, FaceQuestion, FaceReader } from '../application/read-face.ts'

/** Where the worker finds its files: URLs as text. */
export interface WorkerPlaces {
  /** Folder, ending in a slash. */
  readonly models: string
  readonly averageHead: string
}
export type WorkerQuestion = { readonly id: number; readonly question: FaceQuestion }
export type WorkerAnswer = { readonly id: number } & ({ readonly answer: FaceAnswer } | { readonly fault: string })

export interface WorkerSettings extends WorkerPlaces {
  /** `face-worker.ts`, or what it was bundled into. */
  readonly entry: URL
  readonly clock: Clock
}

/** Photos that may wait or be worked on at once: two seconds of work on a slow core. */
const mostWaiting = 8
/** The networks hold about 150 MB: they go when nobody asked for so long. */
const idleMs = 30_000

interface Pending {
  readonly resolve: (answer: FaceAnswer) => void
  readonly reject: (reason: unknown) => void
}

/** One thread and what it has been asked. */
interface Thread {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
}

export interface WorkerFaceReader extends FaceReader {
  /** Ends the thread when nobody asked for 30 s. Answers whether it did. */
  endWhenIdle(): Promise<boolean>
  /** Those who wait are told `unavailable`. */
  stop(): Promise<void>
  /** Whether the networks are in memory. */
  isLoaded(): boolean
}

/**
 * Reads faces in one thread of its own, started by the first question and gone 30 s after the last.
 *
 * At most 8 questions at once; one more is refused with the fault `unavailable`. A thread that dies takes its questions with it, as
 * `unavailable`; the next question starts another.
 */
export function workerFaceReader({ entry, clock, models, averageHead }: WorkerSettings): WorkerFaceReader {
  let thread: Thread | undefined
  let lastAskedAt = clock()
  let lastId = 0

  function start(): Thread {
    const worker = threadOf(entry, { models, averageHead })
    const started: Thread = { worker, pending: new Map() }
    const lost = (why: string) => {
      if (thread === started) thread = undefined
      for (const { reject } of started.pending.values()) reject(new Fault('unavailable', why))
      started.pending.clear()
    }
    worker.on('message', (message: WorkerAnswer | 'ready') => {
      if (message === 'ready') return
      const asked = started.pending.get(message.id)
      started.pending.delete(message.id)
      if ('answer' in message) asked?.resolve(message.answer)
      else asked?.reject(new Error(message.fault))
    })
    worker.on('error', (error) => lost(`the face reader failed: ${error.message}`))
    worker.on('exit', () => lost('the face reader was stopped'))
    return started
  }

  return {
    ask(question) {
      lastAskedAt = clock()
      thread ??= start()
      const { worker, pending } = thread
      if (pending.size >= mostWaiting) throw new Fault('unavailable', `${mostWaiting} photos are waiting; try again in a moment`)
      const id = ++lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        worker.postMessage({ id, question } satisfies WorkerQuestion, [question.image.data.buffer as ArrayBuffer])
      })
    },
    async endWhenIdle() {
      if (!thread || thread.pending.size > 0 || clock().getTime() - lastAskedAt.getTime() < idleMs) return false
      const { worker } = thread
      thread = undefined
      await worker.terminate()
      return true
    },
    async stop() {
      await thread?.worker.terminate()
    },
    isLoaded: () => thread !== undefined,
  }
}

/** Sources need a loader, which a thread does not inherit; what they are bundled into needs none. */
function threadOf(entry: URL, workerData: WorkerPlaces): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { workerData })
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const run = `import(${loader}).then(({ register }) => (register(), import(${JSON.stringify(entry.href)})))`
  return new Worker(run, { eval: true, workerData })
}
