import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Health, HealthReport } from './health.ts'
import type { Metrics } from './metrics.ts'
import { strikeOut } from './redaction.ts'

export interface WatchServerOptions {
  readonly port: number
  /** Loopback by default: names of dependencies and numbers of the shop are for its operator alone. */
  readonly host?: string
  readonly health: Health
  readonly metrics: Metrics
}

/**
 * Answers an operator's questions on a port of its own: `/health/live`, `/health/ready`, `/health/startup` with the reasons, `/metrics`.
 * 200 when it is well, else 503. Port 0 takes a free one. Rejects with `EADDRINUSE` when the port is taken.
 */
export async function startWatchServer({ port, host = '127.0.0.1', health, metrics }: WatchServerOptions) {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'text/plain', '')
    if (path === '/health/live') return report(response, health.live())
    if (path === '/health/startup') return report(response, health.startup())
    if (path === '/health/ready') return void health.ready().then((ready) => report(response, ready))
    if (path === '/metrics') return void metrics.read().then(({ contentType, text }) => end(response, 200, contentType, text))
    return end(response, 404, 'text/plain', '')
  })
  server.requestTimeout = 10_000
  server.unref() // it watches the process and does not keep it alive
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(port, host, ready))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function report(response: ServerResponse, { state, dependencies, neighbours }: HealthReport) {
  const reasons = Object.entries(dependencies).map(([name, reason]) => [name, reason && strikeOut(reason)])
  const said = { state, dependencies: Object.fromEntries(reasons), ...(neighbours && { neighbours }) }
  end(response, state === 'ok' ? 200 : 503, 'application/json', JSON.stringify(said))
}

function end(response: ServerResponse, status: number, contentType: string, text: string) {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(text)
}
