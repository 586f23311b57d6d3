import { Code, ConnectError, type Interceptor } from '@connectrpc/connect'

/** `crowded`: nothing is broken, too many ask at once. */
export type FaultCode = 'not-found' | 'already-exists' | 'forbidden' | 'unavailable' | 'crowded'

/** What a use case throws when there is nothing to answer. A refusal ("out of stock") is an answer and is returned instead. */
export class Fault extends Error {
  readonly code: FaultCode
  constructor(code: FaultCode, message: string) {
    super(message)
    this.name = 'Fault'
    this.code = code
  }
}

const faultCodes: Record<FaultCode, Code> = {
  'not-found': Code.NotFound,
  'already-exists': Code.AlreadyExists,
  forbidden: Code.PermissionDenied,
  unavailable: Code.Unavailable,
  crowded: Code.ResourceExhausted,
}

/**
 * The database cannot be asked now: no socket, connection refused or lost, server stopping or starting, too many connections, disk full
 * (PostgreSQL, appendix A, classes 08, 53 and 57), or no free connection in time.
 */
const databaseAway = /^(ENOENT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|53...|57P0[123])$/
const noConnection = /timeout exceeded when trying to connect|Connection terminated/

/** No room for a file, or PostgreSQL's word for it. */
const diskFull = /^(ENOSPC|53100)$/

/**
 * The one place where what a service throws gets its code on the wire. A `RangeError` is a broken domain rule: bad input.
 * Anything unforeseen becomes "internal error": callers learn that there is a defect, not which. `unforeseen` hears the cause, for the log.
 */
export function toConnectError(error: unknown, unforeseen: (cause: unknown) => void = () => {}): ConnectError {
  if (error instanceof ConnectError) return error
  if (error instanceof Fault) return new ConnectError(error.message, faultCodes[error.code])
  if (error instanceof RangeError) return new ConnectError(error.message, Code.InvalidArgument)
  if (error instanceof Error && diskFull.test(codeOf(error))) {
    unforeseen(error) // nobody but the operator can mend it
    return new ConnectError('The disk that holds the data is full. Make room.', Code.Unavailable)
  }
  if (error instanceof Error && isDatabaseAway(error)) return new ConnectError('the database is away', Code.Unavailable)
  unforeseen(error)
  return new ConnectError('internal error', Code.Internal)
}

const codeOf = (error: Error & { code?: unknown }) => (typeof error.code === 'string' ? error.code : '')
const isDatabaseAway = (error: Error): boolean => databaseAway.test(codeOf(error)) || noConnection.test(error.message)

/** The same for a gRPC server: what a service throws leaves with its code. */
export const nameFaults =
  (unforeseen: (cause: unknown) => void): Interceptor =>
  (next) =>
  async (request) => {
    try {
      return await next(request)
    } catch (error) {
      throw toConnectError(error, unforeseen)
    }
  }
