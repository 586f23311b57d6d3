import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { takePrefix } from '@vitrine/gateway/below'
import type { FastifyInstance } from 'fastify'

/** Where the gateway is, seen from the pages' own origin. */
export const apiPrefix = '/api'

/** Answers what comes below `/api`: bodies of calls pass through the pages' server unread. */
export interface Api {
  handle(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends what nobody else would: sockets that were upgraded. */
  stop(): void
}

/** The gateway of this process: one for the pages' origin and for its own, which ends its sockets itself. */
export function ownApi(gateway: FastifyInstance): Api {
  return {
    handle(request, response) {
      takePrefix(request, apiPrefix)
      gateway.routing(request, response)
    },
    upgrade(request, socket, head) {
      takePrefix(request, apiPrefix)
      gateway.server.emit('upgrade', request, socket, head)
    },
    stop() {},
  }
}
