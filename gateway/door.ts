import type { Ids } from '@vitrine/platform/ids/ids'
import type { Log } from '@vitrine/platform/watch/log'
import { continueTrace, withinRequest } from '@vitrine/platform/watch/request-context'
import { cleanInput } from './guards/clean-input.ts'
import type { CookieJar, Cookies } from './guards/cookies.ts'
import { fingerprint, isKey, type Kept, type Once } from './guards/idempotency.ts'
import { type Account, guest, type Identity } from './guards/identity.ts'
import { isOwnPage } from './guards/origin.ts'
import type { RateLimits } from './guards/rate-limit.ts'
import { holds, type Right } from './guards/rights.ts'
import type { staffActs } from './guards/staff-acts.ts'
import type { ProblemDocument } from './client.ts'
import { badInput, isCrowd, type ProblemCode, problemDocument, problemStatuses, refusalOf, refuse, type Refusal } from './problem.ts'
import type { Call, Operation, Outcome } from './route-registry.ts'
import type { Locale } from './words/words.ts'

/** What any spelling of a call brings to the door. Header values as they came. */
export interface Knock {
  readonly input: unknown
  readonly locale: Locale
  readonly address: string
  readonly requestId: string
  readonly apiBase: string
  readonly authorization?: string | undefined
  readonly cookie?: string | undefined
  readonly origin?: string | undefined
  readonly fetchSite?: string | undefined
  readonly host?: string | undefined
  readonly idempotencyKey?: string | undefined
  readonly ifMatch?: string | undefined
  readonly traceparent?: string | undefined
  readonly userAgent?: string | undefined
  /** Unless said: whoever tells where a page stands is a browser. */
  readonly isBrowser?: boolean
}

/** What leaves, for any spelling. `json` is the body's text where it was made already. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly json?: string
  readonly headers: Readonly<Record<string, string>>
  readonly setCookie: readonly string[]
}

export type Door = (entry: Operation, knock: Knock) => Promise<Reply>

export interface DoorNeeds {
  readonly readToken: (token: string) => Promise<Account | undefined>
  readonly jar: CookieJar
  readonly ownOrigins: ReadonlySet<string>
  readonly limits: RateLimits
  readonly once: Once
  readonly staffActed: ReturnType<typeof staffActs>
  readonly ids: Ids
  readonly log: Log
  /** Proves answers against their schema: a handler that says something else is a fault. For development and tests. */
  readonly provesAnswers: boolean
}

interface Known {
  readonly identity: Identity
  readonly cookies: Cookies
}

/**
 * The one way in: every call of every spelling passes here, through the same guards in the same order: rate, identity, origin, policy,
 * input, key. Throws nothing: a fault is an answer too.
 */
export function openDoor(needs: DoorNeeds): Door {
  const { limits, ids, log } = needs

  return async function enter(entry, knock) {
    let limited: Readonly<Record<string, string>> = {}
    try {
      const taken = await limits.take(entry.rate, knock.address)
      limited = taken.headers
      if (taken.refusal) return refused(taken.refusal, knock, limited)
      const known = await identify(knock, entry, needs)
      if ('problem' in known) return refused(known, knock, limited)
      const cleaned = cleanInput(knock.input)
      if ('problem' in cleaned) return refused(cleaned, knock, limited)
      const parsed = entry.input.safeParse(cleaned.clean)
      if (!parsed.success) return refused(badInput(parsed.error), knock, limited)
      return await keyed(entry, parsed.data, knock, known, limited)
    } catch (error) {
      const refusal = refusalOf(error)
      if (problemStatuses[refusal.problem] >= 500)
        log.error({ err: error, requestId: knock.requestId, operation: entry.name }, 'request failed')
      return refused(refusal, knock, limited)
    }
  }

  async function keyed(entry: Operation, input: unknown, knock: Knock, known: Known, limited: Reply['headers']): Promise<Reply> {
    const key = knock.idempotencyKey
    if (key !== undefined && !isKey(key)) return refused(refuse('idempotency-key-invalid'), knock, limited)
    if (key === undefined && entry.idempotency === 'required') return refused(refuse('idempotency-key-missing'), knock, limited)
    const scope = key === undefined || entry.idempotency === 'none' ? undefined : scopeOf(entry, input, known)
    if (key === undefined || scope === undefined) return answerOf(entry, input, knock, known, ids(), limited)

    let setCookie: readonly string[] = []
    let body: unknown
    const result = await needs
      .once({ scope, key, fingerprint: fingerprint(entry.name, input) }, async (newId) => {
        const reply = await answerOf(entry, input, knock, known, newId, {})
        body = reply.body
        setCookie = reply.setCookie
        if (reply.status >= 500) throw new Faulted(reply)
        const kept: Kept = { status: reply.status, json: JSON.stringify(reply.body), headers: reply.headers }
        return { kept, next: nextOf(reply) }
      })
      .catch((error: unknown) => {
        if (error instanceof Faulted) return error
        throw error
      })
    if (result instanceof Faulted) return { ...result.reply, headers: { ...limited, ...result.reply.headers } }
    if ('problem' in result) return refused(result, knock, limited)
    const { kept, replayed } = result
    const headers = { ...limited, ...kept.headers, ...(replayed && { 'idempotency-replayed': 'true' }) }
    return {
      status: kept.status,
      json: kept.json,
      body: replayed ? JSON.parse(kept.json) : body,
      headers,
      setCookie: replayed ? [] : setCookie,
    }
  }

  /** Runs the handler. Faults come back as answers, so that whoever keeps answers sees them too. */
  async function answerOf(
    entry: Operation,
    input: unknown,
    knock: Knock,
    known: Known,
    newId: string,
    limited: Reply['headers'],
  ): Promise<Reply> {
    const endsAt = performance.now() + entry.deadlineMs
    const context = {
      requestId: knock.requestId,
      traceparent: continueTrace(knock.traceparent),
      deadlineAtMs: Date.now() + entry.deadlineMs,
    }
    const call: Call = {
      ...known,
      newId,
      ids,
      locale: knock.locale,
      address: knock.address,
      requestId: knock.requestId,
      apiBase: knock.apiBase,
      userAgent: knock.userAgent ?? '',
      isBrowser: knock.isBrowser ?? (knock.origin !== undefined || knock.fetchSite !== undefined),
      ifMatch: knock.ifMatch?.replace(/^(?:W\/)?"(.*)"$/, '$1'),
      within: () => ({ timeoutMs: Math.max(1, Math.ceil(endsAt - performance.now())) }),
    }
    let outcome: Outcome<unknown>
    try {
      outcome = await withinRequest(context, () => entry.handler(input, call))
      if (needs.provesAnswers && !('problem' in outcome)) entry.output.parse(outcome.body)
    } catch (error) {
      outcome = refusalOf(error)
      const about = { requestId: knock.requestId, operation: entry.name }
      if (isCrowd(error)) log.info({ ...about, reason: error.rawMessage }, 'request refused')
      else if (problemStatuses[outcome.problem] >= 500) log.error({ ...about, err: error }, 'request failed')
    }
    const reply: Reply =
      'problem' in outcome
        ? refused(outcome, knock, limited)
        : { status: outcome.status, body: outcome.body, headers: { ...limited, ...outcome.headers }, setCookie: outcome.setCookie ?? [] }
    const isAct = entry.kind === 'mutation' || entry.isWrittenDown?.(input) === true
    if (isAct && entry.policy.startsWith('staff:')) await needs.staffActed(entry, input, call, reply.status)
    return reply
  }

  function refused(refusal: Refusal, knock: Knock, limited: Reply['headers']): Reply {
    return {
      status: problemStatuses[refusal.problem],
      body: problemDocument(refusal, knock.locale, knock.requestId),
      headers: { ...limited, ...refusal.headers },
      setCookie: refusal.setCookie ?? [],
    }
  }
}

class Faulted extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('the call failed and its answer is not kept')
    this.reply = reply
  }
}

/**
 * Refusals by the shop are answers; what was refused before anything ran, or is not decided, is not. Source: reliability.md 4.2. A payment in
 * progress may be this very call's, taken up by another process after a crash.
 */
export function nextOf({ status, body }: Pick<Reply, 'status' | 'body'>): 'keep' | 'resume' | 'forget' {
  const isRunning = status === 202 || (body as Partial<ProblemDocument> | null)?.code === ('payment-in-progress' satisfies ProblemCode)
  if (isRunning) return 'resume'
  return status < 400 || status === 402 || status === 409 ? 'keep' : 'forget'
}

/** Whose key it is. A guest's is the cart or order it is about; without one nothing is kept (settled.md 27, 44). */
function scopeOf({ name, policy }: Operation, input: unknown, { identity, cookies }: Known): string | undefined {
  if (identity.kind === 'account') return `account:${identity.accountId} ${name}`
  if (policy !== 'cart' && policy !== 'order') return undefined
  const { cartId, orderId } = input as { cartId?: string; orderId?: string }
  const about = cartId === 'mine' ? cookies.cart : (cartId ?? orderId)
  return about === undefined ? undefined : `${policy}:${about} ${name}`
}

/** Who calls, and whether they may: 401, 403 and the check of cookies are decided here alone. */
async function identify(knock: Knock, entry: Operation, { jar, readToken, ownOrigins }: DoorNeeds): Promise<Known | Refusal> {
  const cookies = jar.read(knock.cookie)
  const challenge = { 'www-authenticate': 'Bearer' }
  let identity: Identity = guest
  if (knock.authorization !== undefined) {
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(knock.authorization)?.[1]
    const account = token === undefined ? undefined : await readToken(token)
    if (!account) return refuse('unauthorised', undefined, { 'www-authenticate': 'Bearer error="invalid_token"' })
    identity = account
  } else {
    // Without cookies too: signing somebody in from a strange page is an attack as well.
    if (entry.kind === 'mutation' && !isOwnPage(knock, ownOrigins)) return refuse('foreign-origin')
    identity = (cookies.access === undefined ? undefined : await readToken(cookies.access)) ?? guest
  }
  // Signed in, but the token ran out: the page renews it and asks again; as a guest it would see somebody else's answers.
  const isStale = identity.kind === 'guest' && knock.authorization === undefined && cookies.refresh !== undefined
  if (entry.policy === 'anyone') return { identity, cookies }
  if (isStale) return refuse('unauthorised', undefined, challenge)
  if (entry.policy === 'cart' || entry.policy === 'order') return { identity, cookies }
  if (identity.kind === 'guest') return refuse('unauthorised', undefined, challenge)
  if (entry.policy !== 'customer' && !holds(identity.roles, entry.policy.slice('staff:'.length) as Right)) return refuse('forbidden')
  return { identity, cookies }
}
