import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serviceNames } from '../../system/service-names.ts'
import { databaseSetting } from '../../system/settings.ts'
import { type SpreadOut, startSpreadOut } from '../../system/spread-out.ts'
import { client, expectStatus, type Knock, pay, readyCart, signIn } from '../shopper.ts'
import { dataFolder, forgetFolders, vitrine, withoutRateLimits } from '../shop-process.ts'

/*
 * The walls between services are real: each one is a process of its own with a database of its own, and knows nothing of the others but their
 * addresses. On a PostgreSQL server, because thirteen processes are what servers are for.
 */
const server = process.env['TEST_DATABASE_URL']
const mark = `apart_${process.pid.toString(36)}_${Date.now().toString(36)}`
const built = (path: string) => new URL(`../../.build/server/${path.replace(/\.ts$/, '.js')}`, import.meta.url)

describe.skipIf(!server)('each service in a process and a database of its own (TEST_DATABASE_URL)', () => {
  let [shop, environment, staff]: [SpreadOut | undefined, Record<string, string>, Record<string, string>] = [undefined, {}, {}]
  let [storefront, gateway]: Knock[] = []
  const said: string[] = []

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['system/build.mjs', 'server', 'storefront', 'backoffice'])
    const databases = await makeDatabases(server!)
    environment = { ...withoutRateLimits, ...databases, DATA: dataFolder(), CARRIER_SPEED: '30000' }
    const offset = 11_000 + (process.pid % 43) * 100 // gRPC above the ports that outgoing connections take
    const options = { environment: { ...process.env, ...environment }, offset, code: built, say: (line: string) => void said.push(line) }
    shop = await startSpreadOut(options)
    await vitrine(['seed'], '', environment)
    await vitrine(
      ['staff', 'add', '--email', 'boss@example.com', '--name', 'Boss', '--role', 'owner'],
      'a long enough secret\n',
      environment,
    )
    ;[storefront, gateway] = [client(`${shop.url}/api`), client(shop.api)]
    staff = await signIn(gateway, 'boss@example.com', 'a long enough secret')
  })
  afterAll(async () => {
    await shop?.stop()
    await dropDatabases(server!)
    forgetFolders()
  })

  const frame = async () => expectStatus(await storefront!('GET', '/v1/products/lise'), 200).variants[0].id as string
  const orderOf = async (id: string) => expectStatus(await storefront!('GET', `/v1/orders/${id}`), 200)
  const mailsOf = async (id: string) =>
    expectStatus(await gateway!('GET', '/v1/admin/mails', undefined, staff), 200)
      .items.filter((mail: { orderId: string }) => mail.orderId === id)
      .map(({ kind, state }: { kind: string; state: string }) => `${kind} ${state}`)

  test('pages are drawn from the gateway, and hand what browsers ask on to it', async () => {
    const page = await fetch(`${shop!.url}/p/lise`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Lise')
    const admin = await fetch(`${shop!.url}/admin`)
    expect(admin.status).toBe(200)
    expect((await storefront!('GET', '/v1/nowhere')).status).toBe(404)
  })

  test('a purchase goes from the cart to the letter box, with its mails', async () => {
    const order = expectStatus(await pay(storefront!, await readyCart(storefront!, await frame())), 201)
    await expect.poll(async () => (await orderOf(order.id)).status, { timeout: 45_000, interval: 300 }).toBe('delivered')
    await expect.poll(() => mailsOf(order.id), { timeout: 20_000, interval: 300 }).toHaveLength(3)
  })

  test('delivery and notifications are killed, and what was bought meanwhile reaches them once when they are back', async () => {
    const cart = await readyCart(storefront!, await frame())
    await Promise.all([shop!.kill('delivery'), shop!.kill('notifications')])
    const order = expectStatus(await pay(storefront!, cart), 201)
    expect((await orderOf(order.id)).deliveries).toEqual([])
    expect(await readyCart(storefront!, await frame()).catch((refusal: Error) => refusal.message)).toMatch(/answered 503/)

    await Promise.all([shop!.start('delivery'), shop!.start('notifications')])
    await expect.poll(async () => (await orderOf(order.id)).status, { timeout: 60_000, interval: 300 }).toBe('delivered')
    await expect.poll(() => mailsOf(order.id), { timeout: 20_000, interval: 300 }).toHaveLength(3)
    expect(new Set(await mailsOf(order.id))).toHaveProperty('size', 3)
    expect((await orderOf(order.id)).deliveries).toHaveLength(1)
    expect((await pay(storefront!, await readyCart(storefront!, await frame()))).status).toBe(201)
  })

  test('after it all the books of the services agree', async () => {
    const found = await vitrine(['verify', '--patience', '20'], '', environment).catch((error: { stdout?: string }) => error.stdout)
    expect(found).toMatch(/^All \d+ invariants hold/)
  })

  test('every process ends well when it is told to', async () => {
    const statuses = await shop!.stop()
    expect(Object.entries(statuses).filter(([, status]) => status !== 0)).toEqual([])
    shop = undefined
    expect(said.filter((line) => / "level":"?(50|60|error|fatal)/.test(line))).toEqual([])
  })
})

/** One database for each service, by the names of their settings. */
async function makeDatabases(url: string): Promise<Record<string, string>> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const settings: Record<string, string> = {}
  for (const name of serviceNames) {
    await admin.query(`create database ${mark}_${name}`)
    const own = new URL(url)
    own.pathname = `${mark}_${name}`
    settings[databaseSetting(name)] = own.href
  }
  await admin.end()
  return settings
}

async function dropDatabases(url: string) {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  for (const name of serviceNames) await admin.query(`drop database if exists ${mark}_${name} with (force)`)
  await admin.end()
}
