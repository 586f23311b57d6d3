// `npm run check` and `npm test`: every step that must hold, one after the other, and one line at the end that counts.
// `node tools/gate.mjs quick` is for while you work, about a minute: what the compilers, the linters and the unit tests know.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const quick = process.argv[2] === 'quick'
const bin = (name) => join('node_modules', '.bin', name)
const folder = mkdtempSync(join(tmpdir(), 'vitrine-gate-'))
const counts = { passed: 0, failed: 0, skipped: 0 }
const skips = []
/** What failed, told once more at the end: a log of which only the end is kept says why all the same. */
const failures = []

/** The quick part leaves out what starts databases, whole shops or compilers: each of these files takes from 3 to 20 s. */
const slowTests = [
  '**/*.contract.test.ts',
  'gateway/{guards,realtime}/**',
  'gateway/graphql/parity.test.ts',
  'gateway/rest/privacy.test.ts',
  'gateway/route-registry.test.ts',
  'platform/jobs.test.ts',
  'platform/events/**',
  'platform/rpc/grpc.test.ts',
  'platform/sql/embedded-postgres.test.ts',
  'system/{cli,demo,verify}/**',
  'system/drain.test.ts',
  'tools/codegen.test.ts',
  'tools/product-pictures/**',
  'tryon-core/preview-top.test.ts',
]

/** Runs a command to its end. Its output is ours as it comes, or kept for when it has ended. Answers whether it went well. */
function run(command, args, output = 'inherit') {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, FORCE_COLOR: '0' } })
    const kept = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => kept.push(chunk))
    child.once('error', () => resolve(false))
    child.once('close', (status) => {
      process.stdout.write(Buffer.concat(kept))
      resolve(status === 0)
    })
  })
}

/** A step that either holds or does not. */
async function step(name, command, args, output = 'inherit') {
  const began = performance.now()
  const isGood = await run(command, args, output)
  counts[isGood ? 'passed' : 'failed']++
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
}

/** Test files: each test counts. `choice`: arguments of vitest that choose files, or how many run beside each other. */
async function suite(name, config, choice = []) {
  const began = performance.now()
  const report = join(folder, `${name.replaceAll(' ', '-')}.json`)
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile=${report}`]
  const isGood = await run(bin('vitest'), [...args, ...choice])
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
  for (const { name: file, message } of brokenFiles) failures.push(`${file}\n${message.slice(0, 3_000)}`)
  for (const { assertionResults } of testResults)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === 'pending' || status === 'skipped' || status === 'todo') skips.push(fullName)
      else if (status === 'failed') failures.push(`${fullName}\n${failureMessages.join('\n').slice(0, 3_000)}`)
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name}: ${numPassedTests} tests (${((performance.now() - began) / 1000).toFixed(1)} s)`)
}

/** What reads the code, two at a time. */
const readings = [
  ['types', bin('tsc'), ['--noEmit', '-p', '.', '--incremental', '--tsBuildInfoFile', '.build/types.tsbuildinfo']],
  ['types of the pages', bin('tsc'), ['--noEmit', '-p', 'web', '--incremental', '--tsBuildInfoFile', '.build/pages.tsbuildinfo']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['format', bin('biome'), ['format']],
  ['dead code', bin('knip'), ['--no-progress']],
]
const reader = async () => {
  for (let next = readings.shift(); next; next = readings.shift()) await step(...next, 'pipe')
}
await Promise.all([reader(), reader()])

if (quick)
  await suite(
    'unit tests',
    'vitest.config.ts',
    slowTests.map((pattern) => `--exclude=${pattern}`),
  )
else {
  process.env.PROOFS ??= '250' // fewer races and orderings than the proof of a commit, which is `npm run prove`
  await suite('unit and contract tests', 'vitest.config.ts')
  await step('build', 'node', ['system/build.mjs']) // shops that start beside each other would each build
  await suite('journeys', 'tests/vitest.config.ts', ['tests/journeys', 'tests/faults/restart', '--maxWorkers=2'])
  await suite('stop', 'tests/vitest.config.ts', ['tests/faults/stop']) // counts requests and seconds: alone
  // The proofs that need minutes each (G3, G6 to G10) are those of `npm run prove`.
  await step('proofs (npm run prove, small)', 'npm', ['run', '--silent', 'prove', '--', '--size', 'gate', '--only', 'G1,G2'])
}
rmSync(folder, { recursive: true })

for (const failure of failures) console.log(`failed: ${failure}`)
for (const name of new Set(skips)) console.log(`skipped: ${name}`)
const mayNotSkip = process.env.CI && !quick && counts.skipped > 0
if (mayNotSkip) console.log('Here nothing may be skipped: something the tests need is missing.')
console.log(`${counts.passed} passed, ${counts.failed + (mayNotSkip ? 1 : 0)} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`)
process.exitCode = counts.failed > 0 || mayNotSkip ? 1 : 0
