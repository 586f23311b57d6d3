// `npm run check` and `npm test`: every step that must hold, one after the other, and one line at the end that counts.
// `node tools/gate.mjs quick` is for while you work: no journeys, no proofs, embedded PostgreSQL only.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const quick = process.argv[2] === 'quick'
const bin = (name) => join('node_modules', '.bin', name)
const folder = mkdtempSync(join(tmpdir(), 'vitrine-gate-'))
const counts = { passed: 0, failed: 0, skipped: 0 }
const skips = []

/** Runs a command to its end, its output on ours. Answers whether it went well. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, FORCE_COLOR: '0', ...env } })
    child.once('error', () => resolve(false))
    child.once('exit', (status) => resolve(status === 0))
  })
}

/** A step that either holds or does not. */
async function step(name, command, args, env = {}) {
  const began = performance.now()
  const isGood = await run(command, args, env)
  counts[isGood ? 'passed' : 'failed']++
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
}

/** Test files: each test counts. */
async function suite(name, config, env) {
  const began = performance.now()
  const report = join(folder, `${name.replaceAll(' ', '-')}.json`)
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile=${report}`]
  const isGood = await run(bin('vitest'), args, env)
  if (!existsSync(report)) {
    counts.failed++
    console.log(`FAIL ${name}: no report`)
    return
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  )
  counts.passed += numPassedTests
  counts.failed += numFailedTests + brokenFiles.length + (!isGood && numFailedTests + brokenFiles.length === 0 ? 1 : 0)
  counts.skipped += numPendingTests + numTodoTests
  for (const { assertionResults } of testResults)
    for (const { status, fullName } of assertionResults)
      if (status === 'pending' || status === 'skipped' || status === 'todo') skips.push(fullName)
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name}: ${numPassedTests} tests (${((performance.now() - began) / 1000).toFixed(1)} s)`)
}

await step('types', bin('tsc'), ['--noEmit', '-p', '.'])
if (existsSync('web/tsconfig.json')) await step('types of the pages', bin('tsc'), ['--noEmit', '-p', 'web'])
await step('lint', bin('oxlint'), ['--type-aware', '--deny-warnings'])
await step('format', bin('biome'), ['format'])
await step('dead code', bin('knip'), ['--no-progress'])
await suite('unit and contract tests', 'vitest.config.ts', quick ? { TEST_DATABASE_URL: '', PROOFS: 'small' } : {})
if (!quick) {
  await suite('journeys', 'tests/vitest.config.ts', {})
  await step('proofs (npm run prove, small)', 'npm', [
    'run',
    '--silent',
    'prove',
    '--',
    '--attempts',
    '400',
    '--pieces',
    '40',
    '--keys',
    '40',
    '--kills',
    '5',
  ])
}
rmSync(folder, { recursive: true })

for (const name of new Set(skips)) console.log(`skipped: ${name}`)
const mayNotSkip = process.env.CI && !quick && counts.skipped > 0
if (mayNotSkip) console.log('Here nothing may be skipped: something the tests need is missing.')
console.log(`${counts.passed} passed, ${counts.failed + (mayNotSkip ? 1 : 0)} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`)
process.exitCode = counts.failed > 0 || mayNotSkip ? 1 : 0
