import type pg from 'pg'

/** A mail that was sent stays as a line without its person; one that waits is not sent any more. */
const forgettingMails = `
  with unsent as (delete from notifications.mail where lower(receiver) = lower($1) and state = 'waiting')
  update notifications.mail set receiver = '', subject = '', html = '', text = '', reason = '' where lower(receiver) = lower($1) and state <> 'waiting'`
const forgettingWishes = 'delete from notifications.stock_wish where email = lower($1)'

/** Mails about an order may have gone to another address than the account's: they go with the order. */
const forgettingOrder = `
  with mails as (
    update notifications.mail set receiver = '', subject = '', html = '', text = '', reason = '' where order_id = $1 and state <> 'waiting'
  ), news as (
    delete from notifications.parcel_news where order_id = $1
  )
  update notifications.known_order set facts = null, cancelled_at = coalesce(cancelled_at, $2) where order_id = $1`

const forgettingFarewells = `
  update notifications.mail set receiver = '', subject = '', html = '', text = '', reason = '' where kind = 'account-erased' and state <> 'waiting' and receiver <> ''`

/** Inside the transaction that remembers the event. */
export async function forgetAddress(tx: pg.PoolClient, email: string): Promise<void> {
  await tx.query(forgettingMails, [email])
  await tx.query(forgettingWishes, [email])
}

export async function forgetOrder(tx: pg.PoolClient, orderId: string, at: Date): Promise<void> {
  await tx.query(forgettingOrder, [orderId, at])
}

/** The mail that says goodbye goes like the others, once it is sent or given up. Answers how many. */
export const forgetFarewells = async (pool: pg.Pool): Promise<number> => (await pool.query(forgettingFarewells)).rowCount ?? 0
