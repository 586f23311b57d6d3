import { Fault } from '@vitrine/platform/rpc/fault'
import type { Passwords } from '../application/credentials.ts'

/** argon2id, 19 MiB, two passes, one lane. Source: OWASP Password Storage Cheat Sheet; ASVS 5.0, 11.4.2. About 20 ms of a core. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes off the event loop, a few at a time; more than that wait, and beyond `waitingAtMost` are told to come back. */
export function argon2Passwords(atOnce = 2, waitingAtMost = 64): Passwords {
  const argon2 = () => import('@node-rs/argon2') // with the first password, not with the shop
  /** Compared when nobody has the address: the hash of a password drawn once and forgotten, so that the time is the same. */
  let nobody: Promise<string> | undefined
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (waiting.length >= waitingAtMost) throw new Fault('unavailable', 'too many people sign in at this moment')
      await new Promise<void>((go) => waiting.push(go))
    }
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }

  return {
    hash: (password) => inTurn(async () => (await argon2()).hash(password, options)),
    verify: (known, password) =>
      inTurn(async () => {
        const { hash, verify } = await argon2()
        const unknown = await (nobody ??= hash(`${Math.PI}`, options))
        const isRight = await verify(known ?? unknown, password)
        return known !== undefined && isRight
      }),
  }
}
