import { create } from '@bufbuild/protobuf'
import { CartLineSchema } from '@vitrine/contracts/orders/v1'
import { expect, test } from 'vitest'
import { cartNotes } from './cart-notes.ts'

const line = (kind: string, productId: string, optionCodes: Record<string, string>) =>
  create(CartLineSchema, { kind, productId, optionCodes })
const coat = (size: string, colour = 'black') => line('apparel', 'coat', { size, colour })
const codesOf = (...lines: ReturnType<typeof line>[]) => lines.map((one) => cartNotes(one, lines, 'en').map(({ code }) => code))

test('two sizes of one garment offer its size chart on both lines; two colours of a size do not', () => {
  expect(codesOf(coat('m'), coat('l'))).toEqual([['two-sizes'], ['two-sizes']])
  expect(codesOf(coat('m', 'black'), coat('m', 'red'), line('apparel', 'shirt', { size: 'l' }))).toEqual([[], [], []])
})

test('perfume says that it may come back sealed, in the words of its page; frames of any size say nothing', () => {
  const perfume = line('perfume', 'santal', { volumeMl: '50' })
  expect([cartNotes(perfume, [perfume], 'en'), cartNotes(perfume, [perfume], 'fr')]).toMatchObject([
    [{ code: 'sealed', text: 'Opened perfume cannot be sent back, for reasons of hygiene' }],
    [{ code: 'sealed', text: 'Un parfum ouvert ne peut être renvoyé, pour des raisons d’hygiène' }],
  ])
  const iris = (optionCodes: Record<string, string>) => line('eyewear', 'iris', optionCodes)
  expect(codesOf(iris({ size: '48' }), iris({ size: '50' }))).toEqual([[], []])
  expect(codesOf(iris({ size: '48' }), iris({}))).toEqual([[], []]) // the lenses of a pair are lines of its frame
})
