import { fromMoney } from '@vitrine/contracts/money'
import { timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { viewerOf } from './carts.ts'
import type { MyCredit } from '../schemas/person.ts'
import type { DoorParts } from './parts.ts'

/** What a shopper has with the shop: their credit, and what is left on a gift card they hold. */
export const myCreditOperations = ({ peers, clock }: DoorParts): Operation[] => [
  operation({
    ...operations.myCredit,
    name: 'myCredit',
    summary: 'Credit of the caller, one in each currency, with its last 200 movements.',
    policy: 'customer',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: true,
    refusals: [],
    rest: { method: 'GET', path: '/v1/me/credit' },
    graphql: 'field',
    async handler(_, call) {
      const asked = { kind: 'store-credit', customerId: viewerOf(call).customerId, page: { limit: 24 } }
      const { credits } = await peers.pricing.listCredits(asked, call.within())
      const found = await Promise.all(credits.map(({ id: creditId }) => peers.pricing.getCredit({ creditId }, call.within())))
      const items = found.map(({ credit, entries }) => ({
        balance: fromMoney(credit?.balance),
        isClosed: credit?.closedAt !== undefined,
        entries: entries.map(({ kind, amount, balance, orderId, at }) => ({
          kind: kind as MyCredit['entries'][number]['kind'], // one of five, by contract
          ...{ amount: fromMoney(amount), balance: fromMoney(balance), at: timeOf(at) },
          ...(orderId && { orderId }),
        })),
      }))
      return done({ items })
    },
  }),

  // A change by its verb alone: a code is no part of an address, which is kept in histories and logs. Nobody may try out many.
  operation({
    ...operations.giftCardBalance,
    name: 'giftCardBalance',
    summary: 'What is left on a gift card, for whoever holds its code.',
    policy: 'anyone',
    rate: 'login',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: true,
    refusals: ['not-found'],
    rest: { method: 'POST', path: '/v1/gift-cards/balance' },
    graphql: 'field',
    async handler({ code }, { within }) {
      const { credit } = await peers.pricing.getCredit({ code }, within())
      if (!credit) return refuse('not-found')
      const expiresAt = credit.expiresAt && timeOf(credit.expiresAt)
      const pays = credit.closedAt === undefined && (!expiresAt || expiresAt > clock().toISOString())
      return done({ codeEnd: credit.codeEnd, balance: fromMoney(credit.balance), pays, ...(expiresAt && { expiresAt }) })
    },
  }),
]
