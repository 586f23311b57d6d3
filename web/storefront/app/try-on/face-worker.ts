import { backend, env, getBackend, getKernel, io, setBackend } from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import { readAverageHead } from '@vitrine/tryon-core/head-occluder'
import { liveTracker } from '@vitrine/tryon-core/live-tracker'
import { pictureBrightness } from '@vitrine/tryon-core/photo-quality'
import { type NetworkFiles, type NetworkName, networkNames, tfjsNetworks } from '@vitrine/tryon-core/tfjs-networks'
import averageHead from '../../../../tryon-core/data/average-head.bin?url'
import blazeface from '../../../../tryon-core/models/blazeface.json?url'
import blazefaceWeights from '../../../../tryon-core/models/blazeface.bin?url'
import facemesh from '../../../../tryon-core/models/facemesh.json?url'
import facemeshWeights from '../../../../tryon-core/models/facemesh.bin?url'
import iris from '../../../../tryon-core/models/iris.json?url'
import irisWeights from '../../../../tryon-core/models/iris.bin?url'
import type { FromFaces, ToFaces } from './mirror-messages.ts'

/**
 * Reads faces in a thread of its own, on WebAssembly, so that the page stays awake. Everything it needs is loaded first, from this shop's
 * own address; after `ready` it asks the network for nothing.
 */
const addresses: Record<NetworkName, readonly [topology: string, weights: string]> = {
  blazeface: [blazeface, blazefaceWeights],
  facemesh: [facemesh, facemeshWeights],
  iris: [iris, irisWeights],
}
/** Of all files below, once unpacked: `tryon-core/models` and `tryon-core/data`. For the progress only. */
const allBytes = 4_990_000

const page = self as unknown as { postMessage(message: FromFaces): void; onmessage: ((event: MessageEvent<ToFaces>) => void) | null }
let loaded = 0

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(url)
  if (!answer.ok || !answer.body) throw new Error(`${url} answered ${answer.status}`)
  const parts: Uint8Array[] = []
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    loaded += value.length
    page.postMessage({ kind: 'loading', share: Math.min(0.99, loaded / allBytes) })
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  return all
}

async function filesOf(name: NetworkName): Promise<NetworkFiles> {
  const [topology, weights] = await Promise.all(addresses[name].map(bytesOf))
  return { topology: new TextDecoder().decode(topology), weights: weights!.buffer }
}

async function open() {
  // Threads need headers that would keep the shop's other pages from their payment frames; the third name must be given all the same.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  const withoutThreads = { 'tfjs-backend-wasm.wasm': plainWasm, 'tfjs-backend-wasm-simd.wasm': simdWasm }
  setWasmPaths({ ...withoutThreads, 'tfjs-backend-wasm-threaded-simd.wasm': simdWasm })
  const loading = Promise.all(networkNames.map(async (name) => [name, await filesOf(name)] as const))
  const [head, entries] = await Promise.all([bytesOf(averageHead), loading, setBackend('wasm')])
  const files = Object.fromEntries(entries) as Record<NetworkName, NetworkFiles>
  const tracker = liveTracker(tfjsNetworks({ backend, getBackend, getKernel, io }, files))
  page.onmessage = ({ data: message }) => {
    if (message.kind === 'forget') return tracker.forget()
    const { data, width, height } = message.pixels
    const image = { data, width, height, channels: 4 } as const
    const answer = tracker.look(image, message.seconds, { pdMm: message.pdMm })
    page.postMessage({ kind: 'seen', answer, brightness: answer.outcome === 'no-face' ? pictureBrightness(image) : undefined })
  }
  page.postMessage({ kind: 'ready', head: readAverageHead(head) })
}

open().catch((error: Error) => page.postMessage({ kind: 'failed', why: error.message }))
