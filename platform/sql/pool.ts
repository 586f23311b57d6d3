import type { Writable } from 'node:stream'
import pg from 'pg'
import { DescribedQuery, type NamedStatement, noDescriptions } from './described-query.ts'

/**
 * Connections to one database, opened as they are needed, at most `max` (`settled.md` 6: 10 for the whole shop in one process).
 *
 * Waiting for a free one ends after 5 s with an error: a queue without an end would outlive every caller's deadline. Idle ones close after
 * 30 s. Counts returned by PostgreSQL as bigint arrive as text: cast them in the query. Statements of one connection leave as they are asked
 * for, without waiting for each other's answers; for COPY open a `pg.Client` of your own.
 */
export function openPool(url: string, max = 10): pg.Pool {
  // Statements here are short and their costs are guessed high: a server that compiles them (jit) would take seconds for milliseconds of work. Pages are in
  // memory or on an SSD: at 4, as servers guess, small tables are read whole, by plans that are kept when they have grown.
  const options = '-c jit=off -c random_page_cost=1.1'
  const settings = { connectionString: url, max, options, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, pipeline: true }
  const pool = new pg.Pool(settings)
  // A server that restarts ends connections; without a listener that would end this process too. The pool hears for the idle ones only;
  // whoever holds one learns of it by the statement that fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    describeOnce(client)
    gatherStatements(client)
  })
  return pool
}

/** Left out of the driver's types. */
const wireOf = (client: pg.PoolClient) => (client as unknown as { readonly connection: pg.Connection }).connection

type Answer = (error: unknown, result?: pg.QueryResult) => void

/** Named statements are described once (`described-query.ts`); anything else the driver asks as it does. */
function describeOnce(client: pg.PoolClient) {
  const known = noDescriptions(wireOf(client), (typeId) => client.getTypeParser(typeId))
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown
  const described = (asked: unknown, values?: unknown, answer?: Answer) => {
    if (values !== undefined || !isNamed(asked)) return query(asked, values, answer)
    const one = new DescribedQuery(asked, known)
    if (answer) return query(one, undefined, answer)
    return new Promise((resolve, reject) => {
      query(one, undefined, (error: unknown, result: pg.QueryResult) => (error ? reject(error) : resolve(result)))
    }).catch((error: Error) => {
      Error.captureStackTrace(error) // of who asked, not of the socket; as the driver does
      throw error
    })
  }
  client.query = described as typeof client.query
}

const plain = new Set(['name', 'text', 'values'])
const isNamed = (asked: unknown): asked is NamedStatement =>
  Boolean((asked as pg.QueryConfig).name) && Object.keys(asked as object).every((key) => plain.has(key))

/** What is asked of a connection in one turn leaves in one packet: a system call costs as much as a small statement. */
function gatherStatements(client: pg.PoolClient) {
  const stream: Writable = wireOf(client).stream
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown
  let isOpen = false
  const leave = () => {
    isOpen = false
    stream.uncork()
  }
  const gathered = (...asked: unknown[]) => {
    if (!isOpen) {
      isOpen = true
      stream.cork()
      process.nextTick(leave)
    }
    return query(...asked)
  }
  client.query = gathered as typeof client.query
}
