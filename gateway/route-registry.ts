import type { Ids } from '@vitrine/platform/ids/ids'
import { z } from 'zod'
import { type RateClass, rateClasses } from './guards/rate-limit.ts'
import type { Right } from './guards/rights.ts'
import type { Identity } from './guards/identity.ts'
import type { Cookies } from './guards/cookies.ts'
import type { ProblemCode, Refusal } from './problem.ts'
import type { Locale } from './words/words.ts'

/**
 * Who may call it. `cart` and `order`: whoever knows the id of a guest's, the owner of a customer's; the service that keeps it decides by
 * the viewer it is told, and says 404 to everybody else. `customer`: anybody signed in. `staff:…`: a role that holds the right.
 */
export type Policy = 'anyone' | 'customer' | 'cart' | 'order' | `staff:${Right}`

/** How an operation is spelled in REST. Path parameters, query and body together are its flat input. */
export interface RestSpelling {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/v1/carts/:cartId/lines/:lineId`. */
  readonly path: string
  /** An older address, opened for who still knows it, and named nowhere. */
  readonly alsoPath?: string
  /**
   * What the body is, when not JSON: `multipart`: files and fields; `raw`: bytes as they arrived, for signatures; `text`: CSV or NDJSON;
   * `or-form`: JSON or the OAuth2 password form.
   */
  readonly body?: 'multipart' | 'raw' | 'text' | 'or-form'
}

export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  /** Also the GraphQL field. */
  readonly name: string
  readonly kind: 'query' | 'mutation'
  /** One sentence for /docs. */
  readonly summary: string
  readonly input: Input
  /** What leaves; a field that is not listed does not. */
  readonly output: Output
  readonly policy: Policy
  /** A read of staff that the audit has, as it has all their changes: whether it has this one. */
  readonly isWrittenDown?: (input: z.output<Input>) => boolean
  readonly rate: RateClass
  /** `optional`: an answer is kept and given again where a key was sent. `required`: no key, no call. */
  readonly idempotency: 'none' | 'optional' | 'required'
  readonly deadlineMs: number
  /** 100 kB unless said. */
  readonly bodyLimitBytes?: number
  /** `etag`: answers carry one, and If-None-Match is heard. */
  readonly cache: 'none' | 'etag'
  /** Answer or input names a person: never stored by anybody between us and the caller. */
  readonly personal: boolean
  /** Refusals of its own, beside those every operation may give. */
  readonly refusals: readonly ProblemCode[]
  readonly rest: RestSpelling
  /** `field`, or why there is none. */
  readonly graphql: 'field' | `none: ${string}`
  handler(input: z.output<Input>, call: Call): Promise<Outcome<z.output<Output>>>
}

/** One call that passed the guards. */
export interface Call {
  readonly identity: Identity
  readonly cookies: Cookies
  readonly locale: Locale
  /** The same for every repeat of one call with a key: what the call makes is made under it. */
  readonly newId: string
  readonly ids: Ids
  readonly address: string
  readonly requestId: string
  readonly userAgent: string
  /** A page's own script or form: it keeps tokens as cookies, and is told none to read. */
  readonly isBrowser: boolean
  /** What stands before `/m/…` in picture addresses: the API's place on the caller's origin. */
  readonly apiBase: string
  /** Of `If-Match`, without quotes. */
  readonly ifMatch?: string | undefined
  /** Options for a call of a service: what is left of the deadline. */
  readonly within: () => { readonly timeoutMs: number }
}

export interface Done<T> {
  readonly status: number
  readonly body: T
  readonly headers?: Readonly<Record<string, string>>
  readonly setCookie?: readonly string[]
}

export type Outcome<T> = Done<T> | Refusal

export const done = <T>(body: T, status = 200): Done<T> => ({ status, body })

/** Lets a handler see the types of its schemas. */
export const operation = <Input extends z.ZodType, Output extends z.ZodType>(entry: Operation<Input, Output>): Operation =>
  entry as Operation

const statement = z.object({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]*$/),
  kind: z.enum(['query', 'mutation']),
  summary: z.string().min(1),
  input: z.instanceof(z.ZodObject, { error: 'input must be a strict object' }),
  output: z.instanceof(z.ZodType),
  policy: z.string().regex(/^(anyone|customer|cart|order|staff:[a-z]+)$/),
  rate: z.enum(rateClasses),
  idempotency: z.enum(['none', 'optional', 'required']),
  deadlineMs: z.int().min(1).max(60_000),
  cache: z.enum(['none', 'etag']),
  personal: z.boolean(),
  refusals: z.array(z.string()),
  rest: z.object({ method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']), path: z.string().startsWith('/') }),
  graphql: z.string().regex(/^(field|none: .+)$/),
  handler: z.custom<unknown>((value) => typeof value === 'function', 'handler is missing'),
})

/**
 * Proves that every operation says enough about itself, before the door opens. Throws with the operation's name and what is missing: the
 * process does not start.
 */
export function checkRegistry(operations: readonly Operation[]): void {
  const seen = new Set<string>()
  for (const entry of operations) {
    const name = entry.name ?? `${entry.rest?.method} ${entry.rest?.path}`
    const checked = statement.safeParse(entry)
    if (!checked.success) throw new Error(`operation ${name}: ${z.prettifyError(checked.error)}`)
    const { input, kind, rest } = entry
    for (const key of [name, `${rest.method} ${rest.path.replaceAll(/:\w+/g, ':')}`]) {
      if (seen.has(key)) throw new Error(`operation ${name}: ${key} is there twice`)
      seen.add(key)
    }
    if ((input as z.ZodObject).def.catchall?._zod.def.type !== 'never') throw new Error(`operation ${name}: input takes unknown fields`)
    if ((kind === 'query') !== (rest.method === 'GET')) throw new Error(`operation ${name}: a ${kind} spelled ${rest.method}`)
    const fields = Object.keys((input as z.ZodObject).shape)
    const lost = pathParameters(rest.path).find((parameter) => !fields.includes(parameter))
    if (lost) throw new Error(`operation ${name}: ${lost} of its path is no field of its input`)
    if (kind === 'mutation' && entry.rate === 'read') throw new Error(`operation ${name}: a mutation in the class of reads`)
  }
}

export const pathParameters = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
