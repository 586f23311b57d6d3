import { create, toJson } from '@bufbuild/protobuf'
import { OrderMovedSchema, OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { expect, test } from 'vitest'
import { deepFreeze } from '../deep-freeze.ts'
import { readEvent } from './read-event.ts'

const paid = () => toJson(OrderPaidSchema, create(OrderPaidSchema, { order: { id: 'an order', lines: [{ id: 'a line' }] } }))

test('a message is read once for all who hear of it, and anew for another event', () => {
  const body = paid()
  const message = readEvent(OrderPaidSchema, body)
  expect(readEvent(OrderPaidSchema, body)).toBe(message)
  expect(message.order?.lines[0]?.id).toBe('a line')
  expect(readEvent(OrderPaidSchema, paid())).not.toBe(message)
})

test('whoever reads it as another message gets that', () => {
  const body = { orderId: 'an order', variantId: 'a variant', status: 'packed', state: 'low' }
  expect(readEvent(OrderMovedSchema, body).status).toBe('packed')
  expect(readEvent(AvailabilityChangedSchema, body).state).toBe('low')
})

test('what was frozen may not be written to, however deep', () => {
  const { order } = readEvent(OrderPaidSchema, deepFreeze(paid()))
  expect(() => order!.lines.push(order!.lines[0]!)).toThrow(TypeError)
  expect(() => (order!.lines[0]!.id = 'another')).toThrow(TypeError)
})

test('what a newer version wrote beside it is left out; what cannot be read throws', () => {
  expect(readEvent(OrderMovedSchema, { orderId: 'an order', laterField: 1 }).orderId).toBe('an order')
  expect(() => readEvent(OrderMovedSchema, { orderId: 1 })).toThrow('order_id')
})
