import pino, { type Logger } from 'pino'
import { strikeOut } from './redaction.ts'
import { requestContext } from './request-context.ts'

/** Structured lines: `log.info({ orderId }, 'order placed')`. Secrets and personal values are struck out; see `redaction.ts`. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>

/** Told what went wrong with one of many that are worked on in turn. */
export type OneFailed = (id: string, error: unknown) => void

/** Where one that goes wrong is logged and holds up no other. `what` names it: `a checkout`. */
export const oneFailed =
  (log: Log, what: string): OneFailed =>
  (id, error) =>
    log.warn({ err: error, id }, `${what} went wrong, and is tried again`)

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

export interface LogOptions {
  readonly level: (typeof logLevels)[number]
  /** Takes one line, its end included. Standard error by default: standard output is for people. */
  readonly write?: (line: string) => void
  /** Said in each line: `{ process: 'orders' }`. */
  readonly always?: Readonly<Record<string, string>>
}

/** Writes one JSON object a line, with the id and the trace of the request it belongs to. */
export function createLog({ level, write = (line) => void process.stderr.write(line), always = {} }: LogOptions): Log {
  const options: pino.LoggerOptions = {
    level,
    base: always,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err },
    mixin() {
      const context = requestContext()
      return context ? { requestId: context.requestId, traceId: context.traceparent.slice(3, 35) } : {}
    },
  }
  return pino(options, { write: (line) => write(strikeOut(line)) })
}
