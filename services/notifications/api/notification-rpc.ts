import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { NotificationService } from '@vitrine/contracts/notifications/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { findMail, listMails, mailsTo, type MailArchive, type MailSummary } from '../application/list-mails.ts'
import { type MailCopies, sendAgain } from '../application/send-again.ts'
import { forgetWishes, type WishStore, wishBackInStock } from '../application/wish-back-in-stock.ts'

const defaultLimit = 24

export const notificationRpc = (
  archive: MailArchive,
  wishing: { readonly store: WishStore; readonly clock: Clock },
  sending: { readonly copies: MailCopies; readonly clock: Clock; readonly ids: Ids },
): ServiceImpl<typeof NotificationService> => ({
  async wishBackInStock({ variantId, email, locale, name, slug }) {
    await wishBackInStock(wishing, { variantId, email, locale, name, slug })
    return {}
  },

  async forgetBackInStock({ email, variantId }) {
    await forgetWishes(wishing.store, email, variantId)
    return {}
  },

  async sendAgain({ which }) {
    if (!which.case) throw new RangeError('which: a mail or an order')
    const wanted = which.case === 'mailId' ? { mailId: which.value } : { orderId: which.value }
    return { sent: await sendAgain(sending, wanted) }
  },

  async listMails({ page, q }) {
    const { mails, nextCursor, total } = await listMails(archive, q, { cursor: page?.cursor ?? '', limit: page?.limit || defaultLimit })
    return { mails: mails.map(summaryOf), nextCursor, total }
  },

  async mailsTo({ email }) {
    return { mails: (await mailsTo(archive, email)).map((mail) => ({ ...summaryOf(mail), text: mail.text })) }
  },

  async getMail({ mailId }) {
    const mail = await findMail(archive, mailId)
    return { mail: { ...summaryOf(mail), html: mail.html, text: mail.text } }
  },
})

const summaryOf = ({ id, to, subject, kind, state, at, locale, orderId }: MailSummary) => {
  return { id, to, subject, kind, state, at: timestampFromDate(new Date(at)), locale, orderId }
}
