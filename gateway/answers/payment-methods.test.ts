import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { movableClock } from '@vitrine/system/test-shop'
import { expect, test } from 'vitest'
import { paymentMethods } from './payment-methods.ts'

function shop() {
  const state: { calls: number; trouble?: Code } = { calls: 0 }
  const transport = createRouterTransport(({ service }) => {
    service(PaymentService, {
      listMethods() {
        state.calls++
        if (state.trouble !== undefined) throw new ConnectError('no', state.trouble)
        return { methods: [{ provider: 'sandbox', method: 'card' }] }
      },
    })
  })
  const clock = movableClock()
  return { state, clock, methodsNow: paymentMethods({ peers: { payments: createClient(PaymentService, transport) }, clock }) }
}

test('ways to pay are asked once a minute, and those that were known stand while payments is away', async () => {
  const { state, clock, methodsNow } = shop()
  state.trouble = Code.Unavailable
  expect(await methodsNow({})).toEqual([])
  delete state.trouble
  expect([(await methodsNow({})).length, (await methodsNow({})).length, state.calls]).toEqual([1, 1, 2])
  clock.advance(60_001)
  state.trouble = Code.DeadlineExceeded
  expect(await methodsNow({})).toHaveLength(1)
})

test('that something is wrong with payments is not taken for a shop without ways to pay', async () => {
  const { state, methodsNow } = shop()
  state.trouble = Code.Internal
  await expect(methodsNow({})).rejects.toMatchObject({ code: Code.Internal })
})
