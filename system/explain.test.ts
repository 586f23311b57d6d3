import { Code, ConnectError } from '@connectrpc/connect'
import { toConnectError, Fault } from '@vitrine/platform/rpc/fault'
import { expect, test } from 'vitest'
import { explain } from './explain.ts'

test.each([
  ['a broken rule', toConnectError(new RangeError('name has 2 to 100 characters')), 'name has 2 to 100 characters'],
  ['something that is not there', toConnectError(new Fault('not-found', 'no such order')), 'no such order'],
  ['a service that is away', new ConnectError('the database is away', Code.Unavailable), 'the database is away'],
])('%s is said in the words of the service, without a stack', (_what, error, said) => {
  expect(explain(error)).toBe(said)
})

test('a defect is left to its stack', () => {
  expect(explain(toConnectError(new TypeError('x is not a function')))).toBeUndefined()
})
