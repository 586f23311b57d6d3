import { setImmediate as turnEnds } from 'node:timers/promises'

/**
 * For a question that many ask at the same moment and that has one answer for all: it is asked once for everybody who came in the same turn of
 * the event loop, after the last of them came, so each learns what was committed before they asked.
 *
 * A failure is everybody's of that turn; who comes later asks anew and waits for nobody.
 */
export function oncePerTurn<T>(ask: () => Promise<T>): () => Promise<T> {
  let gathering: Promise<T> | undefined
  return () =>
    (gathering ??= turnEnds().then(() => {
      gathering = undefined
      return ask()
    }))
}

/** The same for rows of one kind: each who asked in a turn gets those of their own keys, as one statement for all of them found and ordered them. */
export function rowsPerTurn<Row>(
  ask: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (keys: readonly string[]) => Promise<Row[]> {
  let wanted = new Set<string>()
  const answer = oncePerTurn(() => {
    const keys = [...wanted]
    wanted = new Set()
    return ask(keys)
  })
  return async (keys) => {
    for (const key of keys) wanted.add(key)
    const own = new Set(keys)
    return (await answer()).filter((row) => own.has(keyOf(row)))
  }
}
