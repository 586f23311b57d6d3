import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium of this machine, if it has one; tests that need it say so when it is missing. */
export const chromiumPath = places.find((path): path is string => path !== undefined && existsSync(path))

/** Headless, with software graphics and no chatter of its own. `webcam` names a `.y4m` file that plays as the camera. */
export function openBrowser(webcam?: string): Promise<Browser> {
  const quiet = [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  const graphics = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing']
  const camera = webcam
    ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${webcam}`]
    : []
  return chromium.launch({ executablePath: chromiumPath!, args: [...quiet, ...graphics, ...camera] })
}

/** For `addInitScript`: the page does not learn that its graphics card is played, and draws with it as with a real one. */
export const asIfWithCard = `{
  const { getExtension } = WebGL2RenderingContext.prototype
  WebGL2RenderingContext.prototype.getExtension = function (name) {
    return name === 'WEBGL_debug_renderer_info' ? null : getExtension.call(this, name)
  }
}`

/**
 * Errors of nobody's: Chromium says so when a page is left while it still fades in, and React Router lets the end of an answer fail unheard when a form is sent
 * while it reads.
 */
const ofNobody = /^Transition was (aborted|skipped)|^signal is aborted without reason$/

/** A page whose own errors fail the test: what a script throws, and what the policy of the page refuses. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => void (ofNobody.test(message) || errors.push(message)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) errors.push(message.text())
  })
  return { page, errors }
}

/** A frame in the cart and everything said but how it is paid, by what a person sees. */
export async function toPayment(page: Page, shopUrl: string, email: string): Promise<void> {
  await page.goto(`${shopUrl}/`)
  await page.getByRole('link', { name: 'Lunettes' }).first().click()
  await page.waitForURL('**/c/lunettes**')
  await page.goto(`${shopUrl}/c/lunettes?shape=panto`)
  await page.getByRole('heading', { level: 1, name: 'Lunettes' }).waitFor()
  await page.getByRole('link', { name: /^Lise/ }).first().click()
  await page.waitForURL('**/p/lise**')
  const added = page.waitForResponse((answer) => answer.request().method() === 'POST')
  await page.getByRole('button', { name: 'Ajouter au panier' }).click()
  await added
  await page.goto(`${shopUrl}/cart`)
  await page.getByText('Lise').first().waitFor()
  await throughCheckout(page, shopUrl, email)
}

/** What lies in the cart, and everything said but how it is paid. */
export async function throughCheckout(page: Page, shopUrl: string, email: string): Promise<void> {
  await page.goto(`${shopUrl}/checkout`)
  await page.locator('#email').fill(email)
  await page.locator('form:has(#email) button[type=submit]').click()
  await page.locator('#name').fill('Ada Lovelace')
  await page.locator('#line1').fill('12 rue de la Paix')
  await page.locator('#postcode').fill('75002')
  await page.locator('#city').fill('Paris')
  await page.locator('form:has(#line1) button[type=submit]').click()
  await page.locator('form:has(input[name=option]) button[type=submit]').click()
  await page.locator('#terms').waitFor()
}

/** Presses Tab until the focus is on what is so called, as a reader of its name hears it. */
export async function tabOnTo(page: Page, name: RegExp): Promise<void> {
  const named = `(({ labels, innerText, ariaLabel }) => (ariaLabel || labels?.[0]?.innerText || innerText || '').trim())(document.activeElement)`
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if (name.test(await page.evaluate<string>(named))) return
  }
  throw new Error(`no Tab leads to ${name}`)
}

/** What axe finds wrong on the page as it stands, a line per rule. */
export async function barriersOn(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe)
  return page.evaluate<string[]>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(
    ({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`)
}

/**
 * What axe finds wrong on each page, and how much wider than its window it is: in light on a desk, and in dark on the smallest phone. `open`
 * answers a page that may see them, in a language; every second page is read in the other one. While one is waited for, the other is judged.
 */
export async function barriersAmong(paths: readonly string[], open: (locale: string) => ReturnType<typeof openPage>): Promise<string[]> {
  const inLanguage = async (locale: string, parity: number) => {
    const { page, errors } = await open(locale)
    const found: string[] = []
    for (const path of paths.filter((_, index) => index % 2 === parity)) found.push(...(await barriersAt(page, path)))
    return [...found, ...errors]
  }
  return (await Promise.all([inLanguage('fr-FR', 0), inLanguage('en-GB', 1)])).flat()
}

async function barriersAt(page: Page, path: string): Promise<string[]> {
  const found: string[] = []
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  for (const [colorScheme, width] of forms) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 640 })
    await page.evaluate(stillness)
    const tooWidePx = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    const lines = [...(await barriersOn(page)), ...(tooWidePx > 0 ? [`${tooWidePx} px too wide`] : [])]
    found.push(...lines.map((line) => `${path} ${colorScheme} ${line}`))
  }
  return found
}

/** Two pictures later every colour that changes has begun to, and ends; what it set in motion ends too: one on its way is none axe may judge. */
const stillness = `(async () => {
  do {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  } while (document.getAnimations().length > 0)
})()`

const forms = [
  ['light', 1280],
  ['dark', 320],
] as const

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
