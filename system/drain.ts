import type { Server, ServerResponse } from 'node:http'
import { Server as Listener, type Socket } from 'node:net'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

/** A connection that was silent for so long when the server ends is cut. A client that asks again and again has asked by then. */
const silenceMs = 3_000
/** A turn of the event loop that took longer than this did other work, and somebody may have connected meanwhile. */
const quietTurnMs = 0.25

export interface Drainable {
  /**
   * Ends the server for new requests without failing one:
   *
   * 1. Every answer that has not begun, and every later one, says `connection: close`.
   * 2. It stops listening, after a turn of the event loop in which nobody connected: closing a listener resets connections that the system
   *    has accepted and Node has not.
   * 3. Connections that were open stay so until they were told, or each of them was silent for three seconds. Node's own `close` cuts those it has not
   *    read from, requests on their way included (`closeIdleConnections`).
   *
   * Resolves when nothing runs and everybody was told, or after `patienceMs`; silent connections are cut then, WebSockets are left to whoever
   * opened them. Limit: who speaks after a longer silence, in the instant of the cut, is reset (RFC 9112, 9.5: may send again).
   */
  drain(patienceMs: number): Promise<void>
  /** Ends every connection, WebSockets too. */
  cut(): void
}

/** Watches a server, from before it listens, so that it can be drained. */
export function drainable(server: Server): Drainable {
  const running = new Set<ServerResponse>()
  /** When each was last used. */
  const open = new Map<Socket, number>()
  let isStopping = false
  server.on('connection', (socket) => {
    open.set(socket, performance.now())
    socket.once('close', () => open.delete(socket))
  })
  server.prependListener('request', ({ socket }, response) => {
    running.add(response)
    if (isStopping) sayLast(response)
    response.once('close', () => {
      running.delete(response)
      if (open.has(socket)) open.set(socket, performance.now())
    })
  })

  /** Those who connect meanwhile are let in afterwards, so that accepting them is all a turn has to do: Node 20 accepts one a turn. */
  async function stopListening(deadline: number) {
    const letIn = server.listeners('connection') as ((socket: Socket) => void)[]
    const held: Socket[] = []
    server.removeAllListeners('connection').on('connection', (socket) => {
      socket.on('error', () => {}) // gone before it was let in
      held.push(socket)
    })
    const since = performance.now()
    for (let isQuiet = false; !isQuiet && performance.now() < deadline; ) {
      const [before, began] = [held.length, performance.now()]
      await turn()
      const isLong = began - since > 1_000 // a busy machine has no short turns
      isQuiet = held.length === before && (isLong || performance.now() - began < quietTurnMs)
    }
    Listener.prototype.close.call(server) // that of http.Server cuts connections too
    server.removeAllListeners('connection')
    for (const listener of letIn) server.on('connection', listener)
    for (const socket of held) if (!socket.destroyed) server.emit('connection', socket)
  }

  async function drain(patienceMs: number) {
    const deadline = performance.now() + patienceMs
    isStopping = true
    for (const response of running) sayLast(response)
    await turn() // the next one begins with nothing else to do
    await stopListening(deadline)
    const isSilent = (lastUse: number) => performance.now() - lastUse > silenceMs
    const isOver = () => running.size === 0 && [...open.values()].every(isSilent)
    while (performance.now() < deadline) {
      if (isOver()) await turn() // what has arrived is read, and runs
      if (isOver()) break
      await sleep(10)
    }
    server.closeIdleConnections()
    for (const socket of open.keys()) if (socket.bytesRead === 0) socket.destroy() // browsers open some in advance; Node counts them as busy
  }
  const cut = () => {
    for (const socket of open.keys()) socket.destroy()
  }
  return { drain, cut }
}

function sayLast(response: ServerResponse) {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
