import type { Server, ServerResponse } from 'node:http'
import { Server as Listener, type Socket } from 'node:net'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

/** A connection that was silent for so long when the server ends is cut. A client that is about to speak has spoken by then. */
const silenceMs = 1_000
/** A turn of the event loop that took longer than this did other work, and somebody may have connected meanwhile. */
const quietTurnMs = 0.25

export interface Drainable {
  /**
   * Ends the server for new requests without failing one:
   *
   * 1. Every answer that has not begun, and every later one, says `connection: close`.
   * 2. It stops listening, after a turn of the event loop in which nobody connected: closing a listener resets connections that the system
   *    has accepted and Node has not.
   * 3. Connections that were open stay so until they were told, or were silent for a second. Node's own `close` cuts those it has not read
   *    from, requests on their way included (`closeIdleConnections`).
   *
   * Resolves when nothing runs and everybody was told, or after `patienceMs`; silent connections are cut then, WebSockets are left to whoever
   * opened them. Limit: who speaks after more than a second, in the instant of the cut, is reset (RFC 9112, 9.5: may send again).
   */
  drain(patienceMs: number): Promise<void>
  /** Ends every connection, WebSockets too. */
  cut(): void
}

/** Watches a server, from before it listens, so that it can be drained. */
export function drainable(server: Server): Drainable {
  const running = new Set<ServerResponse>()
  const open = new Set<Socket>()
  let [lastUse, isStopping] = [0, false]
  server.on('connection', (socket) => {
    lastUse = performance.now()
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.prependListener('request', (_, response) => {
    running.add(response)
    lastUse = performance.now()
    if (isStopping) sayLast(response)
    response.once('close', () => {
      running.delete(response)
      lastUse = performance.now()
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
      const isLong = began - since > silenceMs // a busy machine has no short turns
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
    lastUse = performance.now()
    for (const response of running) sayLast(response)
    await turn() // the next one begins with nothing else to do
    await stopListening(deadline)
    const isOver = () => running.size === 0 && (open.size === 0 || performance.now() - lastUse > silenceMs)
    while (performance.now() < deadline) {
      if (isOver()) await turn() // what has arrived is read, and runs
      if (isOver()) break
      await sleep(10)
    }
    server.closeIdleConnections()
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy() // browsers open some in advance; Node counts them as busy
  }
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return { drain, cut }
}

function sayLast(response: ServerResponse) {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
