import { expect, test } from 'vitest'
import { errorsOf, sheetOfTexts } from './sheet-typing.ts'

test('what is empty is not on the sheet, and the country is written large', () => {
  const texts = {
    'right.sph': ' -2,25 ',
    'right.cyl': '',
    'left.sph': '0',
    'left.baseH': 'in',
    pdFar: '63',
    country: 'be',
    prescriberMonths: '6',
  }
  expect(sheetOfTexts(texts)).toEqual({
    ...{ right: { sph: '-2,25' }, left: { sph: '0', baseH: 'in' } },
    ...{ pdFar: '63', country: 'BE', prescriberMonths: 6 },
  })
  expect(sheetOfTexts({})).toEqual({ right: { sph: '' }, left: { sph: '' } })
})

test('what is wrong stands by its field, of the time it was typed', () => {
  expect(
    errorsOf([
      { path: 'prescription.right.sph', message: 'a' },
      { path: 'again.issuedOn', message: 'b' },
      { path: 'reason', message: 'c' },
    ]),
  ).toEqual({
    first: { 'right.sph': 'a' },
    again: { issuedOn: 'b' },
  })
})
