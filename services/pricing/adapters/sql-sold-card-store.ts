import { create, toJson } from '@bufbuild/protobuf'
import { toMoney } from '@vitrine/contracts/money'
import { GiftCardMadeSchema } from '@vitrine/contracts/pricing/v1/events'
import type pg from 'pg'
import type { SoldCards, SoldCardState, SoldCardStore, VoidCardStore, VoidedCards } from '../application/sell-cards.ts'
import { giftCodeTyped } from '../domain/credit.ts'
import { hashOf } from './gift-code-hash.ts'
import { inTransaction } from './transaction.ts'

const making = `
  with made as (
    insert into pricing.credit (id, kind, code_hash, code_end, currency, balance_minor, made_at, sold_order_id, sold_line_id, sold_number)
    values ($1, 'gift-card', $2, $3, $4, $5, $6, $7, $8, $9) on conflict (sold_order_id, sold_line_id, sold_number) do nothing returning id
  ), loaded as (
    insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, at) select id, id, 'load', $5, $5, $6 from made
  )
  insert into pricing.outbox (id, type, key, body) select $10, '${GiftCardMadeSchema.typeName}', $7, $11 from made`

/** Inside the transaction that remembers the event. */
export const sqlSoldCardStore: SoldCardStore = {
  async make(tx, { creditId, orderId, lineId, number, amount, code }, { eventId, orderNumber, gift }, at) {
    const typed = giftCodeTyped(code)
    const told = create(GiftCardMadeSchema, { creditId, orderId, orderNumber, code, amount: toMoney(amount), ...gift })
    const card = [creditId, hashOf(typed), typed.slice(-4), amount.currency, amount.amountMinor, at, orderId, lineId, number]
    await tx.query({
      name: 'pricing.make-sold-card',
      text: making,
      values: [...card, eventId, JSON.stringify(toJson(GiftCardMadeSchema, told))],
    })
  },
}

const ofOrder = `
  select c.id as "creditId", sold_line_id as "lineId", code_end as "codeEnd", currency, balance_minor::float8 as "balanceMinor", closed_at is not null as "isClosed",
    (select count(*) from pricing.card_again as a where a.credit_id = c.id)::int as "sentAgain"
  from pricing.credit as c where sold_order_id = $1 order by sold_line_id, sold_number`
/** The card is locked first: of two that send it, the later one sees what the other did. */
const sendingAgain = `
  with card as (
    select id from pricing.credit where id = $2 and sold_order_id = $3 and closed_at is null and balance_minor > 0 for update
  ), noted as (
    insert into pricing.card_again (id, credit_id, code_end, actor, at) select $1, id, $5, $6, $7 from card on conflict (id) do nothing returning credit_id
  ), changed as (
    update pricing.credit as c set code_hash = $4, code_end = $5 from noted where c.id = noted.credit_id returning c.id, c.balance_minor, c.currency
  )
  insert into pricing.outbox (id, type, key, body)
  select $8, '${GiftCardMadeSchema.typeName}', $3, $9 || jsonb_build_object('amount', jsonb_build_object('amountMinor', balance_minor::text, 'currency', currency)) from changed`

export const sqlSoldCards = (pool: pg.Pool, published: () => void): SoldCards => ({
  async ofOrder(orderId) {
    return (await pool.query<SoldCardState>(ofOrder, [orderId])).rows
  },
  async sendAgain({ sendId, creditId, orderId, orderNumber, gift, actor, code, eventId }, at) {
    const typed = giftCodeTyped(code)
    const told = create(GiftCardMadeSchema, { creditId, sendId, orderId, orderNumber, code, ...gift })
    const body = JSON.stringify(toJson(GiftCardMadeSchema, told))
    await pool.query(sendingAgain, [sendId, creditId, orderId, hashOf(typed), typed.slice(-4), actor, at, eventId, body])
    published()
  },
})

/** Rows are held in order of id, before anything is counted: a twin waits, and then finds what was emptied. */
const holding = `
  select c.id, c.closed_at is null and c.balance_minor = e.amount_minor as "isUnspent",
    (select count(*) from pricing.credit_entry as v where v.credit_id = c.id and v.id = $3 || '/' || c.id)::int as "isVoided"
  from pricing.credit as c join pricing.credit_entry as e on e.credit_id = c.id and e.kind = 'load'
  where c.sold_order_id = $1 and c.sold_line_id = $2 order by c.id for update of c`
const emptying = `
  with emptied as (
    update pricing.credit as c set balance_minor = 0, closed_at = $3 from pricing.credit as before
    where c.id = any($1) and before.id = c.id returning c.id, before.balance_minor
  )
  insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, at)
  select $2 || '/' || id, id, 'void', -balance_minor, 0, $3 from emptied`

interface Held {
  readonly id: string
  readonly isUnspent: boolean
  readonly isVoided: number
}

export const sqlVoidCardStore = (pool: pg.Pool): VoidCardStore => ({
  async voidSold({ voidId, orderId, lineId, quantity, at }) {
    const answer = await inTransaction(pool, async (tx): Promise<VoidedCards> => {
      // The first look holds the rows, the second sees what whoever held them before wrote.
      await tx.query(holding, [orderId, lineId, voidId])
      const { rows } = await tx.query<Held>(holding, [orderId, lineId, voidId])
      if (rows.length === 0) return { outcome: 'not-made' }
      if (rows.some(({ isVoided }) => isVoided > 0)) return { outcome: 'voided' }
      const unspent = rows.filter(({ isUnspent }) => isUnspent).map(({ id }) => id)
      if (unspent.length < quantity) return { outcome: 'spent', unspent: unspent.length }
      await tx.query(emptying, [unspent.slice(0, quantity), voidId, at])
      return { outcome: 'voided' }
    })
    return answer ?? { outcome: 'not-made' }
  },
})
