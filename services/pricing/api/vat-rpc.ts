import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { PricingService, VatRateSchema } from '@vitrine/contracts/pricing/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { type KeptVatRate, listVatRates, putVatRate, removeVatRate, type VatStore } from '../application/keep-vat-rates.ts'

type VatCalls = 'listVatRates' | 'putVatRate' | 'removeVatRate'

/** Calls about rates of VAT. */
export const vatRpc = (needs: { store: VatStore; clock: Clock }): Pick<ServiceImpl<typeof PricingService>, VatCalls> => ({
  async listVatRates() {
    return { rates: (await listVatRates(needs)).map(rateMessage) }
  },

  async putVatRate({ rate }) {
    if (!rate) throw new RangeError('rate: it is missing')
    const { country, standardPpm, reducedPpm, lowPpm = null, lowestPpm = null, included, from } = rate
    const asked = { country, standardPpm, reducedPpm, lowPpm, lowestPpm, isIncluded: included, fromAt: from ? timestampDate(from) : null }
    return { rate: rateMessage(await putVatRate(needs, asked)) }
  },

  async removeVatRate({ country, from }) {
    if (!from) throw new RangeError('from: it is missing')
    await removeVatRate(needs, country, timestampDate(from))
    return {}
  },
})

const rateMessage = ({
  country,
  fromAt,
  standardPpm,
  reducedPpm,
  lowPpm,
  lowestPpm,
  isIncluded,
  state,
}: KeptVatRate): MessageInitShape<typeof VatRateSchema> => ({
  ...{ country, standardPpm, reducedPpm, state, included: isIncluded },
  ...(lowPpm !== null && { lowPpm }),
  ...(lowestPpm !== null && { lowestPpm }),
  from: timestampFromDate(fromAt),
})
