// The floor of the bench: what a bare Fastify with one prepared SELECT of 24 rows costs here, in a process of its own.
// `DATABASE_URL` names a database with the table `floor.product`, made by the bench. Prints its port.
import Fastify from 'fastify'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
const app = Fastify()
app.get('/list', async () => {
  const { rows } = await pool.query({
    name: 'list',
    text: 'select body from floor.product where shelf = $1 order by id limit 24',
    values: [3],
  })
  return { items: rows.map(({ body }: { body: unknown }) => body) }
})
app.get('/point', async () => {
  const { rows } = await pool.query({ name: 'point', text: 'select body from floor.product where id = $1', values: [77] })
  return (rows[0] as { body: unknown }).body
})
app.post('/order', async () => {
  const text = `with taken as (update floor.stock set available = available - 2 where sku = $1 and available >= 2 returning sku),
    placed as (insert into floor.order_line (sku, quantity) select sku, 2 from taken returning n)
    insert into floor.told (n) select n from placed`
  await pool.query({ name: 'order', text, values: [Math.floor(Math.random() * 1_000)] })
  return { status: 'placed' }
})
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
process.once('SIGTERM', () => void app.close().then(() => pool.end()))
