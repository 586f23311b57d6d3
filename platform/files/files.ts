/** Where bytes are kept: a folder, or S3. Keys are slash-separated, without `..`; the same keys in both. */
export interface Files {
  /** Whole or not at all; writing a key again replaces it. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Undefined when the key is absent. */
  get(key: string): Promise<Buffer | undefined>
  has(key: string): Promise<boolean>
  /** Absent is gone already. */
  remove(key: string): Promise<void>
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>
}
