import pg from 'pg'

/**
 * The control of G1: what a shop that reads, computes and writes sells of `pieces` to `attempts` buyers on `clients` connections.
 * Runs in a schema of its own, on the server the shop just ran on, and takes it away again.
 */
export async function naiveOversell(url: string, pieces: number, attempts: number, clients: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: clients })
  pool.on('error', () => {})
  try {
    await pool.query('create schema naive; create table naive.level (available integer); create table naive.sale (n integer)')
    await pool.query('insert into naive.level values ($1)', [pieces])
    let next = 0
    const buyer = async () => {
      const connection = await pool.connect()
      for (let n = next++; n < attempts; n = next++) {
        const { rows } = await connection.query<{ available: number }>('select available from naive.level')
        const available = rows[0]!.available // the table holds one row
        if (available < 1) continue
        await connection.query('update naive.level set available = $1', [available - 1])
        await connection.query('insert into naive.sale values ($1)', [n])
      }
      connection.release()
    }
    await Promise.all(Array.from({ length: clients }, buyer))
    return (await pool.query('select from naive.sale')).rowCount ?? 0
  } finally {
    await pool.query('drop schema if exists naive cascade')
    await pool.end()
  }
}
