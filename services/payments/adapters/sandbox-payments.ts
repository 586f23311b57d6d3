import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ask } from '@vitrine/platform/http/ask'
import { type Provider, ProviderSilent, type Standing } from '../application/provider.ts'
import { type Movement, movementKinds } from '../domain/attempt.ts'
import { isSigned, sign } from './signature.ts'

/** Stand for cards in a demo shop. Source: api.md. */
export const sandboxTokens = [
  'ok',
  'declined',
  'insufficient-funds',
  'three-d-secure',
  'timeout-after-capture',
  'webhook-late',
  'webhook-twice',
  'webhook-out-of-order',
] as const

/** Within what orders waits for payments. */
const patienceMs = 3_000

/** The sandbox provider, over signed HTTP: what a shop without a bank pays with, and the witness of tests. */
export function sandboxPayments(needs: { url: string; secret: string; ask: Ask; clock: Clock }): Provider {
  const { secret, ask, clock } = needs
  const base = needs.url.replace(/\/$/, '')

  async function call(method: 'GET' | 'POST', path: string, body = ''): Promise<unknown> {
    const headers = { 'content-type': 'application/json', 'sandbox-signature': sign(secret, `${method} ${path}\n${body}`, clock()) }
    const reply = await ask(`${base}${path}`, { method, headers, body, timeoutMs: patienceMs }).catch((cause: unknown) => {
      throw new ProviderSilent('no answer', { cause })
    })
    if (reply.status === 404) return undefined
    if (reply.status >= 300) throw new ProviderSilent(`answered ${reply.status}`)
    try {
      return JSON.parse(reply.text)
    } catch (cause) {
      throw new ProviderSilent('half an answer', { cause })
    }
  }

  const attempt = (attemptId: string) => `/v1/attempts/${encodeURIComponent(attemptId)}`
  async function step(attemptId: string, verb: string, body: object): Promise<Standing> {
    const standing = standingOf(await call('POST', `${attempt(attemptId)}/${verb}`, JSON.stringify(body)))
    if (!standing) throw new ProviderSilent(`does not know ${attemptId}`)
    return standing
  }

  return {
    name: 'sandbox',
    methods: [{ method: 'card', testTokens: sandboxTokens }],
    booksLagMs: 0,
    authorise: ({ attemptId, key, orderId, amountMinor, currency, token, returnUrl, customer }) =>
      step(attemptId, 'authorise', { key, orderId, amountMinor, currency, token, returnUrl, saves: customer?.saves ?? false }),
    capture: ({ key, attemptId }, amountMinor) => step(attemptId, 'capture', { key, amountMinor }),
    void: ({ key, attemptId, orderId, currency }) => step(attemptId, 'void', { key, orderId, currency }),
    refund: ({ key, attemptId }, { refundId, amountMinor }) => step(attemptId, 'refund', { key, refundId, amountMinor }),
    async forget(reference) {
      await call('POST', `/v1/kept/${encodeURIComponent(reference)}/forget`, '{}')
    },
    read: async ({ attemptId }) => standingOf(await call('GET', attempt(attemptId))),
    async movementsBetween(from, until) {
      const answer = await call('GET', `/v1/movements?since=${from.toISOString()}&until=${until.toISOString()}`)
      return listOf(answer, 'movements').map((raw) => ({
        ...movementOf(raw),
        attemptId: textOf(raw, 'attemptId'),
        orderId: textOf(raw, 'orderId'),
      }))
    },
    async verifyWebhook(body, headers, now) {
      if (!isSigned(secret, body, headers['sandbox-signature'], now)) return undefined
      const told: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
      return { id: textOf(told, 'id'), attemptId: textOf(told, 'attemptId'), reference: '', movementId: textOf(told, 'movementId') }
    },
  }
}

function standingOf(raw: unknown): Standing | undefined {
  if (raw === undefined) return undefined
  const kept = fieldOf(raw, 'kept')
  return {
    ...{ reference: textOf(raw, 'reference'), movements: listOf(raw, 'movements').map(movementOf) },
    ...(kept !== undefined && {
      kept: {
        ...{ reference: textOf(kept, 'reference'), customerReference: '', brand: textOf(kept, 'brand') },
        ...{ last4: textOf(kept, 'last4'), expires: textOf(kept, 'expires') },
      },
    }),
  }
}

function movementOf(raw: unknown): Movement {
  const kind = movementKinds.find((one) => one === textOf(raw, 'kind'))
  const amountMinor = fieldOf(raw, 'amountMinor')
  const at = new Date(textOf(raw, 'at'))
  if (!kind || typeof amountMinor !== 'number' || !Number.isSafeInteger(amountMinor) || Number.isNaN(at.getTime()))
    throw new ProviderSilent('told a movement nobody can read')
  const rest = { refundId: textOf(raw, 'refundId'), detail: textOf(raw, 'detail') }
  return { id: textOf(raw, 'id'), kind, amountMinor, currency: textOf(raw, 'currency'), at, ...rest }
}

const fieldOf = (raw: unknown, name: string): unknown => (typeof raw === 'object' && raw !== null ? Reflect.get(raw, name) : undefined)

function textOf(raw: unknown, name: string): string {
  const value = fieldOf(raw, name)
  if (typeof value !== 'string') throw new ProviderSilent(`told something without ${name}`)
  return value
}

function listOf(raw: unknown, name: string): unknown[] {
  const value = fieldOf(raw, name)
  if (!Array.isArray(value)) throw new ProviderSilent(`told something without ${name}`)
  return value
}
