import { createServer, type Http2Session } from 'node:http2'
import { type AddressInfo, Server as Listener, type Socket } from 'node:net'
import { Code, ConnectError, type Interceptor, type Transport } from '@connectrpc/connect'
import { connectNodeAdapter, createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node'
import type { Routes } from './direct-transport.ts'
import { restoreContext } from './carried-context.ts'
import { nameFaults } from './fault.ts'

/** Calls a service of another process. Owns its connection: `close` it, or the process stays alive. */
export function grpcTransport(baseUrl: string): Transport & { close(): void } {
  const sessionManager = new Http2SessionManager(baseUrl)
  return { ...createGrpcTransport({ baseUrl, sessionManager, interceptors: [nameLoss] }), close: () => sessionManager.abort() }
}

/** A connection that is lost under a call is a service that is away: connect-node says of it that the call was canceled, or aborted. */
const nameLoss: Interceptor = (next) => async (request) => {
  try {
    return await next(request)
  } catch (error) {
    const isLost = error instanceof ConnectError && [Code.Canceled, Code.Aborted].includes(error.code) && !request.signal.aborted
    throw isLost ? new ConnectError('the connection was lost', Code.Unavailable, undefined, undefined, error) : error
  }
}

export interface GrpcServer {
  readonly url: string
  /** Takes no new call, lets running ones end for at most `patienceMs`, then cuts. */
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
  const sessions = new Map<Http2Session, { readonly socket: Socket; calls: number }>()
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
    const line = { socket: accepted!, calls: 0 }
    sessions.set(session, line)
    session.once('close', () => sessions.delete(session))
    session.on('stream', (stream) => {
      line.calls++
      stream.once('close', () => {
        line.calls--
        if (isClosing && line.calls === 0) line.socket.destroy()
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
      for (const { socket, calls } of sessions.values()) if (calls === 0) socket.destroy()
      const cut = setTimeout(() => {
        for (const { socket } of sessions.values()) socket.destroy()
      }, patienceMs)
      await closed
      clearTimeout(cut)
    },
  }
}
