import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, systemClock } from '@vitrine/platform/clock/clock'
import { wholeText } from '@vitrine/platform/http/ask'
import { randomIds } from '@vitrine/platform/ids/ids'
import { isSigned } from '../adapters/signature.ts'
import { type AskedAuthorisation, type Bank, type DisputeOutcome, openBank, type Standing } from './sandbox-bank.ts'
import { type LedgerMovement, openLedger } from './sandbox-ledger.ts'
import { challengePage, gonePage } from './sandbox-page.ts'
import { webhookSender } from './sandbox-webhooks.ts'
import { languageOf } from './sandbox-words.ts'

export interface SandboxOptions {
  /** 0, the default, is a free one. */
  readonly port?: number
  readonly host?: string
  /** Added to, never rewritten; it lives outside the shop's database. */
  readonly ledgerFile: string
  /** What shop and provider sign with. */
  readonly secret: string
  /** Where the shop hears webhooks, `…/v1/webhooks/sandbox`; nothing is sent without it. */
  readonly webhookUrl?: string
  /** How browsers reach the provider's page, where that is not how the shop does. */
  readonly publicUrl?: string
  readonly clock?: Clock
  readonly lateMs?: number
  /** Brings the ledger to the disk. */
  readonly sync?: (file: number) => void
}

/** What goes wrong from now on, for tests: set here, or by a signed `POST /v1/script`. Tokens do the same for people. */
export interface SandboxScript {
  /** Every call is answered 500. */
  outage: boolean
  /** So many answers are lost after the money has moved. */
  dropReplies: number
  /** Every answer waits so long after the money has moved. */
  silentMs: number
  /** Webhooks are signed with another secret. */
  forgeWebhooks: boolean
}

export interface SandboxProvider {
  readonly url: string
  /** Its own books, newest last: the witness of tests. */
  readonly movements: readonly LedgerMovement[]
  readonly script: SandboxScript
  /** What the shopper's bank says of a payment. */
  dispute(attemptId: string, outcome: DisputeOutcome): void
  /** Tells where the shop listens, once that is known. */
  hearAt(webhookUrl: string): void
  stop(): Promise<void>
}

/**
 * A payment provider with books of its own, reached over signed HTTP only: a process or a thread, never part of the shop. It moves no
 * money, and keeps every promise a real one keeps: idempotent by key, nothing said before it is on disk, webhooks until they are answered.
 */
export async function startSandboxProvider(options: SandboxOptions): Promise<SandboxProvider> {
  const { port = 0, host = '127.0.0.1', secret, clock = systemClock, lateMs = 5_000 } = options
  const ledger = openLedger(options.ledgerFile, options.sync)
  const script: SandboxScript = { outage: false, dropReplies: 0, silentMs: 0, forgeWebhooks: false }
  const dropped = new Set<string>()
  let webhookUrl = options.webhookUrl
  let publicUrl = options.publicUrl ?? ''

  const nonceOf = (attemptId: string) => createHmac('sha256', secret).update(`challenge ${attemptId}`).digest('hex').slice(0, 32)
  const challengeUrl = (attemptId: string) => `${publicUrl}/challenges/${encodeURIComponent(attemptId)}/${nonceOf(attemptId)}`
  const bank = openBank({ ledger, clock, ids: randomIds, challengeUrl })
  const url = () => webhookUrl
  const webhooks = webhookSender({ ledger, secret, clock, url, lateMs, isForging: () => script.forgeWebhooks })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const method = request.method ?? 'GET'
    const path = request.url ?? '/'
    const body = await wholeText(request)
    const [place = '', query] = path.split('?')
    const parts = place.split('/').map(decodeURIComponent)
    const [, kind, attemptId = '', last = ''] = parts
    if (kind === 'challenges') return showChallenge(request, response, { method, attemptId, nonce: last, body })
    const signature = request.headers['sandbox-signature']
    if (!isSigned(secret, `${method} ${path}\n${body}`, typeof signature === 'string' ? signature : undefined, clock()))
      return reply(response, 401, { error: 'signature' })
    if (path === '/v1/script' && method === 'POST') return reply(response, 200, Object.assign(script, scriptOf(body)))
    if (script.outage) return reply(response, 500, { error: 'outage' })

    const before = ledger.movements.length
    const found = answered(bank, ledger.movements, { method, parts, query, body })
    const moved = ledger.movements.slice(before)
    webhooks.send(moved)
    await ledger.onDisk() // for who only reads too: it may be what another has just moved
    if (isLost(moved)) return void request.socket.destroy()
    if (script.silentMs > 0) await sleep(script.silentMs, undefined, { ref: false })
    return found ? reply(response, 200, found) : reply(response, 404, { error: 'unknown' })
  }

  /** The money has moved, and the shop does not hear so. Once per attempt, so that asking again works. */
  function isLost(moved: readonly LedgerMovement[]): boolean {
    if (script.dropReplies > 0 && moved.length > 0) {
      script.dropReplies--
      return true
    }
    const capture = moved.find((one) => one.kind === 'captured')
    if (!capture || ledger.attempts.get(capture.attemptId)?.token !== 'timeout-after-capture' || dropped.has(capture.attemptId))
      return false
    dropped.add(capture.attemptId)
    return true
  }

  async function showChallenge(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Record<'method' | 'attemptId' | 'nonce' | 'body', string>,
  ) {
    const language = languageOf(request.headers['accept-language'])
    const attempt = ledger.attempts.get(asked.attemptId)
    if (!attempt || !isSame(asked.nonce, nonceOf(asked.attemptId))) return html(response, 404, gonePage(language))
    if (asked.method !== 'POST') return html(response, 200, challengePage(attempt, language))
    const decision = new URLSearchParams(asked.body).get('decision')
    if (decision !== 'approve' && decision !== 'refuse') return html(response, 400, challengePage(attempt, language))
    const before = ledger.movements.length
    bank.challenge(attempt.id, decision === 'approve')
    webhooks.send(ledger.movements.slice(before))
    await ledger.onDisk()
    if (!/^https?:\/\//.test(attempt.returnUrl)) return html(response, 200, gonePage(language))
    return void response.writeHead(303, { location: attempt.returnUrl }).end()
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => reply(response, 400, { error: 'unreadable' }))
  })
  server.keepAliveTimeout = 10_000 // who asks keeps a connection for 5 s, and may not find it closed as it asks
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen(port, host, ready)
  })
  const ownUrl = `http://${host}:${(server.address() as AddressInfo).port}`
  publicUrl ||= ownUrl
  webhooks.resume()

  return {
    url: ownUrl,
    movements: ledger.movements,
    script,
    dispute(attemptId, outcome) {
      const before = ledger.movements.length
      bank.dispute(attemptId, outcome)
      webhooks.send(ledger.movements.slice(before))
    },
    hearAt(to) {
      webhookUrl = to
      webhooks.resume()
    },
    async stop() {
      await webhooks.stop()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await ledger.onDisk().catch(() => {}) // nobody was told of what is not
      ledger.close()
    },
  }
}

type Movements = { readonly movements: readonly LedgerMovement[] }

/** One signed call, decided without waiting for anything. */
function answered(
  bank: Bank,
  movements: readonly LedgerMovement[],
  { method, parts, query, body }: { method: string; parts: readonly string[]; query: string | undefined; body: string },
): Standing | Movements | undefined {
  const [, , what, attemptId = '', verb] = parts
  if (method === 'GET' && what === 'movements') return { movements: listed(movements, new URLSearchParams(query)) }
  if (what === 'kept' && method === 'POST') {
    bank.forget(attemptId)
    return { movements: [] }
  }
  if (what !== 'attempts' || attemptId === '') return undefined
  if (method === 'GET') return bank.standing(attemptId)
  const asked = JSON.parse(body) as { key: string }
  switch (verb) {
    case 'authorise': {
      const { key, orderId, amountMinor, currency, token, returnUrl, saves = false } = asked as AskedAuthorisation
      return bank.authorise({ key, id: attemptId, orderId, amountMinor, currency, token, returnUrl, saves })
    }
    case 'capture':
      return bank.capture(attemptId, asked as { key: string; amountMinor?: number })
    case 'void':
      return bank.void(attemptId, asked as { key: string; orderId: string; currency: string })
    case 'refund':
      return bank.refund(attemptId, asked as { key: string; refundId: string; amountMinor: number })
    case 'dispute':
      return bank.dispute(attemptId, (JSON.parse(body) as { outcome: DisputeOutcome }).outcome)
    default:
      return undefined
  }
}

function listed(movements: readonly LedgerMovement[], by: URLSearchParams): LedgerMovement[] {
  const [order, since, until] = [by.get('order'), by.get('since'), by.get('until')]
  const isWithin = ({ at }: LedgerMovement) => (since === null || at >= since) && (until === null || at < until)
  return movements.filter((one) => (order === null || one.orderId === order) && isWithin(one))
}

/** Of a script only what it knows, as what it is. */
function scriptOf(body: string): Partial<SandboxScript> {
  const { outage, dropReplies, silentMs, forgeWebhooks } = JSON.parse(body) as Partial<SandboxScript>
  return {
    ...(outage === undefined ? {} : { outage: outage === true }),
    ...(dropReplies === undefined ? {} : { dropReplies: Number(dropReplies) }),
    ...(silentMs === undefined ? {} : { silentMs: Number(silentMs) }),
    ...(forgeWebhooks === undefined ? {} : { forgeWebhooks: forgeWebhooks === true }),
  }
}

const isSame = (given: string, right: string) => given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right))

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** The policy lets the form go to the shop it came from; nothing else is loaded. */
function html(response: ServerResponse, status: number, body: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action *; frame-ancestors 'none'; base-uri 'none'"
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'cache-control': 'no-store' }
  response.writeHead(status, headers).end(body)
}
