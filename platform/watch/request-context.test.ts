import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { continueTrace, requestContext, withinRequest } from './request-context.ts'

test('what a request starts knows its request, and others do not', async () => {
  const context = (requestId: string) => ({ requestId, traceparent: continueTrace(undefined) })
  const seen = await Promise.all(
    ['a', 'b'].map((requestId) =>
      withinRequest(context(requestId), async () => {
        await turn()
        return requestContext()?.requestId
      }),
    ),
  )
  expect(seen).toEqual(['a', 'b'])
  expect(requestContext()).toBeUndefined()
})

test('a request is known after whatever it awaits, also where others settle it, and while others run in between', async () => {
  const waiting: (() => void)[] = []
  const settledByOthers = () => new Promise<void>((resolve) => waiting.push(resolve))
  const thenable = { then: (resolve: (value: unknown) => void) => void setTimeout(resolve, 1) }
  async function* steps() {
    for (let n = 0; n < 3; n++) yield await turn(n)
  }
  const ways: readonly (() => unknown)[] = [
    () => turn(),
    settledByOthers,
    () => thenable,
    () => new Promise((resolve) => void once(new EventTarget(), 'never', { signal: AbortSignal.timeout(1) }).catch(resolve)),
    () => Promise.all([turn(), settledByOthers()]),
    () => Promise.race([settledByOthers(), turn()]),
    () => Promise.reject(new Error('refused')).catch(() => {}),
    () => turn().finally(() => undefined),
    () => withinRequest({ requestId: 'inner', traceparent: '' }, () => turn()),
    async () => {
      for await (const _ of steps()) await settledByOthers()
    },
    () => undefined,
  ]
  const asked = Array.from({ length: 40 }, (_, n) =>
    withinRequest({ requestId: `r${n}`, traceparent: '' }, async () => {
      const seen = new Set<string | undefined>()
      for (let k = 0; k < 30; k++) {
        await ways[(n * 7 + k) % ways.length]!()
        seen.add(requestContext()?.requestId)
        await turn().then(() => seen.add(requestContext()?.requestId))
      }
      return [...seen]
    }),
  )
  const seenOutside = new Set<unknown>()
  const settling = setInterval(() => {
    seenOutside.add(requestContext())
    for (const settle of waiting.splice(0)) settle()
  }, 1)
  expect(await Promise.all(asked)).toEqual(asked.map((_, n) => [`r${n}`]))
  clearInterval(settling)
  expect([...seenOutside]).toEqual([undefined])
})

test('who fails leaves nothing of their request behind', async () => {
  const broken = () => {
    throw new Error('at once')
  }
  expect(() => withinRequest({ requestId: 'a', traceparent: '' }, broken)).toThrow('at once')
  expect(requestContext()).toBeUndefined()
  const later = withinRequest({ requestId: 'b', traceparent: '' }, async () => {
    await turn()
    broken()
  })
  await expect(later).rejects.toThrow('at once')
  expect(requestContext()).toBeUndefined()
})

test('each line of a log names its request and its trace', () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => void lines.push(line), always: { process: 'shop' } })
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
  withinRequest({ requestId: 'r1', traceparent }, () => log.info('one'))
  log.info('two')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { requestId: 'r1', traceId: 'ab'.repeat(16) },
    { msg: 'two', process: 'shop' },
  ])
  expect(lines[1]).not.toContain('requestId')
})

test('a trace goes on under its id with a span of our own; a malformed one is replaced', () => {
  const received = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
  const next = continueTrace(received)
  expect(next.slice(0, 36)).toBe(received.slice(0, 36))
  expect(next).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(next).not.toBe(received)
  for (const bad of [
    '',
    'x',
    `01-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
    `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-01`,
    `${received}\r\nx: y`,
  ])
    expect(continueTrace(bad)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
})
