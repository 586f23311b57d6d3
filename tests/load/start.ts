// `npx tsx tests/load/start.ts`: from the command to the first page, and the CPU time it took of all processes: a first start, which makes the
// database and loads the demo shop, then `--again 5` of a shop that is there. Everything is built before. CPU time holds on a busy machine.
import { setTimeout as sleep } from 'node:timers/promises'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { dataFolder, forgetFolders, startShop } from '../shop-process.ts'
import { cpuMs, processesOf } from './cpu-of-processes.ts'

const { values: options } = parseArgs({ options: { again: { type: 'string', default: '5' } } })

/** Answers both times and stops the shop again. */
async function start(data: string) {
  const shop = await startShop({ data })
  const usedMs = cpuMs(processesOf(shop.child.pid!, data)) // it answered, so it has one
  await sleep(2_000) // what a start leaves to do behind open doors
  await shop.stop()
  return { tookMs: shop.startedInMs, usedMs }
}

const say = (what: string, { tookMs, usedMs }: { tookMs: number; usedMs: number }) =>
  console.log(`${what}: ${(tookMs / 1_000).toFixed(2)} s to the first page, ${(usedMs / 1_000).toFixed(2)} s of CPU`)

try {
  const data = dataFolder()
  say('first start', await start(data))
  const again: { tookMs: number; usedMs: number }[] = []
  for (let n = 0; n < Number(options.again); n++) again.push(await start(data))
  const sorted = again.toSorted((a, b) => a.tookMs - b.tookMs)
  for (const one of sorted.slice(0, 1)) say('second start, fastest', one)
  for (const one of sorted.slice(sorted.length >> 1).slice(0, 1)) say('second start, median', one)
  console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`)
} finally {
  forgetFolders()
}
