import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { readAverageHead } from '@vitrine/tryon-core/head-occluder'
import { readFaceOf } from '../application/read-face.ts'
import type { WorkerAnswer, WorkerPlaces, WorkerQuestion } from './worker-face-reader.ts'
import { wasmNetworks } from './wasm-networks.ts'

/**
 * The thread that reads faces: its own entry, started by `worker-face-reader.ts`. Answers one question after the other; their pixels are
 * gone with the answer.
 */
const { models, averageHead } = workerData as WorkerPlaces
const [networks, head] = await Promise.all([wasmNetworks(new URL(models)), readFile(new URL(averageHead)).then(readAverageHead)])

parentPort?.on('message', ({ id, question }: WorkerQuestion) => {
  const answer = answerTo(id, question)
  const pixels = 'answer' in answer && answer.answer.outcome === 'face' ? answer.answer.worn.map(({ image }) => image.data.buffer) : []
  parentPort?.postMessage(answer, pixels as ArrayBuffer[])
})
parentPort?.postMessage('ready')

function answerTo(id: number, question: WorkerQuestion['question']): WorkerAnswer {
  try {
    return { id, answer: readFaceOf(networks, head, question) }
  } catch (error) {
    return { id, fault: error instanceof Error ? error.message : String(error) }
  }
}
