import { Code, ConnectError } from '@connectrpc/connect'
import type { ZodError } from 'zod'
import type { ProblemDocument } from './client.ts'
import { type Locale, wordsOf } from './words/words.ts'

/** Every code the public door answers with, and its status. Stable: added to, never renamed. Listed in docs/api.md, titles in `words/`. */
export const problemStatuses = {
  'bad-input': 400,
  'idempotency-key-missing': 400,
  'idempotency-key-invalid': 400,
  'forged-webhook': 400,
  'too-costly': 400,
  unauthorised: 401,
  'bad-credentials': 401,
  'payment-declined': 402,
  forbidden: 403,
  'foreign-origin': 403,
  'same-person': 403,
  'own-rights': 403,
  'owners-alone': 403,
  'consent-needed': 403,
  'wrong-signature': 403,
  'own-prescription': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'already-exists': 409,
  'out-of-stock': 409,
  'cap-reached': 409,
  'in-stock': 409,
  'not-a-bundle': 409,
  'not-sold': 409,
  'coupon-refused': 409,
  'not-sold-there': 409,
  'delivery-refused': 409,
  'price-changed': 409,
  'cart-incomplete': 409,
  'cart-checked-out': 409,
  'cart-full': 409,
  'glasses-taken': 409,
  'payment-in-progress': 409,
  'request-in-progress': 409,
  'move-refused': 409,
  'above-captured': 409,
  'above-ordered': 409,
  'above-packed': 409,
  'parcel-left': 409,
  'parcel-waits': 409,
  'parcel-ended': 409,
  'number-taken': 409,
  'not-withdrawable': 409,
  'not-returnable': 409,
  'not-swappable': 409,
  'other-country': 409,
  'below-promised': 409,
  'slug-taken': 409,
  'category-in-use': 409,
  'sku-taken': 409,
  'code-taken': 409,
  'list-overlaps': 409,
  'list-begun': 409,
  'trial-open': 409,
  'engine-changed': 409,
  'orders-under-way': 409,
  'glasses-under-way': 409,
  'is-staff': 409,
  'last-owner': 409,
  'already-staff': 409,
  'already-invited': 409,
  'lens-refused': 409,
  'prescription-expired': 409,
  'warnings-unticked': 409,
  'pd-too-coarse': 409,
  'decision-refused': 409,
  'not-verified': 409,
  'not-publishable': 409,
  'link-refused': 410,
  'stale-version': 412,
  'too-large': 413,
  'too-many-pixels': 413,
  'unknown-media-type': 415,
  'not-an-image': 415,
  'not-a-model': 415,
  'weak-password': 422,
  'wrong-password': 422,
  'idempotency-key-reused': 422,
  damaged: 422,
  'no-face': 422,
  'several-faces': 422,
  'face-too-small': 422,
  'face-turned-away': 422,
  'too-dark': 422,
  blurred: 422,
  'eyes-closed': 422,
  'too-many-triangles': 422,
  'wrong-size': 422,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof problemStatuses

/** The door says no. `facts` stand beside the code: what is left, which fields are wrong. */
export interface Refusal {
  readonly problem: ProblemCode
  readonly facts?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly setCookie?: readonly string[]
}

export const refuse = (problem: ProblemCode, facts?: Refusal['facts'], headers?: Refusal['headers']): Refusal => ({
  problem,
  ...(facts && { facts }),
  ...(headers && { headers }),
})

/** The document of a refusal (RFC 9457), in the language of the caller. */
export function problemDocument({ problem, facts }: Refusal, locale: Locale, requestId: string): ProblemDocument {
  return {
    type: `https://vitrine.example/problems/${problem}`,
    title: wordsOf(locale).problems[problem],
    status: problemStatuses[problem],
    code: problem,
    requestId,
    ...facts,
  }
}

const codeOfCall: Partial<Record<Code, ProblemCode>> = {
  [Code.InvalidArgument]: 'bad-input',
  [Code.OutOfRange]: 'bad-input',
  [Code.NotFound]: 'not-found',
  [Code.AlreadyExists]: 'already-exists',
  [Code.PermissionDenied]: 'forbidden',
  [Code.Unavailable]: 'unavailable',
  [Code.DeadlineExceeded]: 'unavailable',
  [Code.ResourceExhausted]: 'unavailable',
}

/** The one place where a fault becomes a public answer. The unforeseen says nothing about itself. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ConnectError) {
    const code = codeOfCall[error.code] ?? 'internal'
    if (code === 'bad-input') return refuse(code, { errors: [errorOfService(error.rawMessage)] })
    if (code === 'unavailable') return refuse(code, undefined, { 'retry-after': '1' })
    return refuse(code)
  }
  if (isDatabaseAway(error)) return refuse('unavailable', undefined, { 'retry-after': '1' })
  const status = (error as { statusCode?: unknown }).statusCode // of Fastify and its plugins
  if (status === 413) return refuse('too-large')
  if (status === 415 || status === 406) return refuse('unknown-media-type')
  if (status === 404) return refuse('not-found')
  if (status === 400) return refuse('bad-input', { errors: [{ path: '', code: 'unreadable', message: 'unreadable' }] })
  return refuse('internal')
}

/** A service that cannot be asked now: whoever can do without its answer does. */
export const isAway = (error: unknown): boolean =>
  error instanceof ConnectError && [Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted].includes(error.code)

/** Too many ask at once: a service that works sends them away, and says so. */
export const isCrowd = (error: unknown): error is ConnectError => error instanceof ConnectError && error.code === Code.ResourceExhausted

/** No socket, refused, stopping, too many connections: PostgreSQL, appendix A, classes 08, 53 and 57. */
function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && /^(ENOENT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|53...|57P0[123])$/.test(code)) return true
  return typeof message === 'string' && /timeout exceeded when trying to connect|Connection terminated/.test(message)
}

/** Services name the field first: `filters.colour: takes values, not bounds`. */
function errorOfService(message: string) {
  const [, path = '', rest = message] = /^([\w.[\]-]+): (.*)$/s.exec(message) ?? []
  return { path, code: 'refused', message: rest }
}

/** Every bad field at once. Unknown fields are named one by one. */
export function badInput(error: ZodError): Refusal {
  const errors = error.issues.flatMap((issue) => {
    const path = issue.path.map(String)
    if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), code: issue.code, message: issue.message }]
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), code: 'unknown-field', message: 'unknown field' }))
  })
  return refuse('bad-input', { errors: errors.slice(0, 100) })
}
