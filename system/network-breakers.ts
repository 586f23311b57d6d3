import { type Breakers, type BreakerState, openBreakers } from '@vitrine/platform/rpc/breaker'
import type { OwnGauge } from '@vitrine/platform/service'
import type { Log } from '@vitrine/platform/watch/log'

/** Breakers of a process: a line in its log when somebody stops answering, and one when they answer again. */
export function networkBreakers(log: Pick<Log, 'warn' | 'info'>): Breakers {
  return openBreakers({
    now: () => performance.now(),
    random: Math.random,
    changed: (neighbour, to) =>
      to === 'open'
        ? log.warn({ neighbour }, 'does not answer: nobody waits for it, it is tried again from time to time')
        : log.info({ neighbour }, 'answers again'),
  })
}

const stateNumbers: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 }

/** For the watch page: how each neighbour stands, and how often it was given up. */
export const breakerGauges = (breakers: Breakers): readonly OwnGauge[] => [
  {
    name: 'vitrine_breaker_state',
    help: 'Who is asked over the network: 0 answers, 1 is being tried, 2 does not answer and is not waited for.',
    label: 'neighbour',
    read: async () => Object.fromEntries(breakers.all().map(({ name, state }) => [name, stateNumbers[state()]])),
  },
  {
    name: 'vitrine_breaker_trips',
    help: 'How often it was found not to answer, since the process started.',
    label: 'neighbour',
    read: async () => Object.fromEntries(breakers.all().map(({ name, trips }) => [name, trips()])),
  },
]

/** For the health page: null of who answers. */
export const neighboursOf = (breakers: Breakers): Record<string, string | null> =>
  Object.fromEntries(breakers.all().map(({ name, state }) => [name, state() === 'closed' ? null : 'does not answer']))
