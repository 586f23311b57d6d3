import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { serviceNames } from '../../system/service-names.ts'
import { client, countStock, crowd, expectStatus, pay, readyCart, signIn, variantsOnSale } from '../shopper.ts'
import type { SpreadShop } from './spread-shop.ts'
import { faultOf } from './steady-load.ts'

export interface Rolled {
  readonly sent: number
  /** What a shopper sees as a fault, in words. Nothing was sent twice. */
  readonly failed: readonly string[]
  readonly replaced: number
  /** Of the processes that were replaced, by name, where it was not 0. */
  readonly endedBadly: readonly string[]
  readonly slowestMs: number
  /** Orders that were answered and are not there. */
  readonly lost: number
  /** Requests that failed when one service was ended before the next was started: the control. */
  readonly naiveFailed: number
}

const every = [...serviceNames, 'storefront']

/**
 * Replaces each process of a spread-out shop in turn, under load: a copy starts, is waited for, gets what is new, and the old one is told to
 * end. Then does it the naive way with one of them: ends it, and starts the next.
 */
export async function rollingRestart(spread: SpreadShop, requests: number, names: readonly string[] = every): Promise<Rolled> {
  const { shop } = spread
  const knock = client(shop.api)
  const [variant] = await variantsOnSale(knock)
  await countStock(knock, await signIn(knock, 'boss@example.com', 'a long enough secret'), variant!.id, 100_000)
  const load = shoppers(spread, variant!.id, 8)
  const endedBadly: string[] = []
  let replaced = 0
  do {
    for (const name of names) {
      const status = await shop.replace(name)
      if (status !== 0) endedBadly.push(`${name} ended with ${status}`)
      replaced++
    }
  } while (load.sent() < requests)
  const { sent, failed, slowestMs, orderIds } = await load.end()
  const found = await crowd(orderIds.length, 8, async (n) => (await knock('GET', `/v1/orders/${orderIds[n]}`)).status)
  return {
    sent,
    failed,
    replaced,
    endedBadly,
    slowestMs,
    lost: found.filter((status) => status !== 200).length,
    naiveFailed: await naive(),
  }

  async function naive(): Promise<number> {
    const others = shoppers(spread, variant!.id, 4)
    await shop.kill('catalog')
    await shop.start('catalog')
    const { length } = (await others.end()).failed
    await untilWhole()
    return length
  }

  /** Who lost a service asks it again after some seconds only (platform/rpc/breaker.ts), and one call at first: that is the control's, not the next share's. */
  async function untilWhole(): Promise<void> {
    for (let whole = 0; whole < 3; await sleep(2_000)) {
      const bought = await readyCart(knock, variant!.id).then(
        () => true,
        () => false,
      )
      const page = await faultOf(`${shop.url}/p/lise`, new Agent())
      whole = bought && page === undefined ? whole + 1 : 0
    }
  }
}

/** So many people who look, fill a cart and pay, one request after the other, until told to end. */
function shoppers({ shop, said }: SpreadShop, variantId: string, count: number) {
  const agent = new Agent({ keepAlive: true })
  const [failed, orderIds]: string[][] = [[], []]
  let [sent, slowestMs, isOver] = [0, 0, false]

  async function look(url: string): Promise<void> {
    const began = performance.now()
    sent++
    const fault = await faultOf(url, agent)
    slowestMs = Math.max(slowestMs, performance.now() - began)
    if (fault) failed!.push(`${fault} from ${url}`)
  }

  const knock: ReturnType<typeof client> = async (method, path, body, headers) => {
    sent++
    return client(shop.api)(method, path, body, headers)
  }
  async function buy() {
    try {
      orderIds!.push(expectStatus(await pay(knock, await readyCart(knock, variantId)), 201).id as string)
    } catch (error) {
      const { message, cause } = error as Error
      failed!.push(`buying: ${message} ${cause instanceof Error ? cause.message : ''} ${logOf(message)}`)
    }
  }
  /** What the shop wrote about an answer that names its request. */
  function logOf(answer: string): string {
    const id = /"requestId":"(\w+)"/.exec(answer)?.[1]
    return id ? said.filter((line) => line.includes(id) && line.includes('failed')).join(' ') : ''
  }

  async function one(n: number) {
    for (let turn = n; !isOver; turn++) {
      await look(`${shop.api}/v1/products/lise`)
      await look(`${shop.api}/v1/products?limit=5`)
      if (turn % 3 === 0) await look(`${shop.url}/en/`)
      if (turn % 3 === 1) await look(`${shop.url}/p/lise`)
      if (turn % 4 === 0) await buy()
    }
  }
  const all = Promise.all(Array.from({ length: count }, (_, n) => one(n)))
  return {
    sent: () => sent,
    async end() {
      isOver = true
      await all
      agent.destroy()
      return { sent, failed: failed!, slowestMs, orderIds: orderIds! }
    },
  }
}
