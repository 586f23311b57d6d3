import { type Answer, type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from './client.ts'
import { operations, type ProblemDocument } from './client.ts'
import { graceMs } from './patience.ts'
import { problemDocument, refuse } from './problem.ts'
import { unboundOperations } from './unbound-operations.ts'

/**
 * The shop as pages of another process see it: over GraphQL's one address no status would arrive, so each call goes to its REST spelling.
 * The gateway must trust this process as a proxy (`TRUSTED_PROXIES`), so that limits count the shopper and not us.
 */
export function httpClient(baseUrl: string, http: typeof fetch = fetch): GatewayClient {
  const known = new Map(unboundOperations().map((operation) => [operation.name, operation]))
  return {
    async call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller): Promise<Answer<OutputOf<N>>> {
      const operation = known.get(name)
      if (!operation) throw new Error(`the registry has no operation ${name}`)
      const { method, path } = operation.rest
      const rest: Record<string, unknown> = { ...(input as object) }
      const url = new URL(`${baseUrl}${filled(path, rest)}`)
      const headers = headersOf(caller)
      let body: string | FormData | undefined
      if (operation.rest.body === 'multipart') body = formOf(rest)
      else if (operations[name].kind === 'query') for (const [field, text] of queryOf(rest)) url.searchParams.append(field, text)
      else {
        body = JSON.stringify(rest)
        headers['content-type'] = 'application/json'
      }
      const signal = AbortSignal.timeout(operation.deadlineMs + graceMs)
      const asked = { method, headers, redirect: 'error', signal, ...(body !== undefined && { body }) } as const
      const { response, answer } = await wholeAnswer(http, url, asked, caller)
      const setCookie = response.headers.getSetCookie()
      if (response.status >= 400) throw new GatewayProblem(answer as ProblemDocument, setCookie)
      return { status: response.status, body: answer as OutputOf<N>, setCookie } // by the entry's schema, on the other side
    },
  }
}

async function wholeAnswer(http: typeof fetch, url: URL, asked: RequestInit, { locale, requestId = '' }: Caller) {
  try {
    const response = await http(url, asked)
    const answer: unknown = response.status === 204 ? null : await response.json()
    return { response, answer }
  } catch (cause) {
    throw Object.assign(new GatewayProblem(problemDocument(refuse('unavailable'), locale, requestId)), { cause })
  }
}

function headersOf({ locale, address, cookie, requestId, idempotencyKey, origin }: Caller): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-language': locale,
    'x-forwarded-for': address,
    'x-forwarded-prefix': '/api',
    // A page calls for its visitor: tokens stay in cookies.
    'sec-fetch-site': 'same-origin',
    ...(cookie && { cookie }),
    ...(requestId && { 'x-request-id': requestId }),
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    ...(origin && { origin }),
  }
}

/** Fills the path and takes its fields out of the rest. */
function filled(path: string, rest: Record<string, unknown>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
}

interface Range {
  readonly min?: number
  readonly max?: number
}
type FilterEntry = Range & { readonly name: string; readonly values?: readonly string[] }

function* queryOf(rest: Readonly<Record<string, unknown>>): Generator<[string, string]> {
  for (const [field, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (field === 'filters' || field === 'exclude') {
      const word = field === 'filters' ? 'filter' : 'exclude'
      for (const { name, values, ...range } of value as readonly FilterEntry[])
        yield [`${word}[${name}]`, values?.join(',') ?? rangeText(range)]
    } else if (field === 'price') yield [field, rangeText(value as Range)]
    else yield [field, String(value)]
  }
}

const rangeText = ({ min, max }: Range): string => `${min ?? ''}..${max ?? ''}`

function formOf({ photo, variantIds, ...fields }: Record<string, unknown>): FormData {
  const form = new FormData()
  if (photo instanceof Uint8Array) form.append('photo', new Blob([new Uint8Array(photo)]), 'photo')
  for (const id of (variantIds ?? []) as readonly string[]) form.append('variantId', id)
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, String(value))
  return form
}
