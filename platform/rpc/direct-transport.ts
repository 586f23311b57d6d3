import { create, type DescMessage, type DescMethod, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type ContextValues,
  createContextValues,
  type HandlerContext,
  type Transport,
} from '@connectrpc/connect'
import { deepFreeze } from '../deep-freeze.ts'
import { toConnectError } from './fault.ts'
import { ownMessage } from './own-message.ts'

export type Routes = (router: ConnectRouter) => unknown

/**
 * How a message crosses from one side to the other. `copied`: each side owns its message, as over a network. `shared`: both hold the same
 * object; only right when neither writes to it. `frozen`: shared, and writing to it throws; for development and tests.
 */
export type Handover = 'copied' | 'shared' | 'frozen'

export interface DirectOptions {
  readonly handover?: (method: DescMethod) => Handover
  /** Hears the cause of what callers are told is an internal error. */
  readonly unforeseen?: (cause: unknown) => void
}

/** False for calls whose contract says `idempotency_level = NO_SIDE_EFFECTS`. */
export const hasSideEffects = (method: DescMethod): boolean => method.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS

/**
 * Calls a service of this process without turning messages into bytes and back: 3 to 10 us instead of about 1 ms (docs/operations.md).
 *
 * Answers as gRPC would: deadlines and cancellation reach the service; an error arrives with its code and message, and without its cause.
 * Not checked here, only over the wire: that a number fits its protobuf type; so contract suites run both ways.
 * Limits: unary calls, as all contracts of Vitrine are.
 */
export function directTransport(routes: Routes, { handover = () => 'copied', unforeseen }: DirectOptions = {}): Transport {
  let implementations: Map<string, Implementation> | undefined
  return {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const call = new Call(method, signal, timeoutMs, header, contextValues)
      try {
        // Late, because services that call each other are started one after the other.
        implementations ??= collect(routes)
        const run = implementations.get(nameOf(method))
        if (!run) throw new ConnectError(`${nameOf(method)} is not implemented`, Code.Unimplemented)
        const way = handover(method)
        const answer = await call.orEnded(run(handOver(method.input, input, way), call))
        const message = handOver(method.output, answer, way)
        return { stream: false, service: method.parent, method, header: call.responseHeader, trailer: call.responseTrailer, message }
      } catch (error) {
        throw call.ended ? ConnectError.from(call.ended.reason, Code.Canceled) : toConnectError(error, unforeseen)
      } finally {
        call.end(completed)
      }
    },
    stream: async (method) => {
      throw new ConnectError(`${nameOf(method)} streams, which contracts of Vitrine do not`, Code.Unimplemented)
    },
  }
}

/** Why the signal of a finished call is aborted. Made once: an error per call would cost as much as the call. */
const completed = new ConnectError('the call is complete', Code.Canceled)

type HeadersInit = ConstructorParameters<typeof Headers>[0]
// oxlint-disable-next-line typescript/no-explicit-any -- the seam where typed handlers meet one table of all methods
type Implementation = (request: any, context: HandlerContext) => any

/** One call, as the service sees it. Its signal and headers are made when somebody asks for them: most calls never do. */
class Call implements HandlerContext {
  readonly protocolName = 'direct'
  readonly requestMethod = 'POST'
  readonly method: DescMethod
  ended: { readonly reason: unknown } | undefined
  readonly timeoutMs: () => number | undefined
  #header: HeadersInit | undefined
  #requestHeader: Headers | undefined
  #responseHeader: Headers | undefined
  #responseTrailer: Headers | undefined
  #values: ContextValues | undefined
  #controller: AbortController | undefined
  #release = () => {}
  #interrupt: ((reason: unknown) => void) | undefined

  constructor(method: DescMethod, signal?: AbortSignal, timeoutMs?: number, header?: HeadersInit, values?: ContextValues) {
    this.method = method
    this.#header = header
    this.#values = values
    const deadline = timeoutMs === undefined ? undefined : performance.now() + timeoutMs
    this.timeoutMs = () => (deadline === undefined ? undefined : deadline - performance.now())
    if (signal === undefined && timeoutMs === undefined) return
    const late = () => this.end(new ConnectError('the operation timed out', Code.DeadlineExceeded))
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, Math.max(0, timeoutMs))
    const cancelled = () => this.end(signal?.reason)
    signal?.addEventListener('abort', cancelled)
    this.#release = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancelled)
    }
    if (signal?.aborted) cancelled()
  }

  get service() {
    return this.method.parent
  }
  get url() {
    return `direct:/${nameOf(this.method)}`
  }
  get requestHeader() {
    return (this.#requestHeader ??= new Headers(this.#header))
  }
  get responseHeader() {
    return (this.#responseHeader ??= new Headers())
  }
  get responseTrailer() {
    return (this.#responseTrailer ??= new Headers())
  }
  get values() {
    return (this.#values ??= createContextValues())
  }
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.ended) this.#controller.abort(this.ended.reason)
    return this.#controller.signal
  }

  /** The first reason counts. */
  end(reason: unknown): void {
    if (this.ended) return
    this.ended = { reason }
    this.#release()
    this.#controller?.abort(reason)
    this.#interrupt?.(reason)
  }

  /** The promise, or the reason of the end if that comes first. What the service does later is nobody's business. */
  orEnded<T>(promise: T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#interrupt = reject
      Promise.resolve(promise).then(resolve, reject)
      if (this.ended) reject(this.ended.reason)
    })
  }
}

const nameOf = (method: DescMethod) => `${method.parent.typeName}.${method.name}`

function collect(routes: Routes): Map<string, Implementation> {
  const implementations = new Map<string, Implementation>()
  const router: ConnectRouter = {
    handlers: [],
    service(service, implementation) {
      for (const method of service.methods) {
        const run = implementation[method.localName]
        if (typeof run === 'function') implementations.set(nameOf(method), run.bind(implementation) as Implementation)
      }
      return router
    },
    rpc(method, run) {
      implementations.set(nameOf(method), run as Implementation)
      return router
    },
  }
  routes(router)
  return implementations
}

function handOver<Desc extends DescMessage>(desc: Desc, init: MessageInitShape<Desc>, handover: Handover): MessageShape<Desc> {
  if (handover === 'copied') return ownMessage(desc, init)
  const message = create(desc, init)
  return handover === 'frozen' ? deepFreeze(message) : message
}
