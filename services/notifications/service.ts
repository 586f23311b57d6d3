import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { NotificationService } from '@vitrine/contracts/notifications/v1'
import { OrderForgottenSchema, OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { alarm } from '@vitrine/platform/events/alarm'
import type { Service } from '@vitrine/platform/service'
import { perConnection } from '@vitrine/platform/sql/per-connection'
import type pg from 'pg'
import { mailPage, withStyles } from './adapters/mail-page.ts'
import { mailContent } from './adapters/mail-parts.ts'
import { mailText } from './adapters/mail-text.ts'
import { forgetAddress, forgetFarewells, forgetOrder } from './adapters/sql-forget-person.ts'
import { sqlMailArchive, sqlMailBox, sqlMailCopies, sqlOutgoing } from './adapters/sql-mail-box.ts'
import { sqlWishBox, sqlWishStore } from './adapters/sql-wish-store.ts'
import { notificationRpc } from './api/notification-rpc.ts'
import { heardTypes, shopEvents } from './api/shop-events.ts'
import { tellOfErasure } from './application/tell-of-account.ts'
import { mailsInHand } from './application/mails-in-hand.ts'
import { letMailsGo, sendMails } from './application/send-mails.ts'
import type { WishBox } from './application/tell-of-stock.ts'
import { forgetOldWishes } from './application/wish-back-in-stock.ts'
import type { WriteMailNeeds } from './application/write-mail.ts'
import { type Letter, localeOf, type Receiver } from './domain/letter.ts'

/** What the shop says to people. */
export const notifications = {
  name: 'notifications',
  migrations: 'services/notifications/migrations',
  hears: [...heardTypes, AccountErasedSchema.typeName, OrderForgottenSchema.typeName],
  checks: [
    {
      invariant: 'I4 every mail is sent or given up with a reason',
      text: `select 'mail ' || id || ' (' || kind || '): ' || reason from notifications.mail where state = 'failed'
        union all select 'mail ' || id || ' waits since ' || made_at from notifications.mail where state = 'waiting' and made_at < now() - interval '2 days'`,
    },
    {
      invariant: 'I4 news of a parcel became mails',
      text: `
        select 'parcel of order ' || n.order_id from notifications.parcel_news as n join notifications.known_order as o on o.order_id = n.order_id
        where o.facts is not null and not exists (select from notifications.mail as m where m.kind = n.kind and m.cause in (n.order_id, n.order_id || ' ' || n.tracking_number))
          and o.cancelled_at is null`,
    },
    {
      invariant: 'I8 no address is kept for a variant for more than a year',
      text: `select 'a wish for ' || variant_id || ' of ' || asked_at from notifications.stock_wish where asked_at < now() - interval '370 days'`,
    },
  ],
  books: {},
  start({ pool, clock, ids, mail, failpoint, settings }) {
    const publicUrl = (settings['PUBLIC_URL'] ?? 'http://localhost:3000').replace(/\/$/, '')
    const shop = {
      publicUrl,
      shopName: settings['SHOP_NAME'] ?? 'Vitrine',
      returnAddress: linesOf(settings['SHOP_RETURN_ADDRESS'] || settings['SHOP_SELLER'] || 'Vitrine | Demonstration shop'),
    }
    const written = alarm()
    const write = (letter: Letter, receiver: Receiver) => {
      const content = mailContent(letter, receiver, shop)
      return { subject: content.subject, html: mailPage(content), text: mailText(content) }
    }
    const [outgoing, wishes] = [sqlOutgoing(pool), sqlWishStore(pool)]
    const boxIn = perConnection(sqlMailBox)
    const hand = mailsInHand(() => written.wake())
    const telling = async (tx: pg.PoolClient, tell: (needs: WriteMailNeeds & { readonly wishes: WishBox }) => Promise<void>) => {
      const mails = hand.ofEvent()
      await tell({ box: boxIn(tx), wishes: sqlWishBox(tx), write, clock, ids, written: mails })
      return mails.kept
    }
    const copies = sqlMailCopies(pool, () => written.wake())
    return {
      routes: (router) =>
        router.service(NotificationService, notificationRpc(sqlMailArchive(pool), { store: wishes, clock }, { copies, clock, ids })),
      handlers: {
        ...shopEvents(telling),
        [AccountErasedSchema.typeName]: async ({ body }, tx) => {
          const { accountId, email, locale } = fromJson(AccountErasedSchema, body as JsonValue)
          await forgetAddress(tx, email)
          const kept = await telling(tx, (needs) => tellOfErasure(needs, accountId, { email, locale: localeOf(locale) }))
          return () => {
            hand.drop(email)
            kept()
          }
        },
        [OrderForgottenSchema.typeName]: async ({ body }, tx) => {
          await forgetOrder(tx, fromJson(OrderForgottenSchema, body as JsonValue).orderId, clock())
        },
      },
      apart: [OrderPaidSchema.typeName],
      jobs: [
        {
          name: 'send mails',
          everyMs: 1_000,
          alarm: written,
          run: () => sendMails({ outgoing, hand, mail, dress: withStyles, clock, failpoint }),
        },
        { name: 'forget farewells', everyMs: 30_000, run: () => forgetFarewells(pool) },
        { name: 'forget old wishes', everyMs: 3_600_000, run: () => forgetOldWishes({ store: wishes, clock }) },
      ],
      stop: () => letMailsGo({ outgoing, hand, clock }).catch(() => {}), // they are due when their lease ends
    }
  },
} satisfies Service

/** An address, as its setting says it. */
const linesOf = (text: string): readonly string[] =>
  text
    .split('|')
    .map((line) => line.trim())
    .filter(Boolean)
