import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersOn, chromiumPath, openBrowser, openPage, toPayment } from '../browser.ts'
import { filledFolder } from '../filled-folder.ts'
import { client, type Knock, packedOrder, patient, signIn } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

const owner = { email: 'odile@example.com', password: 'une phrase assez longue' }
const variantId = 'v-lise-tortoise-48'

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
let knock: Knock
let order: { id: string; number: string; email: string }
beforeAll(async () => {
  if (!chromiumPath) return
  shop = await startShop({ data: filledFolder(), env: { ...withoutRateLimits, CARRIER_SPEED: '0' } })
  knock = patient(client(shop.api))
  await shop.vitrine(['staff', 'add', '--email', owner.email, '--role', 'owner'], owner.password)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const rows = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
const goTo = async (page: Page, name: string, title = name) => {
  await page.getByRole('navigation', { name: 'Les paiements et leurs livres' }).getByRole('link', { name }).click()
  await heading(page, title)
}

async function signedIn(options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser!, options)
  await opened.page.goto(`${shop!.url}/admin/payments`)
  await opened.page.getByLabel('Adresse e-mail').fill(owner.email)
  await opened.page.getByLabel('Mot de passe').fill(owner.password)
  await button(opened.page, 'Se connecter').click()
  await heading(opened.page, 'Paiements')
  return opened
}

describe.skipIf(!chromiumPath)('whoever keeps the accounts', () => {
  test('PAY-3, PAY-6: finds a payment by its order, gives part of it back, and follows every cent', { timeout: 180_000 }, async () => {
    // The demo shop fills its shelves a moment after it opens.
    const free = async () => (await knock('GET', '/v1/products/lise')).body.variants?.[0]?.stock.available ?? 0
    await expect.poll(free, { timeout: 60_000, interval: 500 }).toBeGreaterThan(10)
    order = await packedOrder(knock, await signIn(knock, owner.email, owner.password), variantId, 1)
    const { page, errors } = await signedIn()
    await page.getByRole('searchbox').fill(order.number)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/payments?q=**')
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('combobox', { name: 'Prestataire' }).selectOption('paypal')
    await page.getByText('Rien ne correspond').waitFor()
    await page.getByRole('combobox', { name: 'Prestataire' }).selectOption('sandbox')
    await page.locator('tbody th a').click()
    await heading(page, /^Paiement sandbox_/)
    await rows(page, 'Encaissé').waitFor()
    const happened = page.getByRole('region', { name: 'Ce qui s’est passé' })
    await expect.poll(() => happened.getByText('La boutique a demandé l’encaissement').count()).toBe(1)

    await page.getByLabel('Montant').fill('10')
    await page.getByLabel('Motif').fill('Rayure')
    await button(page, /Rembourser 10,00/).click()
    await rows(page, 'Rendu').filter({ hasText: '10,00' }).waitFor({ timeout: 20_000 })
    await button(page, 'Interroger le prestataire').click()
    await page.getByRole('status').filter({ hasText: 'Le prestataire a été interrogé' }).waitFor()
    expect(await barriersOn(page)).toEqual([])

    await goToBooks(page)
    expect(errors).toEqual([])
  })

  async function goToBooks(page: Page) {
    await page.getByRole('link', { name: 'Paiements' }).last().click()
    await heading(page, 'Paiements')
    await goTo(page, 'Grand livre')
    await page.getByText('Les deux côtés sont égaux').waitFor()
    await page.getByRole('link', { name: 'Détenu par le prestataire' }).click()
    await page.waitForURL('**account=provider**')
    await rows(page, 'Rendu').filter({ hasText: 'Détenu par le prestataire' }).filter({ hasText: '10,00' }).waitFor()
    await goTo(page, 'Rapprochement')
    await page.getByText('Aucun écart ouvert').waitFor()
    await page.getByText('Aucun écart', { exact: true }).first().waitFor({ timeout: 20_000 })
    await button(page, /^Comparer à nouveau le/)
      .first()
      .click()
    await page.getByRole('status').filter({ hasText: 'Comparé.' }).waitFor()
    await goTo(page, 'Litiges')
    await page.getByText('Aucun litige').waitFor()
    await goTo(page, 'En panne')
    await page.getByText('Rien n’est en panne.').waitFor()
  }

  test('PAY-3: the shopper reads every transaction of the order, with its time and reference', async () => {
    const { page, errors } = await openPage(browser!, { viewport: { width: 320, height: 640 } })
    await page.goto(`${shop!.url}/o/${order.id}`)
    await page.locator('summary').filter({ hasText: 'Toutes les transactions' }).click()
    const shown = page.locator('details').filter({ hasText: 'Toutes les transactions' }).getByRole('listitem')
    await expect
      .poll(() => shown.allInnerTexts().then((all) => all.map((text) => text.split('\n')[0])))
      .toEqual(['Mis de côté à votre banque', 'Payé', 'Remboursé'])
    expect(await shown.last().innerText()).toMatch(/Référence \S+/)
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(await barriersOn(page)).toEqual([])
    expect(errors).toEqual([])
  })

  test('PAY-8: somebody who is signed in keeps a card, pays with it again, and removes it', { timeout: 180_000 }, async () => {
    const { page, errors } = await openPage(browser!)
    const email = 'ada-keeps@example.com'
    await page.goto(`${shop!.url}/sign-up`)
    await page.locator('#email').fill(email)
    await page.locator('#password').fill('une phrase assez longue')
    await page.locator('form:has(#password) button[type=submit]').click()
    await page.waitForURL('**/account**')
    await toPayment(page, shop!.url, email)
    await page.getByLabel('Garder ce moyen de paiement').check()
    expect(await barriersOn(page)).toEqual([])
    await page.locator('#terms').check()
    await button(page, /^Payer/).click()
    await page.waitForURL('**/o/**')

    await toPayment(page, shop!.url, email)
    await page.getByLabel('Visa, finissant par 4242, jusqu’au 12/2030').check()
    await page.locator('#terms').check()
    await button(page, /^Payer/).click()
    await page.waitForURL('**/o/**')

    await page.goto(`${shop!.url}/account`)
    await page.getByRole('region', { name: 'Moyens de paiement' }).getByText('Visa, finissant par 4242').first().waitFor()
    expect(await barriersOn(page)).toEqual([])
    await button(page, /^Retirer Visa/).click()
    await page.getByText('Retiré. Plus personne ne peut payer avec.').waitFor()
    await page.getByText('Aucun n’est gardé.').waitFor()
    expect(errors).toEqual([])
  })
})
