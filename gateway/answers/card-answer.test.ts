import { create } from '@bufbuild/protobuf'
import { CardSchema, CategorySchema } from '@vitrine/contracts/catalog/v1'
import { toMoney } from '@vitrine/contracts/money'
import { expect, test } from 'vitest'
import { category } from '../schemas/catalogue.ts'
import { cardAnswers, categoryTree } from './card-answer.ts'
import { pictureAddresses } from './picture-addresses.ts'

const cardsOf = cardAnswers(pictureAddresses(Buffer.from('key')))
const image = { sha256: 'a'.repeat(64), width: 640, height: 480, alt: { fr: 'De face', en: 'From the front' } }
const message = (amountMinor: number) =>
  create(CardSchema, { productId: 'p', slug: 'p', kind: 'eyewear', image, price: { price: toMoney({ amountMinor, currency: 'EUR' }) } })

test('a card is made once for each language and place of the API, and anew when its message is another', () => {
  const same = message(12_900)
  const [first] = cardsOf([same], { locale: 'fr', apiBase: '' })
  expect(cardsOf([same], { locale: 'fr', apiBase: '' })[0]).toBe(first)
  expect(first).toMatchObject({ price: { amountMinor: 12_900 }, image: { alt: 'De face', url: expect.stringMatching(/^\/m\//) } })
  const [english] = cardsOf([same], { locale: 'en', apiBase: '/api' })
  expect(english?.image).toMatchObject({ alt: 'From the front', url: expect.stringMatching(/^\/api\/m\//) })
  expect(cardsOf([message(9_900)], { locale: 'fr', apiBase: '' })[0]?.price.amountMinor).toBe(9_900)
})

test('places that strangers make up are not kept beside each other', () => {
  const same = message(12_900)
  const made = Array.from({ length: 9 }, (_, n) => cardsOf([same], { locale: 'fr', apiBase: `/${'abcdefghi'[n]}` })[0])
  expect(new Set(made).size).toBe(9)
  expect(cardsOf([same], { locale: 'fr', apiBase: '/a' })[0]).not.toBe(made[0])
  expect(cardsOf([same], { locale: 'fr', apiBase: '/i' })[0]).toBe(made[8])
})

test('what many answers share is written to by none', () => {
  const [card] = cardsOf([message(12_900)], { locale: 'fr', apiBase: '' })
  expect(() => Object.assign(card!, { name: 'another' })).toThrow(TypeError)
  expect(() => Object.assign(card!.price, { amountMinor: 1 })).toThrow(TypeError)
  expect(() => Object.assign(card!.image!, { url: '/another' })).toThrow(TypeError)
  expect(() => card!.colours.push({ value: 'red', label: 'Red', tones: [] })).toThrow(TypeError)
})

test('a card without a price is no card', () => {
  expect(cardsOf([create(CardSchema, { productId: 'p' })], { locale: 'fr', apiBase: '' })).toEqual([])
})

const shelf = (id: string, parentId = '') => create(CategorySchema, { id, slug: id, parentId, name: { fr: id, en: id } })

test('all five levels of the catalogue are told, parents before children', () => {
  const tree = categoryTree([shelf('a'), shelf('b', 'a'), shelf('c', 'b'), shelf('d', 'c'), shelf('e', 'd'), shelf('other')], 'en')
  const names = (one: { readonly id: string; readonly children?: readonly object[] }): unknown => [
    one.id,
    ...(one.children ?? []).map((child) => names(child as typeof one)),
  ]
  expect(tree.map((top) => names(category.parse(top)))).toEqual([['a', ['b', ['c', ['d', ['e']]]]], ['other']])
})
