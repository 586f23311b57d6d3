import { setTimeout as sleep } from 'node:timers/promises'
import { client, crowd, signIn } from '../shopper.ts'
import { type PageName, pages, triesToPay, type Visit, visitorOf } from './page-visits.ts'
import type { Say } from './proof-run.ts'
import type { ProofSize } from './proof-sizes.ts'
import { type Must, payWithinMs, resilience, withinMs } from './resilience-table.ts'
import type { SpreadShop } from './spread-shop.ts'

const names = Object.keys(pages) as PageName[]
/** Pages opened side by side: more of them would wait for each other. */
const atOnce = 4
/** Later than any deadline. */
const slow = { lateMs: 10_000 }

/** Undefined when the page did what it must. */
function wrongIn(page: PageName, must: Must, { status, text, inMs }: Visit, mostMs: number): string | undefined {
  const what = `status ${status} after ${(inMs / 1_000).toFixed(1)} s`
  if (inMs > (page === 'paying' ? Math.max(mostMs, payWithinMs) : mostMs)) return `too late: ${what}`
  const isWhole = status >= 200 && status < 300 && pages[page].shows.test(text)
  if (must !== 'says so') return isWhole ? undefined : `does not do its work: ${what}`
  const says = /"code":"(unavailable|gateway-away|gateway-silent)"/.test(text) || /class="wrap problem"/.test(text)
  return status >= 502 && status <= 504 && says ? undefined : `does not say so: ${what}`
}

/** Every cell of the table: each part down, then slow, and every kind of page opened meanwhile; and again once the part is back. */
export async function proveResilience(spread: SpreadShop, { parts, isSlowToo }: ProofSize, seed: number, say: Say): Promise<void> {
  const { shop, door } = spread
  const staff = await signIn(client(shop.api), 'boss@example.com', 'a long enough secret')
  const visitor = await visitorOf(shop.url, shop.api, staff)
  const doesAll = async () => {
    await visitor.prepare()
    const visits = await crowd(names.length, atOnce, (n) => visitor.open(names[n]!)) // one each
    await visitor.prepare()
    return visits.every((visit, n) => wrongIn(names[n]!, 'works', visit, 30_000) === undefined) // as above
  }

  /** A page that a busy machine made too late is opened again; what it must do it must do every time it is not. */
  async function look(page: PageName, must: Must, mostMs: number) {
    let [fault, isNaivelyWrong]: [string | undefined, boolean] = ['', false]
    for (let tries = 0; fault !== undefined && tries < triesToPay; tries++) {
      const visit = await visitor.open(page)
      fault = wrongIn(page, must, visit, mostMs)
      isNaivelyWrong = wrongIn(page, 'works', visit, mostMs) !== undefined
    }
    return { fault, isNaivelyWrong }
  }
  const chosen = Array.from({ length: parts }, (_, n) => resilience[(seed + n) % resilience.length]!) // there are some
  let slowestBackInMs = 0

  async function back() {
    const began = performance.now()
    while (!(await doesAll()) && performance.now() - began < 30_000) await sleep(200)
    slowestBackInMs = Math.max(slowestBackInMs, performance.now() - began)
  }

  await back()
  for (const way of isSlowToo ? (['down', 'slow'] as const) : (['down'] as const)) {
    const wrong: string[] = []
    let naiveWrong = 0
    for (const { dependency, pages: musts } of chosen) {
      door(dependency).set(way === 'down' ? 'refuse' : slow)
      await sleep(50)
      const found = await crowd(names.length, atOnce, (n) => look(names[n]!, musts[names[n]!] ?? 'works', withinMs[way])) // one each
      door(dependency).set('pass')
      for (const [n, { fault, isNaivelyWrong }] of found.entries()) {
        if (fault) wrong.push(`${names[n]} while ${dependency} is ${way} ${fault}`)
        if (isNaivelyWrong) naiveWrong++
      }
      await back()
    }
    for (const line of wrong) console.log(`wrong: ${line}`)
    const cells = chosen.length * names.length
    say(`G9 ${way}`, wrong.length === 0, `${cells - wrong.length} of ${cells} cells as written in docs/resilience.md`)
    say(`the control of G9 ${way} is found out`, naiveWrong > 0, `a table in which every page works is wrong in ${naiveWrong} cells`)
  }
  say(
    'G9 back',
    slowestBackInMs < 30_000,
    `every page works again ${(slowestBackInMs / 1_000).toFixed(1)} s after its part is back, at most`,
  )
}
