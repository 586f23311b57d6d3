import { type DescMessage, type MessageShape } from '@bufbuild/protobuf'
import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt'
import {
  AccountMadeSchema,
  NoticeAddressedSchema,
  PasswordChangedSchema,
  PasswordForgottenSchema,
  SignUpRepeatedSchema,
  StaffInvitedSchema,
  VerificationRenewedSchema,
} from '@vitrine/contracts/accounts/v1/events'
import { ParcelMovedSchema } from '@vitrine/contracts/delivery/v1/events'
import { fromMoney } from '@vitrine/contracts/money'
import type { Order, ReturnFile } from '@vitrine/contracts/orders/v1'
import type { HomeTrial } from '@vitrine/contracts/orders/v1/home-trials'
import {
  CheckoutLostSchema,
  HomeTrialMovedSchema,
  HomeTrialRecalledSchema,
  OrderAskedSchema,
  OrderAwaitsSchema,
  OrderCancelledSchema,
  OrderPaidSchema,
  OrderPaymentAskedSchema,
  OrderRefundedSchema,
  ReturnMovedSchema,
} from '@vitrine/contracts/orders/v1/events'
import { AvailabilityChangedSchema, LotRecalledSchema } from '@vitrine/contracts/stock/v1/events'
import { GiftCardMadeSchema } from '@vitrine/contracts/pricing/v1/events'
import { readEvent } from '@vitrine/platform/events/read-event'
import type { EventHandler, Running } from '@vitrine/platform/service'
import type pg from 'pg'
import {
  tellOfAccount,
  tellOfForgotten,
  tellOfInvitation,
  tellOfNewPassword,
  tellOfNotice,
  tellOfRenewal,
  tellOfRepeatedSignUp,
} from '../application/tell-of-account.ts'
import {
  tellOfAwaits,
  tellOfPaymentAsked,
  tellOfCancelled,
  tellOfLost,
  tellOfPaid,
  tellOfQuestion,
  tellOfParcel,
  tellOfRefunded,
  tellOfReturn,
  tellOfWithdrawal,
} from '../application/tell-of-order.ts'
import { tellOfRecall, tellOfTrialRecall } from '../application/tell-of-recall.ts'
import { tellOfCard } from '../application/tell-of-card.ts'
import { tellOfTrial } from '../application/tell-of-trial.ts'
import { tellOfStock, type WishBox } from '../application/tell-of-stock.ts'
import type { WriteMailNeeds } from '../application/write-mail.ts'
import { localeOf, notices, type OrderFacts, type ReturnFacts, type TrialFacts, trialNews } from '../domain/letter.ts'

/** Types of the events that people are told of. */
export const heardTypes: readonly string[] = [
  CheckoutLostSchema,
  HomeTrialMovedSchema,
  OrderPaymentAskedSchema,
  OrderPaidSchema,
  OrderAwaitsSchema,
  OrderAskedSchema,
  OrderCancelledSchema,
  OrderRefundedSchema,
  ReturnMovedSchema,
  ParcelMovedSchema,
  AccountMadeSchema,
  NoticeAddressedSchema,
  SignUpRepeatedSchema,
  PasswordChangedSchema,
  PasswordForgottenSchema,
  StaffInvitedSchema,
  VerificationRenewedSchema,
  AvailabilityChangedSchema,
  GiftCardMadeSchema,
  LotRecalledSchema,
  HomeTrialRecalledSchema,
].map(({ typeName }) => typeName)

type Needs = WriteMailNeeds & { readonly wishes: WishBox }

/** What notifications does with events. `telling` gives the box inside the transaction that remembers the event. */
export const shopEvents = (
  telling: (tx: pg.PoolClient, tell: (needs: Needs) => Promise<void>) => ReturnType<EventHandler>,
): NonNullable<Running['handlers']> => {
  const on = <D extends DescMessage>(
    schema: D,
    tell: (needs: Needs, message: MessageShape<D>) => Promise<void>,
  ): [string, EventHandler] => [schema.typeName, ({ body }, tx) => telling(tx, (needs) => tell(needs, readEvent(schema, body)))]
  return Object.fromEntries([
    on(CheckoutLostSchema, (needs, { orderId, email, locale, amount, lines }) => {
      const named = lines.map(({ name, quantity, short: isShort }) => ({
        name: { fr: name?.fr ?? '', en: name?.en ?? '' },
        quantity,
        isShort,
      }))
      return tellOfLost(needs, orderId, { ...fromMoney(amount), lines: named }, { email, locale: localeOf(locale) })
    }),
    on(HomeTrialMovedSchema, async (needs, { trial, what, at }) => {
      const news = trialNews.find((known) => known === what)
      if (trial && news)
        await tellOfTrial(needs, news, instantOf(at), trialFactsOf(trial), { email: trial.email, locale: localeOf(trial.locale) })
    }),
    on(OrderPaidSchema, (needs, { order }) => tellOfPaid(needs, factsOf(order))),
    on(OrderAwaitsSchema, (needs, { order, until }) => tellOfAwaits(needs, factsOf(order), instantOf(until))),
    on(OrderAskedSchema, (needs, { order, configurationId, at, until }) => {
      return tellOfQuestion(needs, factsOf(order), `${configurationId} ${instantOf(at)}`, instantOf(until))
    }),
    on(OrderPaymentAskedSchema, (needs, { order, at, until }) => {
      return tellOfPaymentAsked(needs, factsOf(order), instantOf(at), instantOf(until))
    }),
    on(OrderCancelledSchema, (needs, { order, reason }) => tellOfCancelled(needs, factsOf(order), reason)),
    on(OrderRefundedSchema, async (needs, { order, amount, credit: isCredit }) => {
      if (isCredit && order?.exchangeOf) return // the order whose pieces paid says what goes back
      const back = { amountMinor: fromMoney(amount).amountMinor, isCredit }
      return tellOfRefunded(needs, factsOf(order), back, fromMoney(order?.refunded).amountMinor)
    }),
    on(ReturnMovedSchema, async (needs, { order, file }) => {
      if (!order || !file) throw new RangeError('ReturnMoved without its order or its file')
      const [facts, returned] = [factsOf(order), returnFactsOf(order, file)]
      if (file.kind === 'withdrawal') await tellOfWithdrawal(needs, facts, file.id, returned)
      const isUnpaid = file.state === 'approved' && file.lapsesAt !== undefined
      if (isUnpaid) await tellOfReturn(needs, facts, file.id, returned, 'exchange-lapsed')
      else if ((file.kind === 'return' || file.kind === 'claim') && file.state === 'approved')
        await tellOfReturn(needs, facts, file.id, returned, 'return-approved')
      if (file.state === 'mended') await tellOfReturn(needs, facts, file.id, returned, 'claim-mended')
      if (file.state === 'lapsed') await tellOfReturn(needs, facts, file.id, returned, 'return-lapsed')
      if (file.state === 'to-pay' && (returned.exchange?.dueMinor ?? 0) > 0) {
        // Agreed to again, after it was taken back, it is to be paid again: each agreement is one mail.
        const agreedAt = file.steps.findLast(({ state }) => state === 'to-pay')?.at
        const cause = agreedAt ? `${file.id} ${instantOf(agreedAt)}` : file.id
        await tellOfReturn(needs, facts, cause, returned, 'exchange-to-pay')
      }
      // Of a swap only its own shopper, or what they did with the order, makes it end so.
      if (file.state === 'refused' && file.kind !== 'swap') await tellOfReturn(needs, facts, file.id, returned, 'return-refused')
    }),
    on(ParcelMovedSchema, async (needs, { orderId, parcelId, carrier, trackingNumber, trackingUrl, state, at, orderDelivered, lines }) => {
      if (!at) throw new RangeError('ParcelMoved without its time')
      const pieces = lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
      const moment = timestampDate(at).toISOString()
      const parcel = { parcelId, carrier, trackingNumber, trackingUrl, at: moment, pieces, othersFollow: !orderDelivered }
      if (state === 'handed-over') await tellOfParcel(needs, orderId, { kind: 'parcel-shipped', parcel })
      if (state === 'delivered') await tellOfParcel(needs, orderId, { kind: 'parcel-delivered', parcel })
    }),
    on(AccountMadeSchema, (needs, { accountId, email, name, locale, verificationToken }) => {
      return tellOfAccount(needs, accountId, name, verificationToken, { email, locale: localeOf(locale) })
    }),
    on(VerificationRenewedSchema, async (needs, { accountId, email, name, locale, verificationToken, at }) => {
      if (!at) throw new RangeError('VerificationRenewed without its time')
      await tellOfRenewal(needs, accountId, name, { token: verificationToken, at: timestampDate(at) }, { email, locale: localeOf(locale) })
    }),
    on(PasswordForgottenSchema, async (needs, { accountId, email, name, locale, resetToken: token, at }) => {
      if (!at) throw new RangeError('PasswordForgotten without its time')
      await tellOfForgotten(needs, accountId, { name, token, at: timestampDate(at) }, { email, locale: localeOf(locale) })
    }),
    on(PasswordChangedSchema, async (needs, { accountId, email, name, locale, at }) => {
      if (!at) throw new RangeError('PasswordChanged without its time')
      await tellOfNewPassword(needs, accountId, name, timestampDate(at), { email, locale: localeOf(locale) })
    }),
    on(StaffInvitedSchema, async (needs, { invitationId, email, name, locale, inviter, token, at, expiresAt }) => {
      if (!at || !expiresAt) throw new RangeError('StaffInvited without its times')
      const invitation = { name, inviter, token, at: timestampDate(at), until: timestampDate(expiresAt).toISOString() }
      await tellOfInvitation(needs, invitationId, invitation, { email, locale: localeOf(locale) })
    }),
    on(AvailabilityChangedSchema, async (needs, { variantId, state, at }) => {
      if (!at) throw new RangeError('AvailabilityChanged without its time')
      if (state !== 'sold-out') await tellOfStock(needs, variantId, timestampDate(at))
    }),
    on(HomeTrialRecalledSchema, async (needs, { trial, variantId, lot, note }) => {
      if (!trial) throw new RangeError('HomeTrialRecalled without its trial')
      const to = { email: trial.email, locale: localeOf(trial.locale) }
      await tellOfTrialRecall(needs, trialFactsOf(trial), { variantId, lot, note }, to)
    }),
    on(LotRecalledSchema, (needs, { orderId, variantId, lot, note }) => tellOfRecall(needs, orderId, { variantId, lot, note })),
    on(GiftCardMadeSchema, (needs, { creditId, sendId, orderId, code, amount, email, giver, message, locale }) => {
      const card = { code, ...fromMoney(amount), giver, message }
      return tellOfCard(needs, sendId ? `${creditId} ${sendId}` : creditId, orderId, card, { email, locale: localeOf(locale) })
    }),
    on(NoticeAddressedSchema, async (needs, { noticeId, what, email, name, locale }) => {
      const kind = notices.find((known) => known === what)
      if (kind) await tellOfNotice(needs, noticeId, { kind, name }, { email, locale: localeOf(locale) })
    }),
    on(SignUpRepeatedSchema, (needs, { accountId, email, locale }) => {
      return tellOfRepeatedSignUp(needs, accountId, { email, locale: localeOf(locale) })
    }),
  ])
}

function instantOf(at: Timestamp | undefined): string {
  if (!at) throw new RangeError('an event without its time')
  return timestampDate(at).toISOString()
}

function trialFactsOf(trial: HomeTrial): TrialFacts {
  const { id, shipping, frames, shipBy, returnBy, lateAt } = trial
  const [deposit, taken] = [fromMoney(trial.deposit), fromMoney(trial.taken)]
  const day = (moment: Timestamp | undefined) => (moment ? instantOf(moment) : '')
  return {
    ...{ id, name: shipping?.name ?? '', currency: deposit.currency, depositMinor: deposit.amountMinor, takenMinor: taken.amountMinor },
    frames: frames.map(({ variantId, name, price, outcome }) => ({
      variantId,
      name: { fr: name?.fr ?? '', en: name?.en ?? '' },
      priceMinor: fromMoney(price).amountMinor,
      isCharged: outcome !== '' && outcome !== 'back',
    })),
    hasInvoice: trial.invoiceNumber !== '',
    ...{ shipBy: day(shipBy), returnBy: day(returnBy), lateAt: day(lateAt) },
  }
}

function returnFactsOf(order: Order, file: ReturnFile): ReturnFacts {
  const { id: fileId, kind, name, askedAt, lines, amount, state, steps, exchange, lapsesAt, shopPays } = file
  if (!askedAt) throw new RangeError('a file without its time')
  return {
    name,
    at: timestampDate(askedAt).toISOString(),
    lines: lines.map(({ lineId, quantity }) => {
      const words = order.lines.find(({ id }) => id === lineId)?.name
      return { name: { fr: words?.fr ?? '', en: words?.en ?? '' }, quantity }
    }),
    amountMinor: amount ? fromMoney(amount).amountMinor : 0,
    isAwaited: state === 'approved' || state === 'label',
    note: steps.at(-1)?.note ?? '',
    ...(lapsesAt && { until: instantOf(lapsesAt) }),
    ...(kind === 'swap' && { isSwap: true }),
    ...(kind === 'claim' && { isClaim: true }),
    shopPays,
    ...(exchange && {
      exchange: { fileId, dueMinor: exchange.due ? fromMoney(exchange.due).amountMinor : 0, sendsAtOnce: exchange.sendsAtOnce },
    }),
  }
}

/** Options in the order people choose in: the colour, then the size. */
function inAxisOrder<T>(options: Readonly<Record<string, T>>): T[] {
  const order = ['colour', 'size', 'volumeMl', 'kind']
  return Object.entries(options)
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([, option]) => option)
}

function factsOf(order: Order | undefined): OrderFacts {
  if (!order?.shipping || !order.totals) throw new RangeError('an event without its order')
  const { id, number, email, totals, shipping } = order
  const { currency } = fromMoney(totals.total)
  const minor = (money: Parameters<typeof fromMoney>[0]) => (money ? fromMoney(money).amountMinor : 0)
  const words = (text: { fr: string; en: string } | undefined) => ({ fr: text?.fr ?? '', en: text?.en ?? '' })
  const { name, company, line1, line2, postcode, city, region, country } = shipping
  const taken = ['captured', 'partially-refunded', 'refunded']
  return {
    ...{ id, number, email, locale: localeOf(order.locale), currency },
    lines: order.lines.map((line) => {
      return {
        name: words(line.name),
        options: inAxisOrder(line.options).map(words),
        quantity: line.quantity,
        totalMinor: minor(line.total),
        variantId: line.variantId,
      }
    }),
    ...{
      // Pieces that were swapped in are paid by those they came for.
      linesMinor: minor(totals.lines) - minor(totals.swapped),
      discountMinor: minor(totals.discount),
      deliveryMinor: minor(totals.delivery),
      taxMinor: minor(totals.tax),
    },
    promotions: order.promotions.filter(({ discount }) => minor(discount) > 0).map(({ title, code }) => ({ title: words(title), code })),
    ...{ totalMinor: minor(totals.total) - minor(totals.swapped), taxIncluded: totals.taxIncluded },
    shipping: { name, company, line1, line2, postcode, city, region, country },
    capturedMinor: order.payments
      .filter(({ state }) => taken.includes(state))
      .reduce((sum, { amount, refunded }) => sum + minor(amount) - minor(refunded), 0),
    creditMinor: minor(totals.credit),
    creditDueBackMinor: minor(totals.credit) - minor(order.creditRefunded),
    ...(order.exchangeOf && { exchangeOf: order.exchangeOf.orderNumber }),
    ...(order.waitsUntil && { waitsUntil: order.waitsUntil }),
  }
}
