import { describe, expect, test } from 'vitest'
import { checkedLot, type Lot, takeFromLots } from './lot.ts'

const lot = (name: string, left: number, more: Partial<Lot> = {}): Lot => ({ lot: name, left, since: 1, isRecalled: false, ...more })

describe('STK-8 pieces that leave', () => {
  test('are of the lot that came first, then of the next; what no lot holds is of none', () => {
    expect(takeFromLots([lot('A', 2), lot('B', 5)], { position: 9, quantity: 4 })).toEqual([
      { lot: 'A', quantity: 2 },
      { lot: 'B', quantity: 2 },
    ])
    expect(takeFromLots([lot('A', 2)], { position: 9, quantity: 3 })).toEqual([
      { lot: 'A', quantity: 2 },
      { lot: '', quantity: 1 },
    ])
  })

  test('are not of a lot that came after them, nor of one that was recalled', () => {
    expect(
      takeFromLots([lot('A', 9, { isRecalled: true }), lot('B', 9, { since: 10 }), lot('C', 9)], { position: 9, quantity: 1 }),
    ).toEqual([{ lot: 'C', quantity: 1 }])
  })

  test('the number of a lot is 1 to 40 characters', () => {
    expect(checkedLot(' L-2611 ')).toBe('L-2611')
    for (const wrong of ['', '  ', 'x'.repeat(41)]) expect(() => checkedLot(wrong)).toThrow(RangeError)
  })
})
