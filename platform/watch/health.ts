import { setTimeout as sleep } from 'node:timers/promises'

/** Asks something this process depends on; rejects when it does not answer. */
export type Probe = () => Promise<unknown>

export interface HealthReport {
  readonly state: 'ok' | 'starting' | 'stopping' | 'failing'
  /** By name, what was said instead of an answer; null when it answers. */
  readonly dependencies: Readonly<Record<string, string | null>>
  /**
   * The same of who is asked over the network and does without it as docs/resilience.md says. They do not count: a shop is not taken away from its shoppers
   * because its mail server is.
   */
  readonly neighbours?: Readonly<Record<string, string | null>>
}

export interface Health {
  /** Started, and every dependency answers. A load balancer sends requests while this is `ok`. */
  ready(): Promise<HealthReport>
  /** `starting` until `started` was called. An orchestrator waits for it before it asks anything else. */
  startup(): HealthReport
  /** This process runs at all. Dependencies do not count: restarting a shop does not bring its database back. */
  live(): HealthReport
  /** From now on requests may come. */
  started(): void
  /** From now on requests should go elsewhere; those that run are answered. */
  stopping(): void
}

interface HealthOptions {
  /** A probe that takes longer fails. */
  readonly timeoutMs?: number
  readonly neighbours?: () => NonNullable<HealthReport['neighbours']>
}

/** Health of one process, by names of its dependencies. */
export function createHealth(probes: Readonly<Record<string, Probe>>, { timeoutMs = 2_000, neighbours }: HealthOptions = {}): Health {
  let state: 'starting' | 'ok' | 'stopping' = 'starting'
  return {
    async ready() {
      const answers = await Promise.all(Object.entries(probes).map(async ([name, probe]) => [name, await ask(probe, timeoutMs)] as const))
      const hasFailed = answers.some(([, reason]) => reason !== null)
      const dependencies = Object.fromEntries(answers)
      return { state: state === 'ok' && hasFailed ? 'failing' : state, dependencies, ...(neighbours && { neighbours: neighbours() }) }
    },
    startup: () => ({ state: state === 'starting' ? 'starting' : 'ok', dependencies: {} }),
    live: () => ({ state: 'ok', dependencies: {} }),
    started() {
      state = 'ok'
    },
    stopping() {
      state = 'stopping'
    },
  }
}

async function ask(probe: Probe, timeoutMs: number): Promise<string | null> {
  const stop = new AbortController()
  const late = sleep(timeoutMs, `no answer in ${timeoutMs} ms`, { signal: stop.signal }).catch(() => null) // rejects when stopped
  const answer = probe().then(
    () => null,
    (error: unknown) => (error as Error).message || 'failed',
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    stop.abort()
  }
}
