/** Sizes a picture is read at, largest first, and how much time is left to the page between two of them. */
const levels = [
  { width: 640, height: 480, restMs: 0 },
  { width: 480, height: 360, restMs: 0 },
  { width: 320, height: 240, restMs: 60 },
] as const
export type Level = (typeof levels)[number]

/** Below so many pictures a second (web.md 1.2) for so long a device is slow. */
const slow = { perSecond: 12, afterMs: 3_000 } as const

/**
 * Keeps a mirror awake on a slow device: reads smaller pictures, then fewer. It never goes back up by itself: a picture that changes its size
 * every few seconds is worse than a coarse one.
 */
export function pacer() {
  let [at, slowMs, isSlow] = [0, 0, false]
  return {
    level: (): Level => levels[at]!, // moved within them below
    /** What is to be said of it. */
    state: (): 'coarser' | 'slow' | undefined => (isSlow ? 'slow' : at > 0 ? 'coarser' : undefined),
    /** Hears how long a picture took, from one to the next. A pause is none: the shopper froze it, or looked at another page. */
    took(ms: number): void {
      if (ms > 2_000) return
      slowMs = ms > 1_000 / slow.perSecond ? slowMs + ms : 0
      if (slowMs < slow.afterMs) {
        if (slowMs === 0) isSlow = false
        return
      }
      slowMs = 1
      if (at + 1 < levels.length) at++
      else isSlow = true
    },
  }
}
