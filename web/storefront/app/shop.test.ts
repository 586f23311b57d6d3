import { GatewayProblem } from '@vitrine/gateway/client'
import { expect, test } from 'vitest'
import { orNothing } from './shop.ts'

const problem = (status: number, code: string) => Promise.reject(new GatewayProblem({ type: 'about:blank', title: code, status, code }))

test('a cart that is not there is nothing; a cart that cannot be read now is no empty cart', async () => {
  expect(await orNothing(problem(404, 'not-found'))).toBeNull()
  await expect(orNothing(problem(503, 'unavailable'))).rejects.toMatchObject({ status: 503 })
})
