import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { rolldown } from 'rolldown'
import sharp from 'sharp'

/** One picture of `pictures.json`: what is drawn, how large, and how many renders are averaged. */
export interface PictureJob {
  readonly id: string
  readonly kind: 'frames' | 'bottle' | 'garment'
  readonly size: { readonly w: number; readonly h: number; readonly samples: number }
  readonly params: Readonly<Record<string, unknown>>
}

export interface Studio {
  readonly shoot: (job: PictureJob) => Promise<Buffer>
  readonly close: () => Promise<void>
}

const limitBytes = 60_000

const faces = [
  { family: 'Spectral', file: '@fontsource/spectral/files/spectral-latin-300-normal.woff2', weight: '300', style: 'normal' },
  { family: 'Spectral', file: '@fontsource/spectral/files/spectral-latin-300-italic.woff2', weight: '300', style: 'italic' },
  {
    family: 'Hanken Grotesk',
    file: '@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2',
    weight: '100 900',
    style: 'normal',
  },
]

/**
 * Opens the picture studio: one headless Chromium with software GL, without a server and without network.
 *
 * `shoot` answers a WebP of at most 60,000 bytes: quality starts at 88 and falls by 4 until it fits. Close the studio when done.
 * Cost: 5 to 40 s of one core and more per picture, depending on `samples`. Limit: needs a Chromium (`CHROMIUM`, default Debian's).
 */
export async function openStudio(chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'): Promise<Studio> {
  const profile = await mkdtemp(join(tmpdir(), 'product-pictures-'))
  const browser = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath, headless: true, args: browserFlags })
  const close = async () => {
    await browser.close()
    await rm(profile, { recursive: true, force: true })
  }
  const page = browser.pages()[0] ?? (await browser.newPage())
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.setContent('<!doctype html><title>Product pictures</title><style>body{margin:0}canvas{display:block}</style>')
  await page.addScriptTag({ content: await bundlePage(), type: 'module' })
  await page.waitForFunction('window.startStudio')
  await page.evaluate(`window.startStudio(${JSON.stringify(await readFaces())})`)
  const shoot = async (job: PictureJob) => {
    const png = Buffer.from(String(await page.evaluate(`window.shoot(${JSON.stringify(job)})`)), 'base64')
    if (faults.length > 0) throw new Error(`${job.id}: ${faults.splice(0).join('; ')}`)
    return toWebp(png)
  }
  return { shoot, close }
}

const browserFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

async function bundlePage(): Promise<string> {
  const bundle = await rolldown({ input: fileURLToPath(new URL('./studio/studio.mjs', import.meta.url)), platform: 'browser' })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  return output[0].code
}

async function readFaces() {
  const read = async ({ family, file, weight, style }: (typeof faces)[number]) => {
    const bytes = await readFile(fileURLToPath(import.meta.resolve(file)))
    return { family, weight, style, url: `data:font/woff2;base64,${bytes.toString('base64')}` }
  }
  return await Promise.all(faces.map(read))
}

async function toWebp(png: Buffer): Promise<Buffer> {
  for (let quality = 88; ; quality -= 4) {
    const webp = await sharp(png).webp({ quality, effort: 6, smartSubsample: true }).toBuffer()
    if (webp.length <= limitBytes || quality <= 40) return webp
  }
}
