import { GatewayProblem } from '@vitrine/gateway/client'
import { expect, test } from 'vitest'
import { fieldErrors, readAddress } from './checkout-forms.ts'
import { checkoutWords } from './words/checkout.ts'

const refused = (status: number, code: string, errors?: { path: string }[]) =>
  new GatewayProblem({ type: '', title: '', status, code, ...(errors && { errors }) } as never)

test('what the door finds wrong leads to the field of its own address', () => {
  const words = checkoutWords.fr
  expect(fieldErrors('fr', refused(400, 'bad-input', [{ path: 'shipping.postcode' }]))).toEqual([
    { field: 'postcode', text: words.checkField(words.postcode) },
  ])
  expect(fieldErrors('fr', refused(400, 'bad-input', [{ path: 'billing.postcode' }]))).toEqual([
    { field: 'billing.postcode', text: words.checkField(words.postcode) },
  ])
})

test.each(['fr', 'en'] as const)('a step that could not be saved says so, and nothing of a payment, in %s', (locale) => {
  expect(fieldErrors(locale, refused(503, 'unavailable'))).toEqual([{ text: checkoutWords[locale].unsaved }])
})

test('a company is kept with its VAT number, of the address it was typed into; without them there is none', () => {
  const typed = { name: 'Ada', line1: '1', postcode: '75002', city: 'Paris', country: 'FR' }
  expect(readAddress('fr', typed).address).toEqual(typed)
  const billing = Object.fromEntries(
    Object.entries({ ...typed, company: 'Blanc', vatNumber: 'FR12' }).map(([field, text]) => [`billing.${field}`, text]),
  )
  expect(readAddress('fr', { ...typed, ...billing }, 'billing.').address).toEqual({ ...typed, company: 'Blanc', vatNumber: 'FR12' })
  expect(readAddress('fr', { ...typed, ...billing }).address).toEqual(typed)
})
