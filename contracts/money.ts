import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { type Money as MoneyMessage, MoneySchema } from './gen/vitrine/money/v1/money_pb.ts'

/** An amount in the smallest unit of its currency, a safe integer: `{ amountMinor: 12900, currency: 'EUR' }` is 129.00 euros. */
export interface Money {
  readonly amountMinor: number
  readonly currency: string
}

/** From the wire. Throws RangeError when the amount is missing or does not fit a safe integer. */
export function fromMoney(message: MoneyMessage | undefined): Money {
  if (!message) throw new RangeError('an amount is missing')
  const amountMinor = Number(message.amountMinor)
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`${message.amountMinor} is too large an amount`)
  return { amountMinor, currency: message.currency }
}

/** To the wire. Throws RangeError for a fraction: an amount is rounded where it is computed, in pricing alone. */
export const toMoney = ({ amountMinor, currency }: Money): MessageInitShape<typeof MoneySchema> => ({
  amountMinor: BigInt(amountMinor),
  currency,
})

/** A message of its own, where a value and not an initialiser is asked for. */
export const moneyMessage = (money: Money): MoneyMessage => create(MoneySchema, toMoney(money))
