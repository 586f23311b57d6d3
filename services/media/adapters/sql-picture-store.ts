import type { Check } from '@vitrine/platform/service'
import type pg from 'pg'
import type { PictureStore } from '../application/accept-picture.ts'
import type { Asset } from '../domain/picture.ts'

const columns = 'id, owner_id as "ownerId", purpose, sha256, width, height'

// `set id = a.id` changes nothing; it makes the row that was there come back.
const keeping = `
  insert into media.asset as a (id, owner_id, purpose, sha256, width, height, created_at) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (id) do update set id = a.id returning ${columns}`

const removing = `
  with gone as (delete from media.asset where id = $1 returning id, sha256)
  select sha256 from gone where not exists (select from media.asset as other where other.sha256 = gone.sha256 and other.id <> gone.id)`

export const sqlPictureStore = (pool: pg.Pool): PictureStore => ({
  async keep({ id, ownerId, purpose, sha256, width, height }, createdAt) {
    const values = [id, ownerId, purpose, sha256, width, height, createdAt]
    const { rows } = await pool.query<Asset>({ name: 'media.keep', text: keeping, values })
    return rows[0]! // an upsert always answers with one row
  },

  async describe(sha256s) {
    const text = `select distinct on (sha256) ${columns} from media.asset where sha256 = any($1)`
    const { rows } = await pool.query<Asset>({ name: 'media.describe', text, values: [sha256s] })
    return rows
  },

  async remove(assetId) {
    const { rows } = await pool.query<{ sha256: string }>({ name: 'media.remove', text: removing, values: [assetId] })
    return rows[0]?.sha256
  },
})

export const mediaChecks: readonly Check[] = [
  {
    invariant: 'I1 equal pictures are described equally',
    text: `select 'picture ' || sha256 || ' has more than one size' from media.asset
      group by sha256 having count(distinct (width, height)) > 1`,
  },
]
