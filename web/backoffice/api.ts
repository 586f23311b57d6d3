import type { ProblemDocument } from '@vitrine/gateway/client'

/** What the door answered when it did not answer the question. */
export class Refused extends Error {
  readonly problem: ProblemDocument
  constructor(problem: ProblemDocument) {
    super(problem.detail ?? problem.title)
    this.name = 'Refused'
    this.problem = problem
  }
}

/** Nobody is signed in any more. */
export const isSignedOut = (error: unknown): boolean => error instanceof Refused && error.problem.status === 401

/**
 * The shop has said what becomes of an act: another press is another act. A door that failed or gave up waiting has not, whatever is behind it may be done: the
 * same act goes under its key again.
 */
export const isAnswered = (error: unknown): boolean =>
  error instanceof Refused && error.problem.status < 500 && !['request-in-progress', 'payment-in-progress'].includes(error.problem.code)

interface Options {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly form?: FormData
  /** Of a mutation: a repeat under the same key is one act. */
  readonly key?: string
  readonly ifMatch?: string
  readonly signal?: AbortSignal
}

let locale = 'fr'
/** The language answers are asked in. */
export const speak = (language: string): void => {
  locale = language
}

/**
 * Asks the gateway on the page's own origin; identity travels in its HttpOnly cookies. An access token that ran out is renewed once.
 * Throws `Refused` with the problem document, or `TypeError` when there is no network.
 */
export async function ask<T>(path: string, options: Options = {}): Promise<T> {
  const answer = await knock(path, options)
  if (answer.status !== 401 || path.startsWith('/v1/auth/')) return read<T>(answer)
  const renewed = await knock('/v1/auth/refresh', { method: 'POST', body: {} })
  return read<T>(renewed.ok ? await knock(path, options) : answer)
}

/** The same for an answer that is a file. */
export async function askFile(path: string, options: Options = {}): Promise<Blob> {
  const answer = await knock(path, options)
  if (answer.ok) return answer.blob()
  throw new Refused(problemOf(answer, await answer.text()))
}

/** Has the browser save a file. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

function knock(path: string, { method = 'GET', body, form, key, ifMatch, signal }: Options): Promise<Response> {
  return fetch(`/api${path}`, {
    method,
    headers: {
      accept: 'application/json',
      'accept-language': locale,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method !== 'GET' && !path.startsWith('/v1/auth/') && { 'idempotency-key': key ?? newKey() }),
      ...(ifMatch && { 'if-match': `"${ifMatch}"` }),
    },
    ...(form ? { body: form } : body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text()
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T
  throw new Refused(problemOf(answer, text))
}

function problemOf(answer: Response, text: string): ProblemDocument {
  try {
    return JSON.parse(text) as ProblemDocument
  } catch {
    return { type: 'about:blank', title: answer.statusText || 'No answer', status: answer.status, code: 'unavailable' } // a proxy's own page
  }
}

export const newKey = (): string => crypto.randomUUID()

/** A query string of what is set. */
export function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')
  return set.length ? `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}` : ''
}
