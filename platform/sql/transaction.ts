import type pg from 'pg'

/** Runs `work` in a transaction of its own, kept unless it throws or calls `undo`. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient, undo: () => void) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  let lost: Error | undefined
  try {
    let end = 'commit'
    await tx.query('begin')
    const answer = await work(tx, () => (end = 'rollback'))
    await tx.query(end)
    return answer
  } catch (error) {
    await tx.query('rollback').catch((cause: Error) => (lost = cause)) // the connection is lost, and the transaction with it
    throw error
  } finally {
    tx.release(lost)
  }
}
