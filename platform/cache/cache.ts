/** An answer ready to send, and what makes it old. */
export interface CacheEntry {
  readonly bytes: Buffer
  /** Strong, with its quotes, made from the bytes. */
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

/** What a maker hands over. `tags`: things it shows (`product:42`, `list`); when one of them changes, the answer is old. */
export interface Fresh {
  readonly bytes: Uint8Array
  readonly tags: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  /** Old after this at the latest, because something of it may go by the clock. */
  readonly maxAgeMs: number
}

/** Answers that may be given to anybody. Never put in what belongs to one person. */
export interface Cache {
  /** The kept answer, or a new one from `make`. Callers that come meanwhile wait for the same one; what `make` throws is not kept. */
  remember(key: string, make: () => Promise<Fresh>): Promise<CacheEntry>
  /** From now on nothing that shows one of these is answered, not even by a `make` that began before. */
  purge(tags: readonly string[]): Promise<void>
}
