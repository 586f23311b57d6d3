import { createServer, type Http2Session } from 'node:http2'
import { type AddressInfo, Server as Listener, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Code, ConnectError, type Interceptor, type Transport } from '@connectrpc/connect'
import { connectNodeAdapter, createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node'
import { hasSideEffects, type Routes } from './direct-transport.ts'
import type { Breaker } from './breaker.ts'
import { restoreContext } from './carried-context.ts'
import { nameFaults } from './fault.ts'
import { guardedTransport } from './guarded-transport.ts'

/** Stands in each answer of a server that is about to end: the next call looks for another one. */
const leaving = 'x-leaving'

/**
 * Calls a service of another process. Owns its connections: `close` it, or the process stays alive.
 *
 * Told that the server is leaving it opens another connection, which whoever balances gives to a copy, while running calls end on the old one.
 * A read whose connection is lost is asked once more; a command is its caller's to repeat, under the same id. With a `breaker` nobody waits for a service
 * that does not answer.
 */
export function grpcTransport(baseUrl: string, breaker?: Breaker): Transport & { close(): void } {
  const lines = new Set<Http2SessionManager>()
  let current = open()

  function open() {
    const line = new Http2SessionManager(baseUrl)
    lines.add(line)
    const leave = () => {
      if (current.line !== line) return
      for (const old of lines) if (old.state() === 'closed' || old.state() === 'error') lines.delete(old)
      current = open()
    }
    return { line, transport: createGrpcTransport({ baseUrl, sessionManager: line, interceptors: [hearLeaving(leave), nameLoss] }) }
  }
  const transport: Transport = {
    async unary(method, ...asked) {
      try {
        return await current.transport.unary(method, ...asked)
      } catch (error) {
        const isLost = error instanceof ConnectError && error.cause instanceof LostConnection
        if (!isLost || hasSideEffects(method)) throw error
        return await current.transport.unary(method, ...asked)
      }
    },
    stream: (...asked) => current.transport.stream(...asked),
  }
  return {
    ...(breaker ? guardedTransport(transport, breaker) : transport),
    close() {
      for (const line of lines) line.abort()
    },
  }
}

const hearLeaving =
  (leave: () => void): Interceptor =>
  (next) =>
  async (request) => {
    try {
      const answer = await next(request)
      if (answer.header.has(leaving)) leave()
      return answer
    } catch (error) {
      if (error instanceof ConnectError && error.metadata.has(leaving)) leave()
      throw error
    }
  }

class LostConnection extends Error {}

/** A connection that is lost under a call is a service that is away: connect-node says of it that the call was canceled, or aborted. */
const nameLoss: Interceptor = (next) => async (request) => {
  try {
    return await next(request)
  } catch (error) {
    const isLost = error instanceof ConnectError && [Code.Canceled, Code.Aborted].includes(error.code) && !request.signal.aborted
    const cause = new LostConnection('lost under a call', { cause: error })
    throw isLost ? new ConnectError('the connection was lost', Code.Unavailable, undefined, undefined, cause) : error
  }
}

/** A peer that is about to speak has spoken by then; as for the public doors (system/drain.ts). */
const silenceMs = 1_000

export interface GrpcServer {
  readonly url: string
  /**
   * Lets nobody new in, lets running calls end for at most `patienceMs`, then cuts. Who is in is told with each answer to go elsewhere, and
   * served until they said nothing for a second.
   */
  close(patienceMs?: number): Promise<void>
}

export interface GrpcOptions {
  /** A free one unless given. */
  readonly port?: number
  /** Loopback unless given. */
  readonly host?: string
  readonly interceptors?: readonly Interceptor[]
  /** Hears the cause of what callers are told is an internal error. */
  readonly unforeseen?: (cause: unknown) => void
}

/** Serves over gRPC. Rejects when the port is taken. */
export async function serveGrpc(routes: Routes, options: GrpcOptions = {}): Promise<GrpcServer> {
  const { port = 0, host = '127.0.0.1', interceptors = [], unforeseen = () => {} } = options
  const sessions = new Map<Http2Session, Line>()
  const handler = connectNodeAdapter({
    routes: (router) => void routes(router),
    interceptors: [sayLeaving, restoreContext, ...interceptors, nameFaults(unforeseen)],
  })
  const server = createServer(handler)
  let [accepted, isClosing]: [Socket | undefined, boolean] = [undefined, false]
  server.prependListener('connection', (socket: Socket) => {
    accepted = socket // its session is made next, in the same turn
  })
  server.on('session', (session) => {
    const line: Line = { socket: accepted!, calls: 0, lastUse: performance.now() }
    sessions.set(session, line)
    session.once('close', () => sessions.delete(session))
    session.on('stream', (stream) => {
      line.calls++
      stream.once('close', () => {
        line.calls--
        line.lastUse = performance.now()
      })
    })
  })
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(port, host, ready))
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    // An idle connection is cut and not closed with a GOAWAY: connect-node 2.1.2 answers that with an error, and when the peer calls at this
    // moment nobody hears it, which ends the peer.
    async close(patienceMs = 0) {
      isClosing = true
      // That of http2 closes its sessions too since Node 24, and cancels the calls that run.
      const closed = new Promise<void>((done) => Listener.prototype.close.call(server, () => done()))
      const began = performance.now()
      while (sessions.size > 0) {
        const [now, isOver] = [performance.now(), performance.now() - began >= patienceMs]
        for (const { socket, calls, lastUse } of sessions.values())
          if (isOver || (calls === 0 && now - Math.max(lastUse, began) > Math.min(silenceMs, patienceMs))) socket.destroy()
        await sleep(10)
      }
      await closed
    },
  }

  /** Declared here, as it asks whether this server closes. */
  function sayLeaving(next: Parameters<Interceptor>[0]): ReturnType<Interceptor> {
    return async (request) => {
      try {
        const answer = await next(request)
        if (isClosing) answer.header.set(leaving, '1')
        return answer
      } catch (error) {
        if (isClosing && error instanceof ConnectError) error.metadata.set(leaving, '1')
        throw error
      }
    }
  }
}

interface Line {
  readonly socket: Socket
  calls: number
  lastUse: number
}
