import type { RxRules } from '@vitrine/contracts/optics/v1'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/optics.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** How long prescriptions hold, country by country (OPT-4): laws change, and other countries are asked about one by one. */
export const adminRxRuleOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminRxRules',
    summary:
      'How long prescriptions of each country hold, and what they have to say. A country without a rule is sold no lenses with power.',
    input: schemas.rxRulesInput,
    output: schemas.rxRulesOutput,
    policy: 'staff:lenses',
    personal: false,
    refusals: [],
    rest: { method: 'GET', path: '/v1/admin/rx-rules' },
    handler: async (_, { within }) => done(rulesAnswer(await peers.optics.listRxRules({}, within()))),
  }),

  operation({
    ...staffWriting,
    name: 'putRxRule',
    summary: 'Sets the rule of a country. What was ordered keeps the rule it was ordered under.',
    input: schemas.putRxRuleInput,
    output: schemas.rxRulesOutput,
    policy: 'staff:lenses',
    personal: false,
    refusals: ['bad-input'],
    rest: { method: 'PUT', path: '/v1/admin/rx-rules/:country' },
    async handler(rule, { within }) {
      const unrising = rule.ages.findIndex(({ from }, at) => from <= (rule.ages[at - 1]?.from ?? -1) || (at === 0 && from !== 0))
      if (unrising >= 0) return refuse('bad-input', { errors: [{ path: `ages[${unrising}].from`, code: 'not-rising', message: 'ages' }] })
      return done(rulesAnswer(await peers.optics.putRxRule({ rule }, within())))
    },
  }),

  operation({
    ...staffWriting,
    name: 'removeRxRule',
    summary: 'Takes the rule of a country away: from now on it is sold no lenses with power.',
    input: schemas.removeRxRuleInput,
    output: schemas.rxRulesOutput,
    policy: 'staff:lenses',
    personal: false,
    rest: { method: 'DELETE', path: '/v1/admin/rx-rules/:country' },
    handler: async ({ country }, { within }) => done(rulesAnswer(await peers.optics.removeRxRule({ country }, within()))),
  }),
]

const rulesAnswer = ({ rules }: RxRules): schemas.RxRules => ({
  items: rules.map(({ country, ages, required, lostOrBroken, source }) => ({
    ...{ country, lostOrBroken, source },
    ages: ages.map(({ from, months }) => ({ from, months })),
    required: required.map((field) => schemas.rxRequired.parse(field)),
  })),
})
