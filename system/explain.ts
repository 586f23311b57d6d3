import { MigrationFault } from '@vitrine/platform/sql/migrate'
import { PostgresFault } from '@vitrine/platform/sql/postgres-fault'
import { strikeOut } from '@vitrine/platform/watch/redaction'
import { BackupFault } from './backup/read-backup.ts'
import { SettingsFault } from './settings.ts'

/** Something the person who typed a command can put right. The message is all they see. */
export class CommandFault extends Error {
  /** 2 for a command that was written wrongly, 1 for one that could not be done. */
  readonly exitStatus: 1 | 2
  constructor(message: string, exitStatus: 1 | 2 = 1) {
    super(message)
    this.name = 'CommandFault'
    this.exitStatus = exitStatus
  }
}

const systemWords: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk that holds the data folder is full. Make room, or set DATA to another folder.',
  '53100': 'The disk that holds the database is full. Make room, or set DATA or DATABASE_URL to another place.',
  EROFS: 'The data folder is on a disk that cannot be written. Set DATA to another folder.',
  EACCES: 'A file or folder is closed to this user',
  EPERM: 'A file or folder is closed to this user',
}

/** PostgreSQL's own codes (appendix A of its manual) and the network's, in words about DATABASE_URL. */
const databaseWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nobody answers at',
  ENOTFOUND: 'There is no host of that name at',
  EAI_AGAIN: 'There is no host of that name at',
  ETIMEDOUT: 'Nobody answers in time at',
  EHOSTUNREACH: 'There is no way to',
  '28P01': 'The password is refused by',
  '28000': 'The role is refused by',
  '3D000': 'There is no such database on',
  '57P03': 'It is starting or stopping:',
}

/**
 * What went wrong at the start, for the person who started it: one line with the way out where we know it, never a password. Undefined for
 * what only a developer can mend; its stack is the message then.
 */
export function explain(error: unknown): string | undefined {
  if (error instanceof CommandFault || error instanceof SettingsFault || error instanceof PostgresFault || error instanceof BackupFault)
    return error.message
  if (error instanceof MigrationFault) {
    const why = error.cause instanceof Error ? explain(error.cause) : undefined
    return `The database cannot be brought up to date: ${error.message}${why ? ` ${why}` : ''}`
  }
  if (error instanceof Error && error.name === 'ConnectError') return refused(error)
  if (error instanceof AggregateError && error.errors.length > 0) return explain(error.errors[0])
  const { code, port, address, path, syscall, message } = (error ?? {}) as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE' || (code === 'EACCES' && syscall === 'listen')) {
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'is closed to this user'
    return `Port ${port} ${why}. Set ${portSetting(port)} to another one.`
  }
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${address}. Set HOST to one it has, or to 0.0.0.0.`
  if (code && code in databaseWords) return `${databaseWords[code]} DATABASE_URL${message ? ` (${strikeOut(message)})` : ''}.`
  if (code && code in systemWords) return path ? `${systemWords[code]}: ${path}` : systemWords[code]
  return undefined
}

/** What a service answered a command that it could not do, in its own words. An internal error is left to its stack. */
const refused = ({ code, rawMessage }: Error & { code?: unknown; rawMessage?: string }) =>
  answeredCodes.has(code) ? rawMessage : undefined

/** Connect's numbers, by which the library's code needs not be read at a start: invalid argument, not found, exists, forbidden, unavailable. */
const answeredCodes: ReadonlySet<unknown> = new Set([3, 5, 6, 7, 14])

const portSetting = (port: number | undefined) => {
  const usual: Readonly<Record<string, string>> = { 3000: 'PORT', 8000: 'GATEWAY_PORT' }
  for (const name of ['PORT', 'GATEWAY_PORT', 'WATCH_PORT']) if (process.env[name] === String(port)) return name
  return usual[String(port)] ?? 'WATCH_PORT'
}
