import type { Promotion } from '@vitrine/gateway/schemas/admin-promotions'
import { expect, test } from 'vitest'
import { copyOf, draftOf, newDraft, promotionBody, promotionState, worthText } from './promotion-draft.ts'

const promotion = {
  id: 'p',
  code: 'ETE',
  used: 2,
  kind: 'amount',
  amount: { amountMinor: 1_500, currency: 'EUR' },
} as const satisfies Promotion

test('a promotion comes out of its form as it went in, without what belongs to other kinds', () => {
  const { id: _, used: __, ...body } = promotion
  expect(promotionBody(draftOf(promotion, 'EUR'))).toEqual(body)
  expect(promotionBody({ ...newDraft('EUR'), code: ' ', countries: [], alone: false, title: { fr: '', en: '' } })).toEqual({
    ...{ kind: 'percentage', percent: 10 },
  })
  expect(Object.keys(promotionBody({ ...newDraft('EUR'), kind: 'bundle' }))).toEqual(['kind', 'bundle'])
})

test('a copy is another promotion of the same: without the code and the uses of the first', () => {
  const { id: _, used: __, code: ___, ...body } = promotion
  const { code, ...copied } = promotionBody(copyOf(promotion, 'EUR'))
  expect(copied).toEqual(body)
  expect(code).not.toBe('ETE')
})

test('a copy of what a code opens is opened by a code, and not everybody’s as soon as it is saved', () => {
  const codeOf = (code: string) => promotionBody(copyOf({ ...promotion, code, title: { fr: 'Été', en: 'Summer' } }, 'EUR')).code
  expect(codeOf('ETE')).toBe('ETE-2')
  expect(codeOf('A'.repeat(40))).toMatch(/^[A-Za-z0-9_-]{3,40}$/)
  expect(codeOf('A'.repeat(40))).not.toBe('A'.repeat(40))
  expect(codeOf('')).toBeUndefined() // it applied by itself before
})

test('where it stands is said by its times and its uses', () => {
  const now = new Date('2026-11-29T12:00:00Z')
  expect(promotionState(promotion, now)).toBe('running')
  expect(promotionState({ ...promotion, startsAt: '2026-12-01T00:00:00Z' }, now)).toBe('waiting')
  expect(promotionState({ ...promotion, endsAt: '2026-11-29T12:00:00Z' }, now)).toBe('over')
  expect(promotionState({ ...promotion, limitTotal: 2 }, now)).toBe('used-up')
})

test('what it gives is said in few signs', () => {
  expect(worthText(promotion, 'fr')).toBe('15,00\u00a0€')
  expect(worthText({ ...promotion, kind: 'percentage', percent: 12.5 }, 'fr')).toBe('12,5\u00a0%')
  expect(worthText({ ...promotion, kind: 'buy-x-get-y', buyXGetY: { buy: 2, get: 1, percent: 50 } }, 'en')).toBe('2 + 1, \u221250%')
})
