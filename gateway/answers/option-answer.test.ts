import { create } from '@bufbuild/protobuf'
import { LocalTextSchema } from '@vitrine/contracts/shop/v1'
import { expect, test } from 'vitest'
import { optionsOf } from './option-answer.ts'

const text = (fr: string, en: string) => create(LocalTextSchema, { fr, en })
const chosen = { size: text('M', 'M'), colour: text('Sauge', 'Sage') }

test('options stand in the order people choose in, in the language of the page, with their neutral codes', () => {
  const codes = { colour: 'sage', size: 'M' }
  expect(optionsOf(chosen, codes, 'fr').map(({ label, value, text: said }) => [label, value, said])).toEqual([
    ['Couleur', 'sage', 'Sauge'],
    ['Taille', 'M', 'M'],
  ])
  expect(optionsOf(chosen, codes, 'en').map(({ text: said }) => said)).toEqual(['Sage', 'M'])
})

test('a line of before codes were kept still has a value', () => {
  expect(optionsOf(chosen, {}, 'fr').map(({ value }) => value)).toEqual(['Sage', 'M'])
})
