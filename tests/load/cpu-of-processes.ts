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

/** Of a process, or of a thread (`/proc/7/task/8`). */
function statOf(folder: string): Stat | undefined {
  try {
    const fields = readFileSync(`${folder}/stat`, 'utf8')
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
  const parents = new Map(allPids().map((pid) => [pid, statOf(`/proc/${pid}`)?.parent]))
  const isBelow = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && (roots.includes(pid) || isBelow(parents.get(pid)))
  return [...parents.keys()].filter((pid) => isBelow(pid))
}

/** CPU milliseconds those processes have used so far, collected children included. Linux only. */
export const cpuMs = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const stat = statOf(`/proc/${pid}`)
    return sum + (stat ? stat.ownMs + stat.goneMs : 0)
  }, 0)

/** CPU milliseconds of the threads of that name (`/proc/<pid>/task/<tid>/comm`) so far. */
export const threadMs = (pids: readonly number[], thread: string): number =>
  pids.flatMap(tasksOf).reduce((sum, task) => sum + (textOf(`${task}/comm`).trim() === thread ? (statOf(task)?.ownMs ?? 0) : 0), 0)

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`)
  } catch {
    return [] // it ended meanwhile
  }
}

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
export const isPostgres = (pid: number): boolean => textOf(`/proc/${pid}/comm`).startsWith('postgres')

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it ended meanwhile
  }
}
