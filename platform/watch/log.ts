import type { Logger } from 'pino'

/** Structured lines: `log.info({ orderId }, 'order placed')`. Secrets and personal values are struck out; see `redaction.ts`. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>
