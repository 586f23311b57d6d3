import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../platform/sql/embedded-postgres.ts'
import { serviceNames } from '../../system/service-names.ts'
import { databaseSetting } from '../../system/settings.ts'
import { type SpreadOut, startSpreadOut } from '../../system/spread-out.ts'
import { dataFolder, vitrine, withoutRateLimits } from '../shop-process.ts'
import { type FaultProxy, faultProxy } from './fault-proxy.ts'
import { startMailCatcher } from './mail-catcher.ts'

/** Whatever one part of the shop asks of another passes one of these. */
const doors = [...serviceNames, 'gateway events', 'storefront', 'sandbox', 'postgres', 'mail'] as const
export type DoorName = (typeof doors)[number]

/** The whole shop with every service in a process and a database of its own, and a breakable network between all of them. */
export interface SpreadShop {
  readonly shop: SpreadOut
  readonly data: string
  readonly door: (name: DoorName) => FaultProxy
  /** Mails that reached their server. */
  readonly mails: readonly string[]
  /** What the processes said. */
  readonly said: readonly string[]
  /** A connection to the database of a service, past the broken network. */
  query<Row extends pg.QueryResultRow>(service: string, text: string, values?: readonly unknown[]): Promise<Row[]>
  vitrine(args: readonly string[], input?: string): Promise<string>
  stop(): Promise<void>
}

const built = (path: string) => new URL(`../../.build/server/${path.replace(/\.ts$/, '.js')}`, import.meta.url)

export async function startSpreadShop(env: Readonly<Record<string, string>> = {}): Promise<SpreadShop> {
  await promisify(execFile)(process.execPath, ['system/build.mjs', 'server', 'storefront', 'backoffice'])
  const data = dataFolder()
  const postgres = await startEmbeddedPostgres({ directory: join(data, '..', 'postgres'), settings: { max_connections: '250' } })
  const catcher = await startMailCatcher()
  const proxies = new Map<string, FaultProxy>()
  for (const name of doors) proxies.set(name, await faultProxy(''))
  const door = (name: DoorName) => proxies.get(name)! // one for each
  const server = new URL(postgres.tcpUrl)
  door('postgres').aim(server.host)
  door('mail').aim(catcher.address)

  const pools = new Map<string, pg.Pool>()
  const [direct, proxied]: Record<string, string>[] = [{}, {}]
  const admin = new pg.Client({ connectionString: postgres.tcpUrl })
  await admin.connect()
  for (const name of serviceNames) {
    await admin.query(`create database apart_${name}`)
    server.pathname = `apart_${name}`
    direct![databaseSetting(name)] = server.href
    proxied![databaseSetting(name)] = Object.assign(new URL(server.href), { host: door('postgres').address }).href
    pools.set(
      name,
      new pg.Pool({ connectionString: server.href, max: 2 }).on('error', () => {}),
    )
  }
  await admin.end()

  const settings = { ...withoutRateLimits, DATA: data, CARRIER_SPEED: '30000', ...env }
  const said: string[] = []
  const shop = await startSpreadOut({
    environment: { ...process.env, ...settings, ...proxied, SMTP_URL: `smtp://${door('mail').address}` },
    offset: 11_000 + (process.pid % 43) * 100, // gRPC above the ports that outgoing connections take
    code: built,
    say: (line) => void said.push(line),
    reach(name, address) {
      const at = new URL(address)
      door(name as DoorName).aim(at.host.replace('localhost', '127.0.0.1'))
      return `http://${at.hostname}:${door(name as DoorName).address.split(':')[1]}`
    },
  })
  const run = (args: readonly string[], input = '') => vitrine(args, input, { ...settings, ...direct })
  await run(['seed'])
  await run(['staff', 'add', '--email', 'boss@example.com', '--name', 'Boss', '--role', 'owner'], 'a long enough secret\n')
  return {
    shop,
    data,
    door,
    mails: catcher.mails,
    said,
    async query<Row extends pg.QueryResultRow>(service: string, text: string, values: readonly unknown[] = []) {
      return (await pools.get(service)!.query<Row>(text, [...values])).rows
    },
    vitrine: run,
    async stop() {
      for (const proxy of proxies.values()) proxy.set('pass')
      await shop.stop()
      for (const proxy of proxies.values()) await proxy.close()
      for (const pool of pools.values()) await pool.end()
      await catcher.stop()
      await postgres.stop()
    },
  }
}
