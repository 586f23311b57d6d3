import { Fault } from '@vitrine/platform/rpc/fault'

/**
 * Lets at most `atOnce` works run and `waitingAtMost` wait; beyond, `unavailable`. Work of one key is done once for all who ask while it runs.
 */
export function workshop<T>(atOnce: number, waitingAtMost: number): (key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  const queue: (() => void)[] = []
  let running = 0

  async function inTurn(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waitingAtMost) throw new Fault('unavailable', 'too many pictures are being made')
      await new Promise<void>((go) => queue.push(go))
    }
    running++
    try {
      return await work()
    } finally {
      running--
      queue.shift()?.()
    }
  }

  return (key, work) => {
    const same = underWay.get(key)
    if (same) return same
    const made = inTurn(work).finally(() => underWay.delete(key))
    underWay.set(key, made)
    return made
  }
}
