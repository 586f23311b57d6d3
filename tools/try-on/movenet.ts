import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { PoseNetwork } from '../../tryon-core/body-pose.ts'
import { tfjsPoseNetwork } from '../../tryon-core/tfjs-networks.ts'

/** MoveNet on WebAssembly in Node, for tests and figures; shoppers run it in their own browser. */
export async function movenetInNode(): Promise<PoseNetwork> {
  const load = createRequire(new URL('../../services/tryon/service.ts', import.meta.url))
  const tf = load('@tensorflow/tfjs-core') as typeof import('@tensorflow/tfjs-core')
  const wasm = load('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm')
  const { loadGraphModelSync } = load('@tensorflow/tfjs-converter') as typeof import('@tensorflow/tfjs-converter')
  wasm.setWasmPaths(`${dirname(load.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'))}/`)
  await tf.setBackend('wasm')
  const read = (name: string) => readFileSync(new URL(`../../tryon-core/models/${name}`, import.meta.url))
  const { weightsManifest, ...rest } = JSON.parse(read('movenet.json').toString())
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights)
  return tfjsPoseNetwork(
    tf,
    loadGraphModelSync({ load: () => ({ ...rest, weightSpecs, weightData: new Uint8Array(read('movenet.bin')).buffer }) }),
  )
}
