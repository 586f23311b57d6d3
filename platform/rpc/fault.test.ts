import { Code } from '@connectrpc/connect'
import { describe, expect, test, vi } from 'vitest'
import { Fault, toConnectError } from './fault.ts'

const coded = (code: string) => Object.assign(new Error('as the system says it'), { code })

describe('what a caller hears of a fault, and what the log hears', () => {
  test.each([
    [new Fault('not-found', 'no such frame'), Code.NotFound, 'no such frame', 0],
    [new Fault('crowded', '2 are at it, and others wait'), Code.ResourceExhausted, '2 are at it, and others wait', 0],
    [new RangeError('quantity is 0'), Code.InvalidArgument, 'quantity is 0', 0],
    [coded('57P01'), Code.Unavailable, 'the database is away', 0],
    [new Error('Connection terminated unexpectedly'), Code.Unavailable, 'the database is away', 0],
    [coded('ENOSPC'), Code.Unavailable, 'The disk that holds the data is full. Make room.', 1],
    [coded('53100'), Code.Unavailable, 'The disk that holds the data is full. Make room.', 1],
    [coded('42P01'), Code.Internal, 'internal error', 1],
  ])('%s', (error, code, words, logged) => {
    const log = vi.fn<(cause: unknown) => void>()
    expect(toConnectError(error, log)).toMatchObject({ code, rawMessage: words })
    expect(log).toHaveBeenCalledTimes(logged)
  })
})
