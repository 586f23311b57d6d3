import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asIfWithCard, barriersAmong, barriersOn, chromiumPath, openBrowser, openPage, tabOnTo } from '../browser.ts'
import { figuresOn, numberIn, provenBy } from '../office-figures.ts'
import { client, expectStatus, type Knock, packedOrder, patient, signIn } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

const owner = { name: 'Camille Martin', email: 'camille@example.com', password: 'une phrase assez longue' }
const variantId = 'v-lise-tortoise-48'

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
let knock: Knock
let staffCookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []
beforeAll(async () => {
  if (!chromiumPath) return
  // Parcels stay in the shop until somebody hands them over.
  shop = await startShop({ env: { ...withoutRateLimits, CARRIER_SPEED: '0' } })
  knock = patient(client(shop.api))
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

const staff = () => signIn(knock, owner.email, owner.password)
/** A paid order of a guest, ready for the carrier. */
const order = async (quantity = 1) => packedOrder(knock, await staff(), variantId, quantity)
const office = (path: string) => `${shop!.url}/admin${path}`

/** A page of somebody who signed in before. */
async function openOffice(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser!, options)
  await opened.page.context().addCookies(staffCookies)
  await opened.page.goto(office(path))
  await opened.page.getByRole('heading', { level: 1 }).waitFor()
  return opened
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
/** The state beside the title of an order. */
const comesTo = (page: Page, state: string) => page.locator('.ohead .st').filter({ hasText: state }).waitFor({ timeout: 20_000 })
const entriesOf = (page: Page) => page.getByRole('region', { name: 'Ce qui s’est passé' }).getByRole('listitem')
const saved = (page: Page) => page.getByRole('status').filter({ hasText: 'Enregistré.' }).waitFor()

describe.skipIf(!chromiumPath)('whoever runs the shop', () => {
  test('opens the office with the link of the first start, once, and signs in from then on', { timeout: 90_000 }, async () => {
    const { page, errors } = await openPage(browser!)
    const link = () => /once: (\S+)/.exec(shop!.said())?.[1]
    await expect.poll(link, { timeout: 30_000 }).toBeTruthy()
    const become = async () => {
      await page.goto(link()!)
      await page.getByLabel('Nom').fill(owner.name)
      await page.getByLabel('Adresse e-mail').fill(owner.email)
      await page.getByLabel('Mot de passe').fill(owner.password)
      await button(page, 'Devenir propriétaire').click()
    }
    await become()
    await heading(page, 'Aujourd’hui')
    await page.getByText('Pas encore de commande').waitFor()
    await button(page, 'Se déconnecter').click()
    await heading(page, 'Se connecter')

    await page.getByLabel('Adresse e-mail').fill(owner.email)
    await page.getByLabel('Mot de passe').fill('something else')
    await button(page, 'Se connecter').click()
    await page.getByRole('alert').filter({ hasText: 'ne vont pas ensemble' }).waitFor()
    await page.getByLabel('Mot de passe').fill(owner.password)
    await button(page, 'Se connecter').click()
    await heading(page, 'Aujourd’hui')
    staffCookies = await page.context().cookies()

    await become()
    await page.getByRole('alert').filter({ hasText: 'Ce lien a servi' }).waitFor()
    expect(errors).toEqual([])
  })

  test('finds the rows behind every figure of the dashboard', { timeout: 180_000 }, async () => {
    // The demo shop fills its shelves a moment after it opens.
    const free = async () => (await knock('GET', '/v1/products/lise')).body.variants?.[0]?.stock.available ?? 0
    await expect.poll(free, { timeout: 60_000, interval: 500 }).toBeGreaterThan(10)
    const orders = [await order(2), await order(), await order(3)]
    const headers = await staff()
    const amount = { amountMinor: 1_234, currency: 'EUR' }
    expectStatus(await knock('POST', `/v1/admin/orders/${orders[0]!.id}/refunds`, { amount, reason: 'rayure' }, headers), 201)
    expectStatus(await knock('POST', `/v1/admin/orders/${orders[1]!.id}/cancel`, { reason: 'erreur' }, headers), 200)
    const { page, errors } = await openOffice('/')
    await page.getByRole('list').filter({ hasText: 'Épuisés' }).waitFor()
    await page.getByRole('heading', { name: 'Meilleures ventes' }).waitFor()
    const figures = await figuresOn(page)
    expect(figures).toHaveLength(13 + 3 + 1)
    for (const figure of figures) expect([figure.href, await provenBy(page, figure)]).toEqual([figure.href, numberIn(figure.text)])
    expect(errors).toEqual([])
  })

  test('takes blanks off a lens by keyboard, and is at the next one each time', { timeout: 120_000 }, async () => {
    const { page, errors } = await openOffice('/lenses')
    await page.locator('summary').first().click()
    const blanks = page.locator('.oblanks').first()
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    const before = await blanks.getByRole('group').count()
    for (const _ of [1, 2]) await blanks.getByRole('button', { name: 'Ajouter un palet' }).click()
    await blanks.getByRole('button', { name: `Retirer le palet ${before + 1}` }).press('Enter')
    await expect.poll(focused).toBe(`Retirer le palet ${before + 1}`)
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Ajouter un palet')
    expect(errors).toEqual([])
  })

  test('takes the rule of a country away when asked once more, and is at the list by keyboard then', { timeout: 120_000 }, async () => {
    const { page, errors } = await openOffice('/rx-rules')
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    const rule = button(page, 'Retirer la règle\u00a0: France')
    await rule.press('Enter')
    await expect.poll(focused).toBe('Retirer la règle\u00a0: France\u00a0?')
    await button(page, 'Ne rien retirer').press('Enter')
    await expect.poll(focused).toBe('Règles par pays')
    await rule.press('Enter')
    await button(page, 'Retirer la règle').press('Enter')
    await page.getByRole('status').filter({ hasText: 'Règle retirée\u00a0: France.' }).waitFor()
    await expect.poll(focused).toBe('Règles par pays')
    expect(await rule.count()).toBe(0)
    expect(await barriersOn(page)).toEqual([])
    expect(errors).toEqual([])
  })

  test('makes a product, is told what is missing, receives pieces, and sees it in the shop', { timeout: 180_000 }, async () => {
    const { page, errors } = await openOffice('/products')
    await page.addInitScript(asIfWithCard) // the shopper's mirror is drawn without one
    await page.reload()
    await page.getByRole('link', { name: 'Nouveau produit' }).click()
    await heading(page, 'Nouveau produit')
    await page.getByLabel('Nom, Français').fill('Été à Étretat')
    expect(await page.getByLabel('Adresse dans la boutique').inputValue()).toBe('ete-a-etretat')
    const typed = {
      'Nom, Anglais': 'Summer in Étretat',
      'Une ligne, Français': 'Monture ronde, 22 g',
      'Description, Français': 'Une monture ronde et légère, polie à la main.',
      Marque: 'Vitrine',
      Référence: 'ETRETAT-50',
      'Couleur, ETRETAT-50': 'black',
      'Taille, ETRETAT-50': '50',
      'Prix, ETRETAT-50': '139,50',
      'Verre mm, ETRETAT-50': '50',
      'Pont mm, ETRETAT-50': '20',
    }
    for (const [label, text] of Object.entries(typed)) await page.getByLabel(label).fill(text)
    await page.getByLabel('Lunettes de vue').check()
    await page.getByText('Cette monture ne peut pas encore être essayée.').waitFor()
    await page.getByLabel('Forme').selectOption({ label: 'Ronde' })
    await page.getByLabel('Hauteur du verre B, mm').fill('44')
    const turned = page.getByRole('img', { name: /sur une tête, tournée de 25°/ })
    await turned.waitFor()
    const drawnPixels = `(() => {
      const canvas = document.querySelector('.frame-preview canvas')
      const flat = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
      flat.drawImage(canvas, 0, 0)
      return flat.getImageData(0, 0, canvas.width, canvas.height).data.filter((value, i) => i % 4 === 3 && value > 200).length
    })()`
    await expect.poll(() => page.evaluate(drawnPixels)).toBeGreaterThan(20_000) // a head, and a frame on it
    expect(await page.evaluate(`document.querySelector('.frame-preview canvas').getContext('webgl2') !== null`)).toBe(true)
    await page.getByLabel('Rotation').press('ArrowRight')
    await page.getByRole('img', { name: /tournée de 26°/ }).waitFor()
    const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#7a4a22' } })
      .toFormat('jpeg')
      .toBuffer()
    await page.getByLabel('Ajouter une image').setInputFiles({ name: 'front.jpg', mimeType: 'image/jpeg', buffer: picture })
    await page.getByLabel('Ce qu’un acheteur y voit, Français').fill('Monture ronde noire, de face')
    await page.getByLabel('Ce qu’un acheteur y voit, Anglais').fill('Round black frame, from the front')
    await page.getByLabel('État').selectOption('published')
    await button(page, 'Enregistrer').click()
    await page.getByRole('alert').filter({ hasText: 'Il manque : Description (Anglais)' }).waitFor()
    await page.getByLabel('Description, Anglais').fill('A round and light frame, polished by hand.')
    await button(page, 'Enregistrer').click()
    await saved(page)
    await page.getByLabel('Une ligne, Anglais').fill('Round frame, 22 g')
    await button(page, 'Enregistrer').click()
    await saved(page)

    await page.getByRole('link', { name: 'Stock, ETRETAT-50' }).click()
    await heading(page, /Été à Étretat/)
    await page.getByLabel('Pièces arrivées').fill('12')
    await button(page, 'Ajouter 12 pièces').click()
    await page.getByRole('row').filter({ hasText: 'Réception' }).filter({ hasText: '+12' }).waitFor()
    await page.getByLabel('Motif').selectOption('correction')
    await page.getByLabel('Pièces comptées').fill('11')
    await button(page, 'Fixer à 11 pièces').click()
    await page.getByRole('row').filter({ hasText: 'Inventaire' }).filter({ hasText: '−1' }).waitFor()
    await expect.poll(() => page.locator('.kpis').innerText()).toMatch(/En stock\s+11/)

    for (const [path, name, price, add] of [
      ['/p/ete-a-etretat', 'Été à Étretat', '139,50 €', 'Ajouter au panier'],
      ['/en/p/ete-a-etretat', 'Summer in Étretat', '€139.50', 'Add to cart'],
    ] as const) {
      const shown = () => page.goto(`${shop!.url}${path}`).then(() => button(page, add).count())
      await expect.poll(shown, { timeout: 20_000, interval: 500 }).toBe(1)
      await heading(page, name)
      expect((await page.locator('main').innerText()).replaceAll(/\s/g, ' ')).toContain(price)
    }
    const { variants } = expectStatus(await knock('GET', '/v1/products/ete-a-etretat'), 200)
    expect(expectStatus(await knock('GET', `/v1/try-on/frames/${variants[0].id}`), 200)).toMatchObject({ shape: 'round', lensHeightMm: 44 })
    expect(errors).toEqual([])
  })

  test('finds an order, gives part of it back, hands the parcel over, and reads the mails', { timeout: 180_000 }, async () => {
    const { number, email } = await order()
    const { page, errors } = await openOffice('/orders')
    await page.getByRole('searchbox').fill(email)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/orders?q=**')
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('link', { name: number }).click()
    await heading(page, `Commande ${number}`)

    await page.getByLabel('Montant').fill('100000')
    await page.getByText('C’est plus que ce qui peut encore être rendu.').waitFor()
    await page.getByLabel('Montant').fill('10')
    await page.getByLabel('Motif').first().fill('Rayure sur la branche')
    await button(page, /Rembourser 10,00/).click()
    await entriesOf(page).filter({ hasText: '10,00' }).filter({ hasText: 'Rayure sur la branche' }).waitFor()

    await button(page, 'Remettre au transporteur').click()
    await comesTo(page, 'Expédiée')
    await page.locator('summary').filter({ hasText: 'Annuler la commande' }).click()
    await page.getByText('La commande est partie ou annulée').waitFor()
    await button(page, 'Marquer comme livré').click()
    await comesTo(page, 'Livrée')

    await page.getByRole('link', { name: 'Ses messages' }).click()
    await heading(page, 'Boîte aux lettres')
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 20_000 }).toBeGreaterThan(2)
    await page.getByRole('link', { name: `Votre commande ${number} est confirmée` }).click()
    await page.frameLocator('iframe').getByText(`Commande ${number}`).first().waitFor()
    await button(page, 'Texte seul').click()
    expect(await page.locator('pre').innerText()).toContain(number)
    expect(errors).toEqual([])
  })

  test('cancels an order with a reason: the money goes back and the pieces too', { timeout: 120_000 }, async () => {
    const { id } = await order(2)
    const { page, errors } = await openOffice('/')
    const promised = async () => {
      await page.goto(office(`/stock/${variantId}`))
      return numberIn(await page.locator('.kpis div').filter({ hasText: 'Promis' }).innerText())
    }
    const before = await promised()
    await page.goto(office(`/orders/${id}`))
    await page.locator('summary').filter({ hasText: 'Annuler la commande' }).click()
    await page.locator('#cancel-reason').fill('Le client a changé d’avis')
    await button(page, /Annuler la commande et rembourser/).click()
    await comesTo(page, 'Annulée')
    await entriesOf(page).filter({ hasText: 'Commande annulée' }).filter({ hasText: 'Le client a changé d’avis' }).waitFor()
    await entriesOf(page).filter({ hasText: 'Remboursement' }).waitFor({ timeout: 20_000 })
    await expect.poll(promised, { timeout: 20_000 }).toBe(before - 2)
    expect(errors).toEqual([])
  })

  test('takes a filtered list along as a file', async () => {
    const { page } = await openOffice('/orders?status=cancelled')
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Exporter en CSV').click()])
    const [head, ...lines] = readFileSync(await download.path(), 'utf8').split('\r\n')
    expect([head, lines.pop()]).toEqual(['\ufeffNuméro;Passée;Client;Articles;Quantité;Total;État', ''])
    await expect.poll(() => page.locator('tbody tr').count()).toBe(lines.length)
    expect(lines.filter((line) => !/^V-\d{6};.*;Annulée$/.test(line))).toEqual([])
  })

  test('is told when the shop does not answer, and goes on when it does', async () => {
    const { page } = await openOffice('/')
    await page.route(/\/api\/v1\/admin\/orders\?/, (route) => route.abort())
    await page.goto(office('/orders'))
    await page.getByRole('alert').filter({ hasText: 'Pas de liaison avec la boutique' }).waitFor({ timeout: 20_000 })
    expect(await barriersOn(page)).toEqual([])
    await page.unroute(/\/api\/v1\/admin\/orders\?/)
    await button(page, 'Réessayer').click()
    await page.locator('tbody tr').first().waitFor()
  })

  test('reaches what matters by keyboard, also where the menu is folded', { timeout: 90_000 }, async () => {
    const { id, number } = await order()
    const { page } = await openOffice('/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.goto(office('/'))
    await tabOnTo(page, /^Commandes$/)
    await page.keyboard.press('Enter')
    await heading(page, 'Commandes')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await tabOnTo(page, /^Numéro, e-mail ou nom$/)
    await page.keyboard.type(number)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await tabOnTo(page, new RegExp(number))
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/orders/${id}`)
    await heading(page, `Commande ${number}`)
    await tabOnTo(page, /^Montant/)
    await page.keyboard.type('5')
    await tabOnTo(page, /^Motif/)
    await page.keyboard.type('geste')
    await page.keyboard.press('Enter')
    await page.getByText('Remboursement effectué').waitFor()
    await tabOnTo(page, /^Remettre au transporteur$/)
    await page.keyboard.press('Enter')
    await comesTo(page, 'Expédiée')

    await page.setViewportSize({ width: 320, height: 640 })
    await tabOnTo(page, /^Menu$/)
    await page.keyboard.press('Enter')
    await tabOnTo(page, /^Stock$/)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate('document.activeElement.innerText.trim()')).toBe('Menu')
  })

  test('meets no barrier that axe knows, in light and dark, and no page is wider than a small phone', {
    timeout: 240_000,
  }, async () => {
    const headers = await staff()
    const first = async (path: string) => expectStatus(await knock('GET', `/v1/admin/${path}`, undefined, headers), 200).items[0].id
    const [orderId, productId, mailId] = [await first('orders'), await first('products'), await first('mails')]
    const paymentId = await first('payments')
    const payments = '/payments /payments/disputes /payments/ledger /payments/reconciliation /payments/stuck'
    const lists =
      '/ /orders /orders?q=nobody /glasses /advice /products /products/new /categories /categories/new /pages /pages/conditions /staff /stock /promotions /mails /audit /nowhere /sign-in /first?token=x'
    const paths = [
      ...lists.split(' '),
      ...payments.split(' '),
      `/payments/${paymentId}`,
      `/orders/${orderId}`,
      `/products/${productId}`,
      `/stock/${variantId}`,
      `/mails/${mailId}`,
    ]
    expect(await barriersAmong(paths.map(office), (locale) => openOffice('/', { locale }))).toEqual([])
  })
})

test.skipIf(!chromiumPath)('after it all the books of the shop agree', async () => {
  expect(await shop!.vitrine(['verify'])).not.toMatch(/broken/i)
})
