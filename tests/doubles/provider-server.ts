import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly header: (name: string) => string
}

export interface Answered {
  readonly status: number
  readonly body?: unknown
  readonly location?: string
}

/** What goes wrong on the way, whatever provider is played. */
export interface ProviderFaults {
  /** Every call is answered 500. */
  outage: boolean
  /** So many answers to the shop's own calls are lost after they were worked out. */
  dropReplies: number
}

/** An HTTP server that plays a provider: `answer` decides at once, so nobody comes between a question and its answer. */
export async function startProviderServer(answer: (asked: Asked) => Answered | Promise<Answered>) {
  const faults: ProviderFaults = { outage: false, dropReplies: 0 }
  /** Every call as it came: `POST /v1/refunds`. */
  const calls: string[] = []

  async function reply(request: IncomingMessage, response: ServerResponse) {
    const at = new URL(request.url ?? '/', 'http://provider')
    const header = (name: string) => [request.headers[name] ?? ''].flat().join()
    const asked = { method: request.method ?? 'GET', path: at.pathname, query: at.searchParams, body: await text(request), header }
    if (faults.outage) return void response.writeHead(500, { 'content-type': 'application/json' }).end('{}')
    calls.push(`${asked.method} ${asked.path}`)
    const { status, body, location } = await answer(asked)
    if (faults.dropReplies > 0 && asked.method === 'POST' && header('authorization') !== '') {
      faults.dropReplies--
      return void request.socket.destroy()
    }
    const headers = { 'content-type': 'application/json', ...(location ? { location } : {}) }
    response.writeHead(status, headers).end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  }

  const server = createServer((request, response) => {
    reply(request, response).catch((error: Error) => response.writeHead(599).end(error.message))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    calls,
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
