import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Transport } from '@connectrpc/connect'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { type Joined, joinBooks } from './join-books.ts'
import { readBooks } from './read-books.ts'

export interface VerifyOptions {
  readonly peer: (name: string) => Transport
  readonly services: readonly string[]
  readonly data: string
  /** How long a break may take to go away: books are read one after the other while the shop works. */
  readonly patienceMs?: number
}

/**
 * Every invariant of the shop with its breaks; an empty list is an invariant that holds. Changes nothing.
 *
 * A break counts when it is found each time for `patienceMs`: a checkout that runs meanwhile is no break.
 */
export async function verifyShop({ peer, services, data, patienceMs = 3_000 }: VerifyOptions): Promise<Joined[]> {
  const look = async () => {
    const own = await Promise.all(services.map((name) => ownChecks(name, peer(name))))
    return [...own.flat(), ...joinBooks(await readBooks(peer, data))]
  }
  let found = await look()
  for (let waitedMs = 0; waitedMs < patienceMs && found.some(({ breaks }) => breaks.length > 0); waitedMs += 1_000) {
    await sleep(1_000)
    const again = new Map((await look()).map(({ invariant, breaks }) => [invariant, breaks]))
    found = found.map(({ invariant, breaks }) => ({ invariant, breaks: breaks.filter((one) => again.get(invariant)?.includes(one)) }))
  }
  return found
}

async function ownChecks(name: string, transport: Transport): Promise<Joined[]> {
  const { checked } = await createClient(VerifyService, transport).check({}, { timeoutMs: 60_000 })
  return checked.map(({ invariant, breaks }) => ({ invariant: `${invariant} (${name})`, breaks }))
}
