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
