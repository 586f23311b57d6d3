import { type Breaker, type Breakers, notAsked, shut } from '../rpc/breaker.ts'
import type { Ask } from './ask.ts'

/**
 * `fetch` that keeps nobody waiting for a host that does not answer: one breaker for each origin. Rejects at once while it is open, and what is refused so
 * was not sent. Any status is an answer: 503 is heard at once, and may be of somebody further on.
 */
export const guardedFetch =
  (http: typeof fetch, breakers: Breakers): typeof fetch =>
  (input, init) =>
    guarded(breakers.of(originOf(input instanceof Request ? input.url : String(input))), () => http(input, init))

/** The same of `ask`. */
export const guardedAsk =
  (ask: Ask, breakers: Breakers): Ask =>
  (url, question) =>
    guarded(breakers.of(originOf(url)), () => ask(url, question), question.signal)

async function guarded<T>(breaker: Breaker, call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const pass = breaker.enter() || (await breaker.enterSoon())
  if (pass === shut) throw new Error(notAsked(breaker))
  try {
    const answer = await call()
    breaker.heard()
    return answer
  } catch (error) {
    if (isChangeOfMind(error) || signal?.aborted) breaker.undecided(pass)
    else breaker.silent(pass)
    throw error
  }
}

/** Who asked gave up. One whose time was over has another name, `TimeoutError`. */
const isChangeOfMind = (error: unknown) => error instanceof Error && error.name === 'AbortError'

function originOf(url: string): string {
  const end = url.indexOf('/', url.indexOf('//') + 2)
  return end === -1 ? url : url.slice(0, end)
}
