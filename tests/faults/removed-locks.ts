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
  // A sequence draws no number twice.
  [/(?<=[\w)] )(?<!as identity )unique(?=[,\s])(?! index| \()/g, ''],
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

/** What is let be: what holds as much without it. */
export const heldTwice: readonly { readonly file: string; readonly words: string; readonly by: string }[] = [
  {
    file: 'services/stock/adapters/tell-ready.ts',
    words: 'for no key update skip locked',
    by: 'the update asks `waits` again of the row as it is, so each is told of once; the lock keeps tellers out of each other’s way',
  },
  {
    file: 'services/orders/migrations/019-invoices-of-trials.sql',
    words: 'create unique index',
    by: 'the cause of an invoice of a trial is the id of the trial, and causes are unique',
  },
]
const isHeldTwice = ({ file, words }: Removal) => heldTwice.some((one) => one.file === file && one.words === words)

/** Every removal of files in the order in which they are applied, but of keys that a later one drops, and of what is held twice. */
export function removalsOf(files: readonly { readonly file: string; readonly text: string }[]): Removal[] {
  return files.flatMap(({ file, text }, n) =>
    removalsIn(file, text).filter((removal) => {
      if (isHeldTwice(removal)) return false
      const [own, ...below] = text.split('\n').slice(removal.line - 1)
      const [, key] = /\bcreate unique index (\w+)/.exec(own!) ?? []
      const later = [...below, ...files.slice(n + 1).map((one) => one.text)].join('\n')
      return !key || !new RegExp(`\\bdrop index (if exists )?\\w+\\.${key}\\b`).test(later)
    }),
  )
}

/** A removal, and who turned red without it: the names of tests with what they said, or that they did not end. Nobody when no test missed it, twice asked. */
export type Asked = Removal & { readonly noticedBy: readonly string[] }

/**
 * Takes each lock and key of a part out of a copy of the repository, one at a time, and runs the part's tests there until the first red one, those first that
 * were red last. What nobody missed is asked twice, as a race is not lost every time. The copy is the last commit, not the files as they are.
 */
export async function* withoutEach(folder: Guarded, seed: number): AsyncGenerator<Asked> {
  const copy = join('.build', 'removed-locks', folder.replaceAll('/', '-'))
  await copyOfRepository(copy)
  try {
    const began = performance.now()
    const red = await redTests(copy, folder, seed, 3_600_000)
    if (red.length > 0) throw new Error(`the tests of ${folder} fail with all locks in place: ${red.join('; ')}`)
    // Only what stands still does not end: a busy machine makes tests slow.
    const patienceMs = Math.ceil(120_000 + 5 * (performance.now() - began))
    const { within } = parts.find((part) => part.folder === folder)!
    const files = within.flatMap((below) => filesIn(copy, join(folder, below)))
    for (const removal of removalsOf(files.map((file) => ({ file, text: readFileSync(join(copy, file), 'utf8') })))) {
      const path = join(copy, removal.file)
      const whole = readFileSync(path, 'utf8')
      writeFileSync(path, removal.text)
      const ask = () => redTests(copy, folder, seed, patienceMs)
      const first = await ask()
      yield { ...removal, noticedBy: first.length > 0 ? first : await ask() }
      writeFileSync(path, whole)
    }
  } finally {
    await run('git', ['worktree', 'remove', '--force', copy])
  }
}

/** The tests of a folder that turn red, up to the first file that has one. One that only took too long has noticed nothing. */
async function redTests(copy: string, folder: Guarded, seed: number, timeout: number): Promise<string[]> {
  const report = '.build/removed-locks.json'
  rmSync(join(copy, report), { force: true })
  const args = ['run', folder, '--bail=1', '--maxWorkers=1', '--reporter=json', `--outputFile=${report}`]
  const { TEST_DATABASE_URL: _server, ...env } = process.env // one PostgreSQL shows it
  const options = { cwd: copy, timeout, maxBuffer: 1e8, env: { ...env, PROOF_SEED: `${seed}` } }
  const isGreen = await run('node_modules/.bin/vitest', args, options).then(
    () => true,
    () => false,
  )
  if (isGreen) return []
  if (!existsSync(join(copy, report))) return ['the tests do not begin, or do not end']
  const { testResults } = JSON.parse(readFileSync(join(copy, report), 'utf8')) as Report
  const red = testResults.filter(({ status }) => status === 'failed')
  const names = red.flatMap(({ name, assertionResults }) => {
    const failed = assertionResults.filter(({ status, failureMessages }) => status === 'failed' && !isSlow(failureMessages.join()))
    if (failed.length === 0 && assertionResults.some(({ status }) => status === 'failed')) return [] // on a busy machine: nobody's lock
    const tests = failed.map(({ fullName, failureMessages }) => `${fullName.trim()} (${failureMessages[0]?.split('\n')[0] ?? ''})`)
    return tests.length > 0 ? tests : [`${name.split('/').at(-1)} as a whole`]
  })
  return red.length > 0 ? names : ['no test begins, as the schema cannot be made']
}

const isSlow = (said: string) => /deadline_exceeded|timed out|too slow/i.test(said)

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const filesIn = (copy: string, folder: string): string[] =>
  readdirSync(join(copy, folder))
    .toSorted()
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
  rmSync(join(copy, 'node_modules/.vite'), { recursive: true, force: true }) // which of its tests were red is its own affair
}

const run = promisify(execFile)
