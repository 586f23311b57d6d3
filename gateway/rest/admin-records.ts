import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { Parcel } from '@vitrine/contracts/delivery/v1'
import type { Mail as MailMessage } from '@vitrine/contracts/notifications/v1'
import { addressOf } from '../answers/cart-answer.ts'
import { periodOf, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as admin from '../schemas/admin.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** Mails, parcels, accounts and the audit: what was sent, what travels, who is here, who did what. */
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
    name: 'adminParcels',
    summary: 'Parcels and where they are, newest first.',
    input: admin.adminParcelsInput,
    output: admin.adminParcelsOutput,
    policy: 'staff:parcels',
    rest: { method: 'GET', path: '/v1/admin/deliveries' },
    async handler({ state = '', limit = 50, cursor = '' }, { within }) {
      const { parcels, nextCursor } = await peers.delivery.listParcels({ state, page: { limit, cursor } }, within())
      return done({ items: parcels.map(parcelRowOf), nextCursor: nextCursor || null, total: null })
    },
  }),

  operation({
    ...staffWriting,
    name: 'splitParcel',
    summary: 'Takes pieces out of a parcel that is still in the shop and makes another parcel of them, with a tracking number of its own.',
    input: admin.splitParcelInput,
    output: admin.parcelRow,
    policy: 'staff:scans',
    idempotency: 'required',
    refusals: ['not-found', 'parcel-left', 'above-packed'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/parcels/:parcelId/split' },
    async handler({ orderId, parcelId, lines }, { newId, within }) {
      const { order } = await peers.orders.getOrder({ orderId, viewer: { staff: true } }, within())
      if (!order?.deliveries.some((parcel) => parcel.parcelId === parcelId)) return refuse('not-found')
      const variantOf = (lineId: string) => order.lines.find((line) => line.id === lineId)?.variantId
      const pieces = lines.map(({ lineId, quantity }) => ({ variantId: variantOf(lineId) ?? '', quantity }))
      const { result } = await peers.delivery.splitParcel({ parcelId, newParcelId: newId, lines: pieces }, within())
      switch (result.case) {
        case 'split':
          return done(parcelRowOf(result.value), 201)
        case 'left':
          return refuse('parcel-left', { state: result.value.state })
        case 'tooMany':
          return refuse('above-packed', { left: result.value.held })
        case undefined:
          throw new Error('delivery answered with a result this version does not know')
      }
    },
  }),

  operation({
    ...staffWriting,
    name: 'recordScan',
    summary: 'What a carrier saw. One scan counts once; an older one moves nothing. A parcel that waits for pieces is with no carrier.',
    input: admin.recordScanInput,
    output: admin.recordScanOutput,
    policy: 'staff:scans',
    refusals: ['not-found', 'parcel-waits'],
    rest: { method: 'POST', path: '/v1/admin/deliveries/scans' },
    async handler({ at, place = '', ...scan }, { within }) {
      const { moved, waits } = await peers.delivery.recordScan({ ...scan, place, at: timestampFromDate(new Date(at)) }, within())
      return waits ? refuse('parcel-waits') : done({ moved }, 201)
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

function parcelRowOf({ id, orderId, carrier, trackingNumber, state, address, createdAt, earliest, latest }: Parcel) {
  if (!address) throw new Error('delivery left the address out')
  return { id, orderId, carrier, trackingNumber, state, address: addressOf(address), createdAt: timeOf(createdAt), earliest, latest }
}
