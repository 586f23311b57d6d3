import { inGroups } from '@vitrine/platform/sql/in-groups'
import type pg from 'pg'
import type { MailArchive, MailSummary } from '../application/list-mails.ts'
import type { Outgoing } from '../application/send-mails.ts'
import type { MailCopies } from '../application/send-again.ts'
import type { MailBox } from '../application/write-mail.ts'
import { type OrderFacts, parcelKey } from '../domain/letter.ts'
import type { DueMail, Mail } from '../domain/mail.ts'
import { withStyles } from './mail-page.ts'

const keeping = `
  insert into notifications.mail (id, kind, cause, receiver, locale, subject, html, text, order_id, made_at, due_at, tries)
  select id, kind, cause, "to", locale, subject, html, text, "orderId", at, "dueAt", tries from jsonb_to_recordset($1) as m (n integer, id text, kind text, cause text, "to" text,
    locale text, subject text, html text, text text, "orderId" text, at timestamptz, "dueAt" timestamptz, tries integer)
  order by n on conflict (kind, cause) do nothing returning id`

const rememberingOrders = `
  with asked as materialized (
    select * from jsonb_to_recordset($1) as o (n integer, id text, facts jsonb)
  ), known as (
    insert into notifications.known_order as k (order_id, facts) select id, facts from asked order by id
    on conflict (order_id) do update set facts = excluded.facts returning k.order_id, k.cancelled_at
  )
  select cancelled_at is not null as "isCancelled", coalesce((
    select json_agg(json_build_object('kind', kind, 'parcel', facts) order by kind desc) from notifications.parcel_news as p where p.order_id = known.order_id), '[]') as news
  from asked join known on known.order_id = asked.id order by n`

const rememberingCancelled = `
  insert into notifications.known_order (order_id, cancelled_at) values ($1, $2)
  on conflict (order_id) do update set cancelled_at = coalesce(known_order.cancelled_at, excluded.cancelled_at)`

const rememberingNews = `
  insert into notifications.parcel_news (order_id, kind, facts, tracking_number) values ($1, $2, $3, $4) on conflict do nothing`
const findingOrder = `select facts from notifications.known_order where order_id = $1 and facts is not null`

type KeptMail = Parameters<MailBox['keep']>[0]
type OrderNews = Awaited<ReturnType<MailBox['rememberOrder']>>

/** Commands of one statement, in their order. */
const numbered = (commands: readonly object[]) => JSON.stringify(commands.map((command, n) => ({ ...command, n })))

/** Over the transaction that remembers the event. Events of one order are handled one after the other, whoever told them: they share a key. */
export const sqlMailBox = (tx: pg.PoolClient): MailBox => ({
  keep: inGroups(
    async (mails: readonly KeptMail[]) => {
      const { rows } = await tx.query<{ id: string }>({ name: 'notifications.mail.keep', text: keeping, values: [numbered(mails)] })
      const kept = new Set(rows.map(({ id }) => id))
      return mails.map(({ id }) => kept.has(id))
    },
    { keysOf: ({ kind, cause }) => [`${kind} ${cause}`] },
  ),
  rememberOrder: inGroups(
    async (orders: readonly OrderFacts[]) => {
      const values = [numbered(orders.map((facts) => ({ id: facts.id, facts })))]
      return (await tx.query<OrderNews>({ name: 'notifications.order', text: rememberingOrders, values })).rows
    },
    { keysOf: ({ id }) => [id] },
  ),
  async rememberCancelled(orderId, at) {
    await tx.query(rememberingCancelled, [orderId, at])
  },
  async rememberNews(orderId, { kind, parcel }) {
    await tx.query({
      name: 'notifications.news',
      text: rememberingNews,
      values: [orderId, kind, JSON.stringify(parcel), parcelKey(parcel)],
    })
    return orderIn(tx, orderId)
  },
  order: (orderId) => orderIn(tx, orderId),
})

async function orderIn(tx: pg.PoolClient, orderId: string): Promise<OrderFacts | undefined> {
  const { rows } = await tx.query<{ facts: OrderFacts }>({ name: 'notifications.known-order', text: findingOrder, values: [orderId] })
  return rows[0]?.facts
}

const claiming = `
  with due as (
    select id from notifications.mail where state = 'waiting' and due_at <= $1 order by due_at, position limit 10 for update skip locked
  )
  update notifications.mail as m set due_at = $2, tries = tries + 1 from due where m.id = due.id
  returning m.position::float8 as position, m.id, m.receiver as "to", m.subject, m.html, m.text, m.tries`
const withoutToken = (column: string) => `regexp_replace(${column}, 'token=[^"&<[:space:]]+', 'token=····', 'g')`
/** Whoever holds the code of a gift card holds its money, and who holds the link of a forgotten password its account: they leave, and are not kept. */
const struck = (column: string) =>
  `case kind when 'gift-card' then regexp_replace(${column}, '([0-9A-Z]{4}-){3}([0-9A-Z]{4})', '····-····-····-\\2', 'g')
    when 'password-forgotten' then ${withoutToken(column)} else ${column} end`
/** `is true` keeps the plan from reading all that wait, and the bare question from being planned anew for each number of mails. */
const markingSent = `
  update notifications.mail set state = 'sent', sent_at = $2, reason = '', html = ${struck('html')}, text = ${struck('text')}
  where id = any ((select $1::text[])::text[]) and (state = 'waiting') is true`
const lettingGo = `update notifications.mail set due_at = $2, tries = 0 where id = any($1) and state = 'waiting' and tries = 1`
const markingNot = `
  update notifications.mail set state = case when $3::timestamptz is null then 'failed' else 'waiting' end, due_at = coalesce($3, due_at), reason = $2
  where id = $1 and state = 'waiting'`

export const sqlOutgoing = (pool: pg.Pool): Outgoing => ({
  async claim(at, until) {
    type Row = DueMail & { position: number }
    const { rows } = await pool.query<Row>({ name: 'notifications.mail.claim', text: claiming, values: [at, until] })
    // What `returning` gives back has no order of its own.
    return rows.toSorted((a, b) => a.position - b.position).map(({ position: _, ...mail }) => mail)
  },
  async sent(mailIds, at) {
    await pool.query({ name: 'notifications.mail.sent', text: markingSent, values: [mailIds, at] })
  },
  async letGo(mailIds, at) {
    await pool.query(lettingGo, [mailIds, at])
  },
  async notSent(mailId, reason, dueAt) {
    await pool.query(markingNot, [mailId, reason, dueAt ?? null])
  },
})

const summary = `
  position, id, kind, receiver as "to", locale, subject, order_id as "orderId", state,
  to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`
const filtered = `($1 = '' or lower(receiver || ' ' || subject) like $1)`
const listing = `
  select ${summary} from notifications.mail where ${filtered} and ($2::bigint is null or position < $2) order by position desc limit $3`
const counting = `select count(*)::int as total from notifications.mail where ${filtered}`
const finding = `select ${summary}, ${struck('html')} as html, ${struck('text')} as text from notifications.mail where id = $1`
/** For the person themselves, as far as a session is: a link in it would make that session staff, or the account's owner. */
const toAddress = `select ${summary}, '' as html, case kind when 'staff-invited' then ${withoutToken('text')} else ${struck('text')} end as text from notifications.mail where lower(receiver) = lower($1) order by position desc limit $2`

/** Typed words, not a pattern: what LIKE reads as a sign is struck out. */
const pattern = (q: string) =>
  q.trim() === ''
    ? ''
    : `%${q
        .trim()
        .toLowerCase()
        .replace(/[\\%_]/g, '\\$&')}%`

export const sqlMailArchive = (pool: pg.Pool): MailArchive => ({
  async list(q, before, limit) {
    return (await pool.query<MailSummary & { position: string }>(listing, [pattern(q), before ?? null, limit])).rows
  },
  async count(q) {
    return (await pool.query<{ total: number }>(counting, [pattern(q)])).rows[0]!.total // an aggregate always answers one row
  },
  async find(mailId) {
    const mail = (await pool.query<Mail>(finding, [mailId])).rows[0]
    return mail && { ...mail, html: withStyles(mail.html) }
  },
  async to(email, limit) {
    return (await pool.query<Mail>(toAddress, [email, limit])).rows
  },
})

/** A copy of a copy is one of the first. What held the code of a gift card holds it no more. */
const copying = (which: string) => `
  with found as (
    select * from notifications.mail where ${which} and order_id <> '' and kind <> 'gift-card' order by position limit 1
  ), copied as (
    insert into notifications.mail (id, kind, cause, receiver, locale, subject, html, text, order_id, made_at, due_at)
    select $2, kind, regexp_replace(cause, ' again \\d+$', '') || ' again ' || $3::bigint, receiver, locale, subject, html, text, order_id, $4, $4
    from found on conflict (kind, cause) do nothing returning id
  )
  select exists (select from found) as "isFound", exists (select from copied) as "isCopied"`
const copyingMail = copying('id = $1')
const copyingConfirmation = copying(`order_id = $1 and kind in ('order-confirmed', 'order-awaits')`)

export const sqlMailCopies = (pool: pg.Pool, written: () => void): MailCopies => ({
  async copy(wanted, { id, turn, at }) {
    const [text, which] = 'mailId' in wanted ? [copyingMail, wanted.mailId] : [copyingConfirmation, wanted.orderId]
    const { rows } = await pool.query<{ isFound: boolean; isCopied: boolean }>(text, [which, id, turn, at])
    const { isFound, isCopied } = rows[0]! // a select without from always answers one row
    if (isCopied) written()
    return isCopied ? 'copied' : isFound ? 'there' : undefined
  },
})
