/**
 * `closed`: calls go out. `open`: the other side does not answer, nobody is kept waiting for it. `half-open`: one call is out to see whether it
 * answers again; others wait a moment for that.
 */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** So many calls in a row that heard nothing: with as many at once, at most ten have waited (reliability.md T10). */
const silencesToOpen = 5
/**
 * Asked again after 1 s, then 2, 4, 5 s. Shorter than the pauses of who tries again by itself (1, 5, 15, 30 s), so that a checkout or an errand
 * finds the way free at its next turn and ends within its 60 s; and every page works soon after its part is back: with 10 s G9 saw 21 s on a busy machine.
 */
const firstPauseMs = 1_000
const longestPauseMs = 5_000

/**
 * So long who comes beside the one that looks waits for what it hears: somebody who is there answers within it, and of somebody who is not nobody waits longer.
 * A look that hangs counts for as long as the longest pause; then another looks.
 */
export const patienceMs = 250

/** What `enter` answers when nobody is let through. */
export const shut = 0

/**
 * Keeps calls from waiting for somebody who does not answer.
 *
 * Whoever calls asks `enter` and afterwards says once how it went, with what `enter` answered. `heard`: there was an answer, whichever: a refusal, a fault
 * of theirs and "not found" are answers. `silent`: refused, lost, or late. `undecided`: nothing can be said, because who asked gave up.
 * What is refused at the door (`shut`) was never sent: it had no effect, and may be asked again.
 */
export interface Breaker {
  readonly name: string
  state(): BreakerState
  /** How often it opened. */
  trips(): number
  enter(): number
  /** As `enter`; while one looks it waits for that, at most so long and at most `patienceMs`. Who waits goes with the others, or looks next. */
  enterSoon(mostMs?: number): Promise<number>
  heard(): void
  silent(pass: number): void
  undecided(pass: number): void
}

export interface BreakerNeeds {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** 0 to 1: processes that lost somebody at the same moment do not come back at the same moment. */
  readonly random: () => number
  /** Told when it opens and when it closes again; not of each call that finds nobody in between. */
  readonly changed?: (name: string, to: 'open' | 'closed') => void
}

/** Allocates nothing for a call. */
export function createBreaker(name: string, { now, random, changed = () => {} }: BreakerNeeds): Breaker {
  let state: BreakerState = 'closed'
  let [silences, trips, pauseMs, endsAt] = [0, 0, firstPauseMs, 0]
  /** Changes with each opening and each probe: who went in before does not count any more. */
  let current = 1
  /** Since when somebody looks. */
  let looksAt = 0
  /** Who waits for what they hear. */
  const waiting = new Set<() => void>()

  function tellWaiting() {
    for (const go of waiting) go()
  }

  /** Whether it was heard of in time. */
  function heardOf(mostMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isHeard: boolean) => {
        clearTimeout(timer)
        waiting.delete(go)
        resolve(isHeard)
      }
      const go = () => end(true)
      const timer = setTimeout(end, mostMs, false)
      waiting.add(go)
    })
  }

  function enter(): number {
    if (state === 'closed') return current
    if (now() < (state === 'open' ? endsAt : looksAt + longestPauseMs)) return shut
    state = 'half-open'
    looksAt = now()
    return ++current
  }

  function open() {
    const isNew = state === 'closed'
    state = 'open'
    current++
    trips++
    endsAt = now() + pauseMs * (0.75 + random() / 4)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    if (isNew) changed(name, 'open')
    tellWaiting()
  }

  return {
    name,
    state: () => state,
    trips: () => trips,
    enter,
    async enterSoon(mostMs = patienceMs) {
      const until = now() + Math.min(mostMs, patienceMs)
      let pass = enter()
      while (pass === shut && state === 'half-open' && (await heardOf(until - now()))) pass = enter()
      return pass
    },
    /** Also of one that went in long ago: whoever answers is there. */
    heard() {
      silences = 0
      if (state === 'closed') return
      state = 'closed'
      current++
      pauseMs = firstPauseMs
      changed(name, 'closed')
      tellWaiting()
    },
    silent(pass) {
      if (pass !== current) return
      if (state === 'half-open' || ++silences >= silencesToOpen) open()
    },
    undecided(pass) {
      if (pass !== current || state !== 'half-open') return
      state = 'open' // its pause is over: the next one looks
      tellWaiting()
    },
  }
}

/** Breakers of one process, one for each name it asks. */
export interface Breakers {
  of(name: string): Breaker
  all(): readonly Breaker[]
}

/** More names than a shop has neighbours: beyond, the oldest goes, so that addresses somebody else draws do not fill the memory. */
const mostNames = 100

export function openBreakers(needs: BreakerNeeds): Breakers {
  const known = new Map<string, Breaker>()
  return {
    of(name) {
      const found = known.get(name)
      if (found) return found
      const made = createBreaker(name, needs)
      known.set(name, made)
      for (const oldest of known.keys()) {
        if (known.size <= mostNames) break
        known.delete(oldest)
      }
      return made
    },
    all: () => [...known.values()],
  }
}

/** What is said of somebody who did not answer, to who would have asked. */
export const notAsked = ({ name }: Breaker): string =>
  `${name} did not answer for a while and is not asked now; it is tried again in some seconds`
