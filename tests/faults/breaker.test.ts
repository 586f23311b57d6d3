import { Code, type ConnectError, createClient } from '@connectrpc/connect'
import { StockService } from '@vitrine/contracts/stock/v1'
import { createBreaker } from '@vitrine/platform/rpc/breaker'
import type { Routes } from '@vitrine/platform/rpc/direct-transport'
import { Fault } from '@vitrine/platform/rpc/fault'
import { grpcTransport, serveGrpc } from '@vitrine/platform/rpc/grpc'
import { afterAll, expect, test } from 'vitest'
import { faultProxy } from './fault-proxy.ts'

const shortMs = 400
const callers = 4

const routes: Routes = (router) =>
  router.service(StockService, {
    availability({ variantIds: [variantId = ''] }) {
      if (variantId === 'nothing') throw new Fault('not-found', 'nothing of this name')
      if (variantId === 'much') throw new Fault('crowded', 'too many ask')
      if (variantId === 'later') throw new Fault('unavailable', 'its pieces have not come')
      return { availabilities: [{ variantId, known: true, available: 3 }] }
    },
  })
const server = await serveGrpc(routes)
const proxy = await faultProxy(new URL(server.url).host)
afterAll(async () => {
  await proxy.close()
  await server.close()
})

/** Somebody who calls through the proxy, with a breaker on a clock that a test moves, or without one. */
function caller(isGuarded: boolean) {
  let now = 0
  const breaker = createBreaker('stock', { now: () => now, random: () => 1 })
  const transport = grpcTransport(`http://${proxy.address}`, isGuarded ? breaker : undefined)
  const client = createClient(StockService, transport)
  const ask = (variantId: string, timeoutMs = 30_000) =>
    client.availability({ variantIds: [variantId] }, { timeoutMs }).then(
      () => 'answered',
      ({ message, code }: ConnectError) =>
        message.includes('is not asked now') ? 'refused' : code === Code.DeadlineExceeded ? 'waited' : Code[code],
    )
  /** Some callers at once, each asking one call after the other. */
  const askAll = async (times: number) => {
    const rows = await Promise.all(
      Array.from({ length: callers }, async () => {
        const heard: string[] = []
        for (let n = 0; n < times / callers; n++) heard.push(await ask('lise', shortMs))
        return heard
      }),
    )
    const heard = rows.flat()
    return (what: string) => heard.filter((one) => one === what).length
  }
  return { breaker, ask, askAll, wait: (ms: number) => (now += ms), close: () => transport.close() }
}

test('into a black hole at most ten calls wait for their deadline, the others hear at once; healed, one look closes it', async () => {
  const { breaker, ask, askAll, wait, close } = caller(true)
  expect(await ask('lise')).toBe('answered')
  proxy.set({ lateMs: 600_000 })
  const count = await askAll(40)
  expect(count('waited')).toBeLessThanOrEqual(10)
  expect(count('waited') + count('refused')).toBe(40)
  expect(await ask('lise')).toBe('refused')
  wait(2_000)
  expect([await ask('lise', shortMs), breaker.state()]).toEqual(['waited', 'open'])

  proxy.set('refuse') // cuts what is late, so that the next call has a new connection
  proxy.set('pass')
  expect(await ask('lise')).toBe('refused') // its pause is not over
  wait(4_000)
  await expect
    .poll(() => {
      wait(10_000)
      return ask('lise')
    })
    .toBe('answered')
  expect(breaker.state()).toBe('closed')
  close()
})

test('control: without a breaker every call waits', async () => {
  const { askAll, close } = caller(false)
  proxy.set({ lateMs: 600_000 })
  expect((await askAll(20))('waited')).toBe(20)
  proxy.set('refuse')
  proxy.set('pass')
  close()
})

test('a service that is down is given up as one that is silent', async () => {
  const { breaker, askAll, close } = caller(true)
  proxy.set('refuse')
  await expect.poll(async () => (await askAll(8))('refused')).toBe(8)
  expect([breaker.state(), breaker.trips()]).toEqual(['open', 1])
  proxy.set('pass')
  close()
})

test.each([
  ['not found', 'nothing', 'NotFound'],
  ['a crowd', 'much', 'ResourceExhausted'],
  ['unavailable, by who was asked', 'later', 'Unavailable'],
])('%s, a hundred times, is an answer a hundred times', async (_, variantId, code) => {
  const { breaker, ask, close } = caller(true)
  await expect.poll(() => ask('lise')).toBe('answered')
  for (let n = 0; n < 100; n++) expect(await ask(variantId)).toBe(code)
  expect([breaker.state(), breaker.trips(), await ask('lise')]).toEqual(['closed', 0, 'answered'])
  close()
})
