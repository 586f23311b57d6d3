import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresFault } from './postgres-fault.ts'

const postmasterFile = (cluster: string) => join(cluster, 'postmaster.pid')

/**
 * The live server of a cluster, as its `postmaster.pid` names it; undefined when that process is gone or somebody else has its number now.
 * Lines of that file: pid, data folder, start time, port, socket folder, address, shared memory key, status.
 */
export function readPostmaster(cluster: string): { readonly pid: number; readonly port: number } | undefined {
  const lines = readOrEmpty(postmasterFile(cluster)).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 && isAlive(pid) && isServerOf(cluster, pid) ? { pid, port } : undefined
}

/**
 * Removes a `postmaster.pid` whose process is gone but whose number is not: PostgreSQL would believe it. Only when no process works in the
 * folder any more, since the workers of a dead server may still write.
 */
export function forgetDead(cluster: string) {
  if (process.platform !== 'linux' || !existsSync(postmasterFile(cluster)) || readPostmaster(cluster)) return
  if (processesIn(cluster).length === 0) rmSync(postmasterFile(cluster), { force: true })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  // A dead child that nobody has collected still answers; containers without an init process keep them.
  return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readOrEmpty(`/proc/${pid}/stat`))
}

export function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // already gone, which is what a signal is sent for
  }
}

/** Fast shutdown; when that takes longer than `patienceMs`, immediate shutdown, which the next start recovers from the log. */
export async function endServer(pid: number, patienceMs: number): Promise<void> {
  for (const how of ['SIGINT', 'SIGQUIT'] as const) {
    signal(pid, how)
    const deadline = performance.now() + patienceMs
    while (performance.now() < deadline) {
      if (!isAlive(pid)) return
      await sleep(10)
    }
  }
  throw new PostgresFault('stop-failed', `PostgreSQL ${pid} did not stop`)
}

/** A port of 127.0.0.1 that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** Process ids are reused, above all in containers: never signal one that is not proven to be this server. */
function isServerOf(cluster: string, pid: number): boolean {
  return process.platform !== 'linux' || (workingFolder(pid) ?? commandLine(pid)[2]) === cluster
}

/** Processes that work in the folder, or may: container root is not told where those of other users work. */
function processesIn(folder: string): number[] {
  const worksHere = (pid: number) => (workingFolder(pid) ?? (commandLine(pid)[0]?.includes('postgres') ? folder : '')) === folder
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && worksHere(pid))
}

/** Undefined when this process may not know. */
function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? undefined : ''
  }
}

const commandLine = (pid: number) => readOrEmpty(`/proc/${pid}/cmdline`).split('\0')

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it went away between two looks, which is the same as never having been there
  }
}
