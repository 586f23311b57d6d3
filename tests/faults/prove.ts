// `npm run prove`: what the shop promises under attack, faults and crashes, each promise with the control that breaks it (README.md).
// `npm run prove -- --release`: the sizes of a release; it goes on where it was stopped, as long as the commit is the same.
// Options: `--size gate`; `--only G1,G6`; `--seed 7`; `--kills 125`, `--random-kills 20` and `--seeds 2` (G1), over those of the size; `--points orders.errand.replace,
// orders.invoice`: only the named points that begin so; `--services stock,orders`: whose locks are taken out (G30).
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { forgetFolders } from '../shop-process.ts'
import { databaseRestarts, foreignServer, ownServer, type Restarted } from './database-restart.ts'
import { eventsOutage } from './events-outage.ts'
import { type Death, killEverywhere } from './kill-everywhere.ts'
import { type Act, points, actsFor } from './kill-points.ts'
import { poisonedQueue } from './poison.ts'
import { type Part, randomOf, runParts, type Say } from './proof-run.ts'
import { type ProofSize, proofSizes } from './proof-sizes.ts'
import { proveResilience } from './resilience.ts'
import { guarded, withoutEach } from './removed-locks.ts'
import { rollingRestart } from './rolling-restart.ts'
import { type Ground, onGround, oversell, twins } from './sales.ts'
import { type SpreadShop, startSpreadShop } from './spread-shop.ts'
import { proveBySuite } from './suite-proofs.ts'

const { values } = parseArgs({
  options: {
    release: { type: 'boolean', default: false },
    size: { type: 'string', default: 'commit' },
    only: { type: 'string' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
    kills: { type: 'string' },
    'random-kills': { type: 'string' },
    seeds: { type: 'string' },
    points: { type: 'string' },
    services: { type: 'string' },
  },
})
const seed = Number(values.seed)
const named = values.release ? 'release' : values.size
if (!(named in proofSizes)) throw new Error(`--size is one of ${Object.keys(proofSizes).join(', ')}`)
const size: ProofSize = {
  ...proofSizes[named as keyof typeof proofSizes],
  ...(values.kills && { kills: Number(values.kills) }),
  ...(values['random-kills'] && { randomKills: Number(values['random-kills']) }),
  ...(values.seeds && { seeds: Number(values.seeds) }),
}

const embedded: Ground = { name: 'embedded PostgreSQL', env: {} }
const server = process.env['TEST_DATABASE_URL']
const grounds = [embedded, ...(server ? [{ name: 'a PostgreSQL server', env: { DATABASE_URL: server } }] : [])]
if (!server) console.log('skipped: TEST_DATABASE_URL is not set, so nothing is proved on a PostgreSQL server')

/** On a server each proof has a database of its own. */
async function onOwn(ground: Ground, say: Say, prove: Parameters<typeof onGround>[2]) {
  const url = ground.env['DATABASE_URL']
  if (!url) return onGround(ground, say, prove)
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const name = `proof_${process.pid}_${Date.now().toString(36)}`
  await admin.query(`create database ${name}`)
  try {
    await onGround({ ...ground, env: { DATABASE_URL: Object.assign(new URL(url), { pathname: name }).href } }, say, prove)
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
}

/** On one shop, each with goods of its own: a shop for each would start and be verified longer than it sells. */
const seedsTogether = 5

const sales: Part[] = grounds.flatMap((ground) => [
  ...Array.from({ length: Math.ceil(size.seeds / seedsTogether) }, (_, n) => {
    const seeds = Array.from({ length: Math.min(seedsTogether, size.seeds - n * seedsTogether) }, (_one, m) => seed + n * seedsTogether + m)
    return {
      promise: 'G1',
      name: `on ${ground.name}, baskets of seeds ${seeds[0]} to ${seeds.at(-1)}`,
      run: (say: Say) => onOwn(ground, say, (shop, url) => oversell(shop, url, ground.name, size, seeds, say)),
    }
  }),
  {
    promise: 'G2',
    name: `on ${ground.name}`,
    run: (say: Say) => onOwn(ground, say, (shop, url) => twins(shop, url, ground.name, size, seed, say)),
  },
])

/** A shop with few connections to its database is slow, and nothing else. */
const scarce: Ground = { name: 'embedded PostgreSQL with two connections', env: { DATABASE_POOL: '2' } }
if (named !== 'gate')
  sales.push({
    promise: 'G1',
    name: `on ${scarce.name}`,
    run: (say) => onGround(scarce, say, (shop, url) => oversell(shop, url, scarce.name, proofSizes.gate, [seed], say)),
  })

/**
 * One after the other, then settled together: that takes up to the minute for which a key is held for whoever died (`settled.md` 27), and the more there
 * are the harder it is to keep.
 */
const killsTogether = { named: 31, random: 100 }

function kills(): Part[] {
  const { kills: count, randomKills } = size
  const begins = values.points?.split(',')
  const chosen = points.filter((point) => !begins || begins.some((begin) => point.startsWith(begin)))
  const spread = chosen.filter((_, n) => Math.floor((n * count) / chosen.length) !== Math.floor(((n - 1) * count) / chosen.length))
  const random = randomOf(seed)
  const acts: readonly Act[] = ['buy', 'buy', 'buy', 'silent', 'declined', 'cancel', 'refund', 'take out']
  const atPoints: Death[] = spread.slice(0, count).flatMap((point) => actsFor(point).map((act) => ({ point, act })))
  const atMoments = Array.from({ length: randomKills }, (_, n) => ({ act: acts[n % acts.length]!, afterMs: random() ** 2 * 1_500 })) // most within an answer
  return [...shares('named points', atPoints, killsTogether.named), ...shares('random moments', atMoments, killsTogether.random)]
}

const shares = (where: string, deaths: readonly Death[], together: number): Part[] =>
  Array.from({ length: Math.ceil(deaths.length / together) }, (_, n) => {
    const some = deaths.slice(n * together, (n + 1) * together)
    return { promise: 'G3', name: `${where}, kills ${n * together + 1} to ${n * together + some.length}`, run: (say) => killed(some, say) }
  })

async function killed(deaths: readonly Death[], say: Say) {
  const { kills: count, neverReached, stuck, lost, wrongMoney, settledInMs, verified, naiveCharges } = await killEverywhere(deaths)
  const found = { 'never reached': neverReached, lost, 'wrong money': wrongMoney, stuck }
  for (const [name, lines] of Object.entries(found)) for (const line of lines) console.log(`${name}: ${line}`)
  const isKept =
    count === deaths.length && lost.length + wrongMoney.length + stuck.length === 0 && /^All \d+ invariants hold/.test(verified)
  if (!isKept) console.log(verified)
  const figures = `${lost.length} lost, ${wrongMoney.length} with wrong money, ${stuck.length} unfinished; all settled after ${seconds(settledInMs)}`
  say('G3', isKept, `${count} of ${deaths.length} kills (${points.length} named points): ${figures}; ${verified.split('\n').at(-1)}`)
  say('the control of G3 charges twice', naiveCharges > 1, `${naiveCharges} charges for one order`)
}

const suites: Part[] = (
  [
    ['G4', 'services/payments/payments-orderings.contract.test.ts', size.orderings, 5_000],
    ['G5', 'services/pricing/races.contract.test.ts', size.races, 10_000],
    ['G21', 'services/payments/payments-model.contract.test.ts', size.commands, 5_000],
  ] as const
).flatMap(([promise, file, runs, most]) =>
  Array.from({ length: Math.ceil(runs / most) }, (_, n) => ({
    promise,
    name: `${Math.min(most, runs)} runs, ${n + 1} of ${Math.ceil(runs / most)}`,
    run: (say: Say) => proveBySuite(promise, file, Math.min(most, runs), seed + n, say),
  })),
)

const services = values.services?.split(',').map((name) => `services/${name}`)
const removals: Part[] = (size.removals ? guarded.filter((folder) => !services || services.includes(folder)) : []).map((folder) => ({
  promise: 'G30',
  name: `locks and keys of ${folder}`,
  async run(say) {
    let [removed, noticed] = [0, 0]
    for await (const { file, line, words, noticedBy } of withoutEach(folder, seed)) {
      removed++
      if (noticedBy.length > 0) noticed++
      console.log(`${file}:${line} without "${words}": ${noticedBy[0] ?? 'nobody notices'}`)
    }
    say('G30', noticed === removed, `${folder}: ${noticed} of ${removed} locks, keys and conditions are missed by a test when taken out`)
  },
}))

const restartsTogether = 10

function restarts(): Part[] {
  const up = process.env['SERVICES_UP'] ?? '../shared/services/up'
  const isThere = existsSync(up)
  if (size.serverRestarts > 0 && !isThere) console.log(`skipped: ${up} is not there (SERVICES_UP), so no PostgreSQL server is killed`)
  const onItsOwn = (times: number) => (say: Say) =>
    onGround(embedded, say, async (shop) => restarted(embedded.name, await databaseRestarts(shop, await ownServer(shop), times), say))
  const onAnother = (times: number) => async (say: Say) => {
    const killable = foreignServer(up, mkdtempSync(join(tmpdir(), 'vitrine-server-')))
    const ground = { name: 'a PostgreSQL server', env: { DATABASE_URL: killable.url } }
    try {
      await onGround(ground, say, async (shop) => restarted(ground.name, await databaseRestarts(shop, killable, times), say))
    } finally {
      killable.end()
    }
  }
  const restartsOn = (where: string, all: number, prove: typeof onItsOwn | typeof onAnother): Part[] =>
    Array.from({ length: Math.ceil(all / restartsTogether) }, (_, n) => {
      const times = Math.min(restartsTogether, all - n * restartsTogether)
      return { promise: 'G8', name: `${where}, kills ${n * restartsTogether + 1} to ${n * restartsTogether + times}`, run: prove(times) }
    })
  return [
    ...restartsOn(embedded.name, size.restarts, onItsOwn),
    ...restartsOn('a PostgreSQL server', isThere ? size.serverRestarts : 0, onAnother),
  ]
}

function restarted(where: string, found: Restarted, say: Say) {
  for (const line of found.strange.slice(0, 20)) console.log(`strange: ${line}`)
  const isKept = found.lost + found.chargedTwice + found.strange.length === 0 && found.slowestBackInMs <= 5_000
  const figures = `killed ${found.times} times under load: ${found.acknowledged} orders and carts acknowledged, ${found.lost} lost, ${found.chargedTwice} charged twice, ${found.strange.length} answered wrongly; back after ${seconds(found.slowestBackInMs)} at most`
  say(`G8 on ${where}`, isKept, figures)
  say(`the control of G8 on ${where} loses writes`, found.naiveLost > 0, `${found.naiveLost} acknowledged rows lost`)
}

/** One spread-out shop serves all proofs that need one; opened by the first of them. */
let spread: Promise<SpreadShop> | undefined
const apart = () => (spread ??= startSpreadShop())
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** So that a release may be stopped between them. */
const requestsTogether = 2_000

const rolling: Part[] = Array.from({ length: Math.ceil(size.requests / requestsTogether) }, (_, n) => {
  const requests = Math.min(requestsTogether, size.requests - n * requestsTogether)
  return {
    promise: 'G10',
    name: `requests ${n * requestsTogether + 1} to ${n * requestsTogether + requests}`,
    async run(say) {
      const found = await rollingRestart(await apart(), requests, size.rolled)
      for (const line of [...found.failed.slice(0, 20), ...found.endedBadly]) console.log(`failed: ${line}`)
      const isKept = found.failed.length + found.endedBadly.length + found.lost === 0
      const figures = `${found.sent} requests while ${found.replaced} processes were replaced: ${found.failed.length} failed, ${found.endedBadly.length} ended badly, ${found.lost} orders lost; slowest answer ${seconds(found.slowestMs)}`
      say('G10', isKept, figures)
      say(
        'the control of G10 fails requests',
        found.naiveFailed > 0,
        `${found.naiveFailed} failed when one service ended before the next began`,
      )
    },
  }
})

const spreadOut: Part[] = [
  {
    promise: 'G6',
    name: `${size.orders} orders`,
    async run(say) {
      const found = await eventsOutage(await apart(), size.orders, size.outageMs)
      const isKept = found.refused + found.lost + found.doubled === 0 && found.lostAnswers > 0 && found.drainedInMs <= 60_000
      const figures = `${found.orders} checkouts in ${seconds(size.outageMs)} without consumers, relay killed: ${found.refused} refused, ${found.lost} lost, ${found.doubled} double effects although ${found.lostAnswers} answers were lost; drained after ${seconds(found.drainedInMs)}`
      say('G6', isKept, figures)
      const { lost, doubled } = found.naive
      say(
        'the control of G6 loses and doubles',
        lost > 0 && doubled > 0,
        `told once: ${lost} lost; told until answered: ${doubled} done twice`,
      )
    },
  },
  {
    promise: 'G7',
    name: `${size.others} others`,
    async run(say) {
      const found = await poisonedQueue(await apart(), size.others)
      const isKept = found.blocked === 0 && found.tries === 5 && found.reason !== '' && found.isRevived
      const figures = `${found.blocked} of ${found.others} held up, all handled after ${seconds(found.othersInMs)}; the bad one put aside after ${found.tries} tries ("${found.reason}"), mended and sent back: ${found.isRevived ? 'handled' : 'not handled'}`
      say('G7', isKept, figures)
      say('the control of G7 is held up', found.naiveBlocked === 50, `${found.naiveBlocked} of 50 in one line with a bad one`)
    },
  },
  {
    promise: 'G9',
    name: size.isSlowToo ? 'down and slow' : 'down',
    run: async (say) => proveResilience(await apart(), size, seed, say),
  },
  ...rolling,
  {
    promise: 'verify',
    name: 'spread out',
    async run(say) {
      const said = await (await apart())
        .vitrine(['verify', '--patience', '60'])
        .catch((error: { stdout?: string }) => error.stdout ?? String(error))
      for (const line of said.startsWith('All') ? [] : said.trim().split('\n')) console.log(line)
      say('verify, spread out', /^All \d+ invariants hold/.test(said), said.trim().split('\n').at(-1) ?? '')
    },
  },
]

const only = values.only?.split(',')
const parts = [...suites, ...removals, ...sales, ...kills(), ...restarts(), ...spreadOut].filter(
  ({ promise }) => !only || only.includes(promise),
)
try {
  process.exitCode = (await runParts(parts, { seed, isResumable: values.release })) > 0 ? 1 : 0
} finally {
  await (await spread)?.stop()
  forgetFolders()
}
