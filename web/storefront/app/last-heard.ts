import { isGatewayProblem } from './gateway-problem.ts'

/** What the shop says of itself to everybody, by its key; so many answers are remembered. */
export type LastHeard<T> = (key: string, answer: Promise<T>) => Promise<T>

/**
 * What was answered last stands in while the door cannot answer: words that were true a moment ago, such as the terms of sale, serve somebody who reads them
 * better than none. Not for what is somebody's own, or changes with each sale. An answer that it is not there is an answer.
 */
export function lastHeard<T>(most: number): LastHeard<T> {
  const heard = new Map<string, T>()
  return async (key, answer) => {
    try {
      const now = await answer
      heard.delete(key)
      heard.set(key, now)
      if (heard.size > most) heard.delete(heard.keys().next().value!)
      return now
    } catch (fault) {
      const before = heard.get(key)
      if (before === undefined || !isGatewayProblem(fault) || fault.status < 500) throw fault
      return before
    }
  }
}
