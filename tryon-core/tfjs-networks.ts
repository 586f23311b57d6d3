import { type PoseNetwork, poseSide } from './body-pose.ts'
import { type Networks, networkSides } from './networks.ts'

/** What is used of a TensorFlow.js tensor and graph model; both come from outside, so that this folder depends on neither. */
interface Tensor {
  readonly shape: readonly number[]
  dataSync(): ArrayLike<number>
  dispose(): void
}
interface Model {
  execute(input: never, outputs?: string[]): unknown
}
interface TensorFlow {
  tensor(values: Float32Array | Int32Array, shape: [number, number, number, number], type?: 'float32' | 'int32'): Tensor
}

export const networkNames = ['blazeface', 'facemesh', 'iris'] as const
export type NetworkName = (typeof networkNames)[number]

/** The detector's answers before they are laid out for an input of 256 px: scores of the fine and the coarse cells, then their boxes. */
const detectorEnds = [33, 34, 35, 36].map((n) => `StatefulPartitionedCall/functional_1/conv2d_${n}/BiasAdd`)

/** What a graph model is loaded from, given the text and the weights of its files. Its input may be of any size. */
export function graphOf(topology: string, weightData: ArrayBuffer) {
  const { weightsManifest, ...rest } = JSON.parse(topology)
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights)
  for (const { op, attr } of rest.modelTopology.node) {
    if (op !== 'Placeholder') continue
    const [, height, width] = attr.shape.shape.dim
    height.size = width.size = '-1'
  }
  return { ...rest, weightSpecs, weightData }
}

/**
 * The three networks on TensorFlow.js, which has a back end chosen and ready.
 *
 * `models`: the graph models of `tryon-core/models/`. Every tensor made here is freed here.
 */
export function tfjsNetworks(tf: TensorFlow, models: Readonly<Record<NetworkName, Model>>): Networks {
  const run = (model: Model, values: Float32Array, count: number, side: number, outputs?: string[]): Answer[] => {
    const input = tf.tensor(values, [count, side, side, 3])
    // The models are given as `unknown` tensors of another package's types: one or a list of them.
    const output = [model.execute(input as never, outputs)].flat() as Tensor[]
    input.dispose()
    return output.map((tensor) => {
      const answer = { shape: tensor.shape, values: new Float32Array(tensor.dataSync()) }
      tensor.dispose()
      return answer
    })
  }
  return {
    detect(square) {
      const [fine, coarse, fineBoxes, coarseBoxes] = run(models.blazeface, square, 1, Math.sqrt(square.length / 3), detectorEnds)
      return { scores: joined(fine!.values, coarse!.values), boxes: joined(fineBoxes!.values, coarseBoxes!.values) } // as many as were asked for
    },
    mesh(square) {
      const output = run(models.facemesh, square, 1, networkSides.mesh)
      const of = (length: number) => valuesOf(output, ({ shape }) => shape.at(-1) === length)
      return { landmarks: of(1404), confidence: of(1)[0] ?? 0 }
    },
    irises: (eyes) => valuesOf(run(models.iris, eyes, 2, networkSides.iris), ({ shape }) => shape.at(-1) === 228),
  }
}

/** MoveNet on TensorFlow.js, as above. */
export function tfjsPoseNetwork(tf: TensorFlow, movenet: Model): PoseNetwork {
  return (square) => {
    const input = tf.tensor(square, [1, poseSide, poseSide, 3], 'int32')
    const [output] = [movenet.execute(input as never)].flat() as Tensor[] // another package's tensors
    input.dispose()
    if (!output) throw new Error('the network of poses answered nothing')
    const points = new Float32Array(output.dataSync())
    output.dispose()
    return points
  }
}

interface Answer {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

function valuesOf(answers: readonly Answer[], is: (answer: Answer) => boolean): Float32Array {
  const found = answers.find(is)
  if (!found) throw new Error('a network answered in another shape than expected')
  return found.values
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const all = new Float32Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
