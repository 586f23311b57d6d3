import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { writeWebcam } from '../../tools/try-on/webcam.ts'
import { renderBody } from '../../tools/try-on/body-renderer.ts'
import { type EngineDouble, startGradioDouble } from '../doubles/garment-engines.ts'
import type { TryOnFrame } from '../../gateway/schemas/try-on.ts'
import { frameParts } from '../../tryon-core/frame-geometry.ts'
import { glbOf } from '../../tryon-core/test-glb.ts'
import { wearableFrame } from '../../web/ui/try-on/wearable-frame.ts'
import { chromiumPath, openBrowser, openPage } from '../browser.ts'
import { filledFolder } from '../filled-folder.ts'
import { filesWith, tracesOf, watchWrites, writtenBytes } from '../kept-nowhere.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'
import { client, expectStatus, signIn, variantsOnSale } from '../shopper.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-try-on-'))
const temporary = join(folder, 'tmp')
let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
let engine: EngineDouble | undefined
let portrait: Buffer
let pdMm = 0
beforeAll(async () => {
  if (!chromiumPath) return
  const webcam = join(folder, 'webcam.y4m')
  const [truth] = await writeWebcam(webcam, { frames: 16, framesPerSecond: 8 })
  pdMm = truth!.pdMm
  portrait = (await facePhoto('caucasian-male', { width: 600, height: 800 })).jpeg
  // A temporary folder of its own: what is written there is the shop's.
  mkdirSync(temporary)
  chmodSync(folder, 0o755)
  chmodSync(temporary, 0o777)
  const fields = join(folder, 'fields.json')
  writeFileSync(fields, JSON.stringify({ api: 'tryon', request: ['{person}', '{garment}', '{category}', '{seed}'] }))
  engine = await startGradioDouble(
    await sharp({ create: { width: 60, height: 80, channels: 3, background: '#a33' } })
      .png()
      .toBuffer(),
  )
  const garments = {
    GARMENT_ENGINE_URL: engine.url,
    GARMENT_ENGINE_NAME: 'Atelier',
    GARMENT_ENGINE_DIALECT: 'gradio',
    GARMENT_ENGINE_FIELDS: fields,
  }
  shop = await startShop({ data: filledFolder(), env: { ...withoutRateLimits, ...garments, TMPDIR: temporary } })
  browser = await openBrowser(webcam)
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  await engine?.stop()
  forgetFolders()
  rmSync(folder, { recursive: true, force: true })
})

/** A shop that was started this second is still filling its window. */
const openStudio = (page: Page) =>
  expect
    .poll(() => page.goto(`${shop!.url}/try?frames=lise`).then(() => page.locator('.studio').count()), { timeout: 60_000, interval: 1_000 })
    .toBe(1)

/** Gives the first variant of Lise a 3D file of its size, in a colour that no frame and no face has. */
async function modelLise() {
  const knock = client(shop!.api)
  const [variant] = await variantsOnSale(knock)
  await shop!.vitrine(['staff', 'add', '--email', 'boss@example.com', '--name', 'Boss', '--role', 'owner'], 'a long enough secret\n')
  const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
  const frame: TryOnFrame = expectStatus(await knock('GET', `/v1/try-on/frames/${variant!.id}`), 200)
  const parts = frameParts(wearableFrame(frame), 70).map((part) => ({ ...part, colour: [255, 0, 255] as const, opacity: 1 }))
  const form = new FormData()
  form.set('variantId', variant!.id)
  form.set('file', new Blob([new Uint8Array(glbOf(parts))]), 'lise.glb')
  const kept = await fetch(`${shop!.api}/v1/admin/try-on/models`, { method: 'POST', body: form, headers: staff })
  const { sha256 } = (await kept.json()) as { sha256: string }
  const path = `/v1/admin/products/${frame.productId}`
  const { product, version } = expectStatus(await knock('GET', path, undefined, staff), 200)
  const variants = product.variants.map((one: { id: string; attributes: object }) =>
    one.id === variant!.id ? { ...one, attributes: { ...one.attributes, modelSha256: sha256 } } : one,
  )
  expectStatus(await knock('PATCH', path, { variants }, { ...staff, 'if-match': `"${version}"` }), 200)
}

const send = async (page: Page, photo: Buffer) => {
  await page.locator('#photo-file').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: photo })
  await page.locator('#photo button[type=submit]').click()
}

describe.skipIf(!chromiumPath)('a shopper in the studio', () => {
  test('sees the frame on in the mirror, and nothing leaves the device', { timeout: 120_000 }, async () => {
    const { page, errors } = await openPage(browser!, { permissions: ['camera'] })
    const requests: string[] = []
    page.context().on('request', (request) => {
      if (!/^(data|blob):/.test(request.url())) requests.push(`${request.method()} ${request.url()}`)
    })
    await openStudio(page)
    await modelLise()
    await openStudio(page)
    await page.getByRole('button', { name: 'Démarrer la caméra' }).click()
    await page.getByText(/iris, PD/).waitFor({ timeout: 60_000 })
    const before = requests.length
    const scale = async () => Number(/PD (\d+(?:,\d)?)/.exec(await page.getByText(/iris, PD/).innerText())?.[1]?.replace(',', '.'))
    await expect.poll(async () => Math.abs((await scale()) - pdMm), { timeout: 20_000 }).toBeLessThan(3)
    await page.locator('#pd').fill(String(Math.round(pdMm)))
    await page.locator('#pd').blur()
    await page.getByText(/PD .* saisi/).waitFor()
    // How wide a face is, no camera tells well enough: nothing is said of the frame's width, with a typed PD or without.
    expect(await page.getByText(/que votre visage\u00a0:/).count()).toBe(0)
    // As text: this code runs in the page, whose types the tests do not know.
    const pixels = (areCounted: string) => `(() => {
      const canvas = document.querySelectorAll('.mirror canvas')[1]
      const flat = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
      flat.drawImage(canvas, 0, 0)
      const { data } = flat.getImageData(0, 0, canvas.width, canvas.height)
      let count = 0
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = data.subarray(i, i + 4)
        if (${areCounted}) count++
      }
      return count
    })()`
    const ofTheModel = pixels('a > 200 && r > 2 * g + 40 && b > 2 * g + 40')
    const covered = pixels('a > 200')
    await expect.poll(() => page.evaluate(ofTheModel)).toBeGreaterThan(300)
    // A browser that would play a graphics card draws without one; with one: `office.journey.ts`.
    expect(await page.evaluate(`document.querySelectorAll('.mirror canvas')[1].getContext('2d') !== null`)).toBe(true)
    const name = await page.getByRole('heading', { level: 1 }).innerText()
    await page.locator('body').press('ArrowRight')
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).not.toBe(name)
    await expect.poll(() => page.evaluate(ofTheModel)).toBe(0)
    await expect.poll(() => page.evaluate(covered)).toBeGreaterThan(300)
    await page.locator('body').press('d')
    await expect.poll(() => page.locator('.mirror > p.sr').innerText()).toMatch(/centre des verres/)
    await page.locator('body').press('c')
    await page.locator('body').press('ArrowRight')
    await expect.poll(() => page.locator('.tiles li').count()).toBe(2)
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Enregistrer l’image' }).click()])
    expect(saved.suggestedFilename()).toMatch(/^vitrine-[\w-]+\.jpg$/)
    expect(await sharp(await saved.path()).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 480 })
    expect(requests.slice(before).filter((line) => !line.includes('/api/m/') && !line.includes('.webp'))).toEqual([])
    expect(requests.filter((line) => !line.startsWith('GET ') || !line.includes(shop!.url))).toEqual([])
    expect(await page.getByText('0 image envoyée').count()).toBe(1)
    await page.getByRole('button', { name: 'Arrêter la caméra' }).click()
    expect(errors).toEqual([])

    // What was loaded once opens without a network.
    await page.context().setOffline(true)
    await page.reload()
    const isDrawn = `[...document.querySelectorAll('.mirror img')].every((image) => image.complete && image.naturalWidth > 0)`
    await expect.poll(() => page.evaluate(isDrawn)).toBe(true)
    await page.getByRole('button', { name: 'Démarrer la caméra' }).click()
    await page.getByText(/iris, PD/).waitFor({ timeout: 60_000 })
    await page.context().close()
  })

  test('puts the frame on a photo, is told what is wrong with another, and needs no scripts for it', { timeout: 120_000 }, async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await openPage(browser!, { javaScriptEnabled })
      await openStudio(page)
      await send(page, portrait)
      const drawn = page.locator('.mirror img.whole')
      await drawn.waitFor({ timeout: 30_000 })
      expect(await drawn.getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/)
      await page.getByText('1 image envoyée').waitFor()
      await send(
        page,
        await sharp({ create: { width: 400, height: 300, channels: 3, background: '#7a8' } })
          .jpeg()
          .toBuffer(),
      )
      await page.getByText('Aucun visage trouvé.').waitFor({ timeout: 30_000 })
      if (!javaScriptEnabled) continue
      await page.locator('#photo-file').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: portrait })
      await page.getByText('Plus précis, avec une carte').click()
      for (const name of [/^Bord gauche/, /^Bord droit/]) await page.getByRole('button', { name }).press('Shift+ArrowUp')
      await page.getByText('Les deux bords sont marqués.').waitFor()
      await page.locator('#photo button[type=submit]').click()
      await page.getByText('Les repères ne peuvent pas être ceux d’une carte').waitFor({ timeout: 30_000 }) // twice as far apart as one would be
    }
  })

  test('sees a sweater on a photo: laid over it in the page, which sends nothing, and drawn by the engine that was named', async () => {
    const { image } = renderBody({ body: 'woman', width: 240, height: 320 })
    const photo = await sharp(image.data, { raw: { width: 240, height: 320, channels: image.channels } })
      .jpeg()
      .toBuffer()
    const { page, errors } = await openPage(browser!, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' })
    await openStudio(page)
    await page.goto(`${shop!.url}/p/marin-pull`)
    await page.getByRole('link', { name: 'Voir sur une photo (Atelier)' }).click()
    const sent: string[] = []
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()))
    await page.locator('#preview-photo').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByRole('button', { name: 'Voir l’aperçu' }).click()
    await page.getByRole('img', { name: /^Aperçu/ }).waitFor({ timeout: 60_000 })
    expect(sent).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    await page.locator('#garment-photo').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.locator('input[name=consent]').check()
    await page.getByRole('button', { name: 'Envoyer à Atelier' }).click()
    await page.getByRole('img', { name: /dessiné par Atelier/ }).waitFor({ timeout: 60_000 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    await page.getByRole('button', { name: 'Effacer l’image' }).click()
    await page.locator('#garment-photo').waitFor()
    expect(errors).toEqual([])
  })
})

/** Sends pictures to the stream as its protocol wants it, one after the other, and answers what was answered. */
async function stream(pictures: readonly Buffer[], hello: { readonly mode: string; readonly variantId?: string }) {
  const socket = new WebSocket(`${shop!.api.replace('http', 'ws')}/ws/try-on`)
  const [said, drawn]: [{ type: string; seq?: number; found?: boolean; measures?: { pdMm: number }; landmarks?: number[] }[], Buffer[]] = [
    [],
    [],
  ]
  socket.on('message', (data: Buffer, isBinary) => void (isBinary ? drawn.push(data.subarray(4)) : said.push(JSON.parse(String(data)))))
  let closed: string | undefined
  socket.on('close', (code) => (closed = `closed with ${code}: ${shop!.said().slice(-400)}`))
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', width: 600, height: 800, ...hello }))
  await expect.poll(() => said[0]?.type, { timeout: 10_000 }).toBe('ready')
  for (const [seq, picture] of pictures.entries()) {
    socket.send(Buffer.concat([Buffer.from([0, 0, 0, seq]), picture]))
    await expect.poll(() => closed ?? said.at(-1)?.seq, { timeout: 20_000, interval: 5 }).toBe(seq)
    socket.send(JSON.stringify({ type: 'ack', seq }))
  }
  // What is drawn comes after what is said of it.
  if (hello.mode === 'image') await expect.poll(() => closed ?? drawn.length, { timeout: 10_000 }).toBe(pictures.length)
  socket.close()
  return { said, drawn }
}

test.skipIf(!chromiumPath)(
  'photos and a stream are kept nowhere: not in the data folder, the database, the logs or a temporary file',
  { timeout: 120_000 },
  async () => {
    const { items } = (await (await fetch(`${shop!.api}/v1/products?q=lise`)).json()) as { items: { slug: string }[] }
    const product = await (await fetch(`${shop!.api}/v1/products/${items[0]!.slug}`)).json()
    const variantId = (product as { variants: { id: string }[] }).variants[0]!.id
    // A hundred, each another file, and small enough for a stream.
    const sent = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        sharp(portrait)
          .resize({ width: 600 - Math.floor(n / 50) })
          .jpeg({ quality: 45 + (n % 50) })
          .toBuffer(),
      ),
    )
    const files = [shop!.data, temporary]
    const writes = watchWrites([temporary])
    const writtenBefore = await writtenBytes(shop!.child.pid!)
    const answers = await Promise.all(
      sent.slice(0, 8).map(async (photo) => {
        const form = new FormData()
        form.set('photo', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'me.jpg')
        form.set('consent', 'face-measures')
        form.set('card', '0.3,0.3,0.3,0.3') // no card: left aside
        form.append('variantId', variantId)
        const answer = await fetch(`${shop!.api}/v1/try-on/photos`, { method: 'POST', body: form, headers: { accept: 'application/json' } })
        expect(answer.status).toBe(200)
        return (await answer.json()) as {
          images: { data: string; fit: { code: string }[] }[]
          measures: { pdMm: number; faceWidthMm: number }
        }
      }),
    )
    const [image, landmarks] = await Promise.all([
      stream(sent.slice(8, 54), { mode: 'image', variantId }),
      stream(sent.slice(54), { mode: 'landmarks' }),
    ])
    expect([image.drawn.length, landmarks.said.filter(({ found }) => found).length]).toEqual([46, 46])
    writes.stop()
    const written = await writtenBytes(shop!.child.pid!)
    // A process that does write is found out: this one.
    const ownBefore = await writtenBytes(process.pid)
    writeFileSync(join(folder, 'one-picture.jpg'), sent[0]!)
    if (ownBefore !== undefined) expect((await writtenBytes(process.pid))! - ownBefore).toBeGreaterThanOrEqual(sent[0]!.length)
    // Not even the smallest picture went to a file, whatever its name. Where the kernel does not count that, only the folders are searched.
    if (written === undefined) console.warn('skipped: this system does not say what a process writes to files')
    else expect(written - writtenBefore!).toBeLessThan(Math.min(...sent.map(({ length }) => length)))
    for (const { images } of answers) expect(images[0]!.fit.map(({ code }) => code)).toEqual([expect.stringMatching(/^eyes-/)])

    const measures = [
      ...answers.flatMap(({ measures: { pdMm: pd, faceWidthMm } }) => [pd, faceWidthMm]),
      ...[...image.said, ...landmarks.said].flatMap(({ measures: seen }) => (seen ? [seen.pdMm] : [])),
    ]
    const drawn = [...answers.map(({ images }) => Buffer.from(images[0]!.data, 'base64')), ...image.drawn]
    const words = measures.map((mm) => Buffer.from(String(mm).slice(0, 12)))
    expect(words.every(({ length }) => length > 8)).toBe(true) // long enough that no other number is one of them
    // Some of each way; that none of the others was written is said above.
    const some = [...sent.slice(4, 12), ...sent.slice(-4), ...drawn.slice(4, 12)]
    const traces = [...some.flatMap(tracesOf), ...new Set(words.slice(0, 24))]
    expect(await filesWith(files, traces)).toEqual([])
    for (const trace of traces) expect(shop!.said()).not.toContain(String(trace))
    expect(writes.heard()).toEqual([])
    // The search finds what is there: the name of a product in the database.
    expect(await filesWith([shop!.data], [Buffer.from('Lise')])).not.toEqual([])
  },
)
