import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersOn, chromiumPath, openBrowser, openPage } from '../browser.ts'
import { client, expectStatus, signIn, variantsOnSale } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
const shots = process.env['SHOTS']
beforeAll(async () => {
  shop = await startShop({ env: { ...withoutRateLimits } })
  if (chromiumPath) browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

const password = 'three words that nobody leaked'

/** What axe finds wrong, and what is wider than the page. */
async function barriers(page: Page, name: string): Promise<string[]> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  return [...(await barriersOn(page)), ...(wide > 0 ? [`${wide} px too wide`] : [])].map((line) => `${name} ${line}`)
}

async function typeSheet(page: Page): Promise<void> {
  await page.locator('[name="right.sph"]').fill('+1,00')
  await page.locator('[name="right.cyl"]').fill('-0,50')
  await page.locator('[name="right.axis"]').fill('10')
  await page.locator('[name="left.sph"]').fill('+225')
  await page.locator('[name="pdFar"]').fill('63')
  await page.locator('[name="issuedOn"]').fill('2026-01-31')
  await page.locator('[name="wearerBirthDate"]').fill('1990-06-15')
}

describe.skipIf(!chromiumPath)('glasses', () => {
  test('are ordered narrow, dark and with scripts off; the optician verifies, and the order is paid', { timeout: 120_000 }, async () => {
    const knock = client(shop!.api)
    await variantsOnSale(knock)
    const found: string[] = []
    const narrow = { viewport: { width: 320, height: 700 }, colorScheme: 'dark', javaScriptEnabled: false } as const
    const { page, errors } = await openPage(browser!, narrow)
    await page.goto(`${shop!.url}/p/lise`)
    await page.getByRole('link', { name: 'Ajouter des verres' }).click()
    found.push(...(await barriers(page, '1-use')))
    await page.getByLabel('Loin').check({ force: true })
    await page.getByRole('button', { name: 'Continuer' }).click()
    await page.getByRole('button', { name: 'Continuer' }).click()
    found.push(...(await barriers(page, '2-wrong')))
    await typeSheet(page)
    found.push(...(await barriers(page, '2-sheet')))
    await page.getByRole('button', { name: 'Continuer' }).click()
    expect(await page.getByText('+2,25').count()).toBeGreaterThan(0)
    found.push(...(await barriers(page, '3-check')))
    await page.getByRole('button', { name: 'C’est juste' }).click()
    found.push(...(await barriers(page, '4-lens')))
    await page.getByLabel('Unifocal de loin 1,60').check({ force: true })
    await page.getByRole('button', { name: 'Voir le récapitulatif' }).click()
    found.push(...(await barriers(page, '5-sum')))
    await page.locator('#consent').check()
    await page.getByRole('button', { name: 'Ajouter au panier' }).click()
    await page.waitForURL('**/cart?added')
    found.push(...(await barriers(page, '6-cart')))
    expect(await page.getByText('Unifocal de loin 1,60').count()).toBe(1)
    expect([found, errors]).toEqual([[], []])

    const cookies = await page.context().cookies()
    const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), origin: shop!.url }
    const web = client(`${shop!.url}/api`)
    const put = async (path: string, body: object) => expectStatus(await web('PUT', `/v1/carts/mine/${path}`, body, headers), 200)
    await put('contact', { email: 'ada@example.com' })
    await put('addresses', {
      shipping: { name: 'Ada Lovelace', line1: '12 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' },
    })
    const { items } = expectStatus(await web('GET', '/v1/carts/mine/delivery-options', undefined, headers), 200)
    const { totals } = await put('delivery', { optionId: items.find((one: { pickupPoints?: unknown[] }) => !one.pickupPoints?.length).id })
    const order = expectStatus(
      await web(
        'POST',
        '/v1/carts/mine/checkout',
        { payment: { provider: 'sandbox', method: 'card', token: 'ok' }, acceptTerms: true, expectedTotal: totals.total },
        { ...headers, 'idempotency-key': randomUUID() },
      ),
      201,
    )
    expect(order.status).toBe('awaiting-prescription')

    const email = 'optician@example.com'
    await shop!.vitrine(['staff', 'add', '--email', email, '--role', 'optician'], `${password}\n`)
    const office = await openPage(browser!, { locale: 'fr-FR', viewport: { width: 320, height: 700 }, colorScheme: 'dark' })
    await office.page.goto(`${shop!.url}/admin/sign-in`)
    await office.page.locator('#email').fill(email)
    await office.page.locator('#password').fill(password)
    await office.page.locator('form button[type=submit]').click()
    await office.page.waitForURL('**/admin/')
    await office.page.goto(`${shop!.url}/admin/glasses`)
    await office.page.getByRole('link', { name: order.number }).waitFor()
    found.push(...(await barriers(office.page, '7-queue')))
    await office.page.getByRole('link', { name: order.number }).click()
    await office.page.getByRole('button', { name: 'C’est juste' }).waitFor()
    found.push(...(await barriers(office.page, '8-opened')))
    await office.page.getByRole('button', { name: 'C’est juste' }).click()
    await office.page.getByText('Il n’y a rien à décider.').waitFor()
    const staff = await signIn(knock, email, password)
    const status = async () => expectStatus(await knock('GET', `/v1/admin/orders/${order.id}`, undefined, staff), 200).status
    await expect.poll(status, { timeout: 20_000, interval: 300 }).toMatch(/paid|packed/)
    await page.goto(`${shop!.url}/o/${order.id}`)
    found.push(...(await barriers(page, '9-order')))
    expect([found, office.errors]).toEqual([[], []])
  })
})
