import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersAmong, chromiumPath, openBrowser, openPage, tabOnTo } from '../browser.ts'
import { filledFolder } from '../filled-folder.ts'
import { numberIn } from '../office-figures.ts'
import { client, expectStatus, type Knock, patient, pay, readyCart, signIn, variantsOnSale } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

const owner = { email: 'camille@example.com', password: 'une phrase assez longue' }
const variantId = 'v-lise-tortoise-48'
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
let knock: Knock
let staff: Record<string, string> = {}
let staffCookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []
beforeAll(async () => {
  if (!chromiumPath) return
  shop = await startShop({ data: filledFolder(), env: withoutRateLimits })
  await shop.vitrine(['staff', 'add', '--email', owner.email, '--role', 'owner'], `${owner.password}\n`)
  knock = patient(client(shop.api))
  await variantsOnSale(knock)
  staff = await signIn(knock, owner.email, owner.password)
  browser = await openBrowser()
  const { page } = await openPage(browser)
  await page.goto(office('/sign-in'))
  await page.getByLabel('Adresse e-mail').fill(owner.email)
  await page.getByLabel('Mot de passe').fill(owner.password)
  await button(page, 'Se connecter').click()
  await heading(page, 'Aujourd’hui')
  staffCookies = await page.context().cookies()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

const office = (path: string) => `${shop!.url}/admin${path}`
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const saved = (page: Page) => page.getByRole('status').filter({ hasText: 'Enregistré.' }).waitFor()
const rowWith = (page: Page, text: string) => page.locator('tbody tr').filter({ hasText: text })

async function openOffice(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser!, options)
  await opened.page.context().addCookies(staffCookies)
  await opened.page.goto(office(path))
  await opened.page.getByRole('heading', { level: 1 }).waitFor()
  return opened
}

/** Types into the search for goods and adds what is so called. */
async function addGoods(page: Page, name: RegExp, nth = 0) {
  await page.getByLabel('Chercher par nom, marque ou référence').nth(nth).fill('lise')
  await button(page, name).first().click()
}

describe.skipIf(!chromiumPath)('whoever sets prices', () => {
  test('makes a promotion, is told of a code that is taken, and learns why a basket gets it or not', { timeout: 180_000 }, async () => {
    const { page, errors } = await openOffice('/promotions')
    await page.getByRole('link', { name: 'Nouvelle promotion' }).click()
    await heading(page, 'Nouvelle promotion')
    await page.getByLabel('Code', { exact: true }).fill('lise15')
    await page.getByLabel('Pour cent').fill('15')
    await addGoods(page, /^Ajouter Lise.*toutes les déclinaisons$/)
    await page.getByLabel('À partir d’un panier de').fill('200')
    await page.getByLabel('Utilisations en tout').fill('5')
    await button(page, 'Enregistrer').click()
    await page.waitForURL(/\/promotions\/(?!new)/)
    await heading(page, 'LISE15')
    await button(page, /^Retirer Lise.*toutes les déclinaisons$/).waitFor()

    await page.getByRole('link', { name: 'Essayer un panier' }).click()
    await heading(page, 'Essayer un panier')
    await page.getByText('Ajoutez un article au panier').waitFor()
    await addGoods(page, /^Ajouter Lise.*48/)
    await rowWith(page, 'LISE15').filter({ hasText: 'Le minimum de commande n’est pas encore atteint (il manque' }).waitFor()
    await page.getByLabel(/^Quantité, Lise/).fill('2')
    await rowWith(page, 'LISE15').getByText('S’applique', { exact: true }).waitFor()
    const given = numberIn(await rowWith(page, 'LISE15').locator('[data-name="Donne"]').innerText())
    await expect.poll(async () => numberIn(await page.locator('.osum div').filter({ hasText: 'Remise' }).innerText())).toBe(given)
    await page.getByLabel('Codes').fill('')
    await rowWith(page, 'LISE15').filter({ hasText: 'Le code n’a pas été saisi' }).waitFor()
    await page.reload() // the basket is in the address
    await rowWith(page, 'LISE15').filter({ hasText: 'Le code n’a pas été saisi' }).waitFor()

    await page.goto(office('/promotions/new'))
    await page.getByLabel('Code', { exact: true }).fill('LISE15')
    await button(page, 'Enregistrer').click()
    await page.getByRole('alert').filter({ hasText: 'Ce code existe déjà.' }).waitFor()
    expect(errors).toEqual([])
  })

  test('counts the orders behind a promotion', { timeout: 120_000 }, async () => {
    const cart = await readyCart(knock, variantId, 2)
    const { totals } = expectStatus(await knock('PUT', `/v1/carts/${cart.id}/coupons`, { code: 'LISE15' }), 200)
    expectStatus(await pay(knock, { id: cart.id, total: totals.total }), 201)
    const { page, errors } = await openOffice('/promotions')
    const used = rowWith(page, 'LISE15').locator('[data-name="Utilisé"]')
    expect(await used.innerText()).toBe('1')
    await used.getByRole('link').click()
    await page.getByRole('heading', { name: 'Commandes qui l’ont utilisée' }).waitFor()
    const rows = page.getByRole('region', { name: 'Commandes qui l’ont utilisée' }).locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(1)
    expect(numberIn(await rows.locator('.corner').innerText())).toBe(totals.discount.amountMinor)
    await rows.getByRole('link').click()
    await heading(page, /^Commande V-/)
    expect(errors).toEqual([])
  })

  test.each([
    ['Montant', { Montant: '12,50' }, '12,50'],
    ['Livraison offerte', {}, ''],
    ['Acheter, recevoir', { 'Pièces à acheter': '3', 'Pièces réduites': '1' }, '3 + 1'],
    ['Paliers', { 'À partir de pièces, palier 1': '3', 'Réduction, pour cent, palier 1': '20' }, '20'],
    ['Lot', { 'Prix du lot entier': '199' }, '199,00'],
  ])('makes one of kind %s without a code', { timeout: 90_000 }, async (kind, fields, worth) => {
    const { page, errors } = await openOffice('/promotions/new')
    await page.getByLabel('Genre').selectOption({ label: kind })
    await page.getByLabel('Nom, français').fill(`Fête ${kind}`)
    await page.getByLabel('Nom, anglais').fill(`Party ${kind}`)
    for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
    if (kind === 'Lot')
      for (const part of [0, 1]) {
        await addGoods(page, /^Ajouter Lise.*48/, part)
        await page.getByLabel('Chercher par nom, marque ou référence').nth(part).fill('')
      }
    await page.getByLabel('Pays de livraison').fill('FR, be')
    await button(page, 'Enregistrer').click()
    await page.waitForURL(/\/promotions\/(?!new)/)
    await heading(page, `Fête ${kind}`)
    expect(await page.getByLabel('Pays de livraison').inputValue()).toBe('FR, BE')
    await page.getByLabel('Seule : avec aucune autre promotion').check()
    await button(page, 'Enregistrer').click()
    await saved(page)
    await page.goto(office('/promotions'))
    expect(await rowWith(page, `Fête ${kind}`).locator('[data-name="Valeur"]').innerText()).toContain(worth)
    expect(errors).toEqual([])
  })

  test('makes codes of one use, is warned until there are some, and takes them along as a file', { timeout: 90_000 }, async () => {
    const { page, errors } = await openOffice('/promotions/new')
    await page.getByLabel('Ouverte seulement par des codes').check()
    await page.getByLabel('Nom, français').fill('Merci')
    await page.getByLabel('Nom, anglais').fill('Thanks')
    await button(page, 'Enregistrer').click()
    await page.getByRole('alert').filter({ hasText: 'Aucun code n’a encore été créé pour elle' }).waitFor()
    await page.getByLabel('Combien de codes').fill('120')
    await page.getByLabel('Ils commencent par').fill('merci')
    await button(page, 'Créer 120 codes').click()
    await page.getByRole('status').filter({ hasText: '120 codes créés' }).waitFor()
    const codes = page.getByRole('region', { name: 'Ses codes' })
    await codes.getByText('50 sur 120 lignes').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), codes.getByRole('button', { name: 'Exporter en CSV' }).click()])
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
    expect(lines[0]).toBe('\ufeffCode;Utilisé;Limite;Créée')
    expect(lines.filter((line) => /^MERCI-\w{12};0;1;/.test(line))).toHaveLength(120)
    expect(errors).toEqual([])
  })

  test('makes a price list, is told which other is in its way, and ends it', { timeout: 120_000 }, async () => {
    const { page, errors } = await openOffice('/price-lists')
    const make = async (name: string) => {
      await page.goto(office('/price-lists/new'))
      await page.getByLabel('Nom, français').fill(name)
      await page.getByLabel('Nom, anglais').fill(name)
      await page.getByLabel('Groupe de clients').fill('opticiens')
      await addGoods(page, /^Ajouter Lise.*48/)
      await page.getByLabel(/^Prix de cette liste, Lise/).fill('99,50')
      await button(page, 'Enregistrer').click()
    }
    await make('Opticiens')
    await page.waitForURL(/\/price-lists\/(?!new)/)
    await heading(page, 'Opticiens')
    await make('Opticiens aussi')
    const alert = page.getByRole('alert').filter({ hasText: 'en même temps qu’une autre' })
    page.once('dialog', (dialog) => void dialog.accept()) // what was typed is left behind
    await alert.getByRole('link', { name: 'Opticiens', exact: true }).click()
    await heading(page, 'Opticiens')
    await page.goto(office('/price-lists'))
    await page.getByRole('link', { name: 'Opticiens', exact: true }).click()
    await page.getByRole('link', { name: /€/ }).first().click()
    await heading(page, /^Prix de Lise/)
    await page.locator('tbody tr').first().waitFor()
    await page.goBack()
    await button(page, 'La terminer maintenant').click()
    await page.getByRole('status').filter({ hasText: 'Terminée.' }).waitFor()
    expect(errors).toEqual([])
  })

  test('announces a sale with the lowest price of 30 days, in lists and on the page, and takes it back when it ends', {
    timeout: 120_000,
  }, async () => {
    const { body } = await knock('GET', '/v1/products/lise')
    const regular: { amountMinor: number } = body.variants.find((one: { id: string }) => one.id === variantId).price
    const sale = {
      ...{ title: { fr: 'Soldes', en: 'Sale' }, currency: 'EUR', startsAt: new Date().toISOString() },
      endsAt: new Date(Date.now() + 86_400_000).toISOString(),
      prices: body.variants.map((one: { id: string }) => ({ variantId: one.id, price: eur(9_900) })),
    }
    const { id } = expectStatus(await knock('POST', '/v1/admin/price-lists', sale, staff), 201)
    const { page, errors } = await openPage(browser!)
    const lowest = `Prix le plus bas des 30 derniers jours : ${(regular.amountMinor / 100).toFixed(2).replace('.', ',')} €`
    const shown = async (path: string, part: string) => {
      await page.goto(`${shop!.url}${path}`)
      return (await page.locator(part).first().innerText()).replaceAll(/\s/g, ' ')
    }
    const card = () => shown('/c/lunettes?shape=panto', 'article:has(a[href*="/p/lise"]), li:has(a[href*="/p/lise"])')
    await expect.poll(() => shown('/p/lise', 'main'), { timeout: 40_000, interval: 1_000 }).toContain(lowest)
    await expect.poll(card, { timeout: 20_000, interval: 1_000 }).toContain('Plus bas en 30 jours')
    expect(await card()).toContain('99,00 €')
    expectStatus(await knock('POST', `/v1/admin/price-lists/${id}/end`, {}, staff), 200)
    await expect.poll(() => shown('/p/lise', 'main'), { timeout: 40_000, interval: 1_000 }).not.toContain(lowest)
    expect(errors).toEqual([])
  })

  test('issues a gift card, reads its code once, finds it by its end, and blocks it', { timeout: 120_000 }, async () => {
    const { page, errors } = await openOffice('/credits')
    await page.getByLabel('Montant').first().fill('50')
    await button(page, /^Émettre une carte de 50,00/).click()
    const told = page.getByRole('status').filter({ hasText: 'Le code, dit une seule fois' })
    await told.waitFor()
    const code = (await told.locator('strong').innerText()).trim()
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/)
    const cart = await readyCart(knock, variantId)
    const { totals } = expectStatus(await knock('PUT', `/v1/carts/${cart.id}/coupons`, { code }), 200)
    expect(totals.credit).toEqual(eur(5_000))
    expectStatus(await pay(knock, { id: cart.id, total: totals.due }), 201)

    await page.reload()
    expect(await page.locator('main').innerText()).not.toContain(code.slice(0, 9))
    await page.getByLabel('Quatre derniers signes du code').fill(code.slice(-4))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/credits?codeEnd=**')
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('link', { name: `Carte finissant par ${code.slice(-4)}` }).click()
    await page.getByText('Dépensée').waitFor()
    const amounts = await page.locator('tbody tr .corner').allInnerTexts()
    const balance = await page.locator('.kpis div').filter({ hasText: 'Solde' }).innerText()
    expect(amounts.map((text) => numberIn(text) * (/^[-−]/.test(text) ? -1 : 1)).reduce((sum, one) => sum + one, 0)).toBe(numberIn(balance))
    await page.getByRole('link', { name: 'A payé une commande' }).waitFor()
    await button(page, 'La bloquer').click()
    await page.locator('.ohead .st').filter({ hasText: 'Bloquée' }).waitFor()
    await button(page, 'La rouvrir').click()
    await page.locator('.ohead .st').filter({ hasText: 'Dépensée' }).waitFor()
    expect(errors).toEqual([])
  })

  test('sets VAT of a country from a later day, and takes it back', { timeout: 90_000 }, async () => {
    const { page, errors } = await openOffice('/taxes')
    await button(page, 'Modifier France').click()
    await page.getByLabel('Taux normal, pour cent').fill('21')
    await page.getByLabel('Vaut depuis').fill('2027-07-01T00:00')
    await button(page, 'Poser ces taux').click()
    await rowWith(page, 'À venir').filter({ hasText: 'France' }).filter({ hasText: '21 %' }).waitFor()
    await page.getByLabel('Vaut depuis').fill('2026-01-01T00:00')
    await button(page, 'Poser ces taux').click()
    await page.getByRole('alert').filter({ hasText: 'from' }).waitFor()
    await button(page, 'Retirer le taux à venir de France').click()
    await expect.poll(() => rowWith(page, 'À venir').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('sets what a delivery method costs, and a basket that chose it pays that from then on', { timeout: 90_000 }, async () => {
    const { id } = await readyCart(knock, variantId)
    const { items } = expectStatus(await knock('GET', `/v1/carts/${id}/delivery-options`), 200)
    const { name } = items.find((one: { pickupPoints?: unknown[] }) => !one.pickupPoints?.length)
    const { page, errors } = await openOffice('/delivery')
    await page.getByRole('link', { name, exact: true }).click()
    await heading(page, name)
    const rate = page.getByRole('group', { name: /^tarif/ }).filter({ has: page.locator('input[value="FR"]') })
    await rate.getByLabel('Gratuit dès').fill('')
    await rate.getByLabel('Prix').fill('7,77')
    await button(page, 'Enregistrer').click()
    await saved(page)
    const { totals } = expectStatus(await knock('GET', `/v1/carts/${id}`), 200)
    expect(totals.delivery).toEqual(eur(777))
    expect(errors).toEqual([])
  })

  test('opens a second currency: a shopper without scripts chooses it, fills a cart in it, and pays in it', {
    timeout: 90_000,
  }, async () => {
    const { page: staffPage, errors } = await openOffice('/currencies')
    await staffPage.getByLabel('Devise, trois lettres').fill('usd')
    await staffPage.getByLabel('Ce que vaut 1 EUR en USD').fill('1.085')
    await button(staffPage, 'Enregistrer la devise').click()
    await rowWith(staffPage, '(USD)').filter({ hasText: 'Proposée' }).waitFor()
    const { page } = await openPage(browser!, { javaScriptEnabled: false })
    const choice = (code: string) => page.getByRole('button', { name: new RegExp(`^${code}, `) })
    const seen = async () => {
      await page.goto(`${shop!.url}/p/lise`)
      return choice('USD').count()
    }
    await expect.poll(seen, { timeout: 30_000, interval: 1_000 }).toBe(1) // pages are kept for ten seconds
    await choice('USD').click()
    await page.waitForURL('**/p/lise')
    await page.locator('main').getByText('$US').first().waitFor()
    await button(page, 'Ajouter au panier').click()
    await page.waitForURL('**/cart**')
    await page.locator('.sum').getByText('$US').first().waitFor()
    await choice('EUR').click()
    await page.getByText('Votre panier est maintenant en euro').waitFor()
    await expect.poll(() => page.locator('.sum').getByText('$US').count()).toBe(0)

    const { id } = await readyCart(knock, variantId)
    const { totals } = expectStatus(await knock('PUT', `/v1/carts/${id}/currency`, { currency: 'USD' }), 200)
    const order = expectStatus(await pay(knock, { id, total: totals.total }), 201)
    expect(expectStatus(await knock('GET', `/v1/orders/${order.id}`), 200).totals.total).toEqual(totals.total)
    expect(totals.total.currency).toBe('USD')
    expect(errors).toEqual([])
  })

  test('makes a promotion by keyboard alone', { timeout: 90_000 }, async () => {
    const { page } = await openOffice('/promotions')
    await tabOnTo(page, /^Nouvelle promotion$/)
    await page.keyboard.press('Enter')
    await heading(page, 'Nouvelle promotion')
    await tabOnTo(page, /^Code$/)
    await page.keyboard.type('CLAVIER')
    await tabOnTo(page, /^Chercher par nom/)
    await page.keyboard.type('lise')
    await button(page, /^Ajouter Lise/)
      .first()
      .waitFor()
    await tabOnTo(page, /^Ajouter Lise/)
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'Ajouté' }).waitFor()
    await tabOnTo(page, /^Utilisations par client$/)
    await page.keyboard.type('1')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/promotions\/(?!new)/)
    await heading(page, 'CLAVIER')
    expect(await page.getByLabel('Utilisations par client').inputValue()).toBe('1')
  })

  test('meets no barrier that axe knows, in light and dark, and no page is wider than a small phone', { timeout: 240_000 }, async () => {
    const first = async (path: string) => expectStatus(await knock('GET', `/v1/admin/${path}`, undefined, staff), 200).items[0].id
    const [promotionId, listId, creditId] = [await first('promotions'), await first('price-lists'), await first('credits')]
    const basket = `/promotions/explain?lines=${variantId}:2&coupons=LISE15,LOTS`
    const lists =
      '/promotions /promotions/new /promotions/explain /price-lists /price-lists/new /credits /credits?codeEnd=ZZZZ /taxes /currencies /delivery /lenses'
    const ones = [
      basket,
      `/delivery/${await first('delivery-methods')}`,
      `/promotions/${promotionId}`,
      `/price-lists/${listId}`,
      `/prices/${variantId}`,
      `/credits/${creditId}`,
    ]
    const paths = [...lists.split(' '), ...ones].map(office)
    expect(await barriersAmong(paths, (locale) => openOffice('/', { locale }))).toEqual([])
  })
})

test.skipIf(!chromiumPath)('after it all the books of the shop agree', async () => {
  expect(await shop!.vitrine(['verify'])).not.toMatch(/broken/i)
})
