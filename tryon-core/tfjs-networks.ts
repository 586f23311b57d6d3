import { type PoseNetwork, poseSide } from './body-pose.ts'
import { networkGraph, type TensorFlow } from './network-graph.ts'
import { type Networks, networkSides } from './networks.ts'

export const networkNames = ['blazeface', 'facemesh', 'iris'] as const
export type NetworkName = (typeof networkNames)[number]

/** The two files of a network. */
export interface NetworkFiles {
  readonly topology: string
  readonly weights: ArrayBuffer
}

/** What is asked of each: names of operations. */
const ends = {
  /** The detector's answers before they are laid out for an input of 256 px: scores of the fine and the coarse cells, then their boxes. */
  blazeface: [33, 34, 35, 36].map((n) => `StatefulPartitionedCall/functional_1/conv2d_${n}/BiasAdd`),
  /** Landmarks, and how sure it is of a face; its contours, which nobody asks for, are left out. */
  facemesh: ['conv2d_21/BiasAdd', 'activation_1/Sigmoid'].map((name) => `StatefulPartitionedCall/model_1/${name}`),
  /** Lids, iris. */
  iris: ['conv_eyes_contours_and_brows', 'conv_iris'].map((name) => `StatefulPartitionedCall/model/${name}/BiasAdd`),
} as const

/** The three networks on TensorFlow.js, which has a back end chosen and ready. `files`: those of `tryon-core/models/`. Everything made here is freed here. */
export function tfjsNetworks(tf: TensorFlow, files: Readonly<Record<NetworkName, NetworkFiles>>): Networks {
  const graph = (name: NetworkName) => networkGraph(tf, files[name].topology, files[name].weights, ends[name])
  const [blazeface, facemesh, iris] = [graph('blazeface'), graph('facemesh'), graph('iris')]
  return {
    detect(square) {
      const side = Math.sqrt(square.length / 3)
      const [fine, coarse, fineBoxes, coarseBoxes] = blazeface(square, [1, side, side, 3])
      return { scores: joined([fine!, coarse!]), boxes: joined([fineBoxes!, coarseBoxes!]) } // as many as were asked for
    },
    mesh(square) {
      const [landmarks, confidence] = facemesh(square, [1, networkSides.mesh, networkSides.mesh, 3])
      return { landmarks: landmarks!, confidence: confidence![0]! } // as many as were asked for
    },
    irises(eyes) {
      const answers = iris(eyes, [2, networkSides.iris, networkSides.iris, 3])
      const of = (eye: 0 | 1) => answers.map((both) => both.subarray((eye * both.length) / 2, ((eye + 1) * both.length) / 2))
      return joined([...of(0), ...of(1)])
    },
  }
}

/** What is used of a TensorFlow.js tensor and graph model. */
interface Tensor {
  dataSync(): ArrayLike<number>
  dispose(): void
}
interface Model {
  execute(input: never): unknown
}
interface Tensors {
  tensor(values: Int32Array, shape: [number, number, number, number], type: 'int32'): Tensor
}

/** What a graph model of TensorFlow.js is loaded from, given the text and the weights of its files. */
export function graphOf(topology: string, weightData: ArrayBuffer) {
  const { weightsManifest, ...rest } = JSON.parse(topology)
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights)
  return { ...rest, weightSpecs, weightData }
}

/** MoveNet on TensorFlow.js, whose own executor runs it: it has operations that `networkGraph` does not know, and reads single photos. */
export function tfjsPoseNetwork(tf: Tensors, movenet: Model): PoseNetwork {
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

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  return all
}
