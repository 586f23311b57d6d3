import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts process time in hundredths of a second (`getconf CLK_TCK`). */
const msPerTick = 10

interface Stat {
  readonly parent: number
  readonly ownMs: number
  /** Of children that ended and were collected: PostgreSQL's closed connections. */
  readonly goneMs: number
}

function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number)
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [fields[1], fields[11], fields[12], fields[13], fields[14]]
    return { parent, ownMs: (utime + stime) * msPerTick, goneMs: (cutime + cstime) * msPerTick }
  } catch {
    return undefined // it ended meanwhile
  }
}

const allPids = () =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)

/** A process and everything it started, and the PostgreSQL that lives in its data folder. */
export function processesOf(root: number, data?: string): number[] {
  const roots = [root]
  const file = data && join(data, 'postgres', 'cluster', 'postmaster.pid')
  if (file && existsSync(file)) roots.push(Number(readFileSync(file, 'utf8').split('\n')[0]))
  const parents = new Map(allPids().map((pid) => [pid, statOf(pid)?.parent]))
  const isBelow = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && (roots.includes(pid) || isBelow(parents.get(pid)))
  return [...parents.keys()].filter((pid) => isBelow(pid))
}

/** CPU milliseconds those processes have used so far, collected children included. Linux only. */
export const cpuMs = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const stat = statOf(pid)
    return sum + (stat ? stat.ownMs + stat.goneMs : 0)
  }, 0)

/** Proportional set size, MB, by name of the command. Pages that processes share are counted once, split between them. */
export function memoryMb(pids: readonly number[]): { name: string; mb: number }[] {
  return pids.flatMap((pid) => {
    try {
      const kb = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
      const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, 2).join(' ').trim()
      return [{ name: name.split('/').at(-1) ?? name, mb: kb / 1024 }]
    } catch {
      return [] // it ended meanwhile
    }
  })
}

/** The server or one of its connections. */
export function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false // it ended meanwhile
  }
}
