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
  return {
    isRevoked: (sessionId) => revoked.has(sessionId),
    async revoke(sessionId) {
      revoked.add(sessionId)
      await pool.query(revoking, [sessionId])
    },
    async reload() {
      const { rows } = await pool.query<{ id: string }>({
        name: 'gateway revocations',
        text: `select session_id as id from gateway.revocation where at > now() - interval '${keptMinutes} minutes'`,
      })
      revoked = new Set(rows.map(({ id }) => id))
    },
  }
}

export const revoking = 'insert into gateway.revocation (session_id) values ($1) on conflict (session_id) do nothing'

/** Answers how many were forgotten. */
export async function forgetRevocations(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from gateway.revocation where at < now() - interval '${keptMinutes} minutes'`)
  return rowCount ?? 0
}
