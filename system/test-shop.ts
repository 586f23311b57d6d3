import { randomIds } from '@vitrine/platform/ids/ids'
import { noFailpoints } from '@vitrine/platform/failpoints/failpoints'
import { ask } from '@vitrine/platform/http/ask'
import type { Files } from '@vitrine/platform/files/files'
import type { Mail } from '@vitrine/platform/mail/mailer'
import { serveGrpc, grpcTransport } from '@vitrine/platform/rpc/grpc'
import type { Transport } from '@connectrpc/connect'
import pino from 'pino'
import type pg from 'pg'
import { type ComposeOptions, type Composition, compose } from './compose.ts'

/** Time that stands until a test moves it. Starts at 2026-11-20 10:00 UTC. */
export function movableClock(start = '2026-11-20T10:00:00Z') {
  let now = new Date(start)
  const clock = () => now
  return Object.assign(clock, {
    advance(ms: number) {
      now = new Date(now.getTime() + ms)
    },
  })
}

/** Files that are gone with the test. */
export function memoryFiles(): Files {
  const kept = new Map<string, Buffer>()
  return {
    put: async (key, bytes) => void kept.set(key, Buffer.from(bytes)),
    get: async (key) => kept.get(key),
    has: async (key) => kept.has(key),
    remove: async (key) => void kept.delete(key),
    list: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
  }
}

export interface TestShop extends Composition {
  /** What was mailed, oldest first. */
  readonly mails: readonly Mail[]
}

type TestOptions = Partial<ComposeOptions> & Pick<ComposeOptions, 'services'>

/**
 * Services of one test, composed as the product composes them, on `pool`. Without background work unless asked for: a test says
 * `await shop.settle()` where the product would have sent and handled its events.
 */
export async function testShop(pool: pg.Pool, options: TestOptions): Promise<TestShop> {
  const mails: Mail[] = []
  const composition = await compose({
    poolOf: () => pool,
    clock: movableClock(),
    ids: randomIds,
    http: fetch,
    ask,
    failpoint: noFailpoints,
    files: memoryFiles(),
    mail: async (mail) => void mails.push(mail),
    log: pino({ level: 'silent' }),
    settings: {},
    asset: (path) => new URL(`../${path}`, import.meta.url),
    background: false,
    ...options,
  })
  return { ...composition, mails }
}

/** The two ways to call a service of this shop: `[name, transport]`, and what closes the second. For `describe.each`. */
export async function bothWays(shop: Composition, service: string) {
  const server = await serveGrpc(shop.routes(service))
  const remote = grpcTransport(server.url)
  const ways: [string, Transport][] = [
    ['in process', shop.peer(service)],
    ['over gRPC', remote],
  ]
  return {
    ways,
    close: async () => {
      remote.close()
      await server.close()
    },
  }
}
