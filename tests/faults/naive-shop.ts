import pg from 'pg'

/**
 * The control of G1: what a shop that reads, computes and writes sells of `pieces` to `attempts` buyers on `clients` connections.
 * Runs in a schema of its own, on the server the shop just ran on, and takes it away again.
 */
export const naiveOversell = (url: string, pieces: number, attempts: number, clients: number): Promise<number> =>
  within(url, clients, async (pool, crowd) => {
    await pool.query('create table naive.level (available integer); create table naive.sale (n integer)')
    await pool.query('insert into naive.level values ($1)', [pieces])
    await crowd(attempts, async (connection, n) => {
      const { rows } = await connection.query<{ available: number }>('select available from naive.level')
      const available = rows[0]!.available // the table holds one row
      if (available < 1) return
      await connection.query('update naive.level set available = $1', [available - 1])
      await connection.query('insert into naive.sale values ($1)', [n])
    })
    return (await pool.query('select from naive.sale')).rowCount ?? 0
  })

/** The control of G2: how often a shop that looks for a key, charges, and writes the key down charges for `keys` keys of eight twins each. */
export const naiveTwins = (url: string, keys: number, clients: number): Promise<number> =>
  within(url, clients, async (pool, crowd) => {
    await pool.query('create table naive.answer (key integer); create table naive.charge (key integer)')
    await crowd(keys * 8, async (connection, n) => {
      const key = [n >> 3] // eight for each
      if ((await connection.query('select from naive.answer where key = $1', key)).rowCount) return
      await connection.query('insert into naive.charge values ($1)', key)
      await connection.query('insert into naive.answer values ($1)', key)
    })
    return (await pool.query('select from naive.charge')).rowCount ?? 0
  })

type Crowd = (count: number, work: (connection: pg.PoolClient, n: number) => Promise<void>) => Promise<void>

async function within<T>(url: string, clients: number, work: (pool: pg.Pool, crowd: Crowd) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: clients })
  pool.on('error', () => {})
  const crowd: Crowd = async (count, one) => {
    let next = 0
    const client = async () => {
      const connection = await pool.connect()
      for (let n = next++; n < count; n = next++) await one(connection, n)
      connection.release()
    }
    await Promise.all(Array.from({ length: clients }, client))
  }
  try {
    await pool.query('create schema naive')
    return await work(pool, crowd)
  } finally {
    await pool.query('drop schema if exists naive cascade')
    await pool.end()
  }
}
