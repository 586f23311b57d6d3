import { shut } from '@vitrine/platform/rpc/breaker'
import { createMetrics } from '@vitrine/platform/watch/metrics'
import { expect, test } from 'vitest'
import { breakerGauges, neighboursOf, networkBreakers } from './network-breakers.ts'

test('who stops answering is in the log once, and in the numbers and on the health page until they answer', async () => {
  const lines: string[] = []
  const say = (level: string) => (facts: object, words: string) => void lines.push(`${level} ${JSON.stringify(facts)} ${words}`)
  const breakers = networkBreakers({ warn: say('warn'), info: say('info') } as unknown as Parameters<typeof networkBreakers>[0])
  const metrics = createMetrics()
  for (const gauge of breakerGauges(breakers)) metrics.watchOwn(gauge)
  const [stock] = [breakers.of('stock'), breakers.of('orders')]
  const passes = Array.from({ length: 20 }, () => stock.enter())
  for (const pass of passes) stock.silent(pass)
  expect(stock.enter()).toBe(shut)
  expect(neighboursOf(breakers)).toEqual({ stock: 'does not answer', orders: null })
  expect((await metrics.read()).text).toEqual(expect.stringContaining('vitrine_breaker_state{neighbour="stock"} 2'))
  stock.heard()
  expect(neighboursOf(breakers)).toEqual({ stock: null, orders: null })
  const { text } = await metrics.read()
  for (const line of [
    'state{neighbour="stock"} 0',
    'state{neighbour="orders"} 0',
    'trips{neighbour="stock"} 1',
    'trips{neighbour="orders"} 0',
  ])
    expect(text).toContain(`vitrine_breaker_${line}`)
  expect(lines.map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['warn', '{"neighbour":"stock"}'],
    ['info', '{"neighbour":"stock"}'],
  ])
})
