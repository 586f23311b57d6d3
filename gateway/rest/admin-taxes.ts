import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { VatRate } from '@vitrine/contracts/pricing/v1'
import type { z } from 'zod'
import { timeOf } from '../answers/texts.ts'
import { pageWithin } from '../answers/whole-list.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-prices.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const ppmOfPercent = 10_000
const ppmOf = (percent: number) => Math.round(percent * ppmOfPercent)

/** Rates of VAT by country and class, and when they hold. */
export const adminTaxOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminVatRates',
    summary: 'VAT of every country the shop sells to: what it was, is, and will be; the newest of a country first.',
    input: schemas.vatRatesInput,
    output: schemas.vatRatesOutput,
    policy: 'staff:promotions',
    personal: false,
    rest: { method: 'GET', path: '/v1/admin/vat-rates' },
    async handler({ state, ...wanted }, { locale, within }) {
      const { rates } = await peers.pricing.listVatRates({}, within())
      const names = new Intl.DisplayNames([locale], { type: 'region' })
      const rows = rates.map(rateAnswer).filter((rate) => state === undefined || rate.state === state)
      return done(
        pageWithin(
          rows,
          wanted,
          ({ country, from }) => `${country} ${from}`,
          ({ country }) => [country, names.of(country)],
        ),
      )
    },
  }),

  operation({
    ...staffWriting,
    name: 'putVatRate',
    summary: 'Says what VAT is in a country from a moment on. What held before is kept, and orders that were made keep their taxes.',
    input: schemas.putVatRateInput,
    output: schemas.vatRate,
    policy: 'staff:taxes',
    personal: false,
    rest: { method: 'PUT', path: '/v1/admin/vat-rates/:country' },
    async handler({ country, from, standardPercent, reducedPercent, lowPercent, lowestPercent, included }, { within }) {
      const asked = {
        ...{ country, included, standardPpm: ppmOf(standardPercent), reducedPpm: ppmOf(reducedPercent) },
        ...(lowPercent !== undefined && { lowPpm: ppmOf(lowPercent) }),
        ...(lowestPercent !== undefined && { lowestPpm: ppmOf(lowestPercent) }),
      }
      const begins = from ? { from: timestampFromDate(new Date(from)) } : {}
      const { rate } = await peers.pricing.putVatRate({ rate: { ...asked, ...begins } }, within())
      return rate ? done(rateAnswer(rate)) : refuse('not-found')
    },
  }),

  operation({
    ...staffWriting,
    name: 'removeVatRate',
    summary: 'Takes back rates that do not hold yet.',
    input: schemas.removeVatRateInput,
    output: schemas.removeVatRateOutput,
    policy: 'staff:taxes',
    personal: false,
    refusals: ['not-found'],
    rest: { method: 'DELETE', path: '/v1/admin/vat-rates/:country/:from' },
    async handler({ country, from }, { within }) {
      await peers.pricing.removeVatRate({ country, from: timestampFromDate(new Date(from)) }, within())
      return done({ removed: true as const })
    },
  }),
]

const rateAnswer = ({
  country,
  from,
  standardPpm,
  reducedPpm,
  lowPpm,
  lowestPpm,
  included,
  state,
}: VatRate): z.output<typeof schemas.vatRate> => ({
  ...{ country, from: timeOf(from), included },
  ...{ standardPercent: standardPpm / ppmOfPercent, reducedPercent: reducedPpm / ppmOfPercent },
  ...(lowPpm !== undefined && { lowPercent: lowPpm / ppmOfPercent }),
  ...(lowestPpm !== undefined && { lowestPercent: lowestPpm / ppmOfPercent }),
  state: state === 'past' || state === 'coming' ? state : 'current',
})
