/** Numbers in the memory of a back end of TensorFlow.js: its own `TensorInfo`. */
export interface Held {
  readonly dataId: object
  readonly shape: number[]
  readonly dtype: string
}

/** What is used of TensorFlow.js, which has a back end chosen and ready; it comes from outside, so that this folder does not depend on it. */
export interface TensorFlow {
  getBackend(): string
  backend(): object
  getKernel(name: string, backEnd: string): unknown
  readonly io: { decodeWeights(weights: ArrayBuffer, specs: never): Record<string, Held & { dataSync(): ArrayLike<number> }> }
}

/** Of the same, what TensorFlow.js gives all who write operations of their own for it. */
interface BackEnd {
  write(values: Float32Array, shape: number[], dtype: 'float32'): object
  readSync(dataId: object): Float32Array
  disposeData(dataId: object): boolean
}
type Kernel = { kernelFunc(call: { inputs: Record<string, Held>; attrs: Attributes; backend: BackEnd }): Held }
type Attributes = Record<string, unknown>

/** Runs a network: numbers and their shape in, the numbers of each output that was asked for out. */
export type NetworkGraph = (values: Float32Array, shape: readonly number[]) => Float32Array[]

interface GraphNode {
  readonly name: string
  readonly op: string
  readonly input?: readonly string[]
  readonly attr?: Readonly<Record<string, { readonly s?: string; readonly list?: { readonly i?: string[]; readonly s?: string[] } }>>
}

/** One operation. Numbers that it reads and makes lie in slots; constants are among its inputs already. */
interface Step {
  readonly kernel: Kernel
  readonly inputs: Record<string, Held>
  readonly reads: readonly (readonly [as: string, slot: number])[]
  readonly attrs: Attributes
  readonly makes: number
  /** What nobody reads after it. */
  readonly last: readonly number[]
}

/**
 * A graph model of TensorFlow.js, run operation by operation on the kernels of its back end, without the bookkeeping of its own executor (tensors, scopes, gradients),
 * which takes as long again as a third of a network of a hundred small operations. The same kernels in the same order: the same numbers.
 *
 * `topology` and `weights`: its two files. `outputs`: names of operations; what none of them needs is left out. Throws where an operation is none of those that
 * the networks of faces are made of.
 */
export function networkGraph(tf: TensorFlow, topology: string, weights: ArrayBuffer, outputs: readonly string[]): NetworkGraph {
  const { modelTopology, weightsManifest } = JSON.parse(topology) as {
    modelTopology: { node: readonly GraphNode[] }
    weightsManifest: readonly { weights: readonly unknown[] }[]
  }
  const constants = tf.io.decodeWeights(weights, weightsManifest.flatMap((group) => group.weights) as never) // as its files say
  const backEnd = tf.backend() as BackEnd // every one of them is
  const { steps, slotOf } = stepsTo(outputs, modelTopology.node, constants, tf)
  const input = slotOf(modelTopology.node.find(({ op }) => op === 'Placeholder')!.name) // every network has one
  const answers = outputs.map(slotOf)
  return (values, shape) => {
    const held: Held[] = []
    held[input] = { dataId: backEnd.write(values, [...shape], 'float32'), shape: [...shape], dtype: 'float32' }
    for (const { kernel, inputs, reads, attrs, makes, last } of steps) {
      for (const [as, slot] of reads) inputs[as] = held[slot]! // made by a step before
      held[makes] = kernel.kernelFunc({ inputs, attrs, backend: backEnd })
      for (const slot of last) backEnd.disposeData(held[slot]!.dataId)
    }
    return answers.map((slot) => {
      const { dataId } = held[slot]!
      const answer = backEnd.readSync(dataId)
      backEnd.disposeData(dataId)
      return answer
    })
  }
}

type Constants = ReturnType<TensorFlow['io']['decodeWeights']>

/** In an order in which each finds what it reads. */
function stepsTo(outputs: readonly string[], all: readonly GraphNode[], constants: Constants, tf: TensorFlow) {
  const nodes = new Map(all.map((node) => [node.name, node]))
  const slots = new Map<string, number>()
  const slotOf = (name: string) => slots.get(name) ?? (slots.set(name, slots.size), slots.size - 1)
  const steps: Omit<Step, 'last'>[] = []
  const done = new Set<string>()
  function visit(name: string) {
    const node = nodes.get(name)
    if (!node || done.has(name) || node.op === 'Const' || node.op === 'Placeholder') return
    done.add(name)
    node.input?.forEach(visit)
    const { kernel, reads, attrs } = operationOf(node, constants)
    const known = tf.getKernel(kernel, tf.getBackend())
    if (!known) throw new Error(`the back end has no ${kernel}`)
    const named = reads.flatMap((as, i) => (node.input?.[i] ? [[as, node.input[i]] as const] : []))
    steps.push({
      kernel: known as Kernel, // what it is asked as
      inputs: Object.fromEntries(named.flatMap(([as, from]) => (constants[from] ? [[as, constants[from]]] : []))),
      reads: named.flatMap(([as, from]) => (constants[from] ? [] : [[as, slotOf(from)] as const])),
      attrs,
      makes: slotOf(name),
    })
  }
  outputs.forEach(visit)
  const lastRead = new Map(steps.flatMap(({ reads, makes }) => reads.map(([, slot]) => [slot, makes] as const)))
  for (const name of outputs) lastRead.delete(slotOf(name)) // theirs are read at the end
  const lastOf = (makes: number) => [...lastRead].flatMap(([slot, by]) => (by === makes ? [slot] : []))
  return { steps: steps.map((step): Step => ({ ...step, last: lastOf(step.makes) })), slotOf }
}

interface Operation {
  readonly kernel: string
  /** As what the kernel knows the inputs of the node, in their order; further ones are none of its. */
  readonly reads: readonly string[]
  readonly attrs: Attributes
}

function operationOf({ name, op, input = [], attr = {} }: GraphNode, constants: Constants): Operation {
  /** Height and width of four. */
  const sides = (key: string) => (attr[key]?.list?.i ?? ['1', '1', '1', '1']).slice(1, 3).map(Number)
  const pad = atob(attr['padding']?.s ?? '').toLowerCase()
  const common = { strides: sides('strides'), pad, dataFormat: 'NHWC', dilations: sides('dilations') }
  switch (op) {
    case '_FusedConv2D': {
      const activation = attr['fused_ops']?.list?.s?.map((one) => atob(one).toLowerCase()).find((one) => one !== 'biasadd') ?? 'linear'
      return { kernel: 'FusedConv2D', reads: ['x', 'filter', 'bias', 'preluActivationWeights'], attrs: { ...common, activation } }
    }
    case 'DepthwiseConv2dNative':
      return { kernel: op, reads: ['x', 'filter'], attrs: common }
    case 'MaxPool':
      return { kernel: op, reads: ['x'], attrs: { ...common, filterSize: sides('ksize') } }
    case 'AddV2':
      return { kernel: 'Add', reads: ['a', 'b'], attrs: {} }
    case 'Prelu':
      return { kernel: op, reads: ['x', 'alpha'], attrs: {} }
    case 'Relu':
    case 'Sigmoid':
      return { kernel: op, reads: ['x'], attrs: {} }
    case 'Pad': {
      const flat = Array.from(constants[input[1]!]!.dataSync()) // a padding has them as a constant
      const paddings = flat.flatMap((before, i) => (i % 2 === 0 ? [[before, flat[i + 1]!]] : []))
      return { kernel: 'PadV2', reads: ['x'], attrs: { paddings, constantValue: 0 } }
    }
    default:
      throw new Error(`${name} is a ${op}, which no network of faces has`)
  }
}
