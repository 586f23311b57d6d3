// `npx tsx tests/load/photos.ts [--photos 1000] [--clients 1]`: what one frame on one photo costs. Starts the try-on alone, as an operator does
// (`start --only tryon`), and asks it over gRPC, each client one photo after the other: CPU and time of a photo, and memory (PSS) at the end.
// PostgreSQL, which the try-on does not use, is not counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@connectrpc/connect'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import { grpcTransport } from '@vitrine/platform/rpc/grpc'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { dataFolder, forgetFolders, freePort } from '../shop-process.ts'
import { cpuMs, isPostgres, memoryMb, processesOf } from './cpu-of-processes.ts'

const { values: options } = parseArgs({
  options: { photos: { type: 'string', default: '1000' }, clients: { type: 'string', default: '1' } },
})
const [photos, clients] = [Number(options.photos), Number(options.clients)]
/** Loading the networks and warming up are not what a photo costs. */
const first = 10

const frame = {
  ...{ variantId: 'v', shape: 'panto', rim: 'full', build: 'acetate', colour: '#b5732f' },
  ...{ lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, rimWidthMm: 3.6 },
}

const { jpeg } = await facePhoto('caucasian-male', { width: 480, height: 640 })
const [watch, grpc] = [await freePort(), await freePort()]
const data = dataFolder()
const child = spawn(process.execPath, ['system/start.mjs', 'start', '--only', 'tryon'], {
  env: { ...process.env, TRYON_KEY: 'for tests only, for tests only, 32', DATA: data, WATCH_PORT: `${watch}`, GRPC_PORT: `${grpc}` },
  stdio: 'ignore',
})
const exit = once(child, 'exit')
const transport = grpcTransport(`http://127.0.0.1:${grpc}`)
const tryOn = createClient(TryOnService, transport)
try {
  await isOpen()
  await ask(first)
  const pids = processesOf(child.pid!).filter((pid) => !isPostgres(pid)) // it answered, so it has one
  const before = cpuMs(pids)
  const tookMs = (await Promise.all(Array.from({ length: clients }, () => ask(Math.ceil(photos / clients)))))
    .flat()
    .toSorted((a, b) => a - b)
  const at = (share: number) => `${(tookMs[Math.floor(share * tookMs.length)] ?? Number.NaN).toFixed(0)} ms`
  console.log(
    `${tookMs.length} photos of 480 x 640, ${clients} at once: ${((cpuMs(pids) - before) / tookMs.length).toFixed(0)} CPU ms each`,
  )
  console.log(`answered in ${at(0.5)} (median), ${at(0.95)} (95th percentile)`)
  for (const { name, mb } of memoryMb(pids)) console.log(`memory: ${mb.toFixed(0)} MB, ${name}`)
} finally {
  transport.close()
  child.kill('SIGTERM')
  await exit
  forgetFolders()
}

async function isOpen(): Promise<void> {
  for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`the try-on ended with ${child.exitCode}`)
    const answer = await fetch(`http://127.0.0.1:${watch}/health/startup`).catch(() => undefined) // nobody listens yet
    if (answer?.status === 200) return
  }
  throw new Error('the try-on did not open')
}

/** Milliseconds of each. */
async function ask(count: number): Promise<number[]> {
  const tookMs: number[] = []
  for (let i = 0; i < count; i++) {
    const began = performance.now()
    const { result } = await tryOn.renderPhoto({ photo: jpeg, frames: [frame] })
    if (result.case !== 'rendered') throw new Error(`the photo was refused: ${result.value?.code}`)
    tookMs.push(performance.now() - began)
  }
  return tookMs
}
