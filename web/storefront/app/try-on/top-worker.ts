import { env, setBackend, tensor } from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import { loadGraphModelSync } from '@tensorflow/tfjs-converter'
import type { PoseNetwork } from '@vitrine/tryon-core/body-pose'
import { readFlatTop } from '@vitrine/tryon-core/flat-garment'
import type { PixelImage } from '@vitrine/tryon-core/image'
import { previewTop } from '@vitrine/tryon-core/preview-top'
import { graphOf, tfjsPoseNetwork } from '@vitrine/tryon-core/tfjs-networks'
import topology from '../../../../tryon-core/models/movenet.json?url'
import weights from '../../../../tryon-core/models/movenet.bin?url'
import type { FromTops, ToTops } from './top-messages.ts'

/** Lays tops over photos in a thread of its own. Loads the network of poses from this shop's own address, and sends nothing anywhere. */
const allBytes = 4_812_000 // of the two files; for the progress only

const page = self as unknown as {
  postMessage(message: FromTops): void
  onmessage: ((event: MessageEvent<ToTops>) => void) | null
}
let loaded = 0

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(url)
  if (!answer.ok || !answer.body) throw new Error(`${url} answered ${answer.status}`)
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    loaded += value.length
    page.postMessage({ kind: 'loading', share: Math.min(0.99, loaded / allBytes) })
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

async function open(): Promise<PoseNetwork> {
  // As in face-worker.ts: no threads, and the third name must be given all the same.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  const withoutThreads = { 'tfjs-backend-wasm.wasm': plainWasm, 'tfjs-backend-wasm-simd.wasm': simdWasm }
  setWasmPaths({ ...withoutThreads, 'tfjs-backend-wasm-threaded-simd.wasm': simdWasm })
  const backEnd = setBackend('wasm')
  const [text, data] = await Promise.all([bytesOf(topology), bytesOf(weights), backEnd])
  return tfjsPoseNetwork({ tensor }, loadGraphModelSync({ load: () => graphOf(new TextDecoder().decode(text), data.buffer) }))
}

const imageOf = ({ data, width, height }: ImageData): PixelImage => ({ data, width, height, channels: 4 })

function answer(network: PoseNetwork, { photo, cloth }: ToTops): FromTops {
  const top = readFlatTop(imageOf(cloth))
  if (!top) return { kind: 'refused', code: 'no-flat-top' }
  const made = previewTop(network, imageOf(photo), top)
  if (made.outcome === 'refused') return { kind: 'refused', code: made.code }
  const { data, width, height } = made.image
  return { kind: 'preview', pixels: new ImageData(Uint8ClampedArray.from(data), width, height) }
}

const network = open()
page.onmessage = ({ data }) => {
  network
    .then((opened) => page.postMessage(answer(opened, data)))
    .catch((error: Error) => page.postMessage({ kind: 'failed', why: error.message }))
}
