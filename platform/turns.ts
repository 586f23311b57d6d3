import { Fault } from './rpc/fault.ts'

/** Does the work when it is its turn. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Lets so many works run at once; whoever comes beyond waits in line, first come first served, for `patienceMs` at most. Then nothing was begun.
 * Fault: `crowded`.
 */
export function turns(atOnce: number, patienceMs: number): InTurn {
  const line: (() => void)[] = []
  let free = atOnce

  function turn(): Promise<void> {
    if (free > 0) {
      free--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(leaving)
        resolve()
      }
      const leaving = setTimeout(() => {
        line.splice(line.indexOf(go), 1)
        reject(new Fault('crowded', `${atOnce} are at it, and others wait`))
      }, patienceMs)
      line.push(go)
    })
  }

  return async (work) => {
    await turn()
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else free++
    }
  }
}
