import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect'
import { StockService } from '@vitrine/contracts/stock/v1'
import { afterAll, describe, expect, test } from 'vitest'
import { directTransport, hasSideEffects, type Routes } from './direct-transport.ts'
import { requestContext, withinRequest } from '../watch/request-context.ts'
import { carrying } from './carried-context.ts'
import { Fault } from './fault.ts'
import { grpcTransport, serveGrpc } from './grpc.ts'

const causes: unknown[] = []
let held: unknown
let aborted = 0
let seen: { requestId?: string | undefined; trace?: string | undefined; leftMs?: number | undefined } = {}
const routes: Routes = (router) =>
  router.service(StockService, {
    async availability({ variantIds }, { signal, timeoutMs }) {
      const context = requestContext()
      seen = { requestId: context?.requestId, trace: context?.traceparent.slice(3, 35), leftMs: timeoutMs() }
      const [asked] = variantIds
      if (asked === 'not-found') throw new Fault('not-found', 'no variant not-found')
      if (asked === 'bad') throw new RangeError('quantity of bad is 0')
      if (asked === 'coded') throw new ConnectError('later', Code.Unavailable)
      if (asked === 'away') throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1'), { code: 'ECONNREFUSED' })
      if (asked === 'defect') throw new Error('password in the message')
      if (asked === 'slow')
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            aborted++
            resolve()
          })
        })
      held = variantIds
      return { availabilities: variantIds.map((variantId) => ({ variantId, known: true, available: 3 })) }
    },
    async release(request) {
      held = request
      request.reservationId = 'changed by the service'
      return {}
    },
  })
const server = await serveGrpc(routes, { unforeseen: (cause) => void causes.push(cause) })
const overGrpc = grpcTransport(server.url)
afterAll(async () => {
  overGrpc.close()
  await server.close()
})
const direct = directTransport(routes, {
  handover: (method) => (hasSideEffects(method) ? 'copied' : 'frozen'),
  unforeseen: (cause) => void causes.push(cause),
})

describe.each<[string, Transport]>([
  ['in process', direct],
  ['over gRPC', overGrpc],
])('called %s', (_, transport) => {
  const client = createClient(StockService, transport)
  const ask = (variantId: string, options = {}) => client.availability({ variantIds: [variantId] }, options)

  test('a service answers', async () => expect((await ask('a')).availabilities).toMatchObject([{ variantId: 'a', available: 3 }]))

  test.each([
    ['not-found', Code.NotFound, 'no variant not-found'],
    ['bad', Code.InvalidArgument, 'quantity of bad is 0'],
    ['coded', Code.Unavailable, 'later'],
    ['away', Code.Unavailable, 'the database is away'],
    ['defect', Code.Internal, 'internal error'],
  ])('a fault %s arrives with its code and without its cause', async (variantId, code, rawMessage) => {
    await expect(ask(variantId)).rejects.toMatchObject({ code, rawMessage })
  })

  test('a defect is told to the log, whole', async () => {
    causes.length = 0
    await ask('defect').catch(() => {})
    expect(causes).toMatchObject([{ message: 'password in the message' }])
  })

  test('a deadline ends the call, and the service hears it', async () => {
    const before = aborted
    await expect(ask('slow', { timeoutMs: 30 })).rejects.toMatchObject({ code: Code.DeadlineExceeded })
    await expect.poll(() => aborted).toBe(before + 1)
  })

  test('a caller who goes away ends the call', async () => {
    const leaving = new AbortController()
    const asked = ask('slow', { signal: leaving.signal })
    setTimeout(() => leaving.abort(), 20)
    await expect(asked).rejects.toMatchObject({ code: Code.Canceled })
  })

  test('a method nobody wrote is not implemented', async () => {
    await expect(client.fulfil({ reservationId: 'x' })).rejects.toMatchObject({ code: Code.Unimplemented })
  })

  test('what a service does to a command is not seen by the caller', async () => {
    const request = { reservationId: 'mine' }
    await client.release(request)
    expect(request.reservationId).toBe('mine')
  })
})

test.each<[string, Transport]>([
  ['in process', carrying(direct, false)],
  ['over gRPC', carrying(overGrpc, true)],
])('called %s, a service works within the request of its caller: its id, its trace, what is left of its time', async (_, transport) => {
  const trace = 'a'.repeat(32)
  const request = { requestId: 'request 7', traceparent: `00-${trace}-${'b'.repeat(16)}-01`, deadlineAtMs: Date.now() + 400 }
  await withinRequest(request, () => createClient(StockService, transport).availability({ variantIds: ['a'] }, { timeoutMs: 2_000 }))
  expect(seen).toMatchObject({ requestId: 'request 7', trace })
  expect(seen.leftMs).toBeLessThanOrEqual(400)
})

test('in process a read hands over one message, and writing to it is caught', async () => {
  const client = createClient(StockService, direct)
  const answer = await client.availability({ variantIds: ['a'] })
  expect(() => answer.availabilities.push(answer.availabilities[0]!)).toThrow(TypeError)
  expect(Object.isFrozen(held)).toBe(true)
})
