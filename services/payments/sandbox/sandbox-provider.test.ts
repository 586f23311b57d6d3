import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ask } from '@vitrine/platform/http/ask'
import { afterEach, expect, test } from 'vitest'
import { sandboxPayments } from '../adapters/sandbox-payments.ts'
import { isSigned, sign } from '../adapters/signature.ts'
import { openLedger } from './sandbox-ledger.ts'
import { type SandboxOptions, startSandboxProvider } from './sandbox-provider.ts'
import { startSandboxThread } from './sandbox-thread.ts'

const secret = 'a secret of this test'
const clock = () => new Date('2026-11-20T10:00:00Z')
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

function ledgerFile() {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-sandbox-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  return join(folder, 'ledger.jsonl')
}
async function open(options: Partial<SandboxOptions> & Pick<SandboxOptions, 'ledgerFile'>) {
  const sandbox = await startSandboxProvider({ secret, clock, lateMs: 30, ...options })
  closing.push(() => sandbox.stop())
  return { sandbox, provider: sandboxPayments({ url: sandbox.url, secret, ask, clock }) }
}
const asked = (attemptId: string, token: string, rest: object = {}) => {
  const amount = { amountMinor: 12_900, currency: 'EUR', returnUrl: 'http://shop.example/back' }
  const payment = { attemptId, orderId: `order of ${attemptId}`, method: 'card', reference: '' }
  return { key: `${attemptId}:authorise`, ...payment, token, ...amount, ...rest }
}
const step = (attemptId: string, key: string) => ({ ...asked(attemptId, ''), key })

/** A shop that hears webhooks, and fails the first `failures` of them. */
async function shop(failures = 0) {
  const heard: { kind: string; isSigned: boolean }[] = []
  const hear = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const signature = request.headers['sandbox-signature'] as string
    const isGood = failures-- <= 0
    if (isGood) heard.push({ kind: (JSON.parse(body) as { kind: string }).kind, isSigned: isSigned(secret, body, signature, clock()) })
    response.writeHead(isGood ? 200 : 503).end()
  }
  const server = createServer((request, response) => void hear(request, response))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  closing.push(() => server.close())
  return { heard, webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/webhooks/sandbox` }
}

test('the books outlive the provider, a line cut off by a crash excepted', async () => {
  const file = ledgerFile()
  const first = await open({ ledgerFile: file })
  await first.provider.authorise(asked('a', 'ok'))
  await first.provider.capture(step('a', 'a:capture'), 12_900)
  await first.sandbox.stop()
  closing.pop()
  appendFileSync(file, '[{"movement":{"id":"torn","kind":"capt')
  const second = await open({ ledgerFile: file })
  expect(second.sandbox.movements.map(({ kind }) => kind)).toEqual(['authorised', 'captured'])
  await second.provider.capture(step('a', 'a:capture'), 12_900)
  await second.provider.refund(step('a', 'a:refund:r'), { refundId: 'r', amountMinor: 900 })
  await second.sandbox.stop()
  closing.pop()
  const third = await open({ ledgerFile: file })
  expect(third.sandbox.movements.map(({ kind }) => kind)).toEqual(['authorised', 'captured', 'refunded'])
})

test('those who are answered in one turn wait for one fsync, after all that they wrote', async () => {
  const synced: string[] = []
  const file = ledgerFile()
  const ledger = openLedger(file, () => synced.push(readFileSync(file, 'utf8')))
  closing.push(() => ledger.close())
  const add = (id: string) => ledger.add({ attempt: { ...asked(id, 'ok'), id } })
  add('one')
  const first = ledger.onDisk()
  add('two')
  const second = ledger.onDisk()
  expect(synced).toEqual([])
  await Promise.all([first, second])
  await ledger.onDisk()
  expect(synced.map((lines) => lines.split('\n').length - 1)).toEqual([2])
  add('three')
  await ledger.onDisk()
  expect(synced.map((lines) => lines.split('\n').length - 1)).toEqual([2, 3])
})

test('what is added in one turn is written as one, also when nobody waits for the disk', async () => {
  const written: string[] = []
  const ledger = openLedger(
    ledgerFile(),
    () => written.push('to the disk'),
    (_, lines) => written.push(`${lines.split('\n').length - 1} lines`),
  )
  closing.push(() => ledger.close())
  for (const id of ['one', 'two']) ledger.add({ attempt: { ...asked(id, 'ok'), id } })
  ledger.note({ delivered: { webhookId: 'one' } })
  expect(written).toEqual([])
  await ledger.onDisk()
  for (const webhookId of ['two', 'three']) ledger.note({ delivered: { webhookId } })
  await expect.poll(() => written).toEqual(['3 lines', 'to the disk', '2 lines'])
})

test('after half a line nothing is written, and nobody is told, though there is room again', async () => {
  const file = ledgerFile()
  let room = 100
  const append = (to: number, lines: string) => {
    writeSync(to, lines.slice(0, room))
    if (lines.length > room) throw new Error('the disk is full')
  }
  const ledger = openLedger(file, undefined, append)
  ledger.note({ delivered: { webhookId: 'w'.repeat(200) } })
  await expect.poll(() => readFileSync(file, 'utf8')).toHaveLength(100)
  room = 1_000
  ledger.add({ attempt: { ...asked('one', 'ok'), id: 'one' } })
  await expect(ledger.onDisk()).rejects.toThrow('could not be written')
  await expect(ledger.onDisk()).rejects.toThrow('could not be written')
  ledger.close()
  const next = openLedger(file)
  closing.push(() => next.close())
  expect([next.attempts.size, next.delivered.size]).toEqual([0, 0])
})

test('what a process wrote that was killed before it was on disk is brought there before anybody hears of it', async () => {
  const file = ledgerFile()
  const killed = openLedger(file)
  killed.add({ attempt: { ...asked('one', 'ok'), id: 'one' } })
  killed.close()
  let syncs = 0
  const ledger = openLedger(file, () => syncs++)
  closing.push(() => ledger.close())
  expect([ledger.attempts.has('one'), syncs]).toEqual([true, 0])
  await ledger.onDisk()
  await ledger.onDisk()
  expect(syncs).toBe(1)
})

test('nobody is told of money that is not on disk: no answer, no webhook, not when asked again', async () => {
  const { heard, webhookUrl } = await shop()
  const sync = () => {
    throw new Error('the disk is full')
  }
  const { provider, sandbox } = await open({ ledgerFile: ledgerFile(), webhookUrl, sync })
  for (let n = 0; n < 2; n++) await expect(provider.authorise(asked('a', 'ok'))).rejects.toThrow('answered 400')
  await expect(provider.read(step('a', ''))).rejects.toThrow('answered 400')
  await sandbox.stop()
  closing.pop()
  expect(heard).toEqual([])
})

test('who cannot sign is not answered', async () => {
  const { sandbox } = await open({ ledgerFile: ledgerFile() })
  const path = '/v1/attempts/a/authorise'
  const body = JSON.stringify(asked('a', 'ok'))
  const post = (signature: string) =>
    fetch(`${sandbox.url}${path}`, { method: 'POST', body, headers: { 'sandbox-signature': signature } }).then(({ status }) => status)
  const now = clock()
  expect(await post('')).toBe(401)
  expect(await post(sign('another secret', `POST ${path}\n${body}`, now))).toBe(401)
  expect(await post(sign(secret, `POST ${path}\n${body} `, now))).toBe(401)
  expect(await post(sign(secret, `POST ${path}\n${body}`, new Date(now.getTime() - 301_000)))).toBe(401)
  expect(sandbox.movements).toEqual([])
  expect(await post(sign(secret, `POST ${path}\n${body}`, new Date(now.getTime() - 299_000)))).toBe(200)
})

test.each([
  ['fr', 'Approuver', 'approve', 'authorised'],
  ['en-GB,en;q=0.9', 'Approve', 'refuse', 'failed'],
])('the shopper is asked in %s, says %s or not, and is sent back', async (language, word, decision, kind) => {
  const { sandbox, provider } = await open({ ledgerFile: ledgerFile() })
  const { movements } = await provider.authorise(asked('a', 'three-d-secure'))
  const url = movements[0]!.detail
  const page = await fetch(url, { headers: { 'accept-language': language } })
  expect(await page.text()).toContain(word)
  const answer = () => fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })
  const back = await answer()
  expect([back.status, back.headers.get('location')]).toEqual([303, 'http://shop.example/back'])
  await answer()
  expect(sandbox.movements.map((one) => one.kind)).toEqual(['action-required', kind])
  expect((await fetch(`${url.slice(0, -1)}x`)).status).toBe(404)
})

test('webhooks are told until they are answered, signed, and as the token says', async () => {
  const { heard, webhookUrl } = await shop(1)
  const { provider } = await open({ ledgerFile: ledgerFile(), webhookUrl })
  await provider.authorise(asked('a', 'webhook-twice'))
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual(Array(2).fill({ kind: 'authorised', isSigned: true }))
  heard.length = 0
  await provider.authorise(asked('b', 'webhook-out-of-order'))
  await provider.capture(step('b', 'b:capture'), 12_900)
  await expect.poll(() => heard.map(({ kind }) => kind), { timeout: 5_000 }).toEqual(['captured', 'authorised'])
})

test('what was not told before a restart is told after it', async () => {
  const file = ledgerFile()
  const before = await open({ ledgerFile: file })
  await before.provider.authorise(asked('a', 'ok'))
  await before.sandbox.stop()
  closing.pop()
  const { heard, webhookUrl } = await shop()
  await open({ ledgerFile: file, webhookUrl })
  await expect.poll(() => heard.map(({ kind }) => kind)).toEqual(['authorised'])
})

test('it runs in a thread of its own', async () => {
  const thread = await startSandboxThread(new URL('sandbox-worker.ts', import.meta.url), { ledgerFile: ledgerFile(), secret })
  const provider = sandboxPayments({ url: thread.url, secret, ask, clock: () => new Date() })
  expect((await provider.authorise(asked('a', 'ok'))).movements.map(({ kind }) => kind)).toEqual(['authorised'])
  const { heard, webhookUrl } = await shop()
  thread.hearAt(webhookUrl)
  await expect.poll(() => heard.map(({ kind }) => kind)).toEqual(['authorised'])
  await thread.stop()
  await expect(provider.read(step('a', 'a:read'))).rejects.toThrow('no answer')
})

test('a script from outside says what goes wrong, when it is signed', async () => {
  const { sandbox, provider } = await open({ ledgerFile: ledgerFile() })
  const post = (script: object, key = secret) => {
    const body = JSON.stringify(script)
    return fetch(`${sandbox.url}/v1/script`, {
      ...{ method: 'POST', body },
      headers: { 'sandbox-signature': sign(key, `POST /v1/script\n${body}`, clock()) },
    }).then(({ status }) => status)
  }
  expect(await post({ outage: true }, 'another secret')).toBe(401)
  expect(sandbox.script.outage).toBe(false)
  expect(await post({ outage: true, strange: 1 })).toBe(200)
  await expect(provider.authorise(asked('a', 'ok'))).rejects.toThrow('answered 500')
  expect(await post({ outage: false, silentMs: 10 })).toBe(200)
  expect((await provider.authorise(asked('a', 'ok'))).movements).toHaveLength(1)
  expect(sandbox.script).toEqual({ outage: false, dropReplies: 0, silentMs: 10, forgeWebhooks: false })
})
