import { randomUUID } from 'node:crypto'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { client, countStock, crowd, expectStatus, type Knock, pay, readyCart, type Reply, signIn, variantsOnSale } from '../shopper.ts'
import type { ShopProcess } from '../shop-process.ts'
import { capturesByOrder } from './provider-ledger.ts'

/** A PostgreSQL server, and how it dies. */
export interface MortalServer {
  readonly url: string
  /** SIGKILL to the server and all its processes; it comes back by itself, or by this. */
  kill(): Promise<void>
}

export interface Restarted {
  readonly times: number
  readonly acknowledged: number
  /** Orders and carts that were answered, and are gone or are not what was answered. */
  readonly lost: number
  readonly chargedTwice: number
  /** From the kill to the first write that is answered. */
  readonly slowestBackInMs: number
  /** What was answered meanwhile that is neither an answer nor "come back": a line for each. */
  readonly strange: readonly string[]
  /** Rows that somebody who acknowledges before they are written acknowledged, and lost, by the same kills. */
  readonly naiveLost: number
}

/** The server that the shop supervises itself. */
export const ownServer = async (shop: ShopProcess): Promise<MortalServer> => ({
  url: (await shop.vitrine(['doctor', '--database-url'])).trim(),
  async kill() {
    killServer(Number(readFileSync(join(shop.data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]))
  },
})

/** One that `../shared/services/up` starts and starts again. */
export function foreignServer(up: string, home: string): MortalServer & { end(): void } {
  const start = () =>
    execFileSync(up, ['postgres'], { env: { ...process.env, SERVICES_HOME: home }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const url = /TEST_DATABASE_URL=(\S+)/.exec(start())?.[1]
  if (!url) throw new Error(`${up} does not say where PostgreSQL is`)
  return {
    url,
    async kill() {
      const pid = Number(readFileSync(join(home, 'pids', 'postgres'), 'utf8'))
      killServer(pid)
      while (isAlive(pid)) await sleep(5) // `up` leaves a server alone that is still dying
      await once(spawn(up, ['postgres'], { env: { ...process.env, SERVICES_HOME: home }, stdio: 'ignore' }), 'exit')
    },
    end() {
      killServer(Number(readFileSync(join(home, 'pids', 'postgres'), 'utf8')))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The postmaster first, so that it does not clean up; then those it started. */
function killServer(pid: number) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  for (const one of [pid, ...children]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it ended by itself
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return /^State:\s[^ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Kills the database under load, so many times, and looks for everything that was acknowledged. */
export async function databaseRestarts(shop: ShopProcess, server: MortalServer, times: number): Promise<Restarted> {
  const knock = client(shop.api)
  const staff = await signIn(knock, 'proof@example.com', 'a long enough secret')
  const [, , variant] = await variantsOnSale(knock)
  await countStock(knock, staff, variant!.id, 100_000)
  const strange: string[] = []
  const insisting = insistent(knock, strange)
  const [orders, carts]: [Reply['body'][], Reply['body'][]] = [[], []]
  let isOver = false
  async function buy() {
    try {
      const cart = await readyCart(insisting, variant!.id)
      carts.push(cart)
      orders.push(expectStatus(await pay(insisting, cart), 201))
    } catch (error) {
      strange.push((error as Error).message)
    }
  }
  const load = Array.from({ length: 8 }, async () => {
    while (!isOver) await buy()
  })
  const naive = await forgetful(server.url)
  let slowestBackInMs = 0
  for (let time = 0; time < times; time++) {
    await sleep(1_000 + Math.random() * 500)
    slowestBackInMs = Math.max(slowestBackInMs, await killed())
  }
  await sleep(1_000)
  isOver = true
  await Promise.all(load)
  const captures = capturesByOrder(shop.data)
  const missing = await crowd(orders.length, 8, async (n) => {
    const { status, body } = await insisting('GET', `/v1/orders/${orders[n].id}`)
    return status !== 200 || body.totals.total.amountMinor !== orders[n].totals.total.amountMinor || (captures.get(orders[n].id) ?? 0) < 1
  })
  const missingCarts = await crowd(carts.length, 8, async (n) => (await insisting('GET', `/v1/carts/${carts[n].id}`)).status !== 200)
  return {
    times,
    acknowledged: orders.length + carts.length,
    lost: [...missing, ...missingCarts].filter(Boolean).length,
    chargedTwice: orders.filter(({ id }) => (captures.get(id) ?? 0) > 1).length,
    slowestBackInMs,
    strange,
    naiveLost: await naive.lost(),
  }

  /** How long until a write is answered again. */
  async function killed(): Promise<number> {
    const began = performance.now()
    const coming = server.kill()
    await sleep(20)
    for (;;) {
      const answer = await knock('POST', '/v1/carts', {}).catch(() => undefined)
      if (answer?.status === 201) break
      if (performance.now() - began > 2 * patienceMs) throw new Error('no cart is made three minutes after the database was killed')
      await sleep(20)
    }
    const backInMs = performance.now() - began
    await coming
    return backInMs
  }
}

/** Longer than the lease of a run that died, and than a machine needs that does other work: a shopper who comes back is not answered wrongly. */
const patienceMs = 90_000

/** Asks again under the same key while the shop says that it is away; whatever else goes wrong is noted. */
function insistent(knock: Knock, strange: string[]): Knock {
  return async (method, path, body, headers = {}) => {
    const kept = method === 'GET' ? headers : { 'idempotency-key': randomUUID(), ...headers }
    for (const until = performance.now() + patienceMs; ; ) {
      const reply = await knock(method, path, body, kept)
      const isAway = reply.status === 503 && reply.headers.get('retry-after') !== null
      const isRunning = reply.status === 202 || ['request-in-progress', 'payment-in-progress'].includes(reply.body?.code)
      if (!isAway && !isRunning && reply.status >= 500) strange.push(`${method} ${path}: ${reply.status} ${reply.body?.code}`)
      if (reply.status < 500 && !isRunning) return reply
      if (performance.now() > until) return reply
      await sleep(isAway ? 100 : 1_000)
    }
  }
}

/** The control: whoever says "kept" and writes a little later, many rows at once. */
async function forgetful(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {}) // it is killed
  await pool.query('drop table if exists public.forgetful; create table public.forgetful (n integer)')
  let [acknowledged, isOver] = [0, false]
  const writing = (async () => {
    for (; !isOver; await sleep(50)) {
      const batch = Array.from({ length: 10 }, () => acknowledged++)
      await pool.query('insert into public.forgetful select unnest($1::int[])', [batch]).catch(() => {}) // nobody is told
    }
  })()
  return {
    async lost(): Promise<number> {
      isOver = true
      await writing
      const { rows } = await pool.query<{ count: number }>('select count(distinct n)::int as count from public.forgetful')
      await pool.query('drop table public.forgetful')
      await pool.end()
      return acknowledged - rows[0]!.count // a count is one row
    },
  }
}
