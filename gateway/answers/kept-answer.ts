import { type CallOptions, ConnectError } from '@connectrpc/connect'
import type { Clock } from '@vitrine/platform/clock/clock'

/**
 * For what is the same for all and changes rarely: asked once in `keptMs`. What was said last stands while nobody can say; before anything was said it is
 * undefined. `isForgiven`: which errors mean that nobody can say; others are thrown.
 */
export function keptAnswer<T>(
  { clock, keptMs }: { readonly clock: Clock; readonly keptMs: number },
  ask: (options: CallOptions) => Promise<T>,
  isForgiven: (error: unknown) => boolean = (error) => error instanceof ConnectError,
): (options: CallOptions) => Promise<T | undefined> {
  let known: T | undefined
  let until = 0
  return async (options) => {
    const now = clock().getTime()
    if (until > now) return known
    try {
      known = await ask(options)
      until = now + keptMs
    } catch (error) {
      if (!isForgiven(error)) throw error
    }
    return known
  }
}
