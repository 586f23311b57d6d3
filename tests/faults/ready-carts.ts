import pg from 'pg'
import { randomIds } from '../../platform/ids/ids.ts'
import { type Knock, readyCart } from '../shopper.ts'

type ReadyCart = Awaited<ReturnType<typeof readyCart>>
/** Asks the database in which orders keeps its carts. */
type Ask = (text: string, values: readonly unknown[]) => Promise<unknown>

const copying = `
  insert into orders.cart select (jsonb_populate_record(filled, jsonb_build_object(
    'id', copy.id, 'email', copy.id || '@example.com', 'lines', jsonb_set(filled.lines, '{0,id}', to_jsonb(copy.line))))).*
  from unnest($1::text[], $2::text[], $3::text[]) as copy (id, model, line) join orders.cart as filled on filled.id = copy.model`

/**
 * As many carts as wishes, ready to be paid for. One of each size is filled at the door; the others are copies of it, under ids of their own: what is
 * raced for is the paying, and filling them all takes longer than that.
 */
export async function readyCarts(knock: Knock, ask: Ask, variantId: string, wanted: readonly number[]): Promise<ReadyCart[]> {
  const models = new Map<number, ReadyCart>()
  for (const quantity of new Set(wanted)) models.set(quantity, await readyCart(knock, variantId, quantity))
  const carts = wanted.map((quantity) => ({ ...models.get(quantity)!, id: randomIds() })) // there is one of each
  const columns = [carts.map(({ id }) => id), wanted.map((quantity) => models.get(quantity)!.id), wanted.map(() => randomIds())]
  await ask(copying, columns)
  return carts
}

/** One question over a connection of its own. */
export const asking =
  (url: string): Ask =>
  async (text, values) => {
    const database = new pg.Client({ connectionString: url })
    await database.connect()
    try {
      await database.query(text, [...values])
    } finally {
      await database.end()
    }
  }
