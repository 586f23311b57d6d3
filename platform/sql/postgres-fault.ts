export type PostgresFaultCode =
  | 'no-binaries'
  | 'no-glibc'
  | 'unreachable'
  | 'other-version'
  | 'in-use'
  | 'disk-full'
  | 'not-durable'
  | 'start-failed'
  | 'stop-failed'

/** Why the shop's database cannot run here. The message is one line for a person, and says the way out. */
export class PostgresFault extends Error {
  readonly code: PostgresFaultCode
  constructor(code: PostgresFaultCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'PostgresFault'
    this.code = code
  }
}
