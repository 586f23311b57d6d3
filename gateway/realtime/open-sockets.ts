import type { EventEmitter } from 'node:events'

/** As much of a socket as is counted. */
export interface CountedSocket extends Pick<EventEmitter, 'once'> {
  readonly readyState: number
  readonly OPEN: number
}

/**
 * Counts the open sockets of each address. `enter` answers how many there are with this one, which counts until it closes; undefined for one
 * that is closing already: it was never in, and its end takes nobody out.
 */
export function openSockets() {
  const open = new Map<string, number>()
  return {
    enter(address: string, socket: CountedSocket): number | undefined {
      if (socket.readyState !== socket.OPEN) return undefined
      const now = (open.get(address) ?? 0) + 1
      open.set(address, now)
      socket.once('close', () => {
        const left = open.get(address)! - 1 // each that came in goes out once
        if (left > 0) open.set(address, left)
        else open.delete(address)
      })
      return now
    },
  }
}
