import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresFault } from './postgres-fault.ts'
import type { PostgresBinaries, PostgresHome } from './postgres-home.ts'
import { isAlive } from './postgres-process.ts'

const logLimitBytes = 10_000_000
/** A new shop with its demo catalogue takes 80 MB; PostgreSQL panics when it cannot write ahead. */
const newShopBytes = 150_000_000

/**
 * Small on purpose: the whole shop, Node included, idles within 200 MB (`settled.md` 47). No parallel workers and no replication launcher:
 * each is a process. `io_method=sync` saves three more.
 */
const small = {
  max_connections: '100',
  shared_buffers: '32MB',
  maintenance_work_mem: '16MB',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  jit: 'off',
}

/** Said aloud, so that a configuration file somebody edited does not decide about money. */
const durableOn = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }
const durableOff = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/**
 * Makes the cluster in a folder of its own, renamed at the end: a half-made one never counts. True when this call made it.
 * Faults: `other-version` for data of another major version, which stays as it is; `disk-full`; `no-glibc`; `start-failed`.
 */
export async function makeCluster(home: PostgresHome, binaries: PostgresBinaries, user: string, durable: boolean): Promise<boolean> {
  const stamp = join(home.cluster, 'PG_VERSION')
  const isMade = existsSync(stamp) ? false : await initialise(home, binaries, user, durable)
  const found = readFileSync(stamp, 'utf8').trim()
  if (found !== binaries.version.split('.')[0]) {
    throw new PostgresFault(
      'other-version',
      `${home.cluster} was made by PostgreSQL ${found}, these binaries are ${binaries.version}. ` +
        'Back up with the version that made it, restore with this one.',
    )
  }
  return isMade
}

async function initialise(home: PostgresHome, { bin, env }: PostgresBinaries, user: string, durable: boolean): Promise<boolean> {
  const draft = join(home.root, `cluster.${process.pid}.${randomBytes(4).toString('hex')}`)
  removeDrafts(home)
  const { bavail, bsize } = statfsSync(home.root)
  if (bavail * bsize < newShopBytes) throw diskFull(undefined, `; a new shop needs ${newShopBytes / 1e6} MB`)
  const words = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const safety = ['--auth=scram-sha-256', `--pwfile=${join(home.root, 'password')}`, '--data-checksums', ...(durable ? [] : ['--no-sync'])]
  const options = { ...home.as, env, cwd: home.root }
  try {
    await promisify(execFile)(join(bin, 'initdb'), ['-D', draft, '-U', user, '--no-instructions', ...words, ...safety], options)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw cannotMake(error)
  }
  try {
    renameSync(draft, home.cluster)
    return true
  } catch {
    rmSync(draft, { recursive: true, force: true }) // another process was first; its cluster is as good
    return false
  }
}

/** What a first start that was killed left behind. In containers the next process often has the same number. */
function removeDrafts(home: PostgresHome) {
  const startedAtMs = performance.timeOrigin
  for (const name of readdirSync(home.root)) {
    const maker = Number(/^cluster\.(\d+)\.\w+$/.exec(name)?.[1])
    const path = join(home.root, name)
    const isDead = maker === process.pid ? statSync(path).ctimeMs < startedAtMs : maker && !isAlive(maker)
    if (isDead) rmSync(path, { recursive: true })
  }
}

function cannotMake(error: unknown): PostgresFault {
  const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' ') ?? ''
  if (said.includes('No space left on device')) return diskFull(error)
  const hint = said.includes('user does not exist')
    ? ' PostgreSQL needs a user with a name: add one to /etc/passwd (`useradd` in an image).'
    : ''
  return cannotRun(error, `initdb failed: ${said}.${hint}`)
}

export interface LaunchOptions {
  readonly port: number
  readonly durable: boolean
  readonly settings: Readonly<Record<string, string>>
}

/** Runs the server. It writes to a file and not to a pipe, and has no terminal: it must live on when this process dies. */
export async function launch(home: PostgresHome, { bin, env }: PostgresBinaries, options: LaunchOptions): Promise<ChildProcess> {
  if (logSizeBytes(home) > logLimitBytes) renameSync(home.log, `${home.log}.1`)
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: home.hasSocket ? home.run : '', port: String(options.port) }
  const words = { timezone: 'UTC', log_timezone: 'UTC', log_line_prefix: '%m [%p] ' }
  const all = { ...small, ...words, ...(options.durable ? durableOn : durableOff), ...options.settings, ...fixed }
  const args = ['-D', home.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const out = openSync(home.log, 'a', 0o600)
  const child = spawn(join(bin, 'postgres'), args, { ...home.as, env, cwd: home.root, stdio: ['ignore', out, out], detached: true })
  closeSync(out)
  await new Promise<void>((started, failed) =>
    child.once('spawn', started).once('error', (error) => failed(cannotRun(error, 'postgres cannot be run'))),
  )
  child.unref()
  return child
}

export const logSizeBytes = (home: PostgresHome) => statSync(home.log, { throwIfNoEntry: false })?.size ?? 0

/** What the server wrote since its log had `fromBytes` bytes. */
export const logSince = (home: PostgresHome, fromBytes: number) =>
  existsSync(home.log) ? readFileSync(home.log).subarray(fromBytes).toString('utf8') : ''

/** The server's own words for why it did not start. */
export function whyNot(home: PostgresHome, said: string, summary: string): PostgresFault {
  if (said.includes('No space left on device')) return diskFull()
  const reason = /(?:FATAL|PANIC): .*/.exec(said)?.[0] ?? said.trim().split('\n').slice(-2).join(' ')
  return new PostgresFault('start-failed', `PostgreSQL ${summary}. ${reason} (${home.log})`)
}

const diskFull = (cause?: unknown, needs = '') =>
  new PostgresFault('disk-full', `The disk that holds the data folder is full${needs}. Make room, or choose another folder.`, cause)

function cannotRun(error: unknown, message: string): PostgresFault {
  const isMusl = process.platform === 'linux' && (error as NodeJS.ErrnoException).code === 'ENOENT'
  if (!isMusl) return new PostgresFault('start-failed', message, error)
  const words = 'The PostgreSQL binaries need glibc 2.27 or newer, which this system (Alpine?) does not have. Set DATABASE_URL to a server.'
  return new PostgresFault('no-glibc', words, error)
}
