import { expect, test } from 'vitest'
import type { FrameOutcome, HomeTrial, TrialFrame } from './home-trial.ts'
import { trialInvoiceOf } from './trial-invoice.ts'

const frame = (variantId: string, outcome: FrameOutcome, priceMinor = 12_900, taxMinor = 2_150): TrialFrame => ({
  ...{
    variantId,
    productId: 'p',
    sku: `s-${variantId}`,
    slug: 'p',
    kind: 'eyewear',
    name: { fr: 'Lise', en: 'Lise' },
    options: {},
    image: null,
  },
  ...{ weightG: 20, priceMinor, outcome, tax: { ratePpm: 200_000, netMinor: priceMinor - taxMinor, taxMinor } },
})
const shipping = { name: 'Ada', company: '', line1: '', line2: '', postcode: '', city: '', region: '', country: 'BE', phone: '' }
const trial = (...frames: TrialFrame[]) =>
  ({ id: 't', locale: 'fr', currency: 'EUR', askedAt: '2026-11-02T10:00:00Z', shipping, frames }) as unknown as HomeTrial

test('frames that are kept or do not come back are sold, with the tax of each; what came back costs nothing', () => {
  const due = trialInvoiceOf(trial(frame('a', 'kept'), frame('b', 'missing', 9_999, 1_667), frame('c', 'back')), ['Vitrine'])
  expect(due?.cause).toBe('t')
  expect(due?.body).toMatchObject({ kind: 'invoice', totalMinor: 22_899, damagesMinor: 0, buyer: { country: 'BE' }, orderNumber: '' })
  expect(due?.body.rows.map(({ sku, totalMinor, outcome }) => [sku, totalMinor, outcome])).toEqual([
    ['s-a', 12_900, 'kept'],
    ['s-b', 9_999, 'missing'],
  ])
  expect(due?.body.taxes).toEqual([{ ratePpm: 200_000, netMinor: 19_082, taxMinor: 3_817 }])
})

test('what a damaged frame cost is compensation and bears no tax', () => {
  expect(trialInvoiceOf(trial(frame('a', 'damaged')), [])?.body).toMatchObject({ totalMinor: 12_900, damagesMinor: 12_900, taxes: [] })
})

test('nothing taken, or no tax known of a frame from before it was kept: no invoice', () => {
  expect(trialInvoiceOf(trial(frame('a', 'back')), [])).toBeUndefined()
  const { tax: _, ...before } = frame('a', 'kept')
  expect(trialInvoiceOf(trial(before, frame('b', 'kept')), [])).toBeUndefined()
})
