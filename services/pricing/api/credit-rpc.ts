import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type {
  CreditSchema,
  PricingService,
  RefundCreditResponseSchema,
  SendSoldCardResponseSchema,
  VoidSoldCardsResponseSchema,
} from '@vitrine/contracts/pricing/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import {
  type CreditStore,
  grantStoreCredit,
  issueGiftCard,
  type KeptCredit,
  findGiftCard,
  readCredit,
  refundCredit,
  setCreditClosed,
} from '../application/keep-credits.ts'
import { sendCardAgain, type SoldCards, type SoldCardState, type VoidCardStore } from '../application/sell-cards.ts'

type CreditRpc = Pick<
  ServiceImpl<typeof PricingService>,
  | 'issueGiftCard'
  | 'grantStoreCredit'
  | 'closeCredit'
  | 'getCredit'
  | 'listCredits'
  | 'refundCredit'
  | 'voidSoldCards'
  | 'listSoldCards'
  | 'sendSoldCard'
>

export const creditRpc = (needs: { store: CreditStore & VoidCardStore & SoldCards; clock: Clock; ids: Ids }): CreditRpc => ({
  async issueGiftCard({ id, amount, expiresAt }) {
    const asked = { id, amount: fromMoney(amount), expiresAt: expiresAt ? timestampDate(expiresAt) : null }
    const { card, code } = await issueGiftCard(needs, asked)
    return { card: creditMessage(card), code }
  },

  async grantStoreCredit({ entryId: id, customerId, amount, reason }) {
    return { credit: creditMessage(await grantStoreCredit(needs, { id, customerId, amount: fromMoney(amount), reason })) }
  },

  async closeCredit({ creditId, closed }) {
    return { credit: creditMessage(await setCreditClosed(needs, creditId, closed)) }
  },

  async getCredit({ creditId, code }) {
    // Whoever holds a code may know what it is worth, and not where it was spent.
    if (code !== '') return { credit: creditMessage(await findGiftCard(needs.store, code)) }
    const { credit, entries } = await readCredit(needs.store, creditId)
    const money = (amountMinor: number) => toMoney({ amountMinor, currency: credit.currency })
    return {
      credit: creditMessage(credit),
      entries: entries.map(({ kind, amountMinor, balanceMinor, orderId, reason, at }) => ({
        ...{ kind, orderId, reason, amount: money(amountMinor), balance: money(balanceMinor), at: timestampFromDate(at) },
      })),
    }
  },

  async listCredits({ kind, customerId, codeEnd, page }) {
    const limit = page?.limit || 24
    if (limit < 1 || limit > 100) throw new RangeError('a page holds 1 to 100')
    const { credits, nextCursor } = await needs.store.credits({ kind, customerId, codeEnd, limit, cursor: page?.cursor ?? '' })
    return { credits: credits.map(creditMessage), nextCursor }
  },

  async refundCredit({ refundId: id, orderId, amount }): Promise<MessageInitShape<typeof RefundCreditResponseSchema>> {
    const answer = await refundCredit(needs, { id, orderId, amount: fromMoney(amount) })
    if (answer.outcome === 'refunded') return { result: { case: 'refunded', value: {} } }
    const { refundableMinor: amountMinor, currency } = answer
    return { result: { case: 'aboveTaken', value: { refundable: toMoney({ amountMinor, currency }) } } }
  },

  async listSoldCards({ orderId }) {
    return { cards: (await needs.store.ofOrder(orderId)).map(soldCardMessage) }
  },

  async sendSoldCard({
    sendId,
    creditId,
    orderId,
    orderNumber,
    email,
    giver,
    message,
    locale,
    actor,
  }): Promise<MessageInitShape<typeof SendSoldCardResponseSchema>> {
    const gift = { email, giver, message, locale }
    const { outcome, card } = await sendCardAgain(needs, { sendId, creditId, orderId, orderNumber, gift, actor })
    return { result: { case: outcome, value: soldCardMessage(card) } }
  },

  async voidSoldCards({ voidId, orderId, lineId, quantity }): Promise<MessageInitShape<typeof VoidSoldCardsResponseSchema>> {
    if (voidId === '' || !(quantity >= 1)) throw new RangeError('cards are emptied under an id, one at least')
    const answer = await needs.store.voidSold({ voidId, orderId, lineId, quantity, at: needs.clock() })
    if (answer.outcome === 'not-made') throw new Fault('unavailable', `cards of line ${lineId} of order ${orderId} are not made yet`)
    if (answer.outcome === 'voided') return { result: { case: 'voided', value: {} } }
    return { result: { case: 'spent', value: { unspent: answer.unspent } } }
  },
})

const soldCardMessage = ({ creditId, lineId, codeEnd, currency, balanceMinor, isClosed: closed, sentAgain }: SoldCardState) => ({
  ...{ creditId, lineId, codeEnd, closed, sentAgain, balance: toMoney({ amountMinor: balanceMinor, currency }) },
})

function creditMessage(credit: KeptCredit): MessageInitShape<typeof CreditSchema> {
  const { id, kind, codeEnd, customerId, currency, balanceMinor, loadedMinor, expiresAt, closedAt, madeAt } = credit
  const money = (amountMinor: number) => toMoney({ amountMinor, currency })
  return {
    ...{ id, kind, codeEnd, customerId, balance: money(balanceMinor), loaded: money(loadedMinor), madeAt: timestampFromDate(madeAt) },
    ...(expiresAt && { expiresAt: timestampFromDate(expiresAt) }),
    ...(closedAt && { closedAt: timestampFromDate(closedAt) }),
  }
}
