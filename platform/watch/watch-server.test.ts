import { afterEach, expect, test } from 'vitest'
import { openPool } from '../sql/pool.ts'
import { emptyDatabase } from '../sql/test-database.ts'
import { createHealth, type Probe } from './health.ts'
import { createMetrics } from './metrics.ts'
import { startWatchServer } from './watch-server.ts'

const pool = await emptyDatabase()
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function watch(probes: Record<string, Probe> = {}) {
  const health = createHealth(probes, { timeoutMs: 1_000 })
  const metrics = createMetrics()
  const server = await startWatchServer({ port: 0, health, metrics })
  closing.push(() => server.close())
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`)
    const text = await response.text()
    return { status: response.status, text, ...(text.startsWith('{') ? (JSON.parse(text) as object) : {}) }
  }
  return { health, metrics, ask, port: server.port }
}

test('a process is live at once, started when it says so, and not ready when it stops', async () => {
  const { health, ask } = await watch()
  expect(await ask('/health/live')).toMatchObject({ status: 200, state: 'ok' })
  expect(await ask('/health/startup')).toMatchObject({ status: 503, state: 'starting' })
  expect(await ask('/health/ready')).toMatchObject({ status: 503, state: 'starting' })
  health.started()
  expect(await ask('/health/startup')).toMatchObject({ status: 200 })
  expect(await ask('/health/ready')).toMatchObject({ status: 200, state: 'ok' })
  health.stopping()
  expect(await ask('/health/ready')).toMatchObject({ status: 503, state: 'stopping' })
  expect(await ask('/health/live')).toMatchObject({ status: 200 })
})

test('a dependency that is away or silent is named, and its password is not', async () => {
  const away = openPool('postgres://shop:hidden@127.0.0.1:1/shop')
  closing.push(() => away.end())
  const { health, ask } = await watch({
    database: () => pool.query('select 1'),
    orders: () => away.query('select 1'),
    mail: () => new Promise(() => {}),
    broker: () => Promise.reject(new Error('amqp://shop:hidden@broker refused')),
  })
  health.started()
  const report = await ask('/health/ready')
  expect(report).toMatchObject({
    status: 503,
    state: 'failing',
    dependencies: { database: null, orders: expect.stringContaining('ECONNREFUSED'), mail: 'no answer in 1000 ms' },
  })
  expect(report.text).not.toContain('hidden')
  expect(await ask('/health/live')).toMatchObject({ status: 200 })
})

test('a neighbour that does not answer is named, and the process stays ready: it does without', async () => {
  const health = createHealth({}, { neighbours: () => ({ stock: 'does not answer', orders: null }) })
  const server = await startWatchServer({ port: 0, health, metrics: createMetrics() })
  closing.push(() => server.close())
  health.started()
  const response = await fetch(`http://127.0.0.1:${server.port}/health/ready`)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ state: 'ok', dependencies: {}, neighbours: { stock: 'does not answer', orders: null } })
})

test('numbers come in the format of Prometheus', async () => {
  await pool.query('create schema stock; create table stock.outbox (created_at timestamptz not null)')
  await pool.query(`insert into stock.outbox values (now() - interval '90 seconds'), (now())`)
  const { metrics, ask } = await watch()
  metrics.http('/v1/products/:id', 'GET', 200, 0.004)
  metrics.rpc('stock', 'Reserve', 'ok', 0.001)
  metrics.watchPool('shop', pool)
  metrics.watchOutbox('stock', pool)
  metrics.watchOutbox('absent', pool)
  const { status, text } = await ask('/metrics')
  expect(status).toBe(200)
  expect(text).toContain('vitrine_http_seconds_bucket{le="0.005",route="/v1/products/:id",method="GET",status="200"} 1')
  expect(text).toContain('vitrine_rpc_seconds_count{service="stock",method="Reserve",code="ok"} 1')
  expect(text).toMatch(/vitrine_pool_connections\{pool="shop",state="open"\} [1-9]/)
  expect(text).toMatch(/vitrine_outbox_age_seconds\{service="stock"\} 9\d/)
  expect(text).not.toContain('service="absent"')
  expect(text).toContain('nodejs_eventloop_lag_seconds')
})

test('nothing else is answered, and a taken port is an error', async () => {
  const { ask, port, health, metrics } = await watch()
  expect(await ask('/')).toMatchObject({ status: 404 })
  expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(405)
  await expect(startWatchServer({ port, health, metrics })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
