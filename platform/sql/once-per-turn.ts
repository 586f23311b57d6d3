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
