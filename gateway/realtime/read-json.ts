import type { RawData } from 'ws'

/** What a client said over a socket; undefined when it is no JSON, which every schema refuses. */
export function readJson(data: RawData): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}
