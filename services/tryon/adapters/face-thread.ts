import { Worker } from 'node:worker_threads'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { FaceAnswer, FaceQuestion } from '../application/read-face.ts'
import type { FollowAnswer, FollowQuestion } from '../application/follow-face.ts'

/** Where a thread finds its files: URLs as text. */
export interface WorkerPlaces {
  /** Folder, ending in a slash. */
  readonly models: string
  readonly averageHead: string
}

/** What a thread is asked, and what it answers to each. */
export type ThreadTask =
  | { readonly kind: 'photo'; readonly question: FaceQuestion }
  | { readonly kind: 'follow'; readonly streamId: string; readonly question: FollowQuestion }
  | { readonly kind: 'forget'; readonly streamId: string }
type AnswerTo<Task extends ThreadTask> = Task extends { kind: 'photo' } ? FaceAnswer : Task extends { kind: 'follow' } ? FollowAnswer : null

export type WorkerQuestion = { readonly id: number; readonly task: ThreadTask }
export type WorkerAnswer = { readonly id: number } & ({ readonly answer: FaceAnswer | FollowAnswer | null } | { readonly fault: string })

interface Pending {
  readonly kind: ThreadTask['kind']
  readonly askedAt: number
  readonly resolve: (answer: never) => void
  readonly reject: (reason: unknown) => void
}

export interface FaceThread {
  /** Its networks are in memory. Rejects with `unavailable` when it ended before. */
  readonly ready: Promise<void>
  ask<Task extends ThreadTask>(task: Task, now: number): Promise<AnswerTo<Task>>
  waiting(kind?: ThreadTask['kind']): number
  /** When the one that waits longest was asked, ms. */
  oldestAskedAt(): number | undefined
  /** Those who wait are told `unavailable`. */
  stop(): Promise<void>
}

/** One thread that reads faces, one task after the other. `ended` is called once, when it is gone for whatever reason. */
export function faceThread(entry: URL, places: WorkerPlaces, ended: () => void): FaceThread {
  const worker = threadOf(entry, places)
  const pending = new Map<number, Pending>()
  let lastId = 0
  let [isReady, isLost] = [() => {}, (_: Fault) => {}]
  const ready = new Promise<void>((resolve, reject) => ([isReady, isLost] = [resolve, reject]))
  ready.catch(() => {}) // most do not wait for it
  const lost = (why: string) => {
    ended()
    isLost(new Fault('unavailable', why))
    for (const { reject } of pending.values()) reject(new Fault('unavailable', why))
    pending.clear()
  }
  worker.on('message', (message: WorkerAnswer | 'ready') => {
    if (message === 'ready') return isReady()
    const asked = pending.get(message.id)
    pending.delete(message.id)
    if ('answer' in message)
      asked?.resolve(message.answer as never) // of the kind that was asked: `AnswerTo`
    else asked?.reject(new Error(message.fault))
  })
  worker.on('error', (error) => lost(`the face reader failed: ${error.message}`))
  worker.on('exit', () => lost('the face reader was stopped'))
  return {
    ready,
    ask(task, now) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { kind: task.kind, askedAt: now, resolve, reject })
        const pixels = task.kind === 'forget' ? [] : [task.question.image.data.buffer as ArrayBuffer]
        worker.postMessage({ id, task } satisfies WorkerQuestion, pixels)
      })
    },
    waiting: (kind) => (kind ? [...pending.values()].filter((one) => one.kind === kind).length : pending.size),
    oldestAskedAt: () => pending.values().next().value?.askedAt,
    stop: async () => void (await worker.terminate()),
  }
}

/** Sources need a loader, which a thread does not inherit; what they are bundled into needs none. */
function threadOf(entry: URL, workerData: WorkerPlaces): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { workerData })
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const run = `import(${loader}).then(({ register }) => (register(), import(${JSON.stringify(entry.href)})))`
  return new Worker(run, { eval: true, workerData })
}
