import type { EventHandler } from '@vitrine/platform/service'
import type pg from 'pg'
import type { NeighbourStore } from '../application/compare-again.ts'
import { contentNeighbours } from '../domain/content-neighbours.ts'
import type { Item } from '../domain/item.ts'

type Tx = Parameters<EventHandler>[1]

/** Writers of items and neighbours go one after the other: two products that change at once would miss each other. */
export const inTurn = 'lock table recommendations.neighbour in share row exclusive mode'

const itemColumns = 'product_id as "productId", kind, brand, "group", codes'

const writing = `
  with compared as (update recommendations.item set compared = $3 where product_id = $1)
  insert into recommendations.neighbour (product_id, other_id, relation, score, shared)
  select pair.*, r.relation, r.score, array(select jsonb_array_elements_text(r.shared))
  from jsonb_to_recordset($2) as r ("otherId" text, relation text, score real, shared jsonb)
  cross join lateral (values ($1, r."otherId"), (r."otherId", $1)) as pair (product_id, other_id)`

/** The product's own neighbours, and itself among theirs; none when it is not published. */
export async function keepNeighbours(tx: Tx, item: Item, published: boolean): Promise<void> {
  const forgetting = 'delete from recommendations.neighbour where product_id = $1 or other_id = $1'
  await tx.query({ name: 'recommendations.forget-neighbours', text: forgetting, values: [item.productId] })
  if (!published) return
  const { rows } = await tx.query<Item>({
    name: 'recommendations.items',
    text: `select ${itemColumns} from recommendations.item where published`,
  })
  const values = [item.productId, JSON.stringify(contentNeighbours(item, rows)), rows.length]
  await tx.query({ name: 'recommendations.neighbours', text: writing, values })
}

/** Those whose neighbours were found among a tenth more or less products than there are now. */
const drifted = `
  with shop as (select count(*)::int as size from recommendations.item where published)
  select ${itemColumns} from recommendations.item, shop
  where published and abs(compared - size) > size / 10 order by compared, product_id limit $1`

export const sqlNeighbours = (pool: pg.Pool): NeighbourStore => ({
  async compareDrifted(most) {
    const tx = await pool.connect()
    try {
      await tx.query('begin')
      await tx.query(inTurn)
      const { rows } = await tx.query<Item>({ name: 'recommendations.drifted', text: drifted, values: [most] })
      for (const item of rows) await keepNeighbours(tx, item, true)
      await tx.query('commit')
      return rows.length
    } catch (error) {
      await tx.query('rollback').catch(() => {}) // the connection is lost, and the transaction with it
      throw error
    } finally {
      tx.release()
    }
  },
})
