import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Networks } from '@vitrine/tryon-core/networks'
import { type NetworkFiles, type NetworkName, networkNames, tfjsNetworks } from '@vitrine/tryon-core/tfjs-networks'

// These packages are CommonJS; their names cannot be imported one by one from ESM.
const load = createRequire(import.meta.url)

/**
 * The three networks on WebAssembly, without network, GPU or native code.
 *
 * `models`: folder of `tryon-core/models/`, ending in a slash. Each file is held against its SHA-256 in `SHA256SUMS` first.
 * Throws when a file is missing or another one. Cost: about 0.5 s and 100 MB, so a process loads it once, in a worker.
 */
export async function wasmNetworks(models: URL): Promise<Networks> {
  const tf = load('@tensorflow/tfjs-core') as typeof import('@tensorflow/tfjs-core')
  const wasm = load('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(`${dirname(load.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'))}/`)
  await tf.setBackend('wasm')
  const sums = await readFile(new URL('SHA256SUMS', models), 'utf8')
  const entries = await Promise.all(networkNames.map(async (name) => [name, await filesOf(models, name, sums)] as const))
  return tfjsNetworks(tf, Object.fromEntries(entries) as Record<NetworkName, NetworkFiles>)
}

async function filesOf(models: URL, name: NetworkName, sums: string): Promise<NetworkFiles> {
  const [topology, weights] = await Promise.all(['json', 'bin'].map((kind) => checkedFile(models, `${name}.${kind}`, sums)))
  return { topology: topology!.toString('utf8'), weights: new Uint8Array(weights!).buffer }
}

async function checkedFile(models: URL, file: string, sums: string): Promise<Buffer> {
  const bytes = await readFile(new URL(file, models))
  const sum = createHash('sha256').update(bytes).digest('hex')
  if (!sums.split('\n').includes(`${sum}  ${file}`)) throw new Error(`${file} is not the file of SHA256SUMS`)
  return bytes
}
