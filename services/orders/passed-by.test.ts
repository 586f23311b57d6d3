import {
  PaymentAuthorisedSchema,
  PaymentCapturedSchema,
  PaymentFailedSchema,
  PaymentRefundedSchema,
} from '@vitrine/contracts/payments/v1/events'
import { expect, test } from 'vitest'
import { passesBy } from './api/neighbour-events.ts'
import { attemptIdOf } from './domain/home-trial.ts'

const of = (type: string, body: unknown) => ({ id: 'e', key: 'an order', type, body })
const [authorised, captured] = [PaymentAuthorisedSchema.typeName, PaymentCapturedSchema.typeName]
const attempt = { id: 'an order-1', orderId: 'an order' }

test('what a checkout was answered with is passed by; what nobody was answered with is heard', () => {
  for (const type of [authorised, captured]) {
    expect(passesBy(of(type, { attempt, answered: true }))).toBe(true)
    expect(passesBy(of(type, { attempt, answered: false }))).toBe(false)
    expect(passesBy(of(type, { attempt }))).toBe(false)
  }
})

test('a deposit is heard of all the same: it wakes its home trial', () => {
  for (const type of [authorised, captured])
    expect(passesBy(of(type, { attempt: { ...attempt, id: attemptIdOf('a trial', 1) }, answered: true }))).toBe(false)
})

test('nothing else is passed by, whatever it says, and nothing that is no such event', () => {
  for (const type of [PaymentFailedSchema.typeName, PaymentRefundedSchema.typeName, 'of another service'])
    expect(passesBy(of(type, { attempt, answered: true }))).toBe(false)
  for (const body of [{ answered: true }, { attempt, answered: 'true' }, {}, [], null, 'text'])
    expect(passesBy(of(captured, body))).toBe(false)
})
