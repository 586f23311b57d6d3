import { type ClientHttp2Session, createServer, type ServerHttp2Session } from 'node:http2'
import { type AddressInfo, Server as Listener, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Code, ConnectError, type Interceptor, type Transport } from '@connectrpc/connect'
import { connectNodeAdapter, createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node'
import { hasSideEffects, type Routes } from './direct-transport.ts'
import type { Breaker } from './breaker.ts'
import { restoreContext } from './carried-context.ts'
import { nameFaults } from './fault.ts'
import { guardedTransport } from './guarded-transport.ts'

/**
 * Calls a service of another process. Owns its connections: `close` it, or the process stays alive.
 *
 * Told that the server is leaving it opens another connection, which whoever balances gives to a copy, while running calls end on the old one.
 * A read whose connection is lost is asked once more; a command is its caller's to repeat, under the same id. With a `breaker` nobody waits for a service
 * that does not answer.
 */
export function grpcTransport(baseUrl: string, breaker?: Breaker): Transport & { close(): void } {
  const lines = new Set<Line>()
  let current = open()

  function open() {
    const line = new Line(baseUrl, () => {
      if (current.line === line) current = open()
    })
    for (const old of lines) if (old.state() === 'closed' || old.state() === 'error') lines.delete(old)
    lines.add(line)
    return { line, transport: createGrpcTransport({ baseUrl, sessionManager: line, interceptors: [nameLoss] }) }
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

/**
 * A connection that is left when its server says so, and closed once its calls have ended: closed at once it says GOAWAY before a call that is about to be
 * sent, which the server then refuses. connect-node listens to a connection no more that it has left: its end is heard here.
 */
class Line extends Http2SessionManager {
  readonly #leave: () => void
  readonly #left = new Set<ClientHttp2Session>()
  readonly #known = new WeakSet<ClientHttp2Session>()
  #calls = 0

  constructor(baseUrl: string, leave: () => void) {
    super(baseUrl)
    this.#leave = leave
  }

  override async request(...asked: Parameters<Http2SessionManager['request']>) {
    this.#calls++
    try {
      const stream = await super.request(...asked)
      stream.once('close', () => this.#ended())
      const session = stream.session as ClientHttp2Session | undefined
      if (session && !this.#known.has(session)) this.#listen(session)
      return stream
    } catch (error) {
      this.#ended()
      throw error
    }
  }

  #listen(session: ClientHttp2Session) {
    this.#known.add(session)
    session.on('error', () => {})
    session.once('altsvc', () => {
      this.#left.add(session)
      this.#leave()
      if (this.#calls === 0) this.#closeLeft()
    })
  }

  #ended() {
    if (--this.#calls === 0) this.#closeLeft()
  }

  #closeLeft() {
    for (const session of this.#left) session.close()
    this.#left.clear()
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

/** Who is told to go has gone by then; as for the public doors (system/drain.ts). */
const silenceMs = 1_000

export interface GrpcServer {
  readonly url: string
  /**
   * Lets nobody new in, tells who is in to go elsewhere, lets running calls end for at most `patienceMs`, then cuts. Who does not go is served until they
   * said nothing for a second.
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
  const sessions = new Map<ServerHttp2Session, Peer>()
  const handler = connectNodeAdapter({
    routes: (router) => void routes(router),
    interceptors: [restoreContext, ...interceptors, nameFaults(unforeseen)],
  })
  const server = createServer(handler)
  let [accepted, isClosing]: [Socket | undefined, boolean] = [undefined, false]
  server.prependListener('connection', (socket: Socket) => {
    accepted = socket // its session is made next, in the same turn
  })
  server.on('session', (session) => {
    const peer: Peer = { socket: accepted!, calls: 0, lastUse: performance.now() }
    sessions.set(session, peer)
    if (isClosing) sendAway(session, url)
    session.once('close', () => sessions.delete(session))
    session.on('stream', (stream) => {
      peer.calls++
      stream.once('close', () => {
        peer.calls--
        peer.lastUse = performance.now()
      })
    })
  })
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(port, host, ready))
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  return {
    url,
    async close(patienceMs = 0) {
      isClosing = true
      for (const session of sessions.keys()) sendAway(session, url)
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
}

/**
 * Says that this service is reached elsewhere (ALTSVC, RFC 7838), and serves whatever was sent before that was heard. A GOAWAY does not: HTTP/2 of Node 20
 * reads nothing more from a connection without calls, and what was on its way is lost.
 */
const sendAway = (session: ServerHttp2Session, url: string) => {
  if (!session.closed && !session.destroyed) session.altsvc('clear', url) // one whose peer is closing it is told nothing
}

interface Peer {
  readonly socket: Socket
  calls: number
  lastUse: number
}
