import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonValue } from '@bufbuild/protobuf'
import { createClient, type Transport } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import type { Needs, Service } from '@vitrine/platform/service'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeEach } from 'vitest'
import { startSandboxProvider } from './sandbox/sandbox-provider.ts'
import { payments } from './service.ts'

export const sandboxSecret = 'a secret of this test'
export const eur = (amountMinor: number) => ({ amountMinor: BigInt(amountMinor), currency: 'EUR' })

/** Payments on a database of its own, with a sandbox provider that has books of its own; emptied before each test, closed after the last. */
export async function testPayments(
  serverUrl: string,
  settings: Record<string, string> = {},
  network: Partial<Pick<Needs, 'http' | 'ask'>> = {},
  neighbours: readonly Service[] = [],
) {
  const pool = await testDatabase(serverUrl, 64)
  const clock = movableClock()
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-payments-'))
  const sandbox = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret: sandboxSecret, clock })
  const reached = { by: async (_name: string) => {} }
  const shop = await testShop(pool, {
    services: [payments, ...neighbours],
    ...{ clock, ...network },
    settings: { SANDBOX_URL: sandbox.url, SANDBOX_PROVIDER_SECRET: sandboxSecret, ...settings },
    failpoint: (name) => reached.by(name),
  })
  const { ways, close } = await bothWays(shop, 'payments')
  afterAll(async () => {
    await close()
    await shop.stop()
    await sandbox.stop()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    Object.assign(sandbox.script, { outage: false, dropReplies: 0, silentMs: 0, forgeWebhooks: false })
    reached.by = async () => {}
    await empty()
  })
  const empty = () =>
    pool.query(`truncate payments.attempt, payments.saved_method, payments.refund_request, payments.movement, payments.refund, payments.void_first, payments.webhook,
      payments.difference, payments.report, payments.outbox`)
  const told = async () => {
    const { rows } = await pool.query<{ type: string; key: string; body: JsonValue }>(
      'select type, key, body from payments.outbox order by position',
    )
    return rows.map(({ type, ...rest }) => ({ type: type.split('.').at(-1)!, ...rest }))
  }

  return {
    ...{ pool, clock, sandbox, shop, ways, reached, empty, told },
    client: createClient(PaymentService, shop.peer('payments')),
    run: (name: string) =>
      shop.running
        .get('payments')!
        .jobs!.find((job) => job.name === `payments ${name}`)!
        .run(),
    async verify() {
      const { checked } = await createClient(VerifyService, shop.peer('payments')).check({})
      return checked.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
    },
    types: async () => (await told()).map(({ type }) => type),
    /** Of one attempt, in the provider's own books. */
    moved: (attemptId: string, kind: string) => sandbox.movements.filter((one) => one.attemptId === attemptId && one.kind === kind).length,
    dueNow: () => pool.query('update payments.attempt set due_at = $1 where due_at is not null', [clock()]),
  }
}

/** The words of most tests, over one transport: one order of 129.00 an attempt. */
export function asking(transport: Transport) {
  const client = createClient(PaymentService, transport)
  return {
    client,
    authorise: async (attemptId: string, token = 'ok', rest: object = {}) => {
      const asked = { attemptId, orderId: `order ${attemptId}`, amount: eur(12_900), provider: 'sandbox', method: 'card', token }
      return (await client.authorise({ ...asked, returnUrl: 'http://shop.example/back', ...rest })).result
    },
    capture: async (attemptId: string) => (await client.capture({ attemptId })).result,
    refund: async (attemptId: string, refundId: string, amount: number) =>
      (await client.refund({ refundId, orderId: `order ${attemptId}`, amount: eur(amount), reason: 'returned' })).result,
    state: async (attemptId: string) => (await client.getAttempt({ attemptId })).attempt?.state,
  }
}
