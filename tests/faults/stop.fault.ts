import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { client, expectStatus, pay, readyCart, variantsOnSale } from '../shopper.ts'
import { filledFolder } from '../filled-folder.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { capturesByOrder } from './provider-ledger.ts'
import { steadyLoad } from './steady-load.ts'

const data = filledFolder()
let shop: ShopProcess
const open = async () => (shop = await startShop({ data, env: withoutRateLimits }))
let frame = ''

beforeAll(async () => {
  await open()
  const [variant] = await variantsOnSale(client(shop.api))
  frame = variant!.id
})
afterAll(async () => {
  await shop?.stop()
  forgetFolders()
})

/** A page that listens, and one that connected and never says anything. */
async function onlookers() {
  const live = new WebSocket(`${shop.url.replace('http', 'ws')}/api/ws`)
  await once(live, 'open')
  const silent = connect(Number(new URL(shop.url).port), '127.0.0.1')
  silent.on('error', () => {}) // however it ends
  await once(silent, 'connect')
  return { liveClosed: once(live, 'close') as Promise<[number]> }
}

// What a client may see: once the stop has begun a new connection may be refused. A request sent over an open connection may not fail, a new
// one included that was let in, and none is sent twice by this test.
test('told to stop under load with a checkout on its way, it fails no request and ends within 10 s', async () => {
  const cart = await readyCart(client(shop.api), frame)
  const { liveClosed } = await onlookers()
  const loads = [
    steadyLoad(`${shop.api}/v1/products/lise`, 25, true),
    steadyLoad(`${shop.url}/en/`, 15, true),
    steadyLoad(`${shop.api}/v1/products?limit=5`, 10, false),
  ]
  await sleep(1_000)
  const paying = pay(client(shop.api), cart)
  await sleep(5) // the checkout is on its way
  for (const load of loads) load.expectRefusals()
  const began = performance.now()
  const status = await shop.stop()
  const endedInMs = performance.now() - began
  const [results, paid] = [await Promise.all(loads.map((load) => load.end())), await paying]
  const sum = (of: 'answered' | 'refused') => results.reduce((total, result) => total + result[of], 0)
  console.log(`stopped in ${endedInMs.toFixed(0)} ms: ${sum('answered')} answered, ${sum('refused')} refused, checkout ${paid.status}`)
  expect({ status, said: shop.said() }).toMatchObject({ status: 0 })
  await open()

  expect(results.flatMap(({ failed }) => failed)).toEqual([])
  expect(sum('answered')).toBeGreaterThan(5) // a busy machine answers late, and not wrongly
  expect(paid.status).toBe(201)
  expect((await liveClosed)[0]).toBe(1001)
  expect(endedInMs).toBeLessThan(10_000)
  expect(expectStatus(await client(shop.api)('GET', `/v1/orders/${paid.body.id}`), 200).id).toBe(paid.body.id)
  expect(capturesByOrder(data).get(paid.body.id)).toBe(1)
})

test('told to stop while somebody never finishes asking, it ends within 10 s all the same', async () => {
  const slow = connect(Number(new URL(shop.api).port), '127.0.0.1')
  slow.on('error', () => {}) // it is cut
  slow.write('POST /v1/carts HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{')
  await sleep(200)
  const began = performance.now()
  const status = await shop.stop()
  const endedInMs = performance.now() - began
  console.log(`stopped in ${endedInMs.toFixed(0)} ms`)
  expect({ status, said: shop.said() }).toMatchObject({ status: 0 })
  await open()
  expect(endedInMs).toBeLessThan(10_000)
})
