import type pg from 'pg'
import type { OwnGauge } from '../service.ts'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  /** One HTTP request, by route pattern (never by address: an unknown number of them would fill the memory). */
  http(route: string, method: string, status: number, seconds: number): void
  /** One call between services. `code`: `ok` or the name of the error code. */
  rpc(service: string, method: string, code: string, seconds: number): void
  /** Connections of a pool: open, idle, and callers that wait for one. */
  watchPool(name: string, pool: pg.Pool): void
  /** Age in seconds of the oldest event still to be sent; asked when the numbers are read. */
  watchOutbox(service: string, pool: pg.Pool): void
  /** Numbers a service counts itself; missing while it cannot. */
  watchOwn(gauge: OwnGauge): void
  /** Everything, in the Prometheus text format, with its content type. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** Up to the deadlines of a read, a write and a checkout (`settled.md` 28), with room below for what a page costs. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 8]

/** Numbers of this process. Each call makes its own registry, so two shops in one test do not meet. Costs about 3 us per request. */
export function createMetrics(): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  // A look each 10 ms, which is usual, takes 0.5 % of a core from an idle shop. The percentiles of the lag have this interval in them.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const http = new Histogram({
    name: 'vitrine_http_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['route', 'method', 'status'],
    buckets,
    registers,
  })
  const rpc = new Histogram({
    name: 'vitrine_rpc_seconds',
    help: 'Time of a call between services.',
    labelNames: ['service', 'method', 'code'],
    buckets,
    registers,
  })
  const pools = new Map<string, pg.Pool>()
  new Gauge({
    name: 'vitrine_pool_connections',
    help: 'Connections to the database.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [name, pool] of pools) {
        this.set({ pool: name, state: 'open' }, pool.totalCount)
        this.set({ pool: name, state: 'idle' }, pool.idleCount)
        this.set({ pool: name, state: 'waiting' }, pool.waitingCount)
      }
    },
  })
  const outboxes = new Map<string, pg.Pool>()
  new Gauge({
    name: 'vitrine_outbox_age_seconds',
    help: 'Age of the oldest event still to be sent.',
    labelNames: ['service'],
    registers,
    async collect() {
      for (const [service, pool] of outboxes) {
        const age = await outboxAge(service, pool)
        if (age === undefined) this.remove(service)
        else this.set({ service }, age)
      }
    },
  })
  return {
    http: (route, method, status, seconds) => http.observe({ route, method, status: String(status) }, seconds),
    rpc: (service, method, code, seconds) => rpc.observe({ service, method, code }, seconds),
    watchPool: (name, pool) => void pools.set(name, pool),
    watchOutbox: (service, pool) => void outboxes.set(service, pool),
    watchOwn({ name, help, label, read }) {
      new Gauge({
        ...{ name, help, labelNames: [label], registers },
        async collect() {
          this.reset()
          const counts = await read().catch(() => ({})) // away: a missing number says so better than a wrong one
          for (const [value, count] of Object.entries(counts)) this.set({ [label]: value }, count)
        },
      })
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

/** Undefined while the database is away: a missing number says so better than a wrong one. */
async function outboxAge(service: string, pool: pg.Pool): Promise<number | undefined> {
  const text = `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age from "${service.replaceAll('"', '""')}".outbox`
  try {
    const { rows } = await pool.query<{ age: number }>(text)
    return rows[0]?.age
  } catch {
    return undefined
  }
}
