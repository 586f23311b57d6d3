import { describe, expect, test } from 'vitest'
import type { Configuration } from './configuration.ts'
import type { LabState } from './lab.ts'
import { lens } from '../test-lenses.ts'
import { jobOf, maxRemakes, remade } from './remake.ts'

const at = new Date('2026-11-20T10:00:00Z')
const pair = (labState: LabState): Configuration => ({
  ...{ id: 'c', personId: 'ada', variantId: 'v', frameName: 'Lise', frameSku: 's', lens: lens(), treatments: [] },
  frame: { lensWidthMm: 50, lensHeightMm: 40, bridgeMm: 18, rim: 'full' },
  ...{ leadDays: 5, toPrescription: true, state: 'verified', labState, orderId: 'o', orderNumber: 'V-1', customerId: '' },
  ...{ createdAt: at, orderedAt: at, steps: [], version: 0, hasScan: false },
})
const wish = (id: string) => ({ id, reason: 'scratched', paidBy: 'lab', actor: 'an optician' }) as const
const made = (before: Configuration, id: string) => {
  const next = remade(before, wish(id), at)
  if (typeof next !== 'object') throw new Error(String(next))
  return next
}

describe('OPT-10 a pair is made again', () => {
  test('the second job names the first, why, and who pays, and waits for the lab', () => {
    const next = made(pair('received'), 'r1')
    expect(next).toMatchObject({
      labState: 'queued',
      remakes: [{ number: 2, of: 1, reason: 'scratched', paidBy: 'lab', actor: 'an optician' }],
    })
    expect(next.steps.at(-1)).toMatchObject({ what: 'lab-remade', reason: 'scratched', actor: 'an optician' })
    const third = made({ ...next, labState: 'sent' }, 'r2')
    expect([jobOf(third), third.remakes?.at(-1)?.of]).toEqual([3, 2])
  })

  test('said twice it is one; what no lab had is made first', () => {
    expect(remade({ ...made(pair('sent'), 'r1'), labState: 'sent' }, wish('r1'), at)).toBeUndefined()
    for (const state of ['', 'queued'] as const) expect(remade(pair(state), wish('r1'), at)).toBe('not-made')
  })

  test('not for ever', () => {
    let many = pair('sent')
    for (let n = 0; n < maxRemakes; n++) many = { ...made(many, `r${n}`), labState: 'sent' }
    expect(remade(many, wish('one more'), at)).toBe('too-often')
  })
})
