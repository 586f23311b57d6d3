/** Works that this process is at, each by its key. */
export interface UnderWay {
  /** Until `work` ends, well or not, it is under way. Answers what it answers. */
  during<T>(key: string, work: Promise<T>): Promise<T>
  /** Once what last began under the key has ended, or patience has. Where nothing is under way it answers at once. */
  ended(key: string): Promise<void>
}

/** Of one process: what another one is at is not known here, and is not waited for. */
export function underWay(patienceMs: number): UnderWay {
  const known = new Map<string, Promise<void>>()
  return {
    during(key, work) {
      const end = () => {
        if (known.get(key) === ended) known.delete(key)
      }
      const ended: Promise<void> = work.then(end, end)
      known.set(key, ended)
      return work
    },
    async ended(key) {
      const work = known.get(key)
      if (!work) return
      await new Promise<void>((goOn) => {
        const late = setTimeout(goOn, patienceMs)
        void work.then(() => {
          clearTimeout(late)
          goOn()
        })
      })
    },
  }
}
