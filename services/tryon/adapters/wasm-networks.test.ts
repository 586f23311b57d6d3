import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { networkGraph, type TensorFlow } from '@vitrine/tryon-core/network-graph'
import { type Networks, networkSides } from '@vitrine/tryon-core/networks'
import { graphOf } from '@vitrine/tryon-core/tfjs-networks'
import { beforeAll, expect, test } from 'vitest'
import { wasmNetworks } from './wasm-networks.ts'

const load = createRequire(import.meta.url)
const tf = load('@tensorflow/tfjs-core') as typeof import('@tensorflow/tfjs-core')
const { loadGraphModelSync } = load('@tensorflow/tfjs-converter') as typeof import('@tensorflow/tfjs-converter')
const models = new URL('../../../tryon-core/models/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, models))
let networks: Networks
beforeAll(async () => void (networks = await wasmNetworks(models)))

const picture = (count: number, side: number) =>
  Float32Array.from({ length: 3 * count * side * side }, (_, i) => 0.5 + 0.5 * Math.sin(12.9898 * i))

/** All outputs of a network, as the executor of TensorFlow.js has them. */
function executed(name: string, values: Float32Array, count: number, side: number): number[][] {
  const model = loadGraphModelSync({ load: () => graphOf(read(`${name}.json`).toString(), new Uint8Array(read(`${name}.bin`)).buffer) })
  return [model.execute(tf.tensor(values, [count, side, side, 3]))].flat().map((tensor) => [...tensor.dataSync()])
}

test('each network says the same numbers as run by TensorFlow.js itself', () => {
  const [face, eyes, whole] = [picture(1, networkSides.mesh), picture(2, networkSides.iris), picture(1, networkSides.detect)]
  const { landmarks, confidence } = networks.mesh(face)
  const ofMesh = executed('facemesh', face, 1, networkSides.mesh)
  expect(ofMesh).toContainEqual([...landmarks])
  expect(ofMesh).toContainEqual([confidence])
  expect(executed('iris', eyes, 2, networkSides.iris)).toEqual([[...networks.irises(eyes)]])
  const { scores, boxes } = networks.detect(whole)
  const ofDetector = executed('blazeface', whole, 1, networkSides.detect)
  const [fine, coarse] = [512, 384]
  expect(ofDetector).toContainEqual([...scores.subarray(0, fine)])
  expect(ofDetector).toContainEqual([...scores.subarray(fine)])
  expect(ofDetector).toContainEqual([...boxes.subarray(0, 16 * fine)])
  expect(ofDetector.find(({ length }) => length === 16 * coarse)).toEqual([...boxes.subarray(16 * fine)])
})

test('nothing of a picture stays in the memory of the networks', () => {
  const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds() // every back end counts them
  const before = held()
  networks.mesh(picture(1, networkSides.mesh))
  networks.irises(picture(2, networkSides.iris))
  networks.detect(picture(1, networkSides.glance))
  expect(held()).toBe(before)
})

test('an operation that no network of faces has is refused by name', () => {
  const topology = JSON.stringify({
    modelTopology: {
      node: [
        { name: 'in', op: 'Placeholder' },
        { name: 'out', op: 'ArgMax', input: ['in'] },
      ],
    },
    weightsManifest: [],
  })
  const graph = () => networkGraph(tf as unknown as TensorFlow, topology, new ArrayBuffer(0), ['out']) // a part of it
  expect(graph).toThrow('out is a ArgMax, which no network of faces has')
})
