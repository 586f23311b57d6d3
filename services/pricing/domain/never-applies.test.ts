import { expect, test } from 'vitest'
import { type NamedFacts, whyNever } from './never-applies.ts'
import { promotion } from './test-basket.ts'
import type { Conditions, Effect } from './promotion.ts'

const now = new Date('2026-11-20T10:00:00Z')
const known: NamedFacts = { areSold: [true], areCurrenciesSold: [], hasGroupMembers: true, isSoldThere: true, hasCodes: false }
const tenth: Effect = { kind: 'percentage', percentagePpm: 100_000 }
const never = (effect: Effect, conditions: Partial<Conditions>, rest: object, facts: Partial<NamedFacts> = {}) =>
  whyNever({ ...promotion(effect, conditions, rest), used: 3 }, { ...known, ...facts }, now)

test.each([
  ['may apply', tenth, {}, {}, {}, []],
  ['ended', tenth, {}, { endsAt: now }, {}, ['ended']],
  ['has no use left', tenth, {}, { limitTotal: 3 }, {}, ['used-up']],
  ['has a use left', tenth, {}, { limitTotal: 4 }, {}, []],
  ['names nothing that is sold', tenth, {}, {}, { areSold: [false] }, ['nothing-sold']],
  [
    'misses a part',
    { kind: 'bundle', parts: [], price: { amountMinor: 1, currency: 'EUR' } },
    {},
    {},
    { areSold: [true, true, false] },
    ['part-not-sold'],
  ],
  [
    'asks for euros and gives dollars',
    { kind: 'amount', amount: { amountMinor: 1, currency: 'USD' } },
    { minimum: { amountMinor: 1, currency: 'EUR' } },
    {},
    {},
    ['two-currencies'],
  ],
  ['is in a currency nobody sells in', tenth, {}, {}, { areCurrenciesSold: [false] }, ['not-in-currency']],
  ['is for a group nobody is in', tenth, { groups: ['vip'] }, {}, { hasGroupMembers: false }, ['nobody-in-groups']],
  ['is for that group or ada', tenth, { groups: ['vip'], customerIds: ['ada'] }, {}, { hasGroupMembers: false }, []],
  ['needs a code where none was made', tenth, {}, { code: '', needsCode: true }, {}, ['no-codes']],
  ['is for a country without VAT', tenth, { countries: ['BR'] }, {}, { isSoldThere: false }, ['not-sold-there']],
] satisfies [string, Effect, Partial<Conditions>, object, Partial<NamedFacts>, string[]][])(
  'a promotion that %s',
  (_, effect, conditions, rest, facts, reasons) => {
    expect(never(effect, conditions, rest, facts)).toEqual(reasons)
  },
)
