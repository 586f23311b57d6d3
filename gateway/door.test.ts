import { Fault, toConnectError } from '@vitrine/platform/rpc/fault'
import { createLog } from '@vitrine/platform/watch/log'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openDoor } from './door.ts'
import { cookieJar } from './guards/cookies.ts'
import type { Operation } from './route-registry.ts'

/** What the door answers and writes down when a service throws this. */
async function knocked(thrown: Error) {
  const lines: string[] = []
  const door = openDoor({
    ...{ readToken: async () => undefined, jar: cookieJar('http://shop.example'), ownOrigins: new Set<string>(), ids: () => 'an-id' },
    ...{ limits: { take: async () => ({ headers: {} }) }, staffActed: async () => {}, provesAnswers: true },
    once: async () => {
      throw new Error('nothing here has a key')
    },
    log: createLog({ level: 'info', write: (line) => void lines.push(line) }),
  })
  const paying: Operation = {
    ...{
      name: 'pay',
      kind: 'mutation',
      summary: 'Pays.',
      input: z.strictObject({}),
      output: z.object({}),
      policy: 'anyone',
      rate: 'write',
    },
    ...{ idempotency: 'none', deadlineMs: 1_000, cache: 'none', personal: false, refusals: [], graphql: 'field' },
    rest: { method: 'POST', path: '/v1/pay' },
    handler: async () => {
      throw toConnectError(thrown)
    },
  }
  const knock = { input: {}, locale: 'en', address: '192.0.2.1', requestId: 'r', apiBase: '' } as const
  const reply = await door(paying, knock)
  return { reply, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

test('whoever the crowd sends away hears when to come back, and is one line without a stack', async () => {
  const { reply, lines } = await knocked(new Fault('crowded', '4 are at it, and others wait'))
  expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1'])
  expect(lines).toMatchObject([{ level: 'info', operation: 'pay', requestId: 'r', reason: '4 are at it, and others wait' }])
  expect(lines[0]).not.toHaveProperty('err')
})

test('a service that is away, or broke, is an error with its stack', async () => {
  for (const thrown of [new Fault('unavailable', 'the provider is away'), new Error('broke')]) {
    const { lines } = await knocked(thrown)
    expect(lines).toMatchObject([{ level: 'error', operation: 'pay', err: { stack: expect.stringContaining('at ') } }])
  }
})
