/** So long at most an event waits for an answer that tells the same: a provider that tells soonest by an event is heard all the same. */
const patienceMs = 1_000

/** Attempts that this process asks a provider about just now. */
export interface AsksUnderWay {
  /** Until `asking` ends, well or not, its attempt is being asked about. Answers what it answers. */
  during<T>(attemptId: string, asking: Promise<T>): Promise<T>
  /** Once what was last asked here about the attempt has ended, or after a second. Where nothing is being asked it answers at once. */
  ended(attemptId: string): Promise<void>
}

/** Of one process. What another one asks is not known here, and is not waited for. */
export function asksUnderWay(): AsksUnderWay {
  const asked = new Map<string, Promise<void>>()
  return {
    during(attemptId, asking) {
      const end = () => {
        if (asked.get(attemptId) === ended) asked.delete(attemptId)
      }
      const ended: Promise<void> = asking.then(end, end)
      asked.set(attemptId, ended)
      return asking
    },
    async ended(attemptId) {
      const asking = asked.get(attemptId)
      if (!asking) return
      await new Promise<void>((goOn) => {
        const late = setTimeout(goOn, patienceMs)
        void asking.then(() => {
          clearTimeout(late)
          goOn()
        })
      })
    },
  }
}
