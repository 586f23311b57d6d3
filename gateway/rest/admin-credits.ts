import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Credit } from '@vitrine/contracts/pricing/v1'
import type { z } from 'zod'
import { timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-prices.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** Gift cards and store credit. */
export const adminCreditOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminCredits',
    summary: 'Gift cards and store credit, newest first.',
    input: schemas.creditsInput,
    output: schemas.creditsOutput,
    policy: 'staff:credits',
    rest: { method: 'GET', path: '/v1/admin/credits' },
    async handler({ kind = '', customerId = '', codeEnd = '', limit = 24, cursor = '' }, { within }) {
      const { credits, nextCursor } = await peers.pricing.listCredits({ kind, customerId, codeEnd, page: { limit, cursor } }, within())
      return done({ items: credits.map(creditOf), nextCursor: nextCursor || null, total: null })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminCredit',
    summary: 'One gift card or store credit with its last 200 movements.',
    input: schemas.creditInput,
    output: schemas.creditOutput,
    policy: 'staff:credits',
    rest: { method: 'GET', path: '/v1/admin/credits/:creditId' },
    async handler({ creditId }, { within }) {
      const { credit, entries } = await peers.pricing.getCredit({ creditId }, within())
      if (!credit) return refuse('not-found')
      return done({
        ...creditOf(credit),
        entries: entries.map(({ kind, amount, balance, orderId, reason, at }) => ({
          kind: kind as z.output<typeof schemas.creditEntry>['kind'], // one of four, by contract
          ...{ amount: fromMoney(amount), balance: fromMoney(balance), at: timeOf(at) },
          ...(orderId && { orderId }),
          ...(reason && { reason }),
        })),
      })
    },
  }),

  operation({
    ...staffWriting,
    name: 'issueGiftCard',
    summary: 'Makes a gift card. Its code is told here, and nowhere else.',
    input: schemas.issueGiftCardInput,
    output: schemas.issueGiftCardOutput,
    policy: 'staff:credits',
    idempotency: 'required',
    rest: { method: 'POST', path: '/v1/admin/gift-cards' },
    async handler({ amount, expiresAt }, { newId, within }) {
      const ends = expiresAt ? { expiresAt: timestampFromDate(new Date(expiresAt)) } : {}
      const { card, code } = await peers.pricing.issueGiftCard({ id: newId, amount: toMoney(amount), ...ends }, within())
      if (!card) throw new Error('pricing answered without a card')
      return done({ card: creditOf(card), code }, 201)
    },
  }),

  operation({
    ...staffWriting,
    name: 'grantStoreCredit',
    summary: 'Gives a customer credit, for a reason.',
    input: schemas.grantStoreCreditInput,
    output: schemas.credit,
    policy: 'staff:credits',
    idempotency: 'required',
    rest: { method: 'POST', path: '/v1/admin/store-credits' },
    async handler({ customerId, amount, reason }, { newId, within }) {
      const asked = { entryId: newId, customerId, amount: toMoney(amount), reason }
      const { credit } = await peers.pricing.grantStoreCredit(asked, within())
      return credit ? done(creditOf(credit), 201) : refuse('not-found')
    },
  }),

  operation({
    ...staffWriting,
    name: 'closeCredit',
    summary: 'Closes a gift card or store credit, which then pays nothing, or opens it again.',
    input: schemas.closeCreditInput,
    output: schemas.credit,
    policy: 'staff:credits',
    refusals: ['not-found'],
    rest: { method: 'POST', path: '/v1/admin/credits/:creditId/close' },
    async handler({ creditId, closed }, { within }) {
      const { credit } = await peers.pricing.closeCredit({ creditId, closed }, within())
      return credit ? done(creditOf(credit)) : refuse('not-found')
    },
  }),
]

const creditOf = ({
  id,
  kind,
  codeEnd,
  customerId,
  balance,
  loaded,
  expiresAt,
  closedAt,
  madeAt,
}: Credit): z.output<typeof schemas.credit> => ({
  ...{ id, kind: kind === 'store-credit' ? 'store-credit' : 'gift-card' },
  ...{ balance: fromMoney(balance), loaded: fromMoney(loaded), madeAt: timeOf(madeAt) },
  ...(codeEnd && { codeEnd }),
  ...(customerId && { customerId }),
  ...(expiresAt && { expiresAt: timeOf(expiresAt) }),
  ...(closedAt && { closedAt: timeOf(closedAt) }),
})
