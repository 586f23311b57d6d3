// `npm run prove`: G1 and G2 through the public door, on the embedded PostgreSQL and, when TEST_DATABASE_URL is set, on a server.
// G1: many buyers, few pieces: not one more is sold than there is; the naive shop oversells beside it.
// G2: one key, eight twins: one order, and one capture in the provider's own ledger.
// G3: the shop is killed once at every named point while somebody pays, cancels, is refunded, and started again: kill-everywhere.ts.
// Options: --attempts 2000 --pieces 200 --keys 200 --clients 64 --kills N, the so many of all points, spread evenly; all of them when absent.
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { client, crowd, expectStatus, type Knock, patient, pay, readyCart, type Reply, signIn, variantsOnSale } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { killEverywhere } from './kill-everywhere.ts'
import { points } from './kill-points.ts'
import { naiveOversell, naiveTwins } from './naive-shop.ts'
import { capturesByOrder } from './provider-ledger.ts'

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '2000' },
    pieces: { type: 'string', default: '200' },
    keys: { type: 'string', default: '200' },
    clients: { type: 'string', default: '64' },
    kills: { type: 'string', default: String(points.length) },
  },
})
const [attempts, pieces, keys, clients] = [Number(values.attempts), Number(values.pieces), Number(values.keys), Number(values.clients)]
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
let failures = 0

function say(promise: string, isKept: boolean, figures: string) {
  if (!isKept) failures++
  console.log(`${isKept ? 'kept  ' : 'BROKEN'} ${promise}: ${figures} (commit ${commit})`)
}

const counted = (replies: readonly Reply[]) => {
  const counts = new Map<string, number>()
  for (const { status, body } of replies) {
    const name = status < 400 ? String(status) : `${status} ${body.code}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
const written = (counts: ReadonlyMap<string, number>) => [...counts].map(([name, count]) => `${count} x ${name}`).join(', ')

/** Puts the stock of a variant at a number, as staff do. */
async function stocked(knock: Knock, staff: Record<string, string>, variantId: string, onHand: number) {
  const headers = { ...staff, 'idempotency-key': `stock ${variantId} ${onHand} ${Math.random()}` }
  expectStatus(await knock('PUT', `/v1/admin/stock/${variantId}`, { onHand, reason: 'correction' }, headers), 200)
}

async function oversell(shop: ShopProcess, knock: Knock, staff: Record<string, string>, variantId: string, where: string) {
  await stocked(knock, staff, variantId, attempts + 1_000)
  const carts = await crowd(attempts, clients, () => readyCart(knock, variantId))
  await stocked(knock, staff, variantId, pieces)
  const replies = await crowd(attempts, clients, (n) => pay(knock, carts[n]!)) // one cart each
  const counts = counted(replies)
  const [sold, refused] = [counts.get('201') ?? 0, counts.get('409 out-of-stock') ?? 0]
  const paid = [...capturesByOrder(shop.data).values()].filter((captures) => captures > 0).length
  const isKept = sold === pieces && refused === attempts - pieces && paid === sold
  say(
    `G1 on ${where}`,
    isKept,
    `${attempts} attempts of ${clients} clients on ${pieces} pieces: ${written(counts)}; ${paid} captures at the provider`,
  )
}

async function twins(shop: ShopProcess, knock: Knock, staff: Record<string, string>, variantId: string, where: string) {
  await stocked(knock, staff, variantId, keys * 8 + 100)
  const carts = await crowd(keys, clients, () => readyCart(knock, variantId))
  const before = new Set(capturesByOrder(shop.data).keys())
  const replies = await crowd(keys * 8, clients, (n) => pay(knock, carts[n >> 3]!, 'ok', `twin ${where} ${n >> 3}`)) // eight for each cart
  const orders = new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.id))
  const captures = [...capturesByOrder(shop.data)].filter(([order]) => !before.has(order))
  const counts = counted(replies)
  const strange = [...counts.keys()].filter((name) => name !== '201')
  const isKept = orders.size === keys && captures.length === keys && captures.every(([, count]) => count === 1) && strange.length === 0
  say(
    `G2 on ${where}`,
    isKept,
    `${keys} keys x 8 twins: ${orders.size} orders, ${captures.length} captures at the provider; ${written(counts)}`,
  )
}

async function prove(where: string, env: Record<string, string>, databaseUrl: (shop: ShopProcess) => Promise<string>) {
  const shop = await startShop({ env: { ...withoutRateLimits, ...env } })
  try {
    const knock = patient(client(shop.api))
    await shop.vitrine(['staff', 'add', '--email', 'proof@example.com', '--name', 'Proof', '--role', 'owner'], 'a long enough secret\n')
    const staff = await signIn(knock, 'proof@example.com', 'a long enough secret')
    const [first, second] = await variantsOnSale(knock)
    await oversell(shop, knock, staff, first!.id, where)
    await twins(shop, knock, staff, second!.id, where)
    const verified = await shop.vitrine(['verify']).then(
      (said) => ({ isGreen: true, said }),
      (error: { stdout?: string }) => ({ isGreen: false, said: error.stdout ?? String(error) }),
    )
    say(`verify on ${where}`, verified.isGreen, verified.said.trim().split('\n').at(-1) ?? '')
    const naive = await naiveOversell(await databaseUrl(shop), pieces, attempts, clients)
    say(`the control of G1 on ${where} oversells`, naive > pieces, `${naive} sold of ${pieces}`)
    const charges = await naiveTwins(await databaseUrl(shop), keys, clients)
    say(`the control of G2 on ${where} charges twice`, charges > keys, `${charges} charges for ${keys} keys`)
  } finally {
    await shop.stop()
  }
}

async function kills(count: number) {
  if (count === 0) return console.log('skipped: nothing was killed')
  const chosen = points.filter((_, n) => Math.floor((n * count) / points.length) !== Math.floor(((n - 1) * count) / points.length))
  const { kills: killed, neverReached, stuck, lost, wrongMoney, settledInMs, verified, naiveCharges } = await killEverywhere(chosen)
  const found = { 'never reached': neverReached, lost, 'wrong money': wrongMoney, stuck }
  for (const [name, lines] of Object.entries(found)) for (const line of lines) console.log(`${name}: ${line}`)
  const isKept =
    killed === chosen.length && lost.length + wrongMoney.length + stuck.length === 0 && /^All \d+ invariants hold/.test(verified)
  const figures = `${lost.length} lost, ${wrongMoney.length} with wrong money, ${stuck.length} unfinished; all settled after ${(settledInMs / 1_000).toFixed(1)} s`
  say('G3', isKept, `${killed} kills at ${chosen.length} of ${points.length} points: ${figures}; ${verified.split('\n').at(-1)}`)
  say('the control of G3 charges twice', naiveCharges > 1, `${naiveCharges} charges for one order`)
}

await prove('embedded PostgreSQL', {}, async (shop) => (await shop.vitrine(['doctor', '--database-url'])).trim())
await kills(Number(values.kills))
const server = process.env['TEST_DATABASE_URL']
if (server) {
  const name = `proof_${Date.now().toString(36)}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const url = new URL(server)
  url.pathname = name
  await prove('a PostgreSQL server', { DATABASE_URL: url.href }, async () => url.href)
  await admin.query(`drop database ${name} with (force)`)
  await admin.end()
} else console.log('skipped: TEST_DATABASE_URL is not set, so nothing was proved on a PostgreSQL server')
forgetFolders()
process.exitCode = failures > 0 ? 1 : 0
