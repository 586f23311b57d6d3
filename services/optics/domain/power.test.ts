import { describe, expect, test } from 'vitest'
import { readPower } from './power.ts'

describe('RX-1 a power is read as people write it', () => {
  test.each([
    ['+2.25', 225],
    ['+2,25', 225],
    ['-0.75', -75],
    ['−0,75', -75],
    ['–1', -100],
    ['‐1', -100],
    ['‑1', -100],
    ['‒1', -100],
    ['—1', -100],
    ['—1.5', -150],
    [' + 2.50 ', 250],
    ['-2.500', -250],
    ['+.25', 25],
    ['-,50', -50],
    ['-20', -2000],
    ['+12', 1200],
    ['+225', 225],
    ['-75', -75],
    ['+25', 25],
    ['-1050', -1050],
    ['+2500', 2500],
    ['0', 0],
    ['-0', 0],
    ['0.00', 0],
    ['000', 0],
    ['plano', 0],
    ['Plan', 0],
    ['PL', 0],
    ['∞', 0],
  ])('%s is %i hundredths', (typed, hundredths) => {
    expect(readPower(typed, true)).toEqual({ outcome: 'read', hundredths })
  })

  test.each([
    ['2.25', 'sign-missing'],
    ['225', 'sign-missing'],
    ['+0.10', 'off-step'],
    ['-2.20', 'off-step'],
    ['-2.255', 'off-step'],
    ['+25.10', 'off-step'],
    ['', 'unreadable'],
    ['+', 'unreadable'],
    ['.', 'unreadable'],
    ['+2.', 'unreadable'],
    ['+-2', 'unreadable'],
    ['++2', 'unreadable'],
    ['1,2.5', 'unreadable'],
    ['2 1/4', 'unreadable'],
    ['+1e2', 'unreadable'],
    ['12345', 'unreadable'],
    ['two', 'unreadable'],
  ])('%s is refused: %s', (typed, code) => {
    expect(readPower(typed, true)).toEqual({ outcome: 'refused', code })
  })

  test('every power on the step reads as itself, with a point, a comma and without a separator', () => {
    for (let hundredths = -2000; hundredths <= 1200; hundredths += 25) {
      const sign = hundredths < 0 ? '-' : '+'
      const written = (Math.abs(hundredths) / 100).toFixed(2)
      const spellings = [written, written.replace('.', ',')]
      if (hundredths !== 0) spellings.push(String(Math.abs(hundredths)))
      for (const spelling of spellings) expect(readPower(sign + spelling, true)).toEqual({ outcome: 'read', hundredths })
    }
  })

  test('no number off the step is ever rounded to it', () => {
    for (let hundredths = 1; hundredths <= 2000; hundredths++) {
      if (hundredths % 25 === 0) continue
      const typed = `-${(hundredths / 100).toFixed(2)}`
      expect([typed, readPower(typed, true)]).toEqual([typed, { outcome: 'refused', code: 'off-step' }])
    }
  })

  test('an addition and a prism need no sign', () => {
    expect(readPower('2,25', false)).toEqual({ outcome: 'read', hundredths: 225 })
    expect(readPower('225', false)).toEqual({ outcome: 'read', hundredths: 225 })
  })
})
