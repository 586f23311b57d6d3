import type { Mail as MailMessage } from '@vitrine/contracts/notifications/v1'
import { periodOf, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as admin from '../schemas/admin.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** Mails, accounts and the audit: what was sent, who is here, who did what. */
export const adminRecordOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminMails',
    summary: 'What the shop wrote to people, newest first.',
    input: admin.adminMailsInput,
    output: admin.adminMailsOutput,
    policy: 'staff:mails',
    rest: { method: 'GET', path: '/v1/admin/mails' },
    async handler({ q = '', limit = 50, cursor = '' }, { within }) {
      const { mails, nextCursor, total } = await peers.notifications.listMails({ q, page: { limit, cursor } }, within())
      return done({ items: mails.map(mailRowOf), nextCursor: nextCursor || null, total })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminMail',
    summary: 'One mail as its reader saw it.',
    input: admin.adminMailInput,
    output: admin.adminMailOutput,
    policy: 'staff:mails',
    rest: { method: 'GET', path: '/v1/admin/mails/:mailId' },
    async handler({ mailId }, { identity, within }) {
      const { mail } = await peers.notifications.getMail({ mailId }, within())
      // Their links give roles and accounts away: whoever may read mails would give themselves those of an owner, and anybody's account.
      if (mail?.kind === 'staff-invited' && !(identity.kind === 'account' && identity.roles.includes('owner'))) return refuse('forbidden')
      if (mail?.kind === 'password-forgotten') return refuse('forbidden')
      return mail ? done({ ...mailRowOf(mail), html: mail.html, text: mail.text }) : refuse('not-found')
    },
  }),

  operation({
    ...staffWriting,
    name: 'sendMailAgain',
    summary: 'Sends a mail about an order once more, as it was; not twice within ten minutes, and none that held the code of a gift card.',
    input: admin.sendMailAgainInput,
    output: admin.sendMailAgainOutput,
    policy: 'staff:mails',
    personal: false,
    refusals: ['not-found'],
    rest: { method: 'POST', path: '/v1/admin/mails/:mailId/again' },
    async handler({ mailId }, { within }) {
      const { sent } = await peers.notifications.sendAgain({ which: { case: 'mailId', value: mailId } }, within())
      return done({ sent })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminAudit',
    summary: 'Who did what, newest first. Each entry carries the hash of the one before. A search is written down too.',
    input: admin.auditInput,
    output: admin.auditOutput,
    policy: 'staff:audit',
    rest: { method: 'GET', path: '/v1/admin/audit' },
    // Each page: whoever chooses where a list begins would else read all of it unseen.
    isWrittenDown: ({ actorId, object, action, since, until }) => [actorId, object, action, since, until].some(Boolean),
    async handler({ actorId = '', object = '', action = '', since, until, limit = 50, cursor = '' }, { within }) {
      const asked = { actorId, object, action, ...periodOf({ since, until }), page: { limit, cursor } }
      const { entries, nextCursor, total } = await peers.audit.list(asked, within())
      const items = entries.map(({ position, actorId: actor, action: did, object: what, detailsJson, address, requestId, at, hash }) => ({
        ...{ position: Number(position), actorId: actor, action: did, object: what, address, requestId, at: timeOf(at), hash },
        details: JSON.parse(detailsJson || '{}') as Json,
      }))
      return done({ items, nextCursor: nextCursor || null, total })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminAccounts',
    summary: 'People with an account, or staff alone.',
    input: admin.adminAccountsInput,
    output: admin.adminAccountsOutput,
    policy: 'staff:accounts',
    rest: { method: 'GET', path: '/v1/admin/accounts' },
    async handler({ q = '', staffOnly = false, limit = 50, cursor = '' }, { within }) {
      const { accounts, nextCursor, total } = await peers.accounts.listAccounts({ q, staffOnly, page: { limit, cursor } }, within())
      const items = accounts.map(({ id, email, name, roles, emailVerified, createdAt }) => ({
        ...{ id, email, name, roles: [...roles], emailVerified, createdAt: timeOf(createdAt) },
      }))
      return done({ items, nextCursor: nextCursor || null, total })
    },
  }),
]

type Json = admin.AuditEntry['details']

const mailRowOf = ({ id, to, subject, kind, state, locale, orderId, at }: MailMessage): admin.MailRow => ({
  ...{ id, to, subject, kind, locale, at: timeOf(at) },
  state: state as admin.MailRow['state'], // one of three, by contract
  ...(orderId && { orderId }),
})
