import { AsyncLocalStorage } from 'node:async_hooks'
import { randomIds } from '../ids/ids.ts'

/** What belongs to one request, wherever its work goes: logs, calls to other services, statements. */
export interface RequestContext {
  readonly requestId: string
  /** W3C Trace Context, version 00: `00-<32 hex>-<16 hex>-<2 hex>`. */
  readonly traceparent: string
  /** Milliseconds since 1970. Work that would end later is not begun; calls to others are given what is left. */
  readonly deadlineAtMs?: number
  /** Who asks: id of an account, `guest`, or the name of a job. */
  readonly actor?: string
}

const current = new AsyncLocalStorage<RequestContext>()

/** Runs `work` as part of that request, and everything it starts. */
export const withinRequest = <T>(context: RequestContext, work: () => T): T => current.run(context, work)

/** The request this code works for. Undefined in jobs and at start. */
export const requestContext = (): RequestContext | undefined => current.getStore()

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The next step of a trace: the caller's id and flags with a span of our own; a new, unsampled trace when what came is absent or malformed. */
export function continueTrace(received: string | undefined): string {
  const span = randomIds().slice(0, 16)
  if (received && form.test(received)) return `${received.slice(0, 36)}${span}${received.slice(52)}`
  return `00-${randomIds()}-${span}-00`
}
