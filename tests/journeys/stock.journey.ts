import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersAmong, chromiumPath, openBrowser, openPage } from '../browser.ts'
import { filledFolder } from '../filled-folder.ts'
import { client, expectStatus, type Knock, patient, pay, readyCart, signIn, variantsOnSale } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

const owner = { email: 'boss@example.com', password: 'a long enough secret' }
/** A sweater of which the demo shop has none in this size, and one it has plenty of. */
const [soldOut, plenty] = ['v-marin-pull-sage-xl', 'v-marin-pull-sage-s']
const sweater = '/p/marin-pull?colour=sage&size=XL'

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
let knock: Knock
let headers: Record<string, string> = {}
beforeAll(async () => {
  if (!chromiumPath) return
  shop = await startShop({ data: filledFolder(), env: { ...withoutRateLimits, CARRIER_SPEED: '0' } })
  knock = patient(client(shop.api))
  browser = await openBrowser()
  await shop.vitrine(['staff', 'add', '--email', owner.email, '--name', 'Boss', '--role', 'owner'], `${owner.password}\n`)
  await variantsOnSale(knock)
  headers = await signIn(knock, owner.email, owner.password)
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

async function openOffice(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser!, options)
  await opened.page.goto(`${shop!.url}/admin/sign-in`)
  await opened.page.locator('input[type=email]').fill(owner.email)
  await opened.page.locator('input[type=password]').fill(owner.password)
  await opened.page.locator('form button[type=submit]').click()
  await opened.page.waitForURL(/\/admin\/?$/)
  await opened.page.goto(`${shop!.url}/admin${path}`)
  await opened.page.getByRole('heading', { level: 1 }).waitFor()
  return opened
}

const part = (page: Page, name: string) => page.getByRole('region', { name })
const mailsTo = async (email: string) =>
  (await knock('GET', `/v1/admin/mails?q=${encodeURIComponent(email)}`, undefined, headers)).body.items.map(
    ({ subject }: { subject: string }) => subject,
  )
const receive = async (variantId: string, quantity: number) =>
  expectStatus(await knock('POST', '/v1/admin/stock/movements', { variantId, quantity, reason: 'received' }, headers), 201)

describe.skipIf(!chromiumPath)('pieces, places and promises', () => {
  test('staff make a second place and take pieces there', { timeout: 120_000 }, async () => {
    // The demo shop fills its shelves a moment after it opens.
    const levels = async () => (await knock('GET', `/v1/admin/stock?variantIds=${plenty}`, undefined, headers)).body.items?.[0]?.onHand ?? 0
    await expect.poll(levels, { timeout: 60_000, interval: 500 }).toBeGreaterThan(10)
    const { page, errors } = await openOffice('/places')
    await page.getByLabel('Nom court').fill('paris-marais')
    await page.getByLabel('Nom', { exact: true }).fill('Paris, Marais')
    await page.getByRole('button', { name: 'Créer le lieu' }).click()
    await page.getByRole('row').filter({ hasText: 'paris-marais' }).filter({ hasText: 'Boutique' }).waitFor()
    await page.goto(`${shop!.url}/admin/stock/${plenty}`)
    const transfer = part(page, 'Emporter vers un autre lieu')
    await transfer.getByLabel('Pièces').fill('4')
    await transfer.getByRole('button', { name: 'Y emporter 4 pièces' }).click()
    await part(page, 'Où se trouvent les pièces').getByRole('row').filter({ hasText: 'Paris, Marais' }).filter({ hasText: '4' }).waitFor()
    const movements = part(page, 'Mouvements')
    await movements.getByRole('row').filter({ hasText: 'Transférée' }).filter({ hasText: '−4' }).waitFor()
    await movements.getByLabel('Lieu').selectOption({ label: 'Paris, Marais' })
    await expect.poll(() => movements.locator('tbody tr').count()).toBe(1)
    await transfer.getByLabel('Pièces').fill('999')
    await transfer.getByRole('button', { name: 'Y emporter 999 pièces' }).click()
    await transfer.getByText('Il y resterait moins que ce qui est promis').waitFor()
    expect(errors).toEqual([])
  })

  test('a shopper leaves an address on what is sold out, with scripts and without', { timeout: 120_000 }, async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page, errors } = await openPage(browser!, { javaScriptEnabled })
      await page.goto(`${shop!.url}${sweater}`)
      const form = part(page, 'Me prévenir de son retour')
      const box = form.getByLabel('Adresse e-mail')
      await box.fill('ada')
      await form.getByRole('button', { name: 'M’écrire une fois' }).click()
      await form.locator('.error').waitFor()
      await box.fill(`ada-${javaScriptEnabled}@example.com`)
      await form.getByRole('button', { name: 'M’écrire une fois' }).click()
      await form.getByText('Nous vous écrirons une fois').waitFor()
      expect(errors).toEqual([])
    }
  })

  test('staff open a pre-order; the page says its day, a shopper orders it, and the pieces that come are theirs', {
    timeout: 120_000,
  }, async () => {
    const { page, errors } = await openOffice(`/stock/${soldOut}`)
    const ahead = part(page, 'Commandes d’avance')
    await ahead.getByLabel('Offre').selectOption('pre-order')
    await ahead.getByLabel('Au plus').fill('2')
    await ahead.getByLabel('Part à compter du').fill('2027-01-15')
    await ahead.getByRole('button', { name: 'Enregistrer' }).click()
    await page.locator('.kpis').getByText('0 sur 2').waitFor()
    const shopper = await openPage(browser!)
    const day = shopper.page.getByText(/Précommande, part à compter du .*15 janvier/)
    const isTold = async () => (await shopper.page.goto(`${shop!.url}${sweater}`)) !== null && (await day.isVisible())
    await expect.poll(isTold, { timeout: 30_000, interval: 1_000 }).toBe(true) // a page is kept for 10 s
    await shopper.page.getByRole('button', { name: 'Précommander' }).waitFor()
    const { id: orderId } = expectStatus(await pay(knock, await readyCart(knock, soldOut, 2)), 201)
    const orderNow = async () => expectStatus(await knock('GET', `/v1/admin/orders/${orderId}`, undefined, headers), 200)
    await expect.poll(async () => (await orderNow()).status, { timeout: 20_000 }).toBe('packed')
    await shopper.page.goto(`${shop!.url}/o/${orderId}`)
    await shopper.page.getByText(/part à compter du .*15 janvier/).waitFor()
    const office = await openOffice(`/orders/${orderId}`)
    const handOver = office.page.getByRole('button', { name: 'Remettre au transporteur' })
    await expect.poll(() => handOver.getAttribute('aria-disabled')).toBe('true')
    await office.page.getByText(/Attend des pièces, part à compter du 15 janv/).waitFor()
    const scan = { trackingNumber: (await orderNow()).deliveries[0].trackingNumber, state: 'handed-over', at: new Date().toISOString() }
    const refused = await knock('POST', '/v1/admin/deliveries/scans', { ...scan, scanId: 'too early' }, headers)
    expect([refused.status, refused.body.code]).toEqual([409, 'parcel-waits'])
    const full = await knock('POST', `/v1/carts/${expectStatus(await knock('POST', '/v1/carts', {}), 201).id}/lines`, {
      variantId: soldOut,
      quantity: 1,
    })
    expect([full.status, full.body.code]).toEqual([409, 'cap-reached'])
    await page.reload()
    await page.locator('.kpis').getByText('2 sur 2').waitFor()
    await receive(soldOut, 2)
    await page.reload()
    await page.locator('.kpis').getByText('0 sur 2').waitFor()
    await expect.poll(async () => (await orderNow()).waitsUntil, { timeout: 20_000 }).toBeUndefined()
    await expect.poll(() => handOver.getAttribute('aria-disabled'), { timeout: 20_000 }).toBeNull()
    await handOver.click()
    await expect.poll(async () => (await orderNow()).status, { timeout: 20_000 }).toBe('shipped')
    expect(await mailsTo('ada-true@example.com')).toEqual([])
    await receive(soldOut, 1)
    for (const scripts of [true, false])
      await expect.poll(() => mailsTo(`ada-${scripts}@example.com`), { timeout: 20_000 }).toEqual([expect.stringMatching(/^De retour/)])
    expect([...errors, ...shopper.errors, ...office.errors]).toEqual([])
  })

  test('staff say what a variant is made of', { timeout: 120_000 }, async () => {
    const { page, errors } = await openOffice('/stock/v-landes-ecru-xs')
    const made = part(page, 'Composition')
    await made.getByRole('button', { name: 'Ajouter une pièce' }).click()
    await made.getByRole('textbox', { name: 'Référence de la pièce 1' }).fill('NOBODY')
    await made.getByRole('button', { name: 'Enregistrer' }).click()
    await made.getByText('Aucune déclinaison n’a la référence NOBODY.').waitFor()
    await made.getByRole('textbox', { name: 'Référence de la pièce 1' }).fill('MARINPULL-SAG-S')
    await made.getByLabel('Nombre de la pièce 1').fill('2')
    await made.getByRole('button', { name: 'Enregistrer' }).click()
    await expect.poll(() => page.getByRole('region', { name: 'Commandes d’avance' }).count()).toBe(0)
    await page.reload()
    await expect.poll(() => made.getByRole('textbox', { name: 'Référence de la pièce 1' }).inputValue()).toBe('MARINPULL-SAG-S')
    expect(errors).toEqual([])
  })

  test('no barrier that axe knows, in light and dark, and no page wider than a small phone', { timeout: 180_000 }, async () => {
    const ones = ['/admin/places', `/admin/stock/${plenty}`, `/admin/stock/${soldOut}`, '/admin/stock/v-landes-ecru-xs', '/admin/stock']
    const paths = [...ones, '/p/landes?colour=ecru&size=XS', sweater].map((path) => `${shop!.url}${path}`)
    expect(await barriersAmong(paths, (locale) => openOffice('/places', { locale }))).toEqual([])
  })
})

test.skipIf(!chromiumPath)('after it all the books of the shop agree', async () => {
  expect(await shop!.vitrine(['verify'])).not.toMatch(/broken/i)
})
