import type { Clock } from '@vitrine/platform/clock/clock'

/** A page ready to send. */
export interface KeptPage {
  readonly body: Buffer
  /** Made fast for the first who asks, and smaller once somebody asks again. */
  gzip: Buffer
  /** Whether that was begun. */
  isPacked: boolean
  /** With its ETag. */
  readonly headers: Readonly<Record<string, string>>
}

export interface KeptPages {
  /** The kept page, or else the way to keep the one that is made now; it does nothing when something changed since. */
  find(key: string): KeptPage | ((page: KeptPage) => void)
  /** Something that pages show changed: none made before this is given again. */
  drop(): void
}

interface Kept {
  readonly page: KeptPage
  readonly untilMs: number
  readonly sizeBytes: number
}

/** What goes by the clock or is told to nobody (a stock of 3 that became 2) may be this late. */
const lifeMs = 10_000
const mostBytes = 8_000_000

/**
 * Keeps finished pages in this process, for 10 s and 8 MB at most; the oldest leave first.
 *
 * Every change drops every page: a shop shows most products on several lists, and making one page costs a few milliseconds.
 */
export function keptPages(clock: Clock): KeptPages {
  const kept = new Map<string, Kept>()
  let sizeBytes = 0
  let drops = 0

  function forget(key: string) {
    const found = kept.get(key)
    if (!found) return
    kept.delete(key)
    sizeBytes -= found.sizeBytes
  }

  return {
    find(key) {
      const found = kept.get(key)
      const [before, nowMs] = [drops, clock().getTime()]
      if (found && found.untilMs > nowMs) return found.page
      return (page) => {
        const size = sizeOf(key, page)
        if (drops !== before || size > mostBytes / 8) return
        forget(key)
        kept.set(key, { page, untilMs: nowMs + lifeMs, sizeBytes: size })
        sizeBytes += size
        for (const oldest of kept.keys()) {
          if (sizeBytes <= mostBytes) break
          forget(oldest)
        }
      }
    },
    drop() {
      drops++
      sizeBytes = 0
      kept.clear()
    },
  }
}

const sizeOf = (key: string, { body, gzip }: KeptPage) => 2 * key.length + body.length + gzip.length
