import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** One promise, or a share of one that takes long: what is proved again or not at all. */
export interface Part {
  /** The promise it belongs to: `G1`. */
  readonly promise: string
  /** Tells it from the others of its promise. */
  readonly name: string
  run(say: Say): Promise<void>
}

/** A line of what was seen. */
export type Say = (promise: string, isKept: boolean, figures: string) => void

interface RunOptions {
  readonly seed: number
  /** The release size takes hours: what was kept at this commit is written down, and not proved again. */
  readonly isResumable: boolean
}

/** Proves part after part; each line ends with seed and commit. Answers how many lines were broken. */
export async function runParts(parts: readonly Part[], { seed, isResumable }: RunOptions): Promise<number> {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  const commit = git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? ' and more' : '')
  const file = `.build/proofs/${commit.replaceAll(' ', '-')}.json`
  // Read anew each time: another run may be proving other promises of this commit.
  const read = (): Record<string, string[]> => (isResumable && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
  let broken = 0
  for (const { promise, name, run } of parts) {
    const id = `${promise} ${name}`
    const before = read()[id]
    for (const line of before ?? []) console.log(`before ${line}`)
    if (before) continue
    const [lines, brokenBefore, began]: [string[], number, number] = [[], broken, performance.now()]
    const say: Say = (what, isKept, figures) => {
      if (!isKept) broken++
      const line = `${what}: ${figures} (seed ${seed}, commit ${commit})`
      lines.push(line)
      console.log(`${isKept ? 'kept  ' : 'BROKEN'} ${line}`)
    }
    await run(say).catch((error: unknown) => say(id, false, `could not be proved: ${error instanceof Error ? error.stack : String(error)}`))
    console.log(`       ${id} took ${((performance.now() - began) / 1_000).toFixed(0)} s`)
    if (broken > brokenBefore || !isResumable) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ ...read(), [id]: lines }, null, 1))
  }
  return broken
}

/** Numbers in [0, 1) that are the same for the same seed. Source: mulberry32, T. Ettinger, public domain. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
