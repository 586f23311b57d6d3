import { type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Breaker, shut } from '@vitrine/platform/rpc/breaker'
import { type Api, apiPrefix } from './api.ts'

/** Concern one connection, not the message (RFC 9110, 7.6.1), or are ours to say. */
const ownHeaders = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'x-forwarded-for']

/** Nobody says anything for so long in the middle of a call. */
const stalledMs = 30_000

/**
 * The gateway of another process. Hands on the shopper's address as a proxy does; bodies are not held in memory. Answers 502 when the gateway
 * is away and 504 when it has heard the call and says nothing for so long as that may take, ms; 502 at once while the breaker says that it does not answer.
 */
export function proxiedApi(gatewayUrl: string, patienceOf: (method: string, path: string) => number, breaker: Breaker): Api {
  const upgraded = new Set<Duplex>()
  const base = new URL(gatewayUrl)
  const pathOf = ({ url = '' }: IncomingMessage) => url.slice(apiPrefix.length).replace(/^(?!\/)/, '/')
  const target = (request: IncomingMessage) => ({
    host: base.hostname,
    port: base.port || 80,
    method: request.method,
    path: base.pathname.replace(/\/$/, '') + pathOf(request),
    headers: forwarded(request),
  })
  return {
    handle(request, response) {
      const pass = breaker.enter()
      if (pass === shut) return fail(response, 502)
      const onward = openRequest({ ...target(request), timeout: stalledMs })
      // A shopper whose network falters sends in pieces: the gateway owes an answer once it has heard all.
      request.once('end', () => onward.setTimeout(patienceOf(request.method ?? 'GET', pathOf(request))))
      onward.on('timeout', () => onward.destroy(new Error('timeout')))
      onward.on('error', (error) => {
        // A shopper who leaves, or whose own network stalls, says nothing of the gateway.
        if (response.destroyed || !request.complete) breaker.undecided(pass)
        else breaker.silent(pass)
        fail(response, error.message === 'timeout' ? 504 : 502)
      })
      onward.on('response', (answer) => {
        breaker.heard()
        response.writeHead(answer.statusCode ?? 502, withoutOwn(answer.headers))
        answer.pipe(response)
        answer.on('error', () => response.destroy())
      })
      response.on('close', () => onward.destroy())
      request.pipe(onward)
    },
    upgrade(request, socket, head) {
      upgraded.add(socket)
      socket.once('close', () => upgraded.delete(socket))
      const headers = { ...forwarded(request), connection: 'Upgrade', upgrade: request.headers.upgrade }
      const onward = openRequest({ ...target(request), headers })
      onward.on('upgrade', (answer, other: Socket, first) => {
        const lines = answer.rawHeaders.flatMap((text, index, all) => (index % 2 === 0 ? [`${text}: ${all[index + 1]}`] : []))
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
        other.write(head)
        socket.write(first)
        join(socket, other)
      })
      onward.on('response', (answer) => socket.end(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n\r\n`))
      onward.on('error', () => socket.destroy())
      onward.end()
    },
    stop() {
      for (const socket of upgraded) socket.destroy() // nothing else ends them, and the server waits for all
    },
  }
}

function join(one: Duplex, other: Duplex) {
  one.pipe(other)
  other.pipe(one)
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    here.on('error', () => there.destroy())
    here.on('close', () => there.destroy())
  }
}

function forwarded(request: IncomingMessage) {
  const peer = request.socket.remoteAddress ?? ''
  const chain = [request.headers['x-forwarded-for'], peer].filter(Boolean).join(', ')
  return { ...withoutOwn(request.headers), 'x-forwarded-for': chain, 'x-forwarded-prefix': apiPrefix }
}

const withoutOwn = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name, value]) => !ownHeaders.includes(name) && value !== undefined)) as Record<
    string,
    string | string[]
  >

function fail(response: ServerResponse, status: 502 | 504) {
  if (response.headersSent) return response.destroy()
  const code = status === 502 ? 'gateway-away' : 'gateway-silent'
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '1' })
  return response.end(JSON.stringify({ type: 'about:blank', title: code, status, code }))
}
