// What one picture of a try-on stream costs: `npx tsx tests/load/try-on-stream.ts [--seconds 5]`. The service with one thread, asked as the
// gateway asks it: JPEG in, read, drawn, JPEG out. CPU is that of this process, threads included; a rate per core is 1000 over it, which
// holds on a busy machine. Goal: >= 15 drawn pictures a second and core (try-on design, section 7).
import { parseArgs } from 'node:util'
import { createClient } from '@connectrpc/connect'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import { directTransport } from '@vitrine/platform/rpc/direct-transport'
import { sharpPictures } from '../../services/tryon/adapters/sharp-pictures.ts'
import { workerFaceReader } from '../../services/tryon/adapters/worker-face-reader.ts'
import { tryOnRpc } from '../../services/tryon/api/try-on-rpc.ts'
import { facePhoto } from '../../tools/try-on/face-photo.ts'

const { values: options } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } })
const root = new URL('../../', import.meta.url)
const reader = workerFaceReader({
  entry: new URL('services/tryon/adapters/face-worker.ts', root),
  models: new URL('tryon-core/models/', root).href,
  averageHead: new URL('tryon-core/data/average-head.bin', root).href,
  clock: () => new Date(),
  threads: 1,
})
const files = { put: async () => {}, get: async () => undefined, has: async () => false, remove: async () => {}, list: async () => [] }
const client = createClient(
  TryOnService,
  directTransport((router) => router.service(TryOnService, tryOnRpc({ pictures: sharpPictures, reader, streams: reader, files })), {
    handover: () => 'copied', // as `compose` does for calls that are more than reads
  }),
)
const frame = {
  ...{ variantId: 'v', shape: 'panto', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, rim: 'full', rimWidthMm: 3.6 },
  ...{ build: 'acetate', colour: '#b5732f', secondColour: '#2a1209', lensTint: '#5b3a22cc' },
}

/** A head that turns a little, as people do before a mirror. */
const pictures = await Promise.all(
  [-6, -2, 2, 6, 2, -2].map((yaw) => facePhoto('caucasian-male', { width: 640, height: 480, yaw }).then(({ jpeg }) => jpeg)),
)

async function measure(name: string, streams: number, draws: boolean) {
  const ids = Array.from({ length: streams }, (_, n) => `${name}-of-the-bench-${n}`)
  const show = async (streamId: string, n: number) => {
    const { result } = await client.followFace({ streamId, picture: pictures[n % pictures.length]!, ...(draws && { frame }) })
    if (result.case !== 'followed') throw new Error(`refused: ${result.value?.code}`)
  }
  for (const streamId of ids) for (let n = 0; n < 20; n++) await show(streamId, n) // compilers wake up late
  const [began, used] = [performance.now(), process.cpuUsage()]
  const end = began + 1_000 * Number(options.seconds)
  const counts = ids.map(async (streamId) => {
    let n = 0
    while (performance.now() < end) await show(streamId, n++)
    return n
  })
  const count = (await Promise.all(counts)).reduce((sum, one) => sum + one, 0)
  const { user, system } = process.cpuUsage(used)
  const cpuMs = (user + system) / 1_000 / count
  const perSecond = (1_000 * count) / (performance.now() - began)
  for (const streamId of ids) await client.endStream({ streamId })
  console.log(
    `${name.padEnd(24)} ${String(count).padStart(5)} pictures ${cpuMs.toFixed(1).padStart(6)} CPU ms each ${(1_000 / cpuMs).toFixed(1).padStart(6)} a second and core; seen ${perSecond.toFixed(1)} a second, ${streams} streams, one thread`,
  )
}

try {
  await measure('drawn', 2, true)
  await measure('read', 4, false)
  console.log(`memory of the process ${Math.round(process.memoryUsage().rss / 1_048_576)} MB`)
} finally {
  await reader.stop()
}
