import pg from 'pg'

/**
 * Connections to one database, opened as they are needed, at most `max` (`settled.md` 6: 10 for the whole shop in one process).
 *
 * Waiting for a free one ends after 5 s with an error: a queue without an end would outlive every caller's deadline. Idle ones close after
 * 30 s. Counts returned by PostgreSQL as bigint arrive as text: cast them in the query.
 */
export function openPool(url: string, max = 10): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000 })
  // A server that restarts ends idle connections; without a listener that would end this process too.
  pool.on('error', () => {})
  return pool
}
