import { Code, ConnectError } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import type { Service } from '@vitrine/platform/service'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'

let isAway = false
const payments: Service = {
  ...{ name: 'payments', migrations: 'none', hears: [], checks: [], books: {} },
  start: () => ({
    routes: (router) =>
      router.service(PaymentService, {
        countWaiting() {
          if (isAway) throw new ConnectError('payments is away', Code.Unavailable)
          return { refunds: 2, disputes: 1, stuck: 3 }
        },
      }),
  }),
}
const door = await testGateway(await testDatabase(), {}, [payments])
afterAll(() => door.stop())

test('the day says what waits in every service; one that is away takes its own counts with it, and no others', async () => {
  const token = await door.staff('support')
  const summary = async () => (await door.get('/v1/admin/summary', token)).json()
  const others = { returnsToCheck: 0, lateTrials: 0, glassesToVerify: 0, adviceToAnswer: 0, orders: 0 }
  expect(await summary()).toMatchObject({ ...others, refundsToAgree: 2, disputes: 1, stuck: 3 })
  isAway = true
  expect(await summary()).toMatchObject({ ...others, refundsToAgree: null, disputes: null, stuck: null })
})
