import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client, expectStatus, type Knock, pay, readyCart, signIn } from '../shopper.ts'
import { dataFolder, forgetFolders, freePort, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { capturesByOrder } from './provider-ledger.ts'

const env = { ...withoutRateLimits, CARRIER_SPEED: '30000' }
const data = dataFolder()
let shop: ShopProcess
let knock: Knock

async function open() {
  shop = await startShop({ data, env })
  knock = client(shop.api)
}

beforeAll(async () => {
  await open()
  await shop.vitrine(['staff', 'add', '--email', 'boss@example.com', '--name', 'Boss', '--role', 'owner'], 'a long enough secret\n')
})
afterAll(async () => {
  await shop?.stop()
  forgetFolders()
})

const frame = async () => expectStatus(await knock('GET', '/v1/products/lise'), 200).variants[0].id as string

async function mailsOf(id: string): Promise<string[]> {
  const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
  return expectStatus(await knock('GET', '/v1/admin/mails', undefined, staff), 200)
    .items.filter((mail: { orderId: string }) => mail.orderId === id)
    .map(({ kind }: { kind: string }) => kind)
}

test('killed between the answer of a checkout and its mail, the next start sends mail and parcel, once', async () => {
  const cart = await readyCart(knock, await frame())
  const placed = expectStatus(await pay(knock, cart, 'ok', 'killed after the answer'), 201)
  await shop.kill()
  await open()
  expect(shop.said()).toMatch(/taken over|adopted/)
  console.log(`start after kill -9: ${shop.startedInMs.toFixed(0)} ms`)

  const order = async () => expectStatus(await knock('GET', `/v1/orders/${placed.id}`), 200)
  expect((await order()).totals).toEqual(placed.totals)
  const again = expectStatus(await pay(knock, cart, 'ok', 'killed after the answer'), 201)
  expect(again).toEqual(placed)
  await expect.poll(async () => (await order()).status, { timeout: 60_000, interval: 300 }).toBe('delivered')
  await expect.poll(() => mailsOf(placed.id), { timeout: 20_000, interval: 500 }).toHaveLength(3)
  expect(new Set(await mailsOf(placed.id))).toHaveProperty('size', 3)
  expect((await order()).deliveries).toHaveLength(1)
  expect(capturesByOrder(data).get(placed.id)).toBe(1)
  expect(await shop.vitrine(['verify'])).toMatch(/^All \d+ invariants hold/)
})

describe('a start that cannot be says why on one line, and ends with 1', () => {
  const refused = (settings: Record<string, string>, nodeArgs: readonly string[] = []) =>
    new Promise<{ status: unknown; lines: string[] }>((done) => {
      const child = execFile(
        process.execPath,
        [...nodeArgs, 'system/start.mjs'],
        { env: { ...process.env, ...settings }, timeout: 90_000 },
        (error, stdout, stderr) => done({ status: error?.code ?? child.exitCode, lines: `${stdout}${stderr}`.trim().split('\n') }),
      )
    })
  const freePorts = async () => ({ PORT: `${await freePort()}`, GATEWAY_PORT: `${await freePort()}`, WATCH_PORT: `${await freePort()}` })

  test('a port that is taken', async () => {
    const taken = new URL(shop.url).port
    const DATABASE_URL = (await shop.vitrine(['doctor', '--database-url'])).trim()
    const { status, lines } = await refused({ ...(await freePorts()), PORT: taken, DATA: dataFolder(), DATABASE_URL })
    expect(lines).toEqual([expect.stringContaining(`Port ${taken} is taken`)])
    expect(status).toBe(1)
  })

  test('a database that does not answer', async () => {
    const nobody = `postgres://shop:not-shown@127.0.0.1:${await freePort()}/shop`
    const { status, lines } = await refused({ ...(await freePorts()), DATA: dataFolder(), DATABASE_URL: nobody })
    expect(lines).toEqual([expect.stringContaining('DATABASE_URL')])
    expect(lines[0]).not.toContain('not-shown')
    expect(status).toBe(1)
  })

  test('a data folder another shop lives in', async () => {
    const { status, lines } = await refused({ ...(await freePorts()), DATA: data })
    expect(lines).toEqual([expect.stringContaining(data)])
    expect(status).toBe(1)
    expect((await knock('GET', '/v1/products/lise')).status).toBe(200)
  })

  test('a Node that is too old', async () => {
    const old = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.0'}})`
    const { status, lines } = await refused({}, ['--import', `data:text/javascript,${encodeURIComponent(old)}`])
    expect(lines).toEqual([expect.stringMatching(/needs Node 20\.19 .* 18\.20\.0/)])
    expect(status).toBe(1)
  })
})

const credentials = () => ({ email: `${randomUUID()}@example.com`, password: 'a long enough secret' })

test('a backup made while it sells, restored into an empty folder, opens with its orders and verifies; who was erased since stays erased', async () => {
  const [mine, theirs] = [credentials(), credentials()]
  for (const body of [mine, theirs]) expectStatus(await knock('POST', '/v1/auth/signup', body), 201)

  const order = expectStatus(await pay(knock, await readyCart(knock, await frame())), 201)
  await expect
    .poll(async () => expectStatus(await knock('GET', `/v1/orders/${order.id}`), 200).status, { timeout: 60_000 })
    .toBe('delivered')
  const file = join(data, '..', 'shop.backup')
  await shop.vitrine(['backup', file])
  const { accessToken } = expectStatus(await knock('POST', '/v1/auth/login', mine), 200)
  expectStatus(await knock('POST', '/v1/me/erase', { password: mine.password }, { authorization: `Bearer ${accessToken}` }), 200)
  const notes = join(data, 'files/accounts/erased')
  await expect.poll(() => existsSync(notes) && readdirSync(notes).length, { timeout: 20_000 }).toBe(1)
  const empty = dataFolder()
  await shop.stop()
  expect(await shop.vitrine(['restore', file, '--erased', data], '', { DATA: empty })).toContain(
    '1 people who were erased are erased again',
  )
  shop = await startShop({ data: empty, env })
  knock = client(shop.api)
  expect((await knock('POST', '/v1/auth/login', mine)).status).toBe(401)
  expectStatus(await knock('POST', '/v1/auth/login', theirs), 200)
  expect(expectStatus(await knock('GET', `/v1/orders/${order.id}`), 200)).toMatchObject({ id: order.id, status: 'delivered' })
  expect(await shop.vitrine(['verify'])).toMatch(/^All \d+ invariants hold/)
  expect((await pay(knock, await readyCart(knock, await frame()))).status).toBe(201)
})

test('a first start on the empty database of a server is the demo shop too, and with DEMO_SHOP=off an empty one', async () => {
  const server = new URL((await shop.vitrine(['doctor', '--database-url'])).trim())
  const admin = new pg.Client({ connectionString: server.href })
  await admin.connect()
  for (const [DEMO_SHOP, status] of [
    ['on', 200],
    ['off', 404],
  ] as const) {
    await admin.query(`create database elsewhere_${DEMO_SHOP}`)
    const own = new URL(server)
    own.pathname = `elsewhere_${DEMO_SHOP}`
    const other = await startShop({ env: { ...env, DATABASE_URL: own.href, DEMO_SHOP } })
    try {
      expect((await client(other.api)('GET', '/v1/products/lise')).status).toBe(status)
    } finally {
      await other.stop()
    }
  }
  await admin.end()
})
