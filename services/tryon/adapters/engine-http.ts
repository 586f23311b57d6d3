import { EngineFault } from '../application/garment-engine.ts'

/** Source: [V]. A submission carries two pictures of at most 1 MB; a result is one picture. */
const callMs = 20_000
const mostBytes = 15 * 1024 * 1024

export interface EngineAccess {
  /** Without a slash at its end. */
  readonly base: string
  readonly token: string | undefined
  readonly http: typeof fetch
  /** Other hosts that results may be fetched from, over https and without the token: the engine's store. */
  readonly resultHosts: readonly string[]
}

export type EngineHttp = ReturnType<typeof engineHttp>

/**
 * How every dialect speaks to its engine: 20 s a call, one repeat where the engine is away or answers 5xx, `engine-refused` for 4xx, no
 * redirect followed, at most 15 MB read. The token goes to the engine's own origin and nowhere else.
 */
export function engineHttp({ base, token, http, resultHosts }: EngineAccess) {
  const origin = new URL(base).origin

  /** `path` below the base, or an address the engine gave. Throws for one on a host that is not the engine's. */
  function placeOf(path: string): URL {
    const url = path.startsWith('/') ? new URL(`${base}${path}`) : new URL(path)
    const isTheirs = url.protocol === 'https:' && resultHosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
    if (url.origin !== origin && !isTheirs) throw new EngineFault('engine-failed', `the engine points to ${url.host}`)
    return url
  }

  async function once(url: URL, init: RequestInit, endsAfter: AbortSignal | undefined): Promise<Response | undefined> {
    const headers = new Headers(init.headers)
    if (token && url.origin === origin) headers.set('authorization', `Bearer ${token}`)
    const signal = endsAfter ?? AbortSignal.timeout(callMs)
    const answer = await http(url, { ...init, headers, signal, redirect: 'manual' }).catch(() => undefined) // away: repeated like a 5xx
    if (!answer || answer.status >= 500) {
      await answer?.body?.cancel()
      return undefined
    }
    return answer
  }

  /** An answer of 2xx, its body not yet read. `endsAfter` in place of the 20 s, for a stream. */
  async function send(path: string, init: RequestInit = {}, endsAfter?: AbortSignal): Promise<Response> {
    const url = placeOf(path)
    const answer = (await once(url, init, endsAfter)) ?? (await once(url, init, endsAfter))
    if (!answer) throw new EngineFault('engine-failed', `${url.pathname}: away`)
    if (answer.ok) return answer
    await answer.body?.cancel()
    throw new EngineFault(answer.status < 400 ? 'engine-failed' : 'engine-refused', `${url.pathname}: ${answer.status}`)
  }

  /** A JSON answer, of whatever shape: dialects look at it field by field. */
  async function json(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<unknown> {
    const isForm = body instanceof FormData
    const sent =
      body === undefined ? {} : isForm ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const bytes = await bytesOf(await send(path, { method, ...sent }))
    try {
      return bytes.length === 0 ? undefined : JSON.parse(bytes.toString())
    } catch {
      throw new EngineFault('engine-failed', `${path}: no JSON`)
    }
  }

  return {
    send,
    json,
    /** A picture the engine made: `data:` or an address of its own or of its store. */
    async picture(address: string): Promise<Uint8Array> {
      const [, inline] = /^data:image\/[a-z+]+;base64,(.+)$/.exec(address) ?? []
      return inline ? Buffer.from(inline, 'base64') : bytesOf(await send(address))
    },
  }
}

async function bytesOf(answer: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    length += part.length
    if (length > mostBytes) throw new EngineFault('engine-failed', `an answer above ${mostBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** A field of something that came as JSON; undefined where there is none. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

export function textOf(value: unknown, name: string): string {
  const text = fieldOf(value, name)
  if (typeof text !== 'string' || text === '') throw new EngineFault('engine-failed', `the engine named no ${name}`)
  return text
}
