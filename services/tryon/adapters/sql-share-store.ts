import type pg from 'pg'
import type { KeptShare, ShareStore } from '../application/share-store.ts'

const columns = `encode(s.id_hash, 'hex') as "idHash", s.variant_ids as "variantIds", s.created_at as "createdAt", s.expires_at as "expiresAt",
  s.face_until as "faceUntil"`

const adding = `
  insert into tryon.share (id_hash, own_hash, account_id, variant_ids, created_at, expires_at, face_until)
  values (decode($1, 'hex'), decode($2, 'hex'), $3, $4, $5, $6, $7) on conflict do nothing`
const finding = `select ${columns} from tryon.share as s where s.id_hash = decode($1, 'hex') and s.expires_at > $2`
const listing = `select ${columns} from tryon.share as s where s.account_id = $1 and s.account_id <> '' order by s.created_at desc, s.id_hash`
const ending = `select ${columns} from tryon.share as s where s.expires_at <= $1 or s.face_until <= $1 order by s.created_at limit 100`
const owning = `
  select encode(id_hash, 'hex') as "idHash" from tryon.share
  where own_hash = decode($1, 'hex') or (account_id <> '' and account_id = $2 and encode(id_hash, 'hex') = $3)`

/** Over a pool, or over one transaction. */
export function sqlShareStore(db: pg.Pool | pg.PoolClient): ShareStore {
  const sharesOf = async (text: string, values: readonly unknown[]) => (await db.query<KeptShare>(text, [...values])).rows
  return {
    async add({ idHash, ownHash, accountId, variantIds, createdAt, expiresAt, faceUntil }) {
      const values = [idHash, ownHash, accountId, variantIds, createdAt, expiresAt, faceUntil]
      return (await db.query(adding, values)).rowCount === 1
    },

    find: async (idHash, now) => (await sharesOf(finding, [idHash, now]))[0],

    async owned({ ownHash, accountId, listed }) {
      return (await db.query<{ idHash: string }>(owning, [ownHash, accountId, listed])).rows[0]?.idHash
    },

    ofAccount: (accountId) => sharesOf(listing, [accountId]),

    over: (now) => sharesOf(ending, [now]),

    async forgetFace(idHash) {
      await db.query(`update tryon.share set face_until = null where id_hash = decode($1, 'hex')`, [idHash])
    },

    async remove(idHash) {
      await db.query(`delete from tryon.share where id_hash = decode($1, 'hex')`, [idHash])
    },
  }
}
