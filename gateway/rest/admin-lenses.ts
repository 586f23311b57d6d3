import type { MessageInitShape } from '@bufbuild/protobuf'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { LensOptionSchema, LensRange, Span } from '@vitrine/contracts/optics/v1'
import type { DisplayPrice } from '@vitrine/contracts/pricing/v1'
import { refuse } from '../problem.ts'
import { type Call, done, type Done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-lenses.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** 500 lenses with everything that is said of one. */
const rangeBytes = 1_000_000

/** The lenses and treatments a shop offers: what can be made is optics', what it costs pricing's. */
export const adminLensOperations = ({ peers, currency }: DoorParts): Operation[] => {
  const pricesOf = async (rows: readonly { readonly id: string }[], { within }: Call) =>
    rows.length === 0 ? [] : (await peers.pricing.getPrices({ variantIds: rows.map(({ id }) => id), currency }, within())).prices

  async function answered(range: LensRange, call: Call): Promise<Done<schemas.LensRangeAnswer>> {
    const prices = await pricesOf([...range.options, ...range.treatments], call)
    return { ...done({ ...rangeAnswer(range, prices), currency }), headers: { etag: `"${range.version}"` } }
  }

  /** Prices that became others; a price that stays keeps its reduction. */
  async function setPrices({ options, treatments }: schemas.PutLensRange, call: Call): Promise<void> {
    const rows = [...options, ...treatments]
    const before = new Map((await pricesOf(rows, call)).map((price) => [price.variantId, price]))
    const changed = rows.flatMap(({ id, price }) => {
      const known = before.get(id)
      if (!price || (known && fromMoney(known.price).amountMinor === price.amountMinor)) return []
      return [{ variantId: id, price: toMoney(price), taxClass: known?.taxClass ?? 'standard' }]
    })
    await peers.pricing.setPrices({ prices: changed }, call.within())
  }

  return [
    operation({
      ...staffReading,
      name: 'adminLenses',
      summary: 'Lenses and treatments of the shop in the order they are offered, those out of use too, with their prices.',
      input: schemas.adminLensesInput,
      output: schemas.lensRangeOutput,
      policy: 'staff:lenses',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/lenses' },
      handler: async (_, call) => answered(await peers.optics.getLensRange({}, call.within()), call),
    }),

    operation({
      ...staffWriting,
      name: 'putLensRange',
      summary: 'Replaces the lenses and treatments of the shop, with their prices. With If-Match only that version, else 412.',
      input: schemas.putLensRangeInput,
      output: schemas.lensRangeOutput,
      policy: 'staff:lenses',
      personal: false,
      bodyLimitBytes: rangeBytes,
      refusals: ['stale-version'],
      rest: { method: 'PUT', path: '/v1/admin/lenses' },
      async handler(asked, call) {
        const foreign = foreignPrices(asked, currency)
        if (foreign.length > 0) return refuse('bad-input', { errors: foreign })
        const version = call.ifMatch === undefined ? 0 : Number(call.ifMatch) || -1 // a tag that is no version fits none
        const { options, treatments } = asked
        const wanted = { options: options.map(optionMessage), treatments: treatments.map(treatmentMessage), version }
        const { result } = await peers.optics.putLensRange(wanted, call.within())
        switch (result.case) {
          case 'put':
            await setPrices(asked, call)
            return answered(result.value, call)
          case 'stale':
            return refuse('stale-version', { version: result.value.version })
          case undefined:
            throw new Error('optics answered with a result this version does not know')
        }
      },
    }),
  ]
}

function foreignPrices({ options, treatments }: schemas.PutLensRange, currency: string) {
  const inList = (list: string, rows: readonly { readonly price?: { readonly currency: string } | undefined }[]) =>
    rows.flatMap(({ price }, at) =>
      price && price.currency !== currency ? [{ path: `${list}.${at}.price`, code: 'refused', message: `not in ${currency}` }] : [],
    )
  return [...inList('options', options), ...inList('treatments', treatments)]
}

const hundredths = (number: number): number => Math.round(number * 100)
const spanMessage = ({ low, high }: { low: number; high: number }) => ({ low: hundredths(low), high: hundredths(high) })
const spanAnswer = (span: Span | undefined) => ({ low: (span?.low ?? 0) / 100, high: (span?.high ?? 0) / 100 })

const optionMessage = (row: schemas.LensRow): MessageInitShape<typeof LensOptionSchema> => {
  const { price: _, inUse, index, sph, cyl, add, minLensHeightMm = 0, blanks = [], treatments: treatmentIds, ...option } = row
  return {
    ...option,
    ...{ index: hundredths(index), sph: spanMessage(sph), cyl: spanMessage(cyl), minLensHeightMm, treatmentIds, outOfUse: !inUse },
    ...(add && { add: spanMessage(add) }),
    blanks,
  }
}

const treatmentMessage = ({ price: _, inUse, ...treatment }: schemas.TreatmentRow) => ({ ...treatment, outOfUse: !inUse })

function rangeAnswer({ options, treatments, version }: LensRange, prices: readonly DisplayPrice[]) {
  const priceOf = (id: string) => {
    const found = prices.find(({ variantId }) => variantId === id)
    return found && { price: fromMoney(found.price) }
  }
  const both = ({ id, name, leadDays, outOfUse }: LensRange['options'][number] | LensRange['treatments'][number]) => ({
    ...{ id, name: { fr: name?.fr ?? '', en: name?.en ?? '' }, leadDays, inUse: !outOfUse },
    ...priceOf(id),
  })
  return {
    version,
    options: options.map((option) => ({
      ...both(option),
      ...{ use: option.use as schemas.LensRow['use'], rims: option.rims as schemas.LensRow['rims'] }, // by contract
      ...{ index: option.index / 100, sph: spanAnswer(option.sph), cyl: spanAnswer(option.cyl) },
      ...(option.add && { add: spanAnswer(option.add) }),
      ...(option.minLensHeightMm > 0 && { minLensHeightMm: option.minLensHeightMm }),
      ...(option.blanks.length > 0 && { blanks: option.blanks.map(({ diameterMm, baseCurve }) => ({ diameterMm, baseCurve })) }),
      ...{ prismOk: option.prismOk, centreMm: option.centreMm, edgeMinMm: option.edgeMinMm, treatments: option.treatmentIds },
    })),
    treatments: treatments.map((treatment) => ({
      ...both(treatment),
      ...{ clashesWith: treatment.clashesWith, needsOneOf: treatment.needsOneOf },
    })),
  }
}
