import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { writeWebcam } from '../../tools/try-on/webcam.ts'
import { chromiumPath, openBrowser, openPage } from '../browser.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-try-on-'))
const temporary = join(folder, 'tmp')
let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
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
  shop = await startShop({ env: { ...withoutRateLimits, TMPDIR: temporary } })
  browser = await openBrowser(webcam)
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
  rmSync(folder, { recursive: true, force: true })
})

/** A shop that was started this second is still filling its window. */
const openStudio = (page: Page) =>
  expect
    .poll(() => page.goto(`${shop!.url}/try?frames=lise`).then(() => page.locator('.studio').count()), { timeout: 60_000, interval: 1_000 })
    .toBe(1)

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
    await page.getByRole('button', { name: 'Démarrer la caméra' }).click()
    await page.getByText(/iris, PD/).waitFor({ timeout: 60_000 })
    const before = requests.length
    const scale = async () => Number(/PD (\d+(?:,\d)?)/.exec(await page.getByText(/iris, PD/).innerText())?.[1]?.replace(',', '.'))
    await expect.poll(async () => Math.abs((await scale()) - pdMm), { timeout: 20_000 }).toBeLessThan(3)
    await page.getByText(/que votre visage/).waitFor()
    // As text: this code runs in the page, whose types the tests do not know.
    const coveredPixels = `(() => {
      const canvas = document.querySelectorAll('.mirror canvas')[1]
      const flat = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
      flat.drawImage(canvas, 0, 0)
      return flat.getImageData(0, 0, canvas.width, canvas.height).data.filter((value, i) => i % 4 === 3 && value > 200).length
    })()`
    expect(await page.evaluate(coveredPixels)).toBeGreaterThan(300)
    const name = await page.getByRole('heading', { level: 1 }).innerText()
    await page.locator('body').press('ArrowRight')
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).not.toBe(name)
    await page.locator('body').press('d')
    expect(await page.locator('.mirror > p.sr').innerText()).toMatch(/centre des verres/)
    await page.locator('body').press('c')
    await page.locator('body').press('ArrowRight')
    await expect.poll(() => page.locator('.tiles li').count()).toBe(2)
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Enregistrer l’image' }).click()])
    expect(saved.suggestedFilename()).toMatch(/^vitrine-[\w-]+\.jpg$/)
    expect(await sharp(await saved.path()).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 480 })
    expect(requests.slice(before).filter((line) => !line.includes('/media/') && !line.includes('.webp'))).toEqual([])
    expect(requests.filter((line) => !line.startsWith('GET ') || !line.includes(shop!.url))).toEqual([])
    expect(await page.getByText('0 image envoyée').count()).toBe(1)
    await page.getByRole('button', { name: 'Arrêter la caméra' }).click()
    expect(errors).toEqual([])

    // What was loaded once opens without a network.
    await page.context().setOffline(true)
    await page.reload()
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
    }
  })
})
