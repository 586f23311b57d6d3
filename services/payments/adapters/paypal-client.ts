import { createHash } from 'node:crypto'
import type { Clock } from '@vitrine/platform/clock/clock'
import { ProviderSilent } from '../application/provider.ts'

/** Within what orders waits for payments, with the two or three calls a step takes. */
const patienceMs = 2_000

interface ClientNeeds {
  readonly clientId: string
  readonly clientSecret: string
  readonly url: string
  readonly http: typeof fetch
  readonly clock: Clock
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

/**
 * Calls PayPal with a token that is kept until a minute before it ends. Answers whatever PayPal answers, refusals (4xx) included; silence,
 * a fault of PayPal's own (5xx), 401 and 429 are `ProviderSilent`.
 */
export function paypalClient({ clientId, clientSecret, url, http, clock }: ClientNeeds) {
  const base = url.replace(/\/$/, '')
  let token: { readonly text: string; readonly endsAt: number } | undefined

  async function send(path: string, init: RequestInit): Promise<Reply> {
    const reply = await http(`${base}${path}`, { ...init, signal: AbortSignal.timeout(patienceMs) }).catch((cause: unknown) => {
      throw new ProviderSilent('no answer', { cause })
    })
    if (reply.status >= 500 || reply.status === 429) throw new ProviderSilent(`answered ${reply.status}`)
    const text = await reply.text().catch(() => '{')
    try {
      return { status: reply.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
    } catch (cause) {
      throw new ProviderSilent('half an answer', { cause })
    }
  }

  async function bearer(): Promise<string> {
    if (token && clock().getTime() < token.endsAt) return token.text
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const { status, body } = await send('/v1/oauth2/token', { method: 'POST', headers, body: 'grant_type=client_credentials' })
    const { access_token: text, expires_in: seconds } = (body ?? {}) as { access_token?: unknown; expires_in?: unknown }
    if (status !== 200 || typeof text !== 'string' || typeof seconds !== 'number') throw new ProviderSilent(`gave no token: ${status}`)
    token = { text, endsAt: clock().getTime() + (seconds - 60) * 1_000 }
    return text
  }

  async function asking(method: 'GET' | 'POST' | 'DELETE', path: string, more: object, body?: object): Promise<Reply> {
    const headers = { authorization: `Bearer ${await bearer()}`, ...(body && { 'content-type': 'application/json' }), ...more }
    const reply = await send(path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (reply.status !== 401) return reply
    token = undefined // taken back before its time: the next call draws another
    throw new ProviderSilent('answered 401')
  }

  return {
    get: (path: string) => asking('GET', path, {}),
    remove: (path: string) => asking('DELETE', path, {}),
    /** The same key again answers the first answer. What the key may not do, or what is under way (403, 409), is silence as well. */
    async post(path: string, key: string, body?: object): Promise<Reply> {
      const reply = await asking('POST', path, { 'paypal-request-id': shortKey(key), prefer: 'return=representation' }, body)
      if (reply.status === 403 || reply.status === 409) throw new ProviderSilent(`answered ${reply.status}`)
      return reply
    },
  }
}

/** PayPal takes keys of at most 108 characters. Source: PayPal, Orders 2.13, PayPal-Request-Id. */
const shortKey = (key: string): string => (key.length <= 108 ? key : createHash('sha256').update(key).digest('hex'))
