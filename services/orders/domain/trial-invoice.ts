import { chargedOf, type HomeTrial, isCharged, type TrialFrame } from './home-trial.ts'
import { type DueDocument, type InvoiceRow, merged } from './invoice.ts'

/**
 * The invoice of what is taken of a deposit, at the prices and taxes of the day the frames were asked for. Undefined when nothing is taken, and of trials
 * from before taxes were kept.
 *
 * Frames that are kept, or that their customer has and does not send back, are sold. One that came back damaged is not: what it cost are damages, no price
 * of anything, and bear no tax (Directive 2006/112/EC, article 2(1)(a): a supply for consideration; lawyer).
 */
export function trialInvoiceOf(trial: HomeTrial, seller: readonly string[], timeZone?: string): DueDocument | undefined {
  const charged = trial.frames.filter(isCharged)
  if (charged.length === 0 || charged.some(({ tax }) => !tax)) return undefined
  const { id, locale, currency, askedAt, shipping } = trial
  const [sold, damaged] = [charged.filter(isSold), charged.filter((frame) => !isSold(frame))]
  return {
    cause: id,
    body: {
      ...{
        kind: 'invoice',
        locale,
        currency,
        orderNumber: '',
        orderedAt: askedAt,
        ...(timeZone && { timeZone }),
        seller,
        buyer: shipping,
        shipTo: shipping,
      },
      ...{ rows: charged.map(rowOf), discountMinor: 0, deliveryMinor: null, taxIncluded: true },
      taxes: merged(sold.flatMap(({ tax }) => (tax ? [tax] : []))),
      ...{ totalMinor: chargedOf(trial), damagesMinor: chargedOf({ frames: damaged }), invoiceNumber: '', reason: '' },
    },
  }
}

const isSold = ({ outcome }: TrialFrame): boolean => outcome !== 'damaged'

const rowOf = ({ sku, name, options, priceMinor, outcome }: TrialFrame): InvoiceRow => ({
  ...{ sku, name, options: Object.values(options), quantity: 1, unitMinor: priceMinor, totalMinor: priceMinor },
  ...(outcome && { outcome }),
})
