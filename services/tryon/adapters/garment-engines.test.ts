import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { looksUntilDone, signedPrediction } from '../../../tests/doubles/garment-engines.ts'
import type { EngineStatus, GarmentEngine, GarmentOrder } from '../application/garment-engine.ts'
import { readEngineFields } from './engine-fields.ts'
import { openGarmentEngine } from './open-garment-engine.ts'
import { dialects } from './test-garment-engines.ts'

const folder = mkdtempSync(join(tmpdir(), 'engine-fields-'))
const made = await sharp({ create: { width: 30, height: 40, channels: 3, background: '#a33' } })
  .png()
  .toBuffer()
const order = (n: number): GarmentOrder => ({
  ...{ id: `job${n}`, category: 'top' as const, seed: 4_711 },
  person: Buffer.from(`the person of ${n}, who is nobody else`),
  garment: Buffer.from(`the garment of ${n}`),
})
const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`

function settingsOf(dialect: string, fields: object, url: string) {
  const file = join(folder, `${dialect}.json`)
  writeFileSync(file, JSON.stringify(fields))
  return {
    ...{ GARMENT_ENGINE_URL: `${url}/`, GARMENT_ENGINE_NAME: 'Atelier', GARMENT_ENGINE_DIALECT: dialect, GARMENT_ENGINE_FIELDS: file },
    ...{ GARMENT_ENGINE_TOKEN: 'tok', GARMENT_ENGINE_WEBHOOK_SECRET: secret, PUBLIC_URL: 'https://shop.example' },
  }
}

/** Looks until it is no longer at work; each look a moment after the other, for what comes by stream. */
async function ended(engine: GarmentEngine, ref: string): Promise<EngineStatus> {
  let last: EngineStatus = { state: 'starting' }
  await expect
    .poll(async () => {
      last = await engine.status(ref)
      return last.state
    })
    .not.toMatch(/starting|processing/)
  return last
}

describe.each(dialects)('an engine that speaks $dialect', async ({ dialect, start, fields }) => {
  const double = await start(made)
  const settings = settingsOf(dialect, fields, double.url)
  const engine = (await openGarmentEngine({ settings, http: fetch }))!
  afterAll(() => double.stop())
  const jobOf = (ref: string) => double.jobs.get(ref)!

  test('is told person, garment, its own word for the category and the seed, and its picture comes back', async () => {
    const ref = await engine.submit(order(1))
    expect(jobOf(ref)).toMatchObject({ ...order(1), id: ref, category: 'upper_body' })
    expect(await ended(engine, ref)).toEqual({ state: 'succeeded', picture: made })
    expect(new Set(double.tokens)).toEqual(new Set(['Bearer tok']))
    await engine.forget({ id: order(1).id, ref })
  })

  test('that fails at the work says so', async () => {
    double.faults.outcome = 'fails'
    const ref = await engine.submit(order(2))
    expect(await ended(engine, ref)).toEqual({ state: 'failed' })
    double.faults.outcome = 'done'
  })

  test('is asked again once where it answers 503, and is then away', async () => {
    double.faults.outages = 1
    const ref = await engine.submit(order(3))
    expect(jobOf(ref).person).toEqual(order(3).person)
    await ended(engine, ref)
    double.faults.outages = 2
    await expect(engine.submit(order(4))).rejects.toMatchObject({ reason: 'engine-failed' })
    expect(double.faults.outages).toBe(0)
  })

  test('that refuses is not asked a second time', async () => {
    double.faults.refuses = true
    const before = double.calls.filter((call) => /^POST .*(predictions|call.tryon|prompt)$/.test(call)).length
    await expect(engine.submit(order(5))).rejects.toMatchObject({ reason: 'engine-refused' })
    expect(double.calls.filter((call) => /^POST .*(predictions|call.tryon|prompt)$/.test(call)).length).toBe(before + 1)
    double.faults.refuses = false
  })

  test('is told that nobody waits any more, while it waits and while it works; once it is done that changes nothing', async () => {
    double.faults.outcome = 'never'
    const [waiting, working] = [await engine.submit(order(6)), await engine.submit(order(7))]
    for (let look = 0; look < 3; look++) await engine.status(working)
    if (dialect === 'gradio') await expect.poll(() => engine.status(working)).toEqual({ state: 'processing' })
    for (const ref of [waiting, working]) {
      await engine.cancel(ref)
      await expect.poll(() => jobOf(ref).isCanceled).toBe(true)
      await engine.forget({ id: ref === waiting ? order(6).id : order(7).id, ref })
    }
    double.faults.outcome = 'done'
    const ref = await engine.submit(order(8))
    await ended(engine, ref)
    await engine.cancel(ref)
    await engine.forget({ id: order(8).id, ref })
  })

  test('tells nothing by webhook unless it signs', () => {
    expect(engine.jobOfWebhook(Buffer.from('{"id":"p1"}'), {}, new Date())).toBeUndefined()
  })
})

test('ComfyUI holds a blank in place of the photo once the job has ended, and no history of it', async () => {
  const [, , { dialect, start, fields }] = dialects
  const double = await start(made)
  const engine = (await openGarmentEngine({ settings: settingsOf(dialect, fields, double.url), http: fetch }))!
  const person = Buffer.from(order(1).person)
  const ref = await engine.submit(order(1))
  expect(double.holds(person)).toBe(true)
  await engine.forget({ id: order(1).id, ref })
  expect(double.holds(person)).toBe(false)
  expect(double.calls.at(-1)).toBe('POST /history')
  await double.stop()
})

test('ComfyUI holds a blank too where the prompt was refused, and where another process remembers nothing but the job', async () => {
  const [, , { dialect, start, fields }] = dialects
  const double = await start(made)
  const open = async () => (await openGarmentEngine({ settings: settingsOf(dialect, fields, double.url), http: fetch }))!
  double.faults.refuses = true
  await expect((await open()).submit(order(1))).rejects.toMatchObject({ reason: 'engine-refused' })
  expect(double.holds(Buffer.from(order(1).person))).toBe(true)
  await (await open()).forget({ id: order(1).id, ref: undefined })
  expect(double.holds(Buffer.from(order(1).person))).toBe(false)
  await double.stop()
})

describe('predictions', async () => {
  const [{ dialect, start, fields }] = dialects
  const double = await start(made)
  const settings = settingsOf(dialect, { ...fields, resultHosts: ['store.example'] }, double.url)
  afterAll(() => double.stop())

  test('the bar in its logs is how far it is', async () => {
    const engine = (await openGarmentEngine({ settings, http: fetch }))!
    double.faults.outcome = 'never'
    const ref = await engine.submit(order(1))
    await engine.status(ref)
    expect(await engine.status(ref)).toEqual({ state: 'processing', percent: 42 })
    double.faults.outcome = 'done'
  })

  test.each(['http://169.254.169.254/latest', 'https://other.example/out.png', 'http://store.example/out.png'])(
    'a result at %s is not fetched',
    async (address) => {
      const fetched: string[] = []
      const http: typeof fetch = (place, init) => {
        fetched.push(String(place))
        return fetch(place, init)
      }
      const engine = (await openGarmentEngine({ settings, http }))!
      double.faults.resultAt = address
      const ref = await engine.submit(order(2))
      for (let look = 1; look < looksUntilDone; look++) await engine.status(ref)
      await expect(engine.status(ref)).rejects.toThrow('points to')
      expect(fetched.filter((place) => !place.startsWith(double.url))).toEqual([])
      double.faults.resultAt = undefined
    },
  )

  test('a result in the engine’s store is fetched without the token', async () => {
    const asked: (string | null)[] = []
    const http: typeof fetch = async (place, init) => {
      if (!String(place).startsWith('https://cdn.store.example/')) return fetch(place, init)
      asked.push(new Headers(init?.headers).get('authorization'))
      return new Response(Uint8Array.from(made))
    }
    const engine = (await openGarmentEngine({ settings, http }))!
    double.faults.resultAt = 'https://cdn.store.example/out.png'
    const ref = await engine.submit(order(3))
    expect(await ended(engine, ref)).toEqual({ state: 'succeeded', picture: made })
    expect(asked).toEqual([null])
    double.faults.resultAt = undefined
  })

  test('a webhook counts when it was signed with our secret within 5 minutes, over these bytes', async () => {
    const engine = (await openGarmentEngine({ settings, http: fetch }))!
    const now = new Date('2026-11-29T10:00:00Z')
    const { body, headers } = signedPrediction(secret, 'p1', now)
    const later = (ms: number) => new Date(now.getTime() + ms)
    expect(engine.jobOfWebhook(body, headers, later(299_000))).toBe('p1')
    expect(engine.jobOfWebhook(body, headers, later(301_000))).toBeUndefined()
    expect(engine.jobOfWebhook(body, headers, later(-301_000))).toBeUndefined()
    expect(engine.jobOfWebhook(Buffer.from(body.toString().replace('p1', 'p2')), headers, now)).toBeUndefined()
    expect(engine.jobOfWebhook(body, { ...headers, 'webhook-timestamp': String(now.getTime() / 1_000 + 60) }, now)).toBeUndefined()
    const stranger = signedPrediction(`whsec_${Buffer.from('another').toString('base64')}`, 'p1', now)
    expect(engine.jobOfWebhook(stranger.body, stranger.headers, now)).toBeUndefined()
  })
})

describe('settings of an engine', () => {
  const file = { request: { a: '{person}', b: '{garment}' } }

  test('without an address there is none', async () => {
    expect(await openGarmentEngine({ settings: {}, http: fetch })).toBeUndefined()
  })

  test.each(['GARMENT_ENGINE_NAME', 'GARMENT_ENGINE_DIALECT', 'GARMENT_ENGINE_FIELDS'])(
    'half a setting does not start: %s is named',
    async (name) => {
      const settings = { ...settingsOf('gradio', file, 'http://127.0.0.1:1'), [name]: undefined }
      await expect(openGarmentEngine({ settings, http: fetch })).rejects.toThrow(`${name}: must be set`)
    },
  )

  test.each([
    ['request names no {garment}', { request: { a: '{person}' } }],
    ['api must be a word', { ...file, api: '../x' }],
    ['resultHosts must be a list', { ...file, resultHosts: ['https://x'] }],
    ['categories.top must be a text', { ...file, categories: { top: 1 } }],
  ])('a file that cannot be says why: %s', (why, wrong) => {
    expect(() => readEngineFields(JSON.stringify(wrong))).toThrow(why)
  })
})
