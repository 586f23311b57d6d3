import { Fault } from '@vitrine/platform/rpc/fault'
import { rowsPerTurn } from '@vitrine/platform/sql/once-per-turn'
import { fewRows } from '@vitrine/platform/sql/few-rows'
import pg from 'pg'
import type { PairStore } from '../application/add-glasses.ts'
import type { AttachCartStore } from '../application/attach-cart.ts'
import type { CartStore } from '../application/edit-cart.ts'
import type { CartRetention } from '../application/forget-carts.ts'
import type { ExchangeCartStore } from '../application/exchange/run-exchange.ts'
import type { Cart } from '../domain/cart.ts'
import { asked, overSets } from './over-sets.ts'

export const cartColumns = `cart.id, customer_id as "customerId", currency, locale, lines, additions, coupons, uses_store_credit as "usesStoreCredit", email, shipping, billing,
  delivery_method_id as "deliveryMethodId", pickup_point_id as "pickupPointId", delivery_fit as "deliveryFit", state, cart.order_id as "orderId", version, exchange`

/** Who loses to a twin writes over what is there what is there, and so reads the twin's row. */
const creating = `
  insert into orders.cart (id, customer_id, currency, locale, created_at, touched_at)
  select id, "customerId", currency, locale, at, at
  from (${fewRows('id text, "customerId" text, currency text, locale text, at timestamptz')}) as asked
  on conflict (id) do update set id = excluded.id returning ${cartColumns}`

const preparing = `
  insert into orders.cart (id, customer_id, currency, locale, lines, email, shipping, billing, delivery_method_id, pickup_point_id, exchange, created_at, touched_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) on conflict (id) do nothing`

const finding = `select ${cartColumns} from orders.cart where id = any (${asked})`

const findingOther = `
  select ${cartColumns} from orders.cart
  where customer_id = $1 and customer_id <> '' and state = 'open' and exchange is null and id <> $2 and jsonb_array_length(lines) > 0 order by touched_at desc limit 1`

const saving = `
  update orders.cart set version = cart.version + 1, touched_at = at, customer_id = "customerId", lines = asked.lines, additions = asked.additions,
    coupons = asked.coupons, email = asked.email, shipping = asked.shipping, billing = asked.billing, delivery_method_id = "deliveryMethodId",
    pickup_point_id = "pickupPointId", delivery_fit = "deliveryFit", uses_store_credit = "usesStoreCredit", currency = asked.currency
  from (${fewRows(`id text, version int, "customerId" text, currency text, lines jsonb, additions text[], coupons text[], "usesStoreCredit" boolean,
    email text, shipping jsonb, billing jsonb, "deliveryMethodId" text, "pickupPointId" text, "deliveryFit" jsonb, at timestamptz`)}) as asked
  where cart.id = asked.id and cart.version = asked.version and state = 'open' returning cart.id`

/** Locked in order of id, so that two sign-ins that meet the same carts do not wait for each other in a circle. */
const savingBoth = `
  with locked as (
    select id, version, state from orders.cart where id in ($1, $16) order by id for update
  ), fits as (
    select from locked having count(*) filter (where state = 'open' and version = case id when $1 then $2::int else $17::int end) = 2
  ), emptied as (
    update orders.cart set version = version + 1, touched_at = $3, lines = $18, coupons = $19 from fits where id = $16
  )
  update orders.cart set version = version + 1, touched_at = $3, customer_id = $4, lines = $5, additions = $6, coupons = $7, email = $8, shipping = $9,
    billing = $10, delivery_method_id = $11, pickup_point_id = $12, delivery_fit = $13, uses_store_credit = $14, currency = $15
  from fits where id = $1`

const forgetting = `
  delete from orders.cart where id in (select id from orders.cart where state = 'open' and touched_at < $1 order by touched_at limit 500) and state = 'open'`

const findingPair = 'select cart_id as "cartId" from orders.pair where configuration_id = $1'

type NewCart = Parameters<CartStore['create']>[0]

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

function valuesOf(cart: Cart, at: Date): unknown[] {
  const { id, version, customerId, lines, additions, coupons, email, shipping, billing, deliveryMethodId, pickupPointId, deliveryFit } =
    cart
  const texts = [customerId, json(lines), additions, coupons, email, json(shipping), json(billing)]
  return [id, version, at, ...texts, deliveryMethodId, pickupPointId, json(deliveryFit), cart.usesStoreCredit, cart.currency]
}

/** The database sees a pair of glasses that two carts got at once. */
function pairTaken(error: unknown): never {
  if (error instanceof pg.DatabaseError && error.constraint === 'pair_pkey')
    throw new Fault('already-exists', 'the pair of glasses is in another cart, or ordered')
  throw error
}

/** What carts ask for in one moment is one statement (`docs/decisions/0036`): made once for a pool. */
export function sqlCartStore(pool: pg.Pool): PairStore & CartStore & AttachCartStore & CartRetention & ExchangeCartStore {
  const found = rowsPerTurn(
    async (ids) => (await pool.query<Cart>({ name: 'orders.cart.find', text: finding, values: [ids] })).rows,
    ({ id }) => id,
  )
  const created = overSets<NewCart & { readonly at: Date }, Cart>(pool, { name: 'orders.cart.create', text: creating })
  const saved = overSets<Cart & { readonly at: Date }, Pick<Cart, 'id'>>(pool, { name: 'orders.cart.save', text: saving })
  return {
    create: async (cart, at) => (await created({ ...cart, at }))!, // an upsert answers every row

    async prepare({ id, customerId, currency, locale, lines, email, shipping, billing, deliveryMethodId, pickupPointId, exchange }, at) {
      const whole = [id, customerId, currency, locale, json(lines), email, json(shipping), json(billing), deliveryMethodId, pickupPointId]
      await pool.query(preparing, [...whole, json(exchange), at])
    },

    find: async (cartId) => (await found([cartId]))[0],

    save: async (cart, at) => (await saved({ ...cart, at }).catch(pairTaken)) !== undefined,

    async cartOf(configurationId) {
      return (await pool.query<{ cartId: string }>({ name: 'orders.pair', text: findingPair, values: [configurationId] })).rows[0]?.cartId
    },

    async findOther(customerId, cartId) {
      return (await pool.query<Cart>({ name: 'orders.cart.find-other', text: findingOther, values: [customerId, cartId] })).rows[0]
    },

    async saveBoth(cart, other, at) {
      const values = [...valuesOf(cart, at), other.id, other.version, json(other.lines), other.coupons]
      const { rowCount } = await pool.query({ name: 'orders.cart.save-both', text: savingBoth, values }).catch(pairTaken)
      return rowCount === 1
    },

    async forget(untouchedSince) {
      const { rowCount } = await pool.query(forgetting, [untouchedSince])
      return rowCount ?? 0
    },
  }
}
