import type pg from 'pg'

/** Names of the statements that a pool is asked from now on, over whichever connection; where one has no name its text. For tests that count them; empty it to begin anew. */
export function statementsOf(pool: pg.Pool): string[] {
  const asked: string[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    const counted = (...given: [{ name?: string; text?: string } | string]) => {
      const [statement] = given
      asked.push(typeof statement === 'string' ? statement : (statement.name ?? statement.text ?? ''))
      return query(...given)
    }
    client.query = counted as typeof client.query
  })
  return asked
}
