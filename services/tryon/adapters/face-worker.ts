import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { readAverageHead } from '@vitrine/tryon-core/head-occluder'
import { type FaceFollower, faceFollower } from '../application/follow-face.ts'
import { readFaceOf } from '../application/read-face.ts'
import type { ThreadTask, WorkerAnswer, WorkerPlaces, WorkerQuestion } from './face-thread.ts'
import { wasmNetworks } from './wasm-networks.ts'

/**
 * The thread that reads faces: its own entry, started by `face-thread.ts`. Does one task after the other; their pixels are gone with
 * the answer. Of a stream it remembers the face until it is told to forget.
 */
const { models, averageHead } = workerData as WorkerPlaces
const [networks, head] = await Promise.all([wasmNetworks(new URL(models)), readFile(new URL(averageHead)).then(readAverageHead)])

const followers = new Map<string, FaceFollower>()

parentPort?.on('message', ({ id, task }: WorkerQuestion) => {
  try {
    const { answer, pixels } = answerTo(task)
    parentPort?.postMessage({ id, answer } satisfies WorkerAnswer, pixels)
  } catch (error) {
    parentPort?.postMessage({ id, fault: error instanceof Error ? error.message : String(error) } satisfies WorkerAnswer)
  }
})
parentPort?.postMessage('ready')

/** Pixels are handed over with the answer, not copied. */
function answerTo(task: ThreadTask) {
  switch (task.kind) {
    case 'photo': {
      const answer = readFaceOf(networks, head, task.question)
      return { answer, pixels: answer.outcome === 'face' ? answer.worn.map(({ image }) => image.data.buffer as ArrayBuffer) : [] }
    }
    case 'follow': {
      const follower = followers.get(task.streamId) ?? faceFollower(networks, head)
      followers.set(task.streamId, follower)
      const answer = follower.look(task.question)
      return { answer, pixels: answer.outcome === 'face' && answer.drawn ? [answer.drawn.data.buffer as ArrayBuffer] : [] }
    }
    case 'forget':
      followers.delete(task.streamId)
      return { answer: null, pixels: [] }
  }
}
