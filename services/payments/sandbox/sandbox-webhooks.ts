import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@vitrine/platform/clock/clock'
import { ask } from '@vitrine/platform/http/ask'
import { sign } from '../adapters/signature.ts'
import type { Ledger, LedgerMovement } from './sandbox-ledger.ts'

export interface WebhookOptions {
  readonly ledger: Ledger
  readonly secret: string
  readonly clock: Clock
  /** Where the shop listens; undefined while it does not. */
  readonly url: () => string | undefined
  /** How late those of the token `webhook-late` are. */
  readonly lateMs: number
  /** Signs with another secret, as somebody else would. */
  readonly isForging: () => boolean
}

/** A provider tries for 3 days; a demo shop's stops after about an hour: 1 s, doubling to 5 min. */
const mostTries = 20
const pauseMs = (tries: number) => Math.min(1_000 * 2 ** tries, 300_000)

/** Tells the shop of movements, each until it is answered 2xx. What the tokens promise to go wrong goes wrong here. */
export function webhookSender({ ledger, secret, clock, url, lateMs, isForging }: WebhookOptions) {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal) // every webhook that waits listens
  const running = new Set<Promise<void>>()
  const tokenOf = ({ attemptId }: LedgerMovement) => ledger.attempts.get(attemptId)?.token

  async function post({ id, attemptId, kind }: LedgerMovement): Promise<boolean> {
    const to = url() ?? ''
    const body = JSON.stringify({ id: `event_${id}`, kind, attemptId, movementId: id })
    const headers = { 'content-type': 'application/json', 'sandbox-signature': sign(isForging() ? `${secret}!` : secret, body, clock()) }
    const question = { method: 'POST', headers, body, timeoutMs: 5_000, signal: stopping.signal } as const
    const reply = await ask(to, question).catch(() => undefined) // the shop is away: told again
    return reply !== undefined && reply.status >= 200 && reply.status < 300
  }

  async function tell(movement: LedgerMovement): Promise<void> {
    await ledger.onDisk()
    const token = tokenOf(movement)
    if (token === 'webhook-late') await sleep(lateMs, undefined, stopping)
    // The authorisation is told after the capture that follows it.
    if (token === 'webhook-out-of-order' && movement.kind === 'authorised') await waitForCapture(movement)
    for (let tries = 0; tries < mostTries && url(); tries++) {
      if (await post(movement)) {
        if (token === 'webhook-twice') await post(movement)
        if (!stopping.signal.aborted) ledger.note({ delivered: { webhookId: movement.id } })
        return
      }
      await sleep(pauseMs(tries), undefined, stopping)
    }
  }

  async function waitForCapture({ attemptId }: LedgerMovement): Promise<void> {
    for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 50) {
      const capture = ledger.movementsOf(attemptId).find(({ kind }) => kind === 'captured')
      if (capture && ledger.delivered.has(capture.id)) return
      await sleep(50, undefined, stopping)
    }
  }

  function send(movements: readonly LedgerMovement[]) {
    for (const movement of movements) {
      const told = tell(movement)
        .catch(() => {}) // stopped in mid-wait, or not on disk
        .finally(() => running.delete(told))
      running.add(told)
    }
  }

  return {
    send,
    /** What was not answered before the provider stopped, or before the shop said where it listens. */
    resume: () => send(ledger.movements.filter(({ id }) => !ledger.delivered.has(id))),
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
