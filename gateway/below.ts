import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

const prefixes = new WeakMap<IncomingMessage, string>()

/** Takes the prefix under which a server of this process shows the gateway off a request; answers carry it in their addresses. */
export function takePrefix(request: IncomingMessage, prefix: string): void {
  prefixes.set(request, prefix)
  request.url = (request.url ?? '').slice(prefix.length).replace(/^(?!\/)/, '/')
}

/** Where the gateway stands on the origin that was asked: `/api`, or nothing. */
export const prefixOf = ({ raw }: FastifyRequest): string => prefixes.get(raw) ?? ''
