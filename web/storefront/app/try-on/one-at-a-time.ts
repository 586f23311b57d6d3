/**
 * Opens a thing in steps that take time, one thing at once. Closing always wins: what is still being prepared then is never started, and
 * nothing is said of it.
 */
export function oneAtATime<Thing extends { close(): void }>() {
  let turn = 0
  let current: Thing | undefined
  function close() {
    turn++
    current?.close()
    current = undefined
  }
  return {
    current: () => current,
    close,
    /** Closes what is open, then starts what was prepared, unless it was closed meanwhile. */
    async open<Ready>(prepare: () => Promise<Ready>, start: (ready: Ready) => Thing): Promise<void> {
      close()
      const own = turn
      try {
        const ready = await prepare()
        if (own === turn) current = start(ready)
      } catch (fault) {
        if (own === turn) throw fault // else nobody waits for it any more
      }
    },
  }
}
