import type { Interceptor, Transport } from '@connectrpc/connect'
import { continueTrace, requestContext, withinRequest } from '../watch/request-context.ts'

/** For calls that say nothing: longer than any of them takes, short enough that nobody hangs. */
const patienceMs = 5_000

/**
 * Gives each call what is left of its request's time, and never more than asked for; when the call leaves the process also the request's
 * id and trace, so that one shopper's question has one id in the logs of every process.
 */
export const carrying = (transport: Transport, leavesProcess: boolean): Transport => ({
  ...transport,
  unary(method, signal, timeoutMs = patienceMs, header, input, contextValues) {
    const context = requestContext()
    const leftMs = context?.deadlineAtMs === undefined ? timeoutMs : Math.max(1, Math.min(timeoutMs, context.deadlineAtMs - Date.now()))
    return transport.unary(method, signal, leftMs, leavesProcess && context ? marked(header, context) : header, input, contextValues)
  },
})

type HeadersInit = ConstructorParameters<typeof Headers>[0]

function marked(
  header: HeadersInit | undefined,
  { requestId, traceparent, actor }: { requestId: string; traceparent: string; actor?: string },
) {
  const all = new Headers(header)
  all.set('x-request-id', requestId)
  all.set('traceparent', traceparent)
  if (actor) all.set('x-actor', actor)
  return all
}

/** For a gRPC server: work is done within the request it came from. */
export const restoreContext: Interceptor = (next) => (request) => {
  const requestId = request.header.get('x-request-id')
  if (!requestId) return next(request)
  const [traceparent, actor] = [continueTrace(request.header.get('traceparent') ?? undefined), request.header.get('x-actor')]
  return withinRequest({ requestId, traceparent, ...(actor && { actor }) }, () => next(request))
}
