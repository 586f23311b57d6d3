import type pg from 'pg'

/** Longer than any access token lives (15 min). */
const keptMinutes = 60

export interface Revocations {
  isRevoked(sessionId: string): boolean
  /** Ends a session here at once and for the other copies of the gateway within seconds. */
  revoke(sessionId: string): Promise<void>
  /** Reads what others revoked. */
  reload(): Promise<void>
}

/** Sessions that ended before their tokens did. Written by events and by sign-out, read by every copy of the gateway. */
export function revocations(pool: pg.Pool): Revocations {
  let revoked = new Set<string>()
  // Revoked here and not read back yet: a reload that began before knows nothing of them.
  const unread = new Set<string>()
  let [begun, applied] = [0, 0]
  return {
    isRevoked: (sessionId) => revoked.has(sessionId),
    async revoke(sessionId) {
      revoked.add(sessionId)
      unread.add(sessionId)
      await pool.query(revoking, [sessionId])
    },
    async reload() {
      const turn = ++begun
      const { rows } = await pool.query<{ id: string }>({
        name: 'gateway revocations',
        text: `select session_id as id from gateway.revocation where at > now() - interval '${keptMinutes} minutes'`,
      })
      // A later reading was faster: what this one read is older.
      if (turn < applied) return
      applied = turn
      for (const { id } of rows) unread.delete(id)
      revoked = new Set([...rows.map(({ id }) => id), ...unread])
    },
  }
}

export const revoking = 'insert into gateway.revocation (session_id) values ($1) on conflict (session_id) do nothing'

/** Answers how many were forgotten. */
export async function forgetRevocations(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from gateway.revocation where at < now() - interval '${keptMinutes} minutes'`)
  return rowCount ?? 0
}
