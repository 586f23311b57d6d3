import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Provider, ProviderSilent } from '../application/provider.ts'
import { stateOf } from '../domain/attempt.ts'
import { startSandboxProvider } from '../sandbox/sandbox-provider.ts'
import { sandboxPayments } from './sandbox-payments.ts'
import { sign } from './signature.ts'

/** What the suite needs of an adapter and of the double behind it. */
interface Opened {
  readonly provider: Provider
  readonly goodToken: string
  readonly badToken: string
  /** Captures in the provider's own books. */
  readonly captures: () => number
  readonly setOutage: (isOut: boolean) => void
  readonly dropNextReply: () => void
  /** A webhook about a movement, signed at a moment, as the provider would. */
  readonly webhook: (about: { attemptId: string; movementId: string }, at: Date) => { body: Uint8Array; headers: Record<string, string> }
}

const now = new Date('2026-11-20T10:00:00Z')
const clock = () => now

async function openSandbox(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-provider-'))
  const secret = 'a secret of this test'
  const sandbox = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret, clock })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(folder, { recursive: true })
  })
  return {
    provider: sandboxPayments({ url: sandbox.url, secret, http: fetch, clock }),
    goodToken: 'ok',
    badToken: 'insufficient-funds',
    captures: () => sandbox.movements.filter(({ kind }) => kind === 'captured').length,
    setOutage: (isOut) => {
      sandbox.script.outage = isOut
    },
    dropNextReply: () => {
      sandbox.script.dropReplies = 1
    },
    webhook({ attemptId, movementId }, at) {
      const body = Buffer.from(JSON.stringify({ id: `event_${movementId}`, kind: 'captured', attemptId, movementId }))
      return { body, headers: { 'sandbox-signature': sign(secret, body, at) } }
    },
  }
}

/** An adapter is added by a line here. */
describe.each([['sandbox', openSandbox] as const])('the provider %s', async (_, open) => {
  const { provider, goodToken, badToken, captures, setOutage, dropNextReply, webhook } = await open()
  const amount = { amountMinor: 12_900, currency: 'EUR', returnUrl: 'http://shop.example/back' }
  const authorise = (attemptId: string, token: string) =>
    provider.authorise({ key: `${attemptId}:authorise`, attemptId, orderId: `order ${attemptId}`, token, ...amount })
  const step = (attemptId: string, verb: string) => {
    return { key: `${attemptId}:${verb}`, attemptId, orderId: `order ${attemptId}`, currency: 'EUR', reference: '' }
  }
  const stateAt = async (attemptId: string) => stateOf((await provider.read(attemptId))?.movements ?? [], 'EUR')

  test('an amount is set aside, taken and given back in parts, each step once however often it is asked', async () => {
    const many = <T>(asking: () => Promise<T>) => Promise.all(Array.from({ length: 8 }, asking))
    await many(() => authorise('a', goodToken))
    expect(await stateAt('a')).toBe('authorised')
    const before = captures()
    await many(() => provider.capture(step('a', 'capture')))
    expect([captures() - before, await stateAt('a')]).toEqual([1, 'captured'])
    await many(() => provider.refund({ ...step('a', 'refund:1'), refundId: '1', amountMinor: 900 }))
    expect(await stateAt('a')).toBe('partially-refunded')
    const { movements } = await provider.refund({ ...step('a', 'refund:2'), refundId: '2', amountMinor: 12_000 })
    expect(movements.filter(({ kind }) => kind === 'refunded').map(({ amountMinor, refundId }) => `${refundId}: ${amountMinor}`)).toEqual([
      '1: 900',
      '2: 12000',
    ])
    await provider.refund({ ...step('a', 'refund:3'), refundId: '3', amountMinor: 1 })
    expect(await stateAt('a')).toBe('refunded')
  })

  test('a refused card says why', async () => {
    const { movements } = await authorise('b', badToken)
    expect(movements).toMatchObject([{ kind: 'failed', detail: badToken }])
  })

  test('what is dropped cannot be taken, and what is taken cannot be dropped', async () => {
    await authorise('c', goodToken)
    await provider.void(step('c', 'void'))
    await provider.capture(step('c', 'capture'))
    expect(await stateAt('c')).toBe('voided')
    await authorise('d', goodToken)
    await provider.capture(step('d', 'capture'))
    await provider.void(step('d', 'void'))
    expect(await stateAt('d')).toBe('captured')
  })

  test('an attempt that was given up before it was heard of is not authorised when it comes late', async () => {
    expect(await provider.read('e')).toBeUndefined()
    await provider.void(step('e', 'void'))
    await authorise('e', goodToken)
    expect(await stateAt('e')).toBe('expired')
  })

  test('an answer that is lost is silence, and reading tells what happened', async () => {
    dropNextReply()
    await expect(authorise('f', goodToken)).rejects.toThrow(ProviderSilent)
    expect(await stateAt('f')).toBe('authorised')
    setOutage(true)
    await expect(provider.read('f')).rejects.toThrow(ProviderSilent)
    setOutage(false)
  })

  test('movements are listed since a moment, with the order they belong to', async () => {
    const { movements } = await authorise('g', goodToken)
    const listed = await provider.movementsSince(now)
    expect(listed.find(({ id }) => id === movements[0]!.id)).toMatchObject({ attemptId: 'g', orderId: 'order g', amountMinor: 12_900 })
    expect(await provider.movementsSince(new Date(now.getTime() + 1))).toEqual([])
  })

  test('a webhook counts when its bytes were signed within 300 s, and not otherwise', () => {
    const about = { attemptId: 'g', movementId: 'm' }
    const { body, headers } = webhook(about, now)
    expect(provider.verifyWebhook(body, headers, now)).toMatchObject(about)
    expect(provider.verifyWebhook(body, headers, new Date(now.getTime() + 301_000))).toBeUndefined()
    expect(provider.verifyWebhook(Buffer.concat([body, Buffer.from(' ')]), headers, now)).toBeUndefined()
    expect(provider.verifyWebhook(body, {}, now)).toBeUndefined()
    for (let n = 0; n < body.length; n++) {
      const changed = Uint8Array.from(body, (byte, at) => (at === n ? byte ^ 1 : byte))
      expect(provider.verifyWebhook(changed, headers, now)).toBeUndefined()
    }
  })
})
