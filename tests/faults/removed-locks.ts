import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** One lock, key or condition taken out of one file. */
export interface Removal {
  /** Below the root of the repository. */
  readonly file: string
  readonly line: number
  /** The words that were taken out. */
  readonly words: string
  /** The file without them. */
  readonly text: string
}

/** Whose tests must notice: folder of the code, and what of it holds locks and keys. */
const parts = [
  { folder: 'services/stock', within: ['adapters', 'migrations'] },
  { folder: 'services/payments', within: ['adapters', 'migrations'] },
  { folder: 'services/pricing', within: ['adapters', 'migrations'] },
  { folder: 'services/orders', within: ['adapters', 'migrations'] },
] as const
export type Guarded = (typeof parts)[number]['folder']
export const guarded: readonly Guarded[] = parts.map(({ folder }) => folder)

/** Words that keep two apart, and what stands in their place. Primary keys stay: without one no statement that names it can be planned. */
const guards: readonly (readonly [words: RegExp, instead: string])[] = [
  [/\bfor (?:no key )?update(?: of \w+)?(?: skip locked)?/g, ''],
  [/\bpg_advisory_xact_lock(?=\()/g, ''],
  [/\bcreate unique index\b/g, 'create index'],
  [/\bunique (?:nulls not distinct )?\([^)]*\)/g, 'check (true)'],
  [/(?<=[\w)] )unique(?=[,\s])(?! index| \()/g, ''],
  // What was read must be what stands there still. The parameter stays: one that nothing names cannot be sent.
  [/\band (?:\w+\.)?(?:version|step|attempt) = (\$\d+)/g, 'and $1::text is not null'],
]

/** Every lock, key and condition of a file that keeps two apart, each taken out of it alone. What comments say is none. */
export function removalsIn(file: string, text: string): Removal[] {
  return guards.flatMap(([words, instead]) =>
    [...text.matchAll(words)].flatMap((found) => {
      const before = text.slice(0, found.index)
      const lineSoFar = before.slice(before.lastIndexOf('\n') + 1)
      if (/^\s*(\*|\/\*)|\/\/|--/.test(lineSoFar)) return []
      const without = before + instead.replace('$1', found[1] ?? '') + text.slice(found.index + found[0].length)
      return [{ file, line: before.split('\n').length, words: found[0], text: without }]
    }),
  )
}

/**
 * Takes each lock and key of a part out of a copy of the repository, one at a time, and runs the part's tests there: at least one must fail.
 * Answers those that no test missed, twice asked, as a race is not lost every time. The copy is the last commit, not the files as they are.
 */
export async function unnoticed(folder: Guarded): Promise<{ readonly removed: number; readonly unnoticed: readonly Removal[] }> {
  const copy = join('.build', 'removed-locks', folder.replaceAll('/', '-'))
  await copyOfRepository(copy)
  try {
    if (!(await isGreen(copy, folder))) throw new Error(`the tests of ${folder} fail with all locks in place`)
    const { within } = parts.find((part) => part.folder === folder)!
    const removals = within
      .flatMap((below) => filesIn(copy, join(folder, below)))
      .flatMap((file) => removalsIn(file, readFileSync(join(copy, file), 'utf8')))
    const missed: Removal[] = []
    for (const removal of removals) if (await survives(copy, folder, removal)) missed.push(removal)
    return { removed: removals.length, unnoticed: missed }
  } finally {
    await run('git', ['worktree', 'remove', '--force', copy])
  }
}

async function survives(copy: string, folder: Guarded, { file, text }: Removal): Promise<boolean> {
  const path = join(copy, file)
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, text)
  try {
    return (await isGreen(copy, folder)) && (await isGreen(copy, folder))
  } finally {
    writeFileSync(path, whole)
  }
}

/** Tests that do not end are no green ones. */
async function isGreen(copy: string, folder: Guarded): Promise<boolean> {
  const ran = promisify(execFile)('node_modules/.bin/vitest', ['run', folder, '--bail=1'], { cwd: copy, timeout: 300_000, maxBuffer: 1e8 })
  return ran.then(
    () => true,
    () => false,
  )
}

const filesIn = (copy: string, folder: string): string[] =>
  readdirSync(join(copy, folder))
    .filter((name) => /\.(ts|sql)$/.test(name) && !name.includes('.test.'))
    .map((name) => join(folder, name))

/** With the same npm packages, as links: those that are parts of the house are found in the copy. */
async function copyOfRepository(copy: string): Promise<void> {
  if (existsSync(copy)) {
    await run('git', ['worktree', 'remove', '--force', copy]).catch(() => rmSync(copy, { recursive: true }))
    await run('git', ['worktree', 'prune'])
  }
  mkdirSync(join(copy, '..'), { recursive: true })
  await run('git', ['worktree', 'add', '--detach', copy, 'HEAD'])
  await run('cp', ['-al', 'node_modules', copy])
}

const run = promisify(execFile)
