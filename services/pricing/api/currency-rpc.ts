import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney } from '@vitrine/contracts/money'
import type { Currency as CurrencyMessage, PricingService } from '@vitrine/contracts/pricing/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type CurrencyStore, fixPrices, followAgain, putCurrency } from '../application/keep-currencies.ts'
import type { PriceStore } from '../application/set-prices.ts'
import type { Currency } from '../domain/conversion.ts'

type CurrencyRpc = Pick<
  ServiceImpl<typeof PricingService>,
  'listCurrencies' | 'listKeptCurrencies' | 'putCurrency' | 'fixPrices' | 'followCurrency'
>

export const currencyRpc = (needs: { store: CurrencyStore & PriceStore; clock: Clock; ids: Ids }): CurrencyRpc => ({
  async listCurrencies() {
    return { currencies: [...(await needs.store.sold())] }
  },

  async listKeptCurrencies() {
    const kept = await needs.store.currencies()
    return { currencies: kept.map(({ prices, converted, ...currency }) => ({ ...currencyMessage(currency), prices, converted })) }
  },

  async putCurrency({ currency }) {
    return { currency: currencyMessage(await putCurrency(needs, currencyOf(currency))) }
  },

  async fixPrices({ prices }) {
    await fixPrices(
      needs,
      prices.map(({ variantId, price }) => ({ variantId, ...fromMoney(price) })),
    )
    return {}
  },

  async followCurrency({ currency, variantIds }) {
    await followAgain(needs, currency, variantIds)
    return {}
  },
})

function currencyOf(message: CurrencyMessage | undefined): Currency {
  if (!message) throw new RangeError('a currency is missing')
  const { code, sold: isSold, conversion: rule } = message
  const conversion = rule && {
    ...{ from: rule.from, ratePpb: Number(rule.ratePpb), stepMinor: Number(rule.stepMinor), lessMinor: Number(rule.lessMinor) },
  }
  return { code, isSold, conversion: conversion ?? null }
}

const currencyMessage = ({ code, isSold, conversion }: Currency) => ({
  ...{ code, sold: isSold },
  ...(conversion && {
    conversion: {
      from: conversion.from,
      ratePpb: BigInt(conversion.ratePpb),
      stepMinor: BigInt(conversion.stepMinor),
      lessMinor: BigInt(conversion.lessMinor),
    },
  }),
})
