import { createHash } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Cache, CacheEntry, Fresh } from './cache.ts'

export interface MemoryCacheOptions {
  readonly clock: Clock
  /** Of bytes and keys together; least recently used leave first. 32 MB by default: the shop idles within 200 MB (`settled.md` 47). */
  readonly limitBytes?: number
}

interface Kept extends CacheEntry {
  readonly tags: readonly string[]
  readonly expiresAtMs: number
}

/** What an entry costs beside its bytes, roughly: objects, map slots. */
const overheadBytes = 500

/**
 * Keeps answers in this process.
 *
 * An answer that was being made while one of its tags was purged is handed to those who asked before, and not kept; whoever asks after the
 * purge gets one that was made after it.
 */
export function memoryCache({ clock, limitBytes = 32_000_000 }: MemoryCacheOptions): Cache & { readonly sizeBytes: () => number } {
  const kept = new Map<string, Kept>() // in order of use, oldest first
  const byTag = new Map<string, Set<string>>()
  const making = new Map<string, Promise<CacheEntry>>()
  /** Purges since the oldest make in progress: how many there were when a tag was last purged. */
  const purgedAt = new Map<string, number>()
  let purges = 0
  let makers = 0
  let sizeBytes = 0

  function forget(key: string) {
    const entry = kept.get(key)
    if (!entry) return
    kept.delete(key)
    sizeBytes -= sizeOf(key, entry)
    for (const tag of entry.tags) {
      const keys = byTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) byTag.delete(tag)
    }
  }

  function keep(key: string, entry: Kept) {
    forget(key)
    if (sizeOf(key, entry) > limitBytes / 8) return // one giant must not empty the shop window
    kept.set(key, entry)
    sizeBytes += sizeOf(key, entry)
    for (const tag of entry.tags) byTag.set(tag, (byTag.get(tag) ?? new Set()).add(key))
    for (const oldest of kept.keys()) {
      if (sizeBytes <= limitBytes) break
      forget(oldest)
    }
  }

  async function makeAndKeep(key: string, make: () => Promise<Fresh>): Promise<CacheEntry> {
    const began = purges
    makers++
    try {
      const { bytes, tags, headers = {}, maxAgeMs } = await make()
      const entry = { bytes: Buffer.from(bytes), etag: etagOf(bytes), headers, tags, expiresAtMs: clock().getTime() + maxAgeMs }
      const isOld = tags.some((tag) => (purgedAt.get(tag) ?? 0) > began)
      if (!isOld && maxAgeMs > 0) keep(key, entry)
      return entry
    } finally {
      if (--makers === 0) purgedAt.clear()
    }
  }

  return {
    async remember(key, make) {
      const found = kept.get(key)
      if (found && found.expiresAtMs > clock().getTime()) {
        kept.delete(key)
        kept.set(key, found)
        return found
      }
      const running = making.get(key)
      if (running) return running
      const promise = makeAndKeep(key, make).finally(() => {
        if (making.get(key) === promise) making.delete(key)
      })
      making.set(key, promise)
      return promise
    },
    async purge(tags) {
      purges++
      making.clear() // nobody may join a make that began before
      for (const tag of tags) {
        if (makers > 0) purgedAt.set(tag, purges)
        for (const key of byTag.get(tag) ?? []) forget(key)
      }
    },
    sizeBytes: () => sizeBytes,
  }
}

const sizeOf = (key: string, { bytes }: CacheEntry) => bytes.length + 2 * key.length + overheadBytes

/** 128 bits of SHA-256: nobody makes two answers with one tag. */
const etagOf = (bytes: Uint8Array) => `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
