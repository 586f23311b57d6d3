import { type Ask, ask } from '@vitrine/platform/http/ask'
import { guardedAsk } from '@vitrine/platform/http/guarded'
import { openBreakers } from '@vitrine/platform/rpc/breaker'
import { expect, inject, test } from 'vitest'
import { asking, testPayments } from './test-payments.ts'

const wire = { isAway: false, questions: 0, now: 0 }
const overWire: Ask = async (url, question) => {
  wire.questions++
  if (wire.isAway) throw new Error('no answer')
  return ask(url, question)
}
const breakers = openBreakers({ now: () => wire.now, random: () => 1 })
const [, serverUrl] = inject('servers')[0]!
const { shop, run, dueNow, moved, verify } = await testPayments(serverUrl, {}, { ask: guardedAsk(overWire, breakers) })
const { authorise, capture, state } = asking(shop.peer('payments'))

test('a provider that is given up was not asked: nobody is declined, and everybody pays once when it is back', async () => {
  const later = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  expect((await authorise('first')).case).toBe('authorised')
  wire.isAway = true
  wire.questions = 0
  for (const id of later) expect((await authorise(id)).case).toBe('pending')
  expect((await capture('first')).case).toBe('pending')
  expect(wire.questions).toBe(5) // the others were not kept waiting
  expect(later.map((id) => moved(id, 'authorised'))).toEqual(later.map(() => 0))

  await dueNow()
  await run('asks again') // its pause is not over: they wait on
  expect([wire.questions, await state('i'), await state('first')]).toEqual([5, 'pending', 'authorised'])
  wire.isAway = false
  wire.now += 2_000
  await dueNow()
  await run('asks again')
  expect(await Promise.all(later.map(state))).toEqual(later.map(() => 'authorised'))
  expect(await state('first')).toBe('captured')
  expect(later.map((id) => [moved(id, 'authorised'), moved(id, 'failed')])).toEqual(later.map(() => [1, 0]))
  expect([moved('first', 'authorised'), moved('first', 'captured')]).toEqual([1, 1])
  expect(await verify()).toEqual([])
})
