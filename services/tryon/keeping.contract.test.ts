import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, toJson } from '@bufbuild/protobuf'
import { Code, createClient } from '@connectrpc/connect'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { KeptMeasuresService } from '@vitrine/contracts/tryon/v1/kept-measures'
import { ShareService } from '@vitrine/contracts/tryon/v1/shares'
import { folderFiles } from '@vitrine/platform/files/folder-files'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesWith, tracesOf } from '../../tests/kept-nowhere.ts'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { tryon } from './service.ts'

const pool = await testDatabase()
const clock = movableClock()
const folder = mkdtempSync(join(tmpdir(), 'try-on-keeping-'))
const settings = { TRYON_KEY: 'for tests only, for tests only, 32' }
const shop = await testShop(pool, { services: [tryon], settings, clock, files: folderFiles(folder) })
const { ways, close } = await bothWays(shop, 'tryon')
let photo: Buffer
beforeAll(async () => {
  photo = (await facePhoto('caucasian-male', { width: 480, height: 640 })).jpeg
})
afterAll(async () => {
  await close()
  await shop.stop()
  rmSync(folder, { recursive: true })
})

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const run = (name: string) =>
  shop.running
    .get('tryon')!
    .jobs!.find((job) => job.name === name)!
    .run()
async function erased(accountId: string) {
  const body = toJson(AccountErasedSchema, create(AccountErasedSchema, { accountId }))
  await shop.deliver({ id: randomIds(), type: AccountErasedSchema.typeName, key: accountId, body })
  await shop.settle()
}
/** Every row of the tables this keeps, as text. */
const rows = async () =>
  (
    await pool.query<{ text: string }>(
      'select s::text as text from tryon.share as s union all select m::text from tryon.kept_measures as m',
    )
  ).rows
    .map(({ text }) => text)
    .join('\n')

const frame = {
  ...{ shape: 'panto', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, rim: 'full', build: 'acetate', colour: '#b5732f' },
}
const frames = (...ids: string[]) => ids.map((variantId) => ({ ...frame, variantId }))
/** The first photo waits for the thread that reads faces, on a busy machine for long. */
const patience = { timeoutMs: 60_000 }
const shares = createClient(ShareService, shop.peer('tryon'))

async function share(wish: { photo?: Uint8Array; accountId?: string; variants?: string[] } = {}) {
  const [shareId, ownId] = [randomIds(), randomIds()]
  const { variants = ['v-lise', 'v-noe'], ...rest } = wish
  const { result } = await shares.shareFrames({ shareId, ownId, frames: frames(...variants), ...rest }, patience)
  return { shareId, ownId, shared: result.case === 'shared' ? result.value : expect.fail(`refused: ${result.value?.code}`) }
}
const found = (shareId: string) => shares.getShare({ shareId })
const isGone = (shareId: string) => expect(found(shareId)).rejects.toMatchObject({ code: Code.NotFound })
const secondsOf = (at: { seconds: bigint } | undefined) => Number(at?.seconds) * 1_000

describe('TRY-6 frames that are shared', { timeout: 90_000 }, () => {
  test('are shown by the link for 30 days without a face, and then to nobody', async () => {
    const { shareId, shared } = await share()
    expect(secondsOf(shared.expiresAt) - clock().getTime()).toBe(30 * day)
    expect(shared.faceUntil).toBeUndefined()
    const { share: seen, faces } = await found(shareId)
    expect([seen?.variantIds, seen?.faceUntil, faces]).toEqual([['v-lise', 'v-noe'], undefined, []])
    clock.advance(30 * day - minute)
    expect((await found(shareId)).share?.variantIds).toEqual(['v-lise', 'v-noe'])
    clock.advance(minute)
    await isGone(shareId) // before anything swept
    await run('shares end')
    expect(await rows()).toBe('')
  })

  test('have a face for 24 hours where their owner sent a photo, and the frames after it', async () => {
    const { shareId, shared } = await share({ photo })
    expect(secondsOf(shared.faceUntil) - clock().getTime()).toBe(24 * hour)
    const { faces } = await found(shareId)
    expect(faces.map(({ variantId }) => variantId)).toEqual(['v-lise', 'v-noe'])
    expect(await sharp(faces[0]!.jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 480, height: 640 })
    expect(Buffer.from(faces[0]!.jpeg).equals(Buffer.from(faces[1]!.jpeg))).toBe(true) // the same numbers, the same picture
    clock.advance(24 * hour)
    const { share: later, faces: none } = await found(shareId) // before anything swept
    expect([later?.variantIds.length, later?.faceUntil, none]).toEqual([2, undefined, []])
    expect(await folderFiles(folder).list('tryon/shares/')).toHaveLength(2)
    await run('shares end')
    expect(await folderFiles(folder).list('tryon/shares/')).toEqual([])
    expect((await found(shareId)).share?.variantIds).toHaveLength(2)
  })

  test('are kept so that neither files nor tables open a face, or a link: of photo, picture and id there is no trace', async () => {
    const { shareId, ownId } = await share({ photo })
    const { faces } = await found(shareId)
    const traces = [photo, ...faces.map(({ jpeg }) => jpeg)].flatMap(tracesOf)
    expect(await filesWith([folder], [...traces, Buffer.from(shareId), Buffer.from(ownId)])).toEqual([])
    const text = await rows()
    for (const trace of [...traces.map(String), shareId, ownId]) expect(text).not.toContain(trace)
    // The search finds what is there.
    const [key] = await folderFiles(folder).list('tryon/shares/')
    const sealed = await folderFiles(folder).get(key!)
    expect(await filesWith([folder], tracesOf(sealed!))).toHaveLength(1)
    expect(text).toContain('v-lise')
    await shares.endShare({ id: ownId })
  })

  test('end when their owner says so, by the id told to them or that of their list; nobody else ends them', async () => {
    const accountId = randomIds()
    const [guests, theirs] = [await share({ photo }), await share({ accountId })]
    const { shares: listed } = await shares.listShares({ accountId })
    expect(listed.map(({ variantIds }) => variantIds)).toEqual([['v-lise', 'v-noe']])
    const { listId } = listed[0]!
    for (const wrong of [{ id: guests.shareId }, { id: listId }, { id: listId, accountId: 'another' }, { id: randomIds(), accountId }])
      await shares.endShare(wrong)
    expect((await found(guests.shareId)).faces).toHaveLength(2)
    expect((await found(theirs.shareId)).share?.variantIds).toHaveLength(2)
    await isGone(listId) // a list opens nothing
    await shares.endShare({ id: guests.ownId })
    await shares.endShare({ id: guests.ownId })
    await isGone(guests.shareId)
    await shares.endShare({ id: listId, accountId })
    await isGone(theirs.shareId)
    expect(await folderFiles(folder).list('tryon/shares/')).toEqual([])
    expect((await shares.listShares({ accountId: '' })).shares).toEqual([])
  })

  test('keep nothing of a photo without a face', async () => {
    const before = await rows()
    const empty = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#7a8' } })
      .jpeg()
      .toBuffer()
    const { result } = await shares.shareFrames({ shareId: randomIds(), ownId: randomIds(), frames: frames('v'), photo: empty }, patience)
    expect(result.value).toMatchObject({ code: 'no-face' })
    expect(await rows()).toBe(before)
  })

  test.each([
    ['no frame', { frames: [] }],
    ['five frames', { frames: frames('1', '2', '3', '4', '5') }],
    ['an id that is guessed', { shareId: 'short' }],
    ['an owner id that is guessed', { ownId: 'short' }],
  ])('are refused with %s', async (_, wrong) => {
    const asked = shares.shareFrames({ shareId: randomIds(), ownId: randomIds(), frames: frames('v'), ...wrong })
    await expect(asked).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test('under an id in use are nobody else’s', async () => {
    const { shareId } = await share()
    const again = shares.shareFrames({ shareId, ownId: randomIds(), frames: frames('v-other') })
    await expect(again).rejects.toMatchObject({ code: Code.AlreadyExists })
    expect((await found(shareId)).share?.variantIds).toEqual(['v-lise', 'v-noe'])
  })
})

describe.each(ways)('measures that a person keeps, %s', { timeout: 90_000 }, (_, transport) => {
  const client = createClient(KeptMeasuresService, transport)
  const measures = {
    pd: { mm: 62.5, errorMm: 5.9, method: 'iris' },
    pair: { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 },
    faceWidthMm: 138.75,
  }

  test('are read, replaced as a whole, and removed', async () => {
    const accountId = randomIds()
    const { measures: put } = await client.putMeasures({ accountId, measures })
    expect(put).toMatchObject(measures)
    expect((await client.getMeasures({ accountId })).measures).toEqual(put)
    await client.putMeasures({ accountId, measures: { pd: { mm: 63, errorMm: 0.5, method: 'typed' } } })
    const { measures: second } = await client.getMeasures({ accountId })
    expect([second?.pd?.mm, second?.pair, second?.faceWidthMm]).toEqual([63, undefined, undefined])
    await client.removeMeasures({ accountId })
    await client.removeMeasures({ accountId })
    await expect(client.getMeasures({ accountId })).rejects.toMatchObject({ code: Code.NotFound })
  })

  test('are in no table to read, and end after a year, or with their person', async () => {
    const [ada, bob] = [randomIds(), randomIds()]
    for (const accountId of [ada, bob]) await client.putMeasures({ accountId, measures })
    const { rows: kept } = await pool.query<{ sealed: Buffer }>('select sealed from tryon.kept_measures')
    for (const trace of ['62.5', '138.75', 'iris']) expect(kept.some(({ sealed }) => sealed.includes(trace))).toBe(false)
    const owned = await share({ accountId: ada, photo })
    await erased(ada)
    await expect(client.getMeasures({ accountId: ada })).rejects.toMatchObject({ code: Code.NotFound })
    await isGone(owned.shareId)
    expect(await folderFiles(folder).list('tryon/shares/')).toEqual([])
    expect((await client.getMeasures({ accountId: bob })).measures?.pd?.mm).toBe(62.5)
    clock.advance(365 * day)
    await expect(client.getMeasures({ accountId: bob })).rejects.toMatchObject({ code: Code.NotFound })
    await run('kept measures end')
    expect((await pool.query('select from tryon.kept_measures')).rowCount).toBe(0)
  })

  test.each([
    ['measures', {}],
    ['pd.mm', { pd: { mm: 39, errorMm: 1, method: 'typed' } }],
    ['pd.errorMm', { pd: { mm: 60, errorMm: 20, method: 'iris' } }],
    ['pd.method', { pd: { mm: 60, errorMm: 1, method: 'average' } }],
    ['pair.bridgeMm', { pair: { lensWidthMm: 52, bridgeMm: 50, templeMm: 140 } }],
    ['faceWidthMm', { faceWidthMm: 80 }],
  ])('are refused by name: %s', async (name, wrong) => {
    const asked = client.putMeasures({ accountId: randomIds(), measures: wrong })
    await expect(asked).rejects.toMatchObject({ code: Code.InvalidArgument, rawMessage: expect.stringContaining(name) })
  })
})

test('measures of another account, or under another key, do not open', async () => {
  const client = createClient(KeptMeasuresService, shop.peer('tryon'))
  const [ada, bob] = [randomIds(), randomIds()]
  await client.putMeasures({ accountId: ada, measures: { faceWidthMm: 140 } })
  await pool.query('insert into tryon.kept_measures select $2, sealed, kept_at, erase_at from tryon.kept_measures where account_id = $1', [
    ada,
    bob,
  ])
  await expect(client.getMeasures({ accountId: bob })).rejects.toMatchObject({ code: Code.Internal })
  for (const { invariant, text } of tryon.checks) expect([invariant, (await pool.query(text)).rows]).toEqual([invariant, []])
})

test('ACC-13 without its key it does not start', async () => {
  await expect(testShop(pool, { services: [tryon], clock })).rejects.toThrow('TRYON_KEY needs at least 32 characters')
})
