import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Say } from './proof-run.ts'

/** Runs the tests of one suite that are proofs, in so many runs: its tests are the lines. */
export async function proveBySuite(promise: string, file: string, runs: number, seed: number, say: Say): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-proof-'))
  const report = join(folder, 'report.json')
  const args = ['run', file, '-t', promise, '--maxWorkers=1', '--testTimeout=7200000', '--reporter=json', `--outputFile=${report}`]
  const env = { ...process.env, PROOFS: `${runs}`, PROOF_SEED: `${seed}` }
  await once(spawn('node_modules/.bin/vitest', args, { stdio: ['ignore', 'ignore', 'inherit'], env }), 'exit')
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  rmSync(folder, { recursive: true })
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status !== 'skipped')
  for (const { fullName, status, failureMessages, duration = 0 } of tests)
    say(promise, status === 'passed', [fullName, `${(duration / 1_000).toFixed(0)} s`, ...failureMessages].join('; '))
  if (tests.length === 0) say(promise, false, `${file} has no test of that name`)
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly duration?: number
      readonly failureMessages: readonly string[]
    }[]
  }[]
}
