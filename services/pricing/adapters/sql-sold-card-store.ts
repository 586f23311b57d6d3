import { create, toJson } from '@bufbuild/protobuf'
import { toMoney } from '@vitrine/contracts/money'
import { GiftCardMadeSchema } from '@vitrine/contracts/pricing/v1/events'
import type pg from 'pg'
import type { SoldCardStore, VoidCardStore, VoidedCards } from '../application/sell-cards.ts'
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
