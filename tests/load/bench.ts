// `npm run bench`: CPU milliseconds per operation of the shop, all its processes together, beside floors measured in the same run.
// CPU time and ratios hold on a busy machine; rates do not. Goals: docs/operations.md. Options: --seconds 4 (per cell), --clients 8.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { client, countStock, crowd, expectStatus, type Knock, pay, readyCart, signIn } from '../shopper.ts'
import { forgetFolders, startShop, withoutRateLimits } from '../shop-process.ts'
import { cpuMs, isPostgres, memoryMb, processesOf, threadMs } from './cpu-of-processes.ts'

const { values: options } = parseArgs({ options: { seconds: { type: 'string', default: '4' }, clients: { type: 'string', default: '8' } } })
const [seconds, clients] = [Number(options.seconds), Number(options.clients)]

interface Cell {
  readonly name: string
  readonly goalMs?: number
  readonly count: number
  readonly cpuMsPerOp: number
  /** The part of it that PostgreSQL took. */
  readonly postgresMsPerOp: number
  /** The part that is the sandbox bank, which stands for a provider elsewhere. */
  readonly bankMsPerOp: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly perSecond: number
}

/** On a busy machine a few seconds hold too few knocks to say anything. */
const fewest = 100

interface How {
  readonly goalMs?: number
  /** What the knocks cause behind them is waited for and counted, and what the warm-up caused is not. */
  readonly isFollowed?: boolean
  readonly atOnce?: number
  /** Compilers wake up late, and each of ten connections plans a statement anew the first five times. */
  readonly warmUps?: number
}

/** Knocks for some seconds and says what one knock cost the processes. An answer that is not as wanted ends the bench. */
async function measure(
  name: string,
  pids: () => number[],
  work: (n: number) => Promise<void>,
  { goalMs, isFollowed = false, atOnce = clients, warmUps = 200 }: How = {},
): Promise<Cell> {
  await untilQuiet(pids)
  await crowd(warmUps, atOnce, async (n) => work(n))
  if (isFollowed) await untilQuiet(pids)
  const times: number[] = []
  const databaseMs = () => cpuMs(pids().filter(isPostgres))
  const bankMs = () => threadMs(pids(), 'sandbox bank')
  const [before, databaseBefore, bankBefore, began] = [cpuMs(pids()), databaseMs(), bankMs(), performance.now()]
  const end = began + seconds * 1_000
  let next = warmUps
  const one = async () => {
    while (performance.now() < end || times.length < fewest) {
      const start = performance.now()
      await work(next++)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  const tookMs = performance.now() - began
  if (isFollowed) await untilQuiet(pids)
  const [used, databaseUsed, bankUsed] = [cpuMs(pids()) - before, databaseMs() - databaseBefore, bankMs() - bankBefore]
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const count = times.length
  return {
    name,
    count,
    cpuMsPerOp: used / count,
    postgresMsPerOp: databaseUsed / count,
    bankMsPerOp: bankUsed / count,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    perSecond: (count / tookMs) * 1_000,
    ...(goalMs && { goalMs }),
  }
}

/** Waits until events of what was done before are handled, so that nobody else pays for them; a minute at most. */
async function untilQuiet(pids: () => number[]) {
  for (let tries = 0; tries < 60; tries++) {
    const before = cpuMs(pids())
    await sleep(1_000)
    if (cpuMs(pids()) - before < 150) return
  }
}

async function startFloor(url: string): Promise<{ at: string; child: ChildProcess }> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  await pool.query(`create schema floor;
    create table floor.product (id int primary key, shelf int, body jsonb);
    insert into floor.product select n, n % 40, jsonb_build_object('id', n, 'name', repeat('x', 40), 'price', n, 'image', repeat('y', 120)) from generate_series(1, 1000) n;
    create index on floor.product (shelf, id);
    create table floor.stock (sku int primary key, available int); insert into floor.stock select n, 1000000 from generate_series(0, 999) n;
    create table floor.order_line (n bigint generated always as identity, sku int, quantity int); create table floor.told (n bigint)`)
  await pool.end()
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/load/floor-server.ts'], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [at] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { at, child }
}

const get = (knock: Knock, path: (n: number) => string) => async (n: number) => {
  expectStatus(await knock('GET', path(n)), 200)
}

// Parcels travel as slowly as in life: the simulated carrier would deliver within the next cells, and that is not a checkout.
const shop = await startShop({ env: { ...withoutRateLimits, CARRIER_SPEED: '1' } })
try {
  const [knock, storefront] = [client(shop.api), client(shop.url)]
  const pids = () => processesOf(shop.child.pid!, shop.data) // it answered, so it has one
  const { items } = expectStatus(await knock('GET', '/v1/products?limit=48'), 200)
  const slugs = items.map(({ slug }: { slug: string }) => slug)
  const details = await crowd(slugs.length, 4, async (n) => expectStatus(await knock('GET', `/v1/products/${slugs[n]}`), 200))
  const variants = details.flatMap((product) =>
    product.variants.filter((one: { stock: { available: number } }) => one.stock.available >= 40),
  )
  await shop.vitrine(['staff', 'add', '--email', 'boss@example.com', '--role', 'owner'], 'a long enough secret')
  const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
  await crowd(variants.length, 4, async (n) => countStock(knock, staff, variants[n].id, 10_000)) // no cell may find a shelf empty
  const variant = (n: number) => variants[Math.abs(n) % variants.length].id as string
  const slug = (n: number) => slugs[Math.abs(n) % slugs.length] as string
  const words = ['ecaille', 'lunettes rondes', 'vanile', 'robe', 'monture doree', 'sweaters', 'fig', 'parfum boisé']
  const word = (n: number) => encodeURIComponent(words[Math.abs(n) % words.length]!)

  const cells: Cell[] = []
  const cell = async (...args: Parameters<typeof measure>) => {
    const made = await measure(...args)
    cells.push(made)
    sayCell(made)
  }
  const { items: categories } = expectStatus(await knock('GET', '/v1/categories'), 200)
  const eyewear = categories[0].slug as string
  await cell(
    'list of 24 with facets',
    pids,
    get(knock, (n) => `/v1/products?category=${eyewear}&facets=true&filter[colour]=black,tortoise&price=${Math.abs(n) % 50}00..90000`),
    { goalMs: 0.6 },
  )
  await cell(
    'detail',
    pids,
    get(knock, (n) => `/v1/products/${slug(n)}`),
    { goalMs: 0.5 },
  )
  await cell(
    'search with a typo',
    pids,
    get(knock, (n) => `/v1/products?q=${word(n)}&facets=true`),
    { goalMs: 3 },
  )
  await cell(
    'suggest',
    pids,
    get(knock, (n) => `/v1/search/suggest?q=${word(n).slice(0, 4)}`),
  )
  await cell('cart: make and add', pids, async (n) => {
    const { id } = expectStatus(await knock('POST', '/v1/carts', {}), 201)
    expectStatus(await knock('POST', `/v1/carts/${id}/lines`, { variantId: variant(n), quantity: 1 }), 200, 201)
  })
  // Until the two thousandth purchase after a start each costs up to twice as much: what its events cause is compiled last.
  for (const { when, atOnce, warmUps } of [
    { when: 'after 200', atOnce: 32, warmUps: 200 },
    { when: 'after 2,000', atOnce: 32, warmUps: 1_600 },
    { when: 'after 2,000', atOnce: clients, warmUps: 200 },
  ]) {
    // Enough for the cell: carts made within it would be counted as checkouts.
    const open = await crowd(warmUps + 300 * seconds, clients, async (n) => {
      const cart = await readyCart(knock, variant(n))
      const body = expectStatus(await knock('POST', `/v1/carts/${cart.id}/lines`, { variantId: variant(n + 7), quantity: 1 }), 200, 201)
      return { id: cart.id, total: body.totals.total }
    })
    await cell(
      `checkout of two lines, ${atOnce} shoppers, ${when}`,
      pids,
      async () => {
        const cart = open.pop()
        if (!cart) throw new Error('more was paid than carts were made for')
        expectStatus(await pay(knock, cart), 201)
      },
      { goalMs: 8, isFollowed: true, atOnce, warmUps },
    )
  }
  await cell(
    'storefront: a category page, made anew',
    pids,
    get(storefront, (n) => `/c/${eyewear}?price.min=${n % 30}&price.max=${1_000 + n}`),
    { goalMs: 4 },
  )

  await cell(
    'storefront: a category page, kept',
    pids,
    get(storefront, () => `/c/${eyewear}`),
    { goalMs: 0.1 },
  )

  const server = await shopDatabase()
  const floor = await startFloor(server)
  const floorPids = () => [
    ...processesOf(floor.child.pid!),
    ...processesOf(shop.child.pid!, shop.data).filter((pid) => pid !== shop.child.pid),
  ]
  const atFloor = client(floor.at)
  await cell(
    'floor: Fastify and one SELECT of 24 rows',
    floorPids,
    get(atFloor, () => '/list'),
  )
  await cell(
    'floor: Fastify and one row',
    floorPids,
    get(atFloor, () => '/point'),
  )
  await cell('floor: an order as one statement', floorPids, async () => {
    expectStatus(await atFloor('POST', '/order', {}), 200)
  })
  floor.child.kill('SIGTERM')

  const memory = memoryMb(pids())
  console.log(`memory after it: ${memory.reduce((sum, { mb }) => sum + mb, 0).toFixed(0)} MB PSS in ${memory.length} processes`)
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg(),
  }
  mkdirSync('.build', { recursive: true })
  writeFileSync('.build/bench.json', JSON.stringify({ at: new Date().toISOString(), machine, seconds, clients, cells, memory }, null, 2))
} finally {
  await shop.stop()
  forgetFolders()
}

function sayCell({ name, cpuMsPerOp, postgresMsPerOp, bankMsPerOp, goalMs, p50Ms, p99Ms, perSecond, count }: Cell) {
  const goal = goalMs ? `goal ${goalMs} ${cpuMsPerOp <= goalMs ? 'met' : 'NOT MET'}` : ''
  const cpu = `${cpuMsPerOp.toFixed(2).padStart(8)} ms CPU (PostgreSQL ${postgresMsPerOp.toFixed(2)}${bankMsPerOp > 0.05 ? `, bank ${bankMsPerOp.toFixed(2)}` : ''})`
  console.log(
    `${name.padEnd(44)}${cpu}${p50Ms.toFixed(1).padStart(8)} p50${p99Ms.toFixed(1).padStart(8)} p99${perSecond.toFixed(0).padStart(7)}/s  n ${count}  ${goal}`,
  )
}

/** The embedded server of the shop, as `vitrine doctor` names it. */
async function shopDatabase(): Promise<string> {
  return (await shop.vitrine(['doctor', '--database-url'])).trim()
}
