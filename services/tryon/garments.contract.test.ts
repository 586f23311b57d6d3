import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Code, createClient } from '@connectrpc/connect'
import { GarmentService } from '@vitrine/contracts/tryon/v1/garments'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, memoryFiles, movableClock, testShop } from '@vitrine/system/test-shop'
import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { signedPrediction } from '../../tests/doubles/garment-engines.ts'
import { dialects } from './adapters/test-garment-engines.ts'
import { tryon } from './service.ts'

const pool = await testDatabase()
const clock = movableClock()
const files = memoryFiles()
const [{ start, fields }] = dialects
const square = (background: string) => ({ create: { width: 60, height: 80, channels: 3 as const, background } })
const engine = await start(await sharp(square('#a33')).png().toBuffer())
const photo = await sharp(square('#c99'))
  .withExif({ IFD0: { Copyright: 'canary-of-the-photo' } })
  .jpeg()
  .toBuffer()
const garment = await sharp(square('#33a')).jpeg().toBuffer()
const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`

const file = join(mkdtempSync(join(tmpdir(), 'garments-')), 'fields.json')
writeFileSync(file, JSON.stringify(fields))
const settings: Record<string, string> = {
  TRYON_KEY: 'for tests only, for tests only, 32',
  ...{ GARMENT_ENGINE_URL: engine.url, GARMENT_ENGINE_NAME: 'Atelier', GARMENT_ENGINE_DIALECT: 'predictions', GARMENT_ENGINE_FIELDS: file },
}
const open = (more: Record<string, string> = {}) => testShop(pool, { services: [tryon], settings: { ...settings, ...more }, clock, files })
type Shop = Awaited<ReturnType<typeof open>>
const shop = await open()
const ways = await bothWays(shop, 'tryon')
afterAll(async () => {
  await ways.close()
  await shop.stop()
  await engine.stop()
})
beforeEach(() => Object.assign(engine.faults, { outages: 0, refuses: false, outcome: 'done', resultAt: undefined, meets: undefined }))

const run = (of: Shop, name: string) =>
  of.running
    .get('tryon')!
    .jobs!.find((job) => job.name === name)!
    .run()
const advance = (of: Shop = shop) => run(of, 'garment jobs move on')
const sweep = (of: Shop = shop) => run(of, 'garments are erased')
const clientOf = (of: Shop) => createClient(GarmentService, of.peer('tryon'))
const client = clientOf(shop)

async function begin({
  keepsResult = false,
  by = client,
  ...wish
}: {
  keepsResult?: boolean
  by?: typeof client
  photo?: Uint8Array
  engine?: string
} = {}) {
  const jobId = randomIds()
  const { result } = await by.startJob({ jobId, photo, garment, category: 'top', engine: 'Atelier', keepsResult, ...wish })
  return { jobId, result }
}
const jobOf = async (jobId: string, by = client) => (await by.getJob({ jobId })).job!
async function toItsEnd(jobId: string, of: Shop = shop) {
  for (let turn = 0; turn < 6; turn++) await advance(of)
  return jobOf(jobId, clientOf(of))
}
const received = () => [...engine.jobs.values()].at(-1)!

describe.each(ways.ways)('%s', (_, transport) => {
  const by = createClient(GarmentService, transport)

  test('a job waits, is worked on, and ends with a picture of its own', async () => {
    expect(await by.getEngine({})).toMatchObject({ name: 'Atelier' })
    const { jobId, result } = await begin({ by })
    expect(result).toMatchObject({ case: 'started', value: { state: 'queued', ahead: 0, engine: 'Atelier' } })
    await advance()
    expect(await jobOf(jobId, by)).toMatchObject({ state: 'starting' })
    await advance()
    await advance()
    expect(await jobOf(jobId, by)).toMatchObject({ state: 'processing', percent: 42 })
    const job = await toItsEnd(jobId)
    expect(job.state).toBe('succeeded')
    const { dominant } = await sharp(job.picture).stats()
    expect(dominant.r).toBeGreaterThan(2 * dominant.b)
    expect((await sharp(job.picture).metadata()).format).toBe('jpeg')
  })

  test('a photo that cannot be opened is refused, and so is an engine the shopper was not told of', async () => {
    expect((await begin({ by, photo: Buffer.from('no picture') })).result.value).toMatchObject({ code: 'not-an-image' })
    expect((await begin({ by, engine: 'Another' })).result.value).toMatchObject({ code: 'engine-changed' })
    expect(await pool.query('select from tryon.garment_job where state = $1', ['queued'])).toMatchObject({ rowCount: 0 })
  })

  test('a job nobody knows is not found', async () => {
    await expect(by.getJob({ jobId: randomIds() })).rejects.toMatchObject({ code: Code.NotFound })
    await by.dropJob({ jobId: randomIds() })
  })
})

test('the engine sees the photo without what else its file said', async () => {
  await begin()
  await advance()
  expect(received().person.includes('canary-of-the-photo')).toBe(false)
  expect((await sharp(received().person).metadata()).exif).toBeUndefined()
  await toItsEnd('').catch(() => {}) // no such job; the one above ends
})

test.each([
  ['fails at its work', { outcome: 'fails' }, 'engine-failed'],
  ['refuses', { refuses: true }, 'engine-refused'],
  ['is away twice', { outages: 2 }, 'engine-failed'],
] as const)('an engine that %s: the job says so', async (_, faults, reason) => {
  const { jobId } = await begin()
  Object.assign(engine.faults, faults)
  expect(await toItsEnd(jobId)).toMatchObject({ state: 'failed', reason })
})

test('what an engine makes that is no picture reaches nobody', async () => {
  engine.faults.resultAt = `data:image/png;base64,${Buffer.from('<script>').toString('base64')}`
  const { jobId } = await begin()
  expect(await toItsEnd(jobId)).toMatchObject({ state: 'failed', reason: 'unreadable-result' })
  expect(await files.list(`tryon/garments/${jobId}`)).toEqual([])
})

test('an engine that takes more than 120 s is told to stop, and the job failed', async () => {
  engine.faults.outcome = 'never'
  const { jobId } = await begin()
  await advance()
  clock.advance(120_000)
  await advance()
  expect((await jobOf(jobId)).state).not.toBe('failed')
  clock.advance(1)
  await advance()
  expect(await jobOf(jobId)).toMatchObject({ state: 'failed', reason: 'engine-late' })
  expect(received().isCanceled).toBe(true)
})

test('two are at the engine at once, eight wait their turn, the eleventh is told to come back', async () => {
  engine.faults.outcome = 'never'
  const begun: string[] = []
  for (let n = 0; n < 10; n++) {
    begun.push((await begin()).jobId)
    clock.advance(1)
  }
  await advance()
  const [first, second, third, , fifth] = await Promise.all(begun.map((id) => jobOf(id)))
  expect([first!.state, second!.state, third!.state]).toEqual(['starting', 'starting', 'queued'])
  expect([third!.ahead, fifth!.ahead]).toEqual([0, 2])
  await expect(begin()).rejects.toMatchObject({ code: Code.Unavailable })
  for (const jobId of begun) await client.dropJob({ jobId })
  expect((await begin()).result.case).toBe('started')
  await toItsEnd('').catch(() => {}) // no such job; the one above ends
})

test('a shopper takes a job back: the engine is told, and nothing of it is left', async () => {
  engine.faults.outcome = 'never'
  const { jobId } = await begin()
  await advance()
  await client.dropJob({ jobId })
  expect(received().isCanceled).toBe(true)
  await expect(jobOf(jobId)).rejects.toMatchObject({ code: Code.NotFound })
  await client.dropJob({ jobId })
})

test('a job taken back through another process is let go by the one that runs it', async () => {
  engine.faults.outcome = 'never'
  const other = await open()
  const { jobId } = await begin()
  await advance()
  await clientOf(other).dropJob({ jobId })
  expect(received().isCanceled).toBe(false)
  await advance()
  expect(received().isCanceled).toBe(true)
  await other.stop()
})

test('a finished picture goes at a click, after 15 minutes, or with the second consent after 24 hours', async () => {
  const picturesOf = (id: string) => files.list(`tryon/garments/${id}`)
  const [clicked, shown, kept] = [await begin(), await begin(), await begin({ keepsResult: true })].map(({ jobId }) => jobId)
  for (let turn = 0; turn < 12; turn++) await advance()
  expect((await Promise.all([clicked!, shown!, kept!].map(picturesOf))).map((some) => some.length)).toEqual([1, 1, 1])
  await client.dropJob({ jobId: clicked! })
  expect(await picturesOf(clicked!)).toEqual([])
  clock.advance(15 * 60_000)
  await sweep()
  await expect(jobOf(shown!)).rejects.toMatchObject({ code: Code.NotFound })
  expect([await picturesOf(shown!), (await jobOf(kept!)).picture.length > 0]).toEqual([[], true])
  clock.advance((24 * 60 - 15) * 60_000)
  await sweep()
  expect([await picturesOf(kept!), (await pool.query('select from tryon.garment_job where id = $1', [kept])).rowCount]).toEqual([[], 0])
})

test('the database keeps no picture longer than 24 hours, whoever asks', async () => {
  const { jobId } = await begin({ keepsResult: true })
  await toItsEnd(jobId)
  const longer = pool.query(`update tryon.garment_job set erase_at = erase_at + interval '1 second' where id = $1`, [jobId])
  await expect(longer).rejects.toThrow('check constraint')
})

test('a job whose process died is told failed, by whoever is left', async () => {
  engine.faults.outcome = 'never'
  const dying = await open()
  const { jobId } = await begin({ by: clientOf(dying) })
  await advance(dying)
  // It is killed here: nobody advances its jobs any more, and nothing is said.
  clock.advance(89_000)
  await sweep()
  expect((await jobOf(jobId)).state).toBe('starting')
  clock.advance(2_000)
  await sweep()
  expect(await jobOf(jobId)).toMatchObject({ state: 'failed', reason: 'shop-stopped' })
  await dying.stop()
})

test('a process that is stopped tells engine and shopper', async () => {
  engine.faults.outcome = 'never'
  const stopping = await open()
  const { jobId } = await begin({ by: clientOf(stopping) })
  await advance(stopping)
  await stopping.stop()
  expect(received().isCanceled).toBe(true)
  expect(await jobOf(jobId)).toMatchObject({ state: 'failed', reason: 'shop-stopped' })
})

test('an engine that tells is asked when it told, and every 10 s in case that was lost', async () => {
  const telling = await open({ GARMENT_ENGINE_WEBHOOK_SECRET: secret, PUBLIC_URL: 'https://shop.example' })
  const by = clientOf(telling)
  const { jobId } = await begin({ by })
  for (let turn = 0; turn < 5; turn++) await advance(telling)
  const { id, looks } = received()
  expect(looks).toBe(1)
  clock.advance(1_000)
  const { body, headers } = signedPrediction(secret, id, clock())
  expect(await by.hearEngine({ body: Buffer.concat([body, Buffer.from(' ')]), headers })).toMatchObject({ heard: false })
  await advance(telling)
  expect(received().looks).toBe(1)
  for (let twice = 0; twice < 2; twice++) expect(await by.hearEngine({ body, headers })).toMatchObject({ heard: true })
  for (let turn = 0; turn < 3; turn++) await advance(telling)
  expect([received().looks, (await jobOf(jobId)).state]).toEqual([2, 'processing'])
  clock.advance(10_000)
  await advance(telling)
  expect((await jobOf(jobId)).state).toBe('succeeded')
  await telling.stop()
})

test('the person’s photo is nowhere in the database or the files: neither while the job runs nor after it', async () => {
  engine.faults.outcome = 'never'
  const { jobId } = await begin({ keepsResult: true })
  await advance()
  const sent = received().person.subarray(-400) // of the picture itself: every JPEG begins alike
  const isKept = async () => {
    const { rows } = await pool.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.tables where table_schema = 'tryon' and table_type = 'BASE TABLE'`,
    )
    for (const { name } of rows) {
      const text = JSON.stringify((await pool.query(`select * from ${name}`)).rows)
      if (text.includes(sent.toString('base64').slice(0, 200)) || text.includes(JSON.stringify([...sent]).slice(1, 300))) return name
    }
    for (const key of await files.list('')) if ((await files.get(key))?.includes(sent)) return key
    return undefined
  }
  expect(await isKept()).toBeUndefined()
  engine.faults.outcome = 'done'
  await toItsEnd(jobId)
  expect(await isKept()).toBeUndefined()
})

describe('an engine that keeps what it was sent', async () => {
  const [, , { start: startComfyui, fields: workflow }] = dialects
  const comfyui = await startComfyui(await sharp(square('#a33')).png().toBuffer())
  const workflowFile = join(mkdtempSync(join(tmpdir(), 'garments-')), 'workflow.json')
  writeFileSync(workflowFile, JSON.stringify(workflow))
  const openHere = () => open({ GARMENT_ENGINE_URL: comfyui.url, GARMENT_ENGINE_DIALECT: 'comfyui', GARMENT_ENGINE_FIELDS: workflowFile })
  const own = await openHere()
  const by = clientOf(own)
  afterAll(async () => {
    await own.stop()
    await comfyui.stop()
  })
  beforeEach(() => Object.assign(comfyui.faults, { outages: 0, refuses: false, outcome: 'never', meets: undefined }))

  /** Bytes of this person that lie with the engine: those of a photo, of the blank that was written over it, or none. */
  const heldOf = (jobId: string) => comfyui.uploads.get(`vitrine-${jobId}-person.jpg`)?.length
  const isPhoto = (bytes: number | undefined) => bytes !== undefined && bytes > 200
  const isBlank = (bytes: number | undefined) => bytes !== undefined && bytes < 100
  /** Holds the first call of a path until it is let go. */
  function hold(path: string) {
    let [letGo, arrived]: [() => void, boolean] = [() => {}, false]
    const held = new Promise<undefined>((done) => (letGo = () => done(undefined)))
    comfyui.faults.meets = async (call) => {
      if (call.path !== path || call.method !== 'POST') return undefined
      arrived = true
      return held
    }
    return { letGo: () => letGo(), arrived: () => expect.poll(() => arrived).toBe(true) }
  }

  test('drops the photo of a prompt it refused', async () => {
    comfyui.faults.refuses = true
    const { jobId } = await begin({ by })
    await advance(own)
    expect(await jobOf(jobId, by)).toMatchObject({ state: 'failed', reason: 'engine-refused' })
    expect(heldOf(jobId)).toSatisfy(isBlank)
  })

  test('drops it where the garment behind it did not arrive, and once it is back where it went away for a while', async () => {
    let isAway = false
    comfyui.faults.meets = async ({ path, body }) => {
      isAway ||= path === '/upload/image' && body.includes('-garment.jpg')
      return isAway ? 503 : undefined
    }
    const { jobId } = await begin({ by })
    await advance(own)
    expect(await jobOf(jobId, by)).toMatchObject({ state: 'failed', reason: 'engine-failed' })
    expect(heldOf(jobId)).toSatisfy(isPhoto)
    comfyui.faults.meets = undefined
    await advance(own)
    expect(heldOf(jobId)).toSatisfy(isBlank)
  })

  test.each(['/upload/image', '/prompt'])('drops it when the shopper takes the job back while it is sent: %s', async (path) => {
    const { letGo, arrived } = hold(path)
    const { jobId } = await begin({ by })
    const round = advance(own)
    await arrived()
    await by.dropJob({ jobId })
    letGo()
    await round
    expect(heldOf(jobId)).toSatisfy(isBlank)
    expect([...comfyui.jobs.values()].at(-1)!.isCanceled).toBe(true)
  })

  test('drops it when the job was taken back through another copy of the shop', async () => {
    const other = await openHere()
    const { jobId } = await begin({ by })
    await advance(own)
    expect(heldOf(jobId)).toSatisfy(isPhoto)
    await clientOf(other).dropJob({ jobId })
    await advance(own)
    expect(heldOf(jobId)).toSatisfy(isBlank)
    await other.stop()
  })

  test('drops it when the process that sent it died, and when it was stopped', async () => {
    const [dying, stopping] = [await openHere(), await openHere()]
    const [died, stopped] = [await begin({ by: clientOf(dying) }), await begin({ by: clientOf(stopping) })]
    for (const shop of [dying, stopping]) await advance(shop)
    expect([heldOf(died.jobId), heldOf(stopped.jobId)].every(isPhoto)).toBe(true)
    await stopping.stop()
    expect(heldOf(stopped.jobId)).toSatisfy(isBlank)
    clock.advance(91_000)
    await sweep(own)
    await advance(own)
    expect(heldOf(died.jobId)).toSatisfy(isBlank)
    await dying.stop()
  })

  test('is waited for by one job alone: the others move on, and none is taken for dead', async () => {
    const { letGo, arrived } = hold('/prompt')
    const slow = await begin({ by })
    await advance(own)
    await arrived()
    comfyui.faults.meets = undefined
    clock.advance(60_000)
    const quick = await begin({ by })
    await advance(own)
    expect(await jobOf(quick.jobId, by)).toMatchObject({ state: 'starting' })
    clock.advance(60_000)
    await sweep(own)
    expect(await jobOf(slow.jobId, by)).toMatchObject({ state: 'starting' })
    letGo()
    for (const { jobId } of [slow, quick]) await by.dropJob({ jobId })
  })
})

describe('a shop without an engine', async () => {
  const none = await testShop(pool, { services: [tryon], clock, files, settings: { TRYON_KEY: settings['TRYON_KEY'] } })
  afterAll(() => none.stop())

  test('names none and takes no photo, and still erases what an engine made before', async () => {
    const by = clientOf(none)
    expect(await by.getEngine({})).toMatchObject({ name: '' })
    await expect(begin({ by })).rejects.toMatchObject({ code: Code.NotFound })
    const { jobId } = await begin()
    await toItsEnd(jobId)
    clock.advance(15 * 60_000)
    await sweep(none)
    expect(await files.list(`tryon/garments/${jobId}`)).toEqual([])
  })
})
