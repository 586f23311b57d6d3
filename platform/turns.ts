import { Fault } from './rpc/fault.ts'

/** Does the work when it is its turn. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export interface Turns {
  /** So many works run at once. */
  readonly atOnce: number
  /** Whoever comes beyond waits in line, first come first served, so long at most. */
  readonly patienceMs: number
  /**
   * Who comes while others are at it begins once they have ended, or so much later, with all who came meanwhile: works in step ask as one
   * (`sql/in-groups.ts`).
   */
  readonly gatherMs?: number
}

/** Lets so many works run at once, and the others wait. Whoever waited too long began nothing. Fault: `crowded`. */
export function turns({ atOnce, patienceMs, gatherMs = 0 }: Turns): InTurn {
  const line: (() => void)[] = []
  let free = atOnce
  let gathered: (() => void)[] = []
  let gathering: NodeJS.Timeout | undefined

  const begin = () => {
    clearTimeout(gathering)
    const all = gathered
    gathered = []
    for (const each of all) each()
  }

  const company = () =>
    new Promise<void>((resolve) => {
      if (gathered.push(resolve) === 1) gathering = setTimeout(begin, gatherMs)
    })

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
    if (gatherMs > 0 && free < atOnce) await company()
    await turn()
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else if (++free === atOnce) begin()
    }
  }
}
