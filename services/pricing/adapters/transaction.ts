import type pg from 'pg'

/** Keeps what `work` wrote when it settles with something, and nothing when it throws or settles with undefined. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T | undefined>): Promise<T | undefined> {
  const tx = await pool.connect()
  let lost = false
  try {
    await tx.query('begin')
    const kept = await work(tx)
    await tx.query(kept === undefined ? 'rollback' : 'commit')
    return kept
  } catch (error) {
    await tx.query('rollback').catch(() => {
      lost = true // the connection is gone, and the transaction with it
    })
    throw error
  } finally {
    tx.release(lost)
  }
}
