/** Does the work, and answers with the others that were at it. */
export type InStep = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Works that are under way together end together: whoever is done waits for the others, at most so long after the first of them was, so that what they
 * do next leaves as one statement (`sql/in-groups.ts`). Alone nobody waits.
 */
export function inStep(patienceMs: number): InStep {
  let underWay = 0
  let done: (() => void)[] = []
  let patience: NodeJS.Timeout | undefined

  const goOn = () => {
    clearTimeout(patience)
    const all = done
    done = []
    for (const each of all) each()
  }

  return async (work) => {
    underWay++
    try {
      return await work()
    } finally {
      underWay--
      const others = new Promise<void>((resolve) => done.push(resolve))
      if (underWay === 0) goOn()
      else if (done.length === 1) patience = setTimeout(goOn, patienceMs)
      await others
    }
  }
}
