// `npx tsx tests/load/memory.ts`: what the shop holds of memory and does of work while nobody asks for anything, all its processes. After a
// page, a photo tried on, an order and `--idle 60` seconds; then under `--load 20` seconds of lists, pages, carts, orders and photos. Memory is
// PSS: pages that processes share count once, split between them.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { client, crowd, expectStatus, type Knock, pay, readyCart } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { cpuMs, isPostgres, memoryMb, processesOf } from './cpu-of-processes.ts'

const { values: options } = parseArgs({ options: { idle: { type: 'string', default: '60' }, load: { type: 'string', default: '20' } } })
const idleMs = Number(options.idle) * 1_000

const first = await startShop()
await first.stop()
const shop = await startShop({ data: first.data, env: withoutRateLimits }) // the second start: without what loading the demo shop left
try {
  say('after the start', shop)
  const [knock, storefront] = [client(shop.api), client(shop.url)]
  expectStatus(await storefront('GET', '/'), 200)
  const variantId = await frame(knock)
  await tryOn(shop.api, variantId)
  expectStatus(await pay(knock, await readyCart(knock, variantId)), 201)
  say('after a page, a photo and an order', shop)
  await sleep(idleMs / 2)
  const pids = processesOf(shop.child.pid!, shop.data) // it answered, so it has one
  const [before, databaseBefore, began] = [cpuMs(pids), cpuMs(pids.filter(isPostgres)), performance.now()]
  await sleep(idleMs / 2)
  const share = (ms: number) => `${((ms / (performance.now() - began)) * 100).toFixed(1)} %`
  say(`after ${options.idle} idle seconds`, shop)
  console.log(
    `idle: ${share(cpuMs(pids) - before)} of a core, PostgreSQL ${share(cpuMs(pids.filter(isPostgres)) - databaseBefore)} of that`,
  )
  await load(Number(options.load) * 1_000, knock, storefront, variantId)
} finally {
  await shop.stop()
  forgetFolders()
}

/** A variant that can be worn and bought. */
async function frame(knock: Knock): Promise<string> {
  const { items: categories } = expectStatus(await knock('GET', '/v1/categories'), 200)
  const path = `/v1/products?category=${categories[0].slug}&inStock=true&limit=1`
  let items: { slug: string }[] = []
  for (let tries = 0; !items[0] && tries < 100; tries++) {
    items = expectStatus(await knock('GET', path), 200).items
    if (!items[0]) await sleep(300) // what is in stock reaches the lists a moment after the start
  }
  const { variants } = expectStatus(await knock('GET', `/v1/products/${items[0]?.slug}`), 200)
  return variants.find((one: { stock: { available: number } }) => one.stock.available > 0).id
}

async function tryOn(api: string, variantId: string) {
  const form = new FormData()
  form.set('photo', new Blob([new Uint8Array((await facePhoto()).jpeg)], { type: 'image/jpeg' }), 'face.jpg')
  form.set('variantId', variantId)
  const answer = await fetch(`${api}/v1/try-on/photos`, { method: 'POST', body: form })
  if (answer.status !== 200) throw new Error(`the photo was answered ${answer.status}: ${await answer.text()}`)
}

/** Eight shoppers at once. The most it held is looked for each half second, and what it held at the end is said too. */
async function load(forMs: number, knock: Knock, storefront: Knock, variantId: string) {
  const end = performance.now() + forMs
  let most = 0
  let answered = 0
  const shopper = async (n: number) => {
    while (performance.now() < end) {
      expectStatus(await storefront('GET', `/?n=${answered}`), 200)
      expectStatus(await knock('GET', `/v1/products?facets=true&price=${answered % 50}00..90000`), 200)
      expectStatus(await knock('GET', '/v1/products?q=lunettes&facets=true'), 200)
      await readyCart(knock, variantId)
      if (n === 0 && answered % 20 === 0) await tryOn(shop.api, variantId)
      answered++
    }
  }
  const watching = setInterval(() => (most = Math.max(most, heldMb(shop))), 500)
  await crowd(8, 8, shopper)
  clearInterval(watching)
  say(`after ${options.load} seconds of load (${answered} rounds, most ${most.toFixed(0)} MB)`, shop)
}

function heldMb({ child, data }: ShopProcess): number {
  return memoryMb(processesOf(child.pid!, data)).reduce((sum, { mb }) => sum + mb, 0) // as above
}

function say(when: string, { child, data }: ShopProcess) {
  const pids = processesOf(child.pid!, data) // as above
  const parts = [pids.filter((pid) => !isPostgres(pid)), pids.filter(isPostgres)].map((some) => memoryMb(some))
  const sums = parts.map((some) => some.reduce((sum, { mb }) => sum + mb, 0))
  const words = parts.map((some, n) => `${n === 0 ? 'Node' : 'PostgreSQL'} ${sums[n]?.toFixed(0)} MB in ${some.length}`)
  console.log(`${when}: ${sums.reduce((sum, mb) => sum + mb, 0).toFixed(0)} MB PSS (${words.join(', ')})`)
}
