import type { StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { expect, test } from 'vitest'
import { actOf, changes, linesOf, rowsOfSheet } from './stock-sheet.ts'

const row = (sku: string, more: Partial<StockRow> = {}) =>
  ({
    variantId: `v-${sku}`,
    sku,
    kind: 'piece',
    name: sku,
    options: [],
    places: [{ placeId: 'main', onHand: 4, reserved: 0 }],
    ...more,
  }) as unknown as StockRow

test('lines are read as a spreadsheet writes them, with their own numbers; titles and empty lines are none', () => {
  const text = '\ufeffSKU;pieces;place\r\nLISE;3\r\n\r\n"NOE-B";0;paris\nADA,12\nMAX\t7\tparis'
  expect(linesOf(text, ['main', 'paris'])).toEqual([
    { n: 2, sku: 'LISE', placeId: 'main', pieces: 3 },
    { n: 4, sku: 'NOE-B', placeId: 'paris', pieces: 0 },
    { n: 5, sku: 'ADA', placeId: 'main', pieces: 12 },
    { n: 6, sku: 'MAX', placeId: 'paris', pieces: 7 },
  ])
})

test('a line that is wrong says what, and the others stay right', () => {
  const problems = (text: string) => linesOf(text, ['main']).map(({ problem }) => problem)
  expect(problems('LISE,3\nLISE\nNOE,-1\nNOE,1.5\nADA,2,rome\nlise,4\nMAX,1')).toEqual([
    ...[undefined, 'unreadable', 'bad-pieces', 'bad-pieces', 'no-place', 'twice', undefined],
  ])
})

test('a count says what the shelf will hold, what is received is added, and what changes nothing is not written', () => {
  const stock = [row('LISE'), row('SET', { kind: 'bundle' })]
  const lines = linesOf('lise,9\nSET,1\nNOBODY,2', ['main'])
  expect(rowsOfSheet(lines, stock, 'count')).toMatchObject([
    { variantId: 'v-LISE', now: 4, then: 9 },
    { problem: 'bundle' },
    { problem: 'no-sku' },
  ])
  expect(rowsOfSheet(lines, stock, 'receive')[0]).toMatchObject({ now: 4, then: 13 })
  expect(rowsOfSheet(linesOf('LISE,4', ['main']), stock, 'count').map(changes)).toEqual([false])
  expect(rowsOfSheet(lines, stock, 'count').map(changes)).toEqual([true, false, false])
})

test('a line whose answer was lost is sent again as the same act, so that pieces come once; one that was refused is another act', () => {
  expect(actOf(undefined)).toBe(0)
  expect(actOf({ end: 'lost', told: '', act: 0 })).toBe(0)
  const refused = actOf({ end: 'refused', told: '', act: 0 })
  expect(refused).toBe(1)
  expect(actOf({ end: 'lost', told: '', act: refused })).toBe(1)
})
