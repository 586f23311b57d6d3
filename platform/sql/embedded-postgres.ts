import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { requireDurable } from './durability.ts'
import { launch, logSince, logSizeBytes, makeCluster, whyNot } from './postgres-cluster.ts'
import { PostgresFault } from './postgres-fault.ts'
import { findBinaries, openHome, type PostgresHome, readPassword } from './postgres-home.ts'
import { endServer, forgetDead, freePort, readPostmaster, signal } from './postgres-process.ts'

export interface EmbeddedPostgresOptions {
  /** Everything lives below this folder: `cluster/`, `run/` (socket), `lib/` (links), `password`, `postgres.log`. */
  readonly directory: string
  /** Created when missing. `vitrine` by default. */
  readonly database?: string
  /** A free one by default. Only 127.0.0.1 listens. */
  readonly port?: number
  /** False trades safety against power loss for speed. For tests. */
  readonly durable?: boolean
  /** PostgreSQL settings, over the ones chosen here. */
  readonly settings?: Readonly<Record<string, string>>
  readonly startTimeoutMs?: number
  /** One line per thing worth knowing: taken over, restarted, lost. */
  readonly log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** Over the Unix socket where the system has one, else over loopback. Holds the password: keep it out of logs. */
  readonly url: string
  /** Over 127.0.0.1, for tools on the same machine. Holds the password. */
  readonly tcpUrl: string
  /** `created`: first start here. `started`: data was there. `adopted`: the server had outlived the process that started it. */
  readonly origin: 'created' | 'started' | 'adopted'
  /** Process id of the server; changes when it had to be restarted. */
  readonly pid: number
  /** Ends the server after its running transactions are rolled back and its data is on disk. Twice is once. */
  stop(): Promise<void>
}

const user = 'vitrine'
/** Held by the process that owns the server, in the `postgres` database; PostgreSQL drops it when that process dies. */
const ownerLock = 7_016_218_394

/** The connection that owns a server. */
interface Owner {
  readonly client: pg.Client
  readonly pid: number
  readonly port: number
}

/**
 * Runs a real PostgreSQL from npm binaries as a child of this process. No install script, no root, no configuration.
 *
 * The server outlives a crash of this process; the next start finds it through `postmaster.pid` and takes it over. Two live processes cannot
 * own one folder: the second is refused (`in-use`). A server that dies is started again on the same port, so pools recover by themselves.
 * Faults are `PostgresFault`s; their messages say the way out. What `durable` promises is read back from the server (`not-durable`).
 * Linux needs glibc 2.27. macOS binaries exist on npm and are not verified. Windows is not supported: set DATABASE_URL.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database = user, durable = true, settings = {}, startTimeoutMs = 30_000, log = () => {} } = options
  const home = openHome(resolve(options.directory))
  const binaries = findBinaries(home)
  const password = readPassword(home)
  const isNew = await makeCluster(home, binaries, user, durable)
  const made = identityOf(home.cluster)

  const left = await adopt()
  let owner = left ?? (await start(options.port))
  let restart: Promise<void> | undefined
  let stopping: Promise<void> | undefined
  watch()
  const onExit = () => {
    if (!stopping) signal(owner.pid, 'SIGINT')
  }
  process.once('exit', onExit) // also when an error ends this process; a kill leaves the server to be adopted
  try {
    await openDatabase().catch(async (error: unknown) => {
      // Taken over on its way down, it is started again as soon as its end is heard of.
      if (left && !restart) await Promise.race([new Promise((ended) => left.client.once('end', ended)), sleep(1_000)])
      if (!restart) throw error
      await restart
      await openDatabase()
    })
  } catch (error) {
    await (stopping = stop())
    throw error
  }

  return {
    url: urlTo(home.hasSocket ? { host: home.run } : {}),
    tcpUrl: urlTo({}),
    origin: left ? 'adopted' : isNew ? 'created' : 'started',
    get pid() {
      return owner.pid
    },
    stop: () => (stopping ??= stop()),
  }

  /** Takes over a server left behind by a process that died; ends it when it does not answer, is another version or is not as safe. */
  async function adopt(): Promise<Owner | undefined> {
    const running = readPostmaster(home.cluster)
    if (!running) return undefined
    for (let attempt = 0; attempt < 50 && readPostmaster(home.cluster)?.pid === running.pid; attempt++) {
      const found = await claim(home, running.port, password)
      if (found) {
        const fitness = await isFit(found.client, binaries.version, durable).catch(() => undefined) // it is stopping
        if (fitness) {
          log(`PostgreSQL ${running.pid} was still running, taken over`)
          return found
        }
        await found.client.end().catch(() => {})
        if (fitness === false) break
      }
      await sleep(100) // it may be starting, or stopping
    }
    log(`PostgreSQL ${running.pid} was still running and is of no use, ending it`)
    await endServer(running.pid, 5_000)
    return undefined
  }

  async function start(wanted: number | undefined): Promise<Owner> {
    const deadline = performance.now() + startTimeoutMs
    for (;;) {
      forgetDead(home.cluster)
      const port = wanted ?? (await freePort())
      const from = logSizeBytes(home)
      const child = await launch(home, binaries, { port, durable, settings })
      while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
        const found = await claim(home, port, password)
        if (found && found.pid === child.pid) return found
        await found?.client.end()
        await sleep(15)
      }
      const hasEnded = child.exitCode !== null || child.signalCode !== null
      if (!hasEnded) child.kill('SIGQUIT')
      const other = hasEnded ? readPostmaster(home.cluster) : undefined
      if (other) throw inUse(home, other.pid)
      const said = logSince(home, from)
      // A port taken in between, or the remains of a server killed a moment ago: gone after a little while.
      if (!/already in use|still in use|already exists/.test(said) || performance.now() >= deadline)
        throw whyNot(home, said, hasEnded ? 'stopped at once' : `was not ready after ${startTimeoutMs} ms`)
      await sleep(50)
    }
  }

  /** The owner's connection doubles as a life sign. When it ends, the server is gone, or somebody cut the connection alone. */
  function watch() {
    const { client, port } = owner
    client.once('end', () => {
      if (!stopping) restart = recover(port)
    })
  }

  /** Tries until it runs again: a disk that was full may have room a minute later. Says each reason once. */
  async function recover(port: number) {
    const gone = owner.pid
    for (let said = ''; !stopping; await sleep(1_000)) {
      try {
        // Somebody put another shop's data there: its server is not ours to end.
        if (identityOf(home.cluster) !== made)
          throw new PostgresFault('unreachable', `${home.cluster} is not the folder this shop began with. Stop it and start again.`)
        const still = await adopt()
        if (!still && !said) log(`PostgreSQL ${gone} is gone, starting it again on port ${port}`)
        owner = still ?? (await start(port))
        if (said) log('PostgreSQL runs again')
        return watch()
      } catch (error) {
        const { message } = error as Error
        if (message !== said) log(`PostgreSQL could not be started again, trying on: ${message}`)
        said = message
      }
    }
  }

  async function openDatabase() {
    const { rowCount } = await owner.client.query('select from pg_database where datname = $1', [database])
    if (!rowCount) await owner.client.query(`create database ${owner.client.escapeIdentifier(database)}`)
    if (!durable) return
    const client = new pg.Client(urlTo({}))
    await client.connect()
    try {
      await requireDurable(client)
    } finally {
      await client.end()
    }
  }

  async function stop() {
    process.off('exit', onExit)
    await restart
    await owner.client.end().catch(() => {}) // it is gone with its server
    await endServer(owner.pid, 15_000)
  }

  function urlTo(search: Record<string, string>) {
    const query = new URLSearchParams(search).toString()
    return `postgres://${user}:${password}@127.0.0.1:${owner.port}/${database}${query && `?${query}`}`
  }
}

/** Which folder it is, whatever its name. Undefined when there is none. */
const identityOf = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.ino

/**
 * The URL of the server another process runs in `directory`, for a visit beside it: a backup, a check. Undefined when nobody runs one.
 * It may stop at any moment, with its owner.
 */
export function runningPostgres(directory: string, database = user): string | undefined {
  const root = resolve(directory)
  if (!existsSync(join(root, 'cluster'))) return undefined
  const running = readPostmaster(realpathSync(join(root, 'cluster')))
  if (!running) return undefined
  const password = readFileSync(join(root, 'password'), 'utf8')
  return `postgres://${user}:${password}@127.0.0.1:${running.port}/${database}`
}

/** Connects and takes ownership. Undefined while nobody answers; throws `in-use` when another live process owns the server. */
async function claim(home: PostgresHome, port: number, password: string): Promise<Owner | undefined> {
  const host = home.hasSocket ? home.run : '127.0.0.1'
  const address = { host, port, user, password, database: 'postgres' }
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 2_000, application_name: 'vitrine owner' })
  client.on('error', () => {}) // the end of the server arrives as an error event; `end` follows and is what counts
  let isOwned = false
  try {
    await client.connect()
    // The server of an owner that was killed a moment ago may not have heard of it yet.
    for (let looks = 0; !isOwned && looks < 10; looks++) {
      if (looks > 0) await sleep(100)
      const { rows } = await client.query<{ owned: boolean }>('select pg_try_advisory_lock($1) as owned', [ownerLock])
      isOwned = rows[0]!.owned
    }
  } catch {
    await client.end().catch(() => {})
    return undefined // nobody is there yet, or it was on its way down and let us in first
  }
  const pid = readPostmaster(home.cluster)?.pid
  if (isOwned && pid) return { client, pid, port }
  await client.end()
  throw inUse(home, pid)
}

/** The version of these binaries, and as safe as this start promises to be. */
async function isFit(client: pg.Client, version: string, durable: boolean): Promise<boolean> {
  const { rows } = await client.query<{ version: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
  )
  return rows[0]?.version.split(' ')[0] === version && (!durable || rows[0].fsync === 'on')
}

const inUse = (home: PostgresHome, pid: number | undefined) =>
  new PostgresFault(
    'in-use',
    `${home.root} belongs to another running process (PostgreSQL ${pid ?? 'unknown'}). ` +
      'Stop that one, use its URL as DATABASE_URL, or choose another folder.',
  )
