import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { type Breaker, notAsked, shut } from './breaker.ts'

/** A call that was given less says more about who was slow before it than about who is asked. */
const fairMs = 250

/**
 * A way to another process, over which nobody waits for a service that does not answer: `unavailable` at once, and what is refused so was not sent.
 * While one call looks whether it is back, others wait a moment for that, of their own time.
 * For gRPC alone: within one process a call cannot be lost.
 */
export const guardedTransport = (transport: Transport, breaker: Breaker): Transport => ({
  ...transport,
  async unary(method, signal, timeoutMs, ...asked) {
    const cameAt = performance.now()
    const pass = breaker.enter() || (await breaker.enterSoon(timeoutMs))
    if (pass === shut) throw new ConnectError(notAsked(breaker), Code.Unavailable)
    const leftMs = timeoutMs === undefined ? undefined : Math.max(1, Math.ceil(timeoutMs - (performance.now() - cameAt)))
    try {
      const answer = await transport.unary(method, signal, leftMs, ...asked)
      breaker.heard()
      return answer
    } catch (error) {
      if (isAnswer(error)) breaker.heard()
      else if (isSilence(error, leftMs)) breaker.silent(pass)
      else breaker.undecided(pass)
      throw error
    }
  },
})

/** An error that came over the wire has headers, one that was made on this side has none. */
const isAnswer = (error: unknown) => error instanceof ConnectError && !error.metadata.keys().next().done

function isSilence(error: unknown, timeoutMs = Number.POSITIVE_INFINITY): boolean {
  if (!(error instanceof ConnectError)) return false
  return error.code === Code.Unavailable || (error.code === Code.DeadlineExceeded && timeoutMs >= fairMs)
}
