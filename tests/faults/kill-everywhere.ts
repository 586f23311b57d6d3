import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type SandboxProvider, startSandboxProvider } from '../../services/payments/sandbox/sandbox-provider.ts'
import {
  client,
  countStock,
  crowd,
  expectStatus,
  type Knock,
  patient,
  pay,
  readyCart,
  type Reply,
  signIn,
  variantsOnSale,
} from '../shopper.ts'
import { dataFolder, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { tellBank } from './bank-call.ts'
import { afterwards, unpaidSwap, wishOf, withGiftCard } from './kill-acts.ts'
import { ends, isRight, type Moved } from './kill-ends.ts'
import { glassesCart, glassesToVerify } from './kill-glasses.ts'
import { type Act, actFor, type Point } from './kill-points.ts'
import { aboutTrials, trialSettled, trialWish } from './kill-trials.ts'

/** Where the shop is killed: at a named point, or so long after somebody began to do something. */
export type Death = { readonly point: Point; readonly act?: Act } | { readonly act: Act; readonly afterMs: number }

/** One person who asks for one thing, under one key, until it is answered: as often as the shop dies under them. */
interface Wish {
  readonly death: Death
  readonly act: Act
  /** Asks once. */
  readonly ask: (knock: Knock) => Promise<Reply>
  /** Known before for an order that was placed already. */
  readonly orderId?: string
  /** What its cart costs: tells its money from that of who was killed before it. */
  readonly totalMinor?: number
  /** What it heard from the shop that died, where that came first. */
  reply?: Reply
}

export interface Killed {
  readonly kills: number
  /** Acts after which the process lived on. */
  readonly neverReached: readonly string[]
  /** Whoever was not answered, or not as they should be, within 60 s of the last start. */
  readonly stuck: readonly string[]
  /** Orders that were answered and are gone, or are not what was answered. */
  readonly lost: readonly string[]
  /** Orders with more money taken or given back at the provider than was asked for. */
  readonly wrongMoney: readonly string[]
  readonly settledInMs: number
  readonly verified: string
  /** How often the naive checkout, killed once and asked again, charges one order. */
  readonly naiveCharges: number
}

const secret = 'of this proof, and of nothing else'
/** A break of G3 is what is not over by then (reliability.md, G3). */
const longestMs = 60_000
const capturing = 'orders.checkout.capture.before-call'

const nameOf = (death: Death): string => ('point' in death ? death.point : `${death.act} after ${death.afterMs.toFixed(0)} ms`)

/**
 * Kills the shop (SIGKILL) at each point while somebody does what leads there, and starts it again, to be killed at the next: what was left
 * half-way is taken up by processes that die too. Then lets it work for at most 60 s and asks everybody what they got.
 *
 * The provider lives in this process and survives them all: its ledger is the witness.
 */
export async function killEverywhere(deaths: readonly Death[]): Promise<Killed> {
  const data = dataFolder()
  mkdirSync(join(data, 'sandbox-provider'), { recursive: true })
  const bank = await startSandboxProvider({ ledgerFile: join(data, 'sandbox-provider', 'ledger.ndjson'), secret })
  const open = async (env: Record<string, string>): Promise<ShopProcess> => {
    const settings = { ...withoutRateLimits, SANDBOX_URL: bank.url, SANDBOX_PROVIDER_SECRET: secret, CARRIER_SPEED: '1', ...env }
    const shop = await startShop({ data, env: settings })
    bank.hearAt(`${shop.api}/v1/webhooks/sandbox`)
    return shop
  }
  try {
    const first = await open({})
    const wishes = await preparing(first, deaths, bank)
    const neverReached: string[] = []
    for (const wish of wishes) if (!(await killAt(wish, open, bank))) neverReached.push(nameOf(wish.death))
    const last = await open({})
    try {
      const settled = await settle(last, wishes, bank)
      return { kills: wishes.length - neverReached.length, neverReached, ...settled, naiveCharges: await chargedNaively(bank, data) }
    } finally {
      await last.stop()
    }
  } finally {
    await bank.stop()
  }
}

async function chargedNaively(bank: SandboxProvider, data: string): Promise<number> {
  for (const ending of ['die', 'end']) {
    const args = ['--import', 'tsx', 'tests/faults/naive-checkout.ts', bank.url, secret, 'naive', join(data, 'naive-orders'), ending]
    await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')
  }
  return movedFor(bank, 'naive').captures
}

/** Stops the shop whatever becomes of it: a proof that cannot be made leaves nothing running. */
async function preparing(shop: ShopProcess, deaths: readonly Death[], bank: SandboxProvider): Promise<Wish[]> {
  try {
    return await prepare(shop, deaths, bank)
  } finally {
    await shop.stop()
  }
}

/** Fills a cart for each, and places the orders that are to be cancelled or refunded. */
async function prepare(shop: ShopProcess, deaths: readonly Death[], bank: SandboxProvider): Promise<Wish[]> {
  for (const [email, role] of [
    ['boss@example.com', 'owner'],
    ['eye@example.com', 'optician'],
  ] as const)
    await shop.vitrine(['staff', 'add', '--email', email, '--name', 'Boss', '--role', role], 'a long enough secret\n')
  const knock = patient(client(shop.api))
  const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
  const [[variant], [card]] = [await variantsOnSale(knock), await variantsOnSale(knock, 'carte-cadeau')]
  await countStock(knock, staff, variant!.id, 5_000)
  return crowd(deaths.length, 4, (n) => prepared(deaths[n]!)) // one each

  async function prepared(death: Death): Promise<Wish> {
    const [act, key] = ['point' in death ? (death.act ?? actFor(death.point)) : death.act, randomUUID()]
    const letGo = (orderId: string) => lettingGo(bank, orderId)
    if (aboutTrials.has(act)) {
      const { ask, trialId } = await trialWish(act, knock, variant!, { key, signStaff, letGo })
      return { death, act, ask, ...(trialId !== undefined && { orderId: trialId }) }
    }
    if (act === 'buy glasses') {
      const own = await glassesCart(knock, variant!.id)
      return { death, act, ask: (now) => pay(now, own, 'ok', key) }
    }
    if (act === 'verify glasses') {
      const { id, path, seen } = await glassesToVerify(knock, await signOptician(knock), variant!.id)
      await letGo(id)
      const ask = async (now: Knock) =>
        now('POST', path, { decision: 'verify', seen }, { ...(await signOptician(now)), 'idempotency-key': key })
      return { death, act, ask, orderId: id }
    }
    if (act === 'pay more') {
      const unpaid = await unpaidSwap(knock, staff)
      return { death, act, ask: (now) => pay(now, unpaid, 'ok', key) }
    }
    const goods = act === 'withdraw card' ? card! : variant!
    const ready = await readyCart(knock, goods.id, pieces[act] ?? 1)
    const cart = act === 'cancel on credit' ? await withGiftCard(knock, staff, ready.id) : ready
    const token = act === 'declined' ? 'declined' : act === 'silent' ? 'timeout-after-capture' : 'ok'
    const { amountMinor: totalMinor } = cart.total as { readonly amountMinor: number }
    if (!afterwards.has(act)) return { death, act, ask: (now) => pay(now, cart, token, key), totalMinor }
    const { id } = expectStatus(await pay(knock, cart), 201)
    const [method, path, body] = await wishOf(act, knock, staff, id as string)
    const ask = async (now: Knock) => {
      const own = { ...(await signStaff(now)), 'idempotency-key': key }
      return now(method, path, body, own)
    }
    return { death, act, ask, orderId: id as string }
  }
}

/** In the cart of somebody who does this; one where nothing is said. Nobody else has as many as who is to lose their money, or to cancel. */
const pieces: Partial<Record<Act, number>> = { 'take out': 2, 'send part': 2, lapse: 3, 'cancel early': 4 }

/**
 * Each start has an address of its own, and tokens are for one. There somebody signs in once: who asks every half second and signs in each time is one of too many
 * tries when others do the same, and misses the moment at which they would be answered.
 */
const signingIn = (email: string) => {
  const signed = new WeakMap<Knock, Promise<Record<string, string>>>()
  return (knock: Knock): Promise<Record<string, string>> => {
    const known = signed.get(knock) ?? signIn(knock, email, 'a long enough secret')
    signed.set(knock, known)
    known.catch(() => signed.delete(knock)) // the next one tries again
    return known
  }
}
const signStaff = signingIn('boss@example.com')
const signOptician = signingIn('eye@example.com')

/** The bank lets go of what is set aside for an order. */
async function lettingGo(bank: SandboxProvider, orderId: string): Promise<void> {
  const held = bank.movements.find((one) => one.orderId === orderId && one.kind === 'authorised')
  if (!held) throw new Error(`nothing is set aside for ${orderId}`)
  const { attemptId, currency } = held
  await tellBank({ url: bank.url, secret }, attemptId, 'void', { key: `lapsed ${orderId}`, orderId, currency })
}

/** Answers whether the process died there, within 40 s. */
async function killAt(wish: Wish, open: (env: Record<string, string>) => Promise<ShopProcess>, bank: SandboxProvider): Promise<boolean> {
  const { death, act } = wish
  if (!('point' in death)) return killAfter(wish, death.afterMs, open)
  const { point } = death
  const waits = act === 'lapse' || act === 'cancel early'
  const VITRINE_FAILPOINTS = `${point}:kill${waits ? `,${capturing}:delay:1500` : ''}`
  const shop = await open({ VITRINE_FAILPOINTS, ...(act === 'shipped' && { CARRIER_SPEED: '200000' }) }).catch((error: Error) => {
    // What an earlier death left half-way went through this point before the doors were open.
    if (!error.message.startsWith('the shop ended with SIGKILL')) throw error
  })
  if (!shop) return true
  const ended = new Promise<true>((resolve) => shop.child.once('exit', () => resolve(true)))
  const before = bank.movements.length
  const asking = wish.ask(client(shop.api)).then(
    (reply) => void (wish.reply = reply),
    () => {}, // the shop died under it
  )
  if (waits) await whileMoneyIsSetAside(wish, shop, bank, before)
  const isDead = await Promise.race([ended, sleep(40_000, false)])
  if (!isDead) await shop.stop()
  await asking
  return isDead
}

/** What somebody asked for is under way, answered, or heard of by others. */
async function killAfter(wish: Wish, afterMs: number, open: (env: Record<string, string>) => Promise<ShopProcess>): Promise<true> {
  const shop = await open({})
  const asking = wish.ask(client(shop.api)).then(
    (reply) => void (wish.reply = reply),
    () => {}, // as above
  )
  await sleep(afterMs)
  await shop.kill()
  await asking
  return true
}

/** In the moment between authorisation and capture: the bank lets go of the money, or the shopper of the order. */
async function whileMoneyIsSetAside({ act, totalMinor }: Wish, shop: ShopProcess, bank: SandboxProvider, before: number) {
  const since = performance.now()
  const isOver = () => shop.child.exitCode !== null || shop.child.signalCode !== null || performance.now() - since > 20_000
  for (let held; !isOver(); await sleep(20)) {
    held = bank.movements.slice(before).find(({ kind, amountMinor }) => kind === 'authorised' && amountMinor === totalMinor)
    if (!held) continue
    const { attemptId, orderId, currency } = held
    if (act === 'lapse') return await tellBank({ url: bank.url, secret }, attemptId, 'void', { key: 'lapsed', orderId, currency })
    const { status } = await client(shop.api)('POST', `/v1/orders/${orderId}/cancel`, {}).catch(() => ({ status: 0 }))
    if (status === 200) return
  }
}

/** Everybody asks again, under their key, until they are answered; then their orders and the provider's books are looked at. */
async function settle(shop: ShopProcess, wishes: readonly Wish[], bank: SandboxProvider) {
  const began = performance.now()
  const knock = client(shop.api)
  const found = { stuck: [] as string[], lost: [] as string[], wrongMoney: [] as string[] }
  /** Whose money is set aside, and stays so for now. */
  const waiting = new Set<string>()
  await Promise.all(
    wishes.map(async (wish) => {
      const named = `${wish.act} at ${nameOf(wish.death)}`
      const reply = await answered(wish, knock, began + longestMs)
      if (!reply) return void found.stuck.push(`${named}: not answered`)
      const { reply: before } = wish
      if (before?.status === 201 && before.body.id !== reply.body.id) found.lost.push(`${named}: ${before.body.id} became ${reply.body.id}`)
      if (!ends[wish.act].includes(reply.status)) found.stuck.push(`${named}: answered ${reply.status} ${reply.body.code}`)
      const orderId = wish.orderId ?? (reply.status === 201 ? (reply.body.id as string) : undefined)
      if (orderId === undefined) return
      if (aboutTrials.has(wish.act)) {
        const trial = await trialSettled(knock, await signStaff(knock), wish.act, orderId, began + longestMs)
        const { captured } = movedFor(bank, orderId)
        if (!trial) found.stuck.push(`${named}: home trial ${orderId} does not end`)
        else if (captured !== trial.charged.amountMinor || captured !== trial.taken.amountMinor)
          found.wrongMoney.push(`${named}: ${captured} taken of ${orderId}, ${trial.charged.amountMinor} charged`)
        if (trial && !trial.isOver) waiting.add(orderId)
        return
      }
      const order = await knock('GET', `/v1/orders/${orderId}`)
      if (order.body?.status === 'awaiting-prescription') waiting.add(orderId)
      if (order.status !== 200) return void found.lost.push(`${named}: ${orderId} answers ${order.status}`)
      const money = movedFor(bank, orderId)
      // What an earlier death left may kill the shop before the shopper cancels: then they bought.
      const came = wish.act === 'cancel early' && !/cancelled|refunded/.test(order.body.status) ? 'buy' : wish.act
      // Pieces that were swapped in are in the total, and paid by those they came for.
      const { total, swapped } = order.body.totals
      const paidMinor = total.amountMinor - (swapped?.amountMinor ?? 0)
      if (!isRight[came](money, paidMinor)) found.wrongMoney.push(`${named}: ${JSON.stringify(money)} of ${paidMinor}`)
    }),
  )
  const settledInMs = performance.now() - began
  for (const orderId of new Set(bank.movements.map((one) => one.orderId))) {
    const { captures, isHeld } = movedFor(bank, orderId)
    if (captures > 1) found.wrongMoney.push(`${orderId} was charged ${captures} times`)
    if (isHeld && !waiting.has(orderId)) found.wrongMoney.push(`${orderId} has money set aside that nobody will take`)
  }
  const verified = await shop.vitrine(['verify', '--patience', '60']).catch((error: { stdout?: string }) => error.stdout ?? String(error))
  return { ...found, settledInMs, verified: verified.trim() }
}

/** Undefined when it is not answered for good in time. A cancelled order keeps its money until that was given back. */
async function answered(wish: Wish, knock: Knock, until: number): Promise<Reply | undefined> {
  for (; performance.now() < until; await sleep(500)) {
    const reply = await wish.ask(knock).catch(() => undefined)
    const isOpen = !reply || reply.status >= 500 || reply.status === 202 || inProgress.has(reply.body.code)
    if (!isOpen) return reply
  }
  return undefined
}

const inProgress: ReadonlySet<unknown> = new Set(['request-in-progress', 'payment-in-progress'])

function movedFor(bank: SandboxProvider, orderId: string): Moved {
  const movements = bank.movements.filter((one) => one.orderId === orderId)
  const of = (kind: string, attemptId?: string) =>
    movements.filter((one) => one.kind === kind && (attemptId === undefined || one.attemptId === attemptId))
  const sum = (kind: string) => of(kind).reduce((total, { amountMinor }) => total + amountMinor, 0)
  const isHeld = of('authorised').some(({ attemptId }) => of('captured', attemptId).length + of('voided', attemptId).length === 0)
  return { captures: of('captured').length, captured: sum('captured'), refunded: sum('refunded'), isHeld }
}
