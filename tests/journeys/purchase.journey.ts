import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersAmong, barriersOn, chromiumPath, openBrowser, openPage, throughCheckout, toPayment } from '../browser.ts'
import { client, expectStatus, signIn } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
beforeAll(async () => {
  // Two days on the way are some four seconds.
  shop = await startShop({ env: { ...withoutRateLimits, CARRIER_SPEED: '40000' } })
  if (chromiumPath) browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

/** On a busy machine the parcel is at the door before the page is drawn. */
const placed = /Merci|colis est arrivé/

/** From the shop window to the placed order, by what a person sees. Answers the address of the order. */
async function buy(page: Page, shopUrl: string, email: string, hasScripts = true): Promise<string> {
  await toPayment(page, shopUrl, email)
  // The step that opened has the focus, not the top of the page.
  if (hasScripts) await page.locator('#step-3:focus').waitFor()
  await payBy(page, 'ok')
  await page.waitForURL('**/o/**')
  return page.url()
}

async function payBy(page: Page, testCard: string): Promise<void> {
  await page.locator(`input[name=token][value=${testCard}]`).check()
  await page.locator('#terms').check()
  await page.locator('form:has(#terms) button[type=submit]').click()
}

/** A prescription as people type it. */
const sheet = {
  ...{ 'right.sph': '+1,00', 'right.cyl': '-0,50', 'right.axis': '10', 'left.sph': '+225' },
  ...{ pdFar: '63', issuedOn: '2026-01-31', wearerBirthDate: '1990-06-15' },
}

describe.skipIf(!chromiumPath)('a shopper in a browser', () => {
  test('buys a frame as a guest, follows the parcel to the door, and finds the mails', { timeout: 120_000 }, async () => {
    const { page, errors } = await openPage(browser!)
    const email = 'journey@example.com'
    const address = await buy(page, shop!.url, email)
    // The address changes a moment before the page does.
    await page.getByRole('heading', { level: 1, name: placed }).waitFor()
    // More is told of the order than can be read in the meantime: no reading is broken off by the next one.
    let [readings, mostReadings] = [0, 0]
    await page.route('**/*.data*', async (route) => {
      mostReadings = Math.max(mostReadings, ++readings)
      await sleep(400)
      readings--
      return route.continue()
    })
    const id = new URL(address).pathname.split('/').at(-1)!
    const knock = client(shop!.api)
    const statusOf = async () => expectStatus(await knock('GET', `/v1/orders/${id}`), 200).status
    await expect.poll(statusOf, { timeout: 60_000, interval: 500 }).toBe('delivered')
    await page
      .locator('main')
      .getByRole('heading', { level: 1, name: /colis est arrivé/ })
      .waitFor()
    expect(mostReadings).toBe(1)
    await page.unrouteAll({ behavior: 'wait' })
    await page.reload()
    expect(await page.locator('main').textContent()).toMatch(/livr/i)

    await shop!.vitrine(['staff', 'add', '--email', 'boss@example.com', '--name', 'Boss', '--role', 'owner'], 'a long enough secret\n')
    const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
    const mails = async () =>
      expectStatus(await knock('GET', '/v1/admin/mails', undefined, staff), 200)
        .items.filter((mail: { to: string }) => mail.to === email)
        .map(({ kind }: { kind: string }) => kind)
    await expect.poll(mails, { timeout: 20_000, interval: 500 }).toHaveLength(3)
    expect(new Set(await mails())).toHaveProperty('size', 3)

    // The carrier says it all again, twice and out of order: nothing moves and nobody is written to.
    const { deliveries } = expectStatus(await knock('GET', `/v1/orders/${id}`), 200)
    const scan = (state: string) => ({
      scanId: `late ${state}`,
      trackingNumber: deliveries[0].trackingNumber,
      state,
      at: new Date().toISOString(),
    })
    for (const state of ['delivered', 'in-transit', 'handed-over', 'delivered', 'in-transit'])
      expectStatus(await knock('POST', '/v1/admin/deliveries/scans', scan(state), staff), 200, 201)
    expect(await statusOf()).toBe('delivered')
    expect(await mails()).toHaveLength(3)
    expect(errors).toEqual([])
  })

  test('meets no barrier that axe knows, on the pages people buy on, in both languages and themes', { timeout: 120_000 }, async () => {
    const paths = [
      '/',
      '/en/c/lunettes',
      '/p/lise',
      '/en/p/lise/lenses',
      '/en/p/ambre-clair',
      '/cart',
      '/en/sign-in',
      '/try',
      '/en/home-trial',
    ].map((path) => `${shop!.url}${path}`)
    expect(await barriersAmong(paths, () => openPage(browser!))).toEqual([])
  })

  test.each([true, false])(
    'confirms at the bank, or is refused there and pays another way; scripts: %s',
    { timeout: 120_000 },
    async (javaScriptEnabled) => {
      const { page, errors } = await openPage(browser!, { javaScriptEnabled })
      const atTheBank = async () => {
        await payBy(page, 'three-d-secure')
        if (!javaScriptEnabled) await page.getByRole('link', { name: 'Continuer vers ma banque' }).click()
        await page.locator('button[value=approve]').waitFor()
      }
      await toPayment(page, shop!.url, 'bank@example.com')
      await atTheBank()
      await page.locator('button[value=refuse]').click()
      await page.getByText('Votre banque a refusé la carte').first().waitFor({ timeout: 40_000 })
      await atTheBank()
      // Back without a decision: the page says so, and giving up opens the cart at once.
      await page.goto(`${shop!.url}/checkout?waiting`)
      await page.getByRole('heading', { name: 'Votre paiement n’est pas terminé' }).waitFor()
      if (javaScriptEnabled) expect(await barriersOn(page)).toEqual([])
      await page.goto(`${shop!.url}/en/checkout?waiting`)
      await page.getByRole('button', { name: 'Pay another way' }).click()
      await page.getByText('You did not pay. Nothing was charged').first().waitFor()
      await page.goto(`${shop!.url}/checkout`)
      if (javaScriptEnabled) expect(await barriersOn(page)).toEqual([])
      await atTheBank()
      await page.locator('button[value=approve]').click()
      await page.waitForURL('**/o/**', { timeout: 40_000 })
      await page.getByRole('heading', { level: 1, name: placed }).waitFor()
      expect(errors).toEqual([])
    },
  )

  test('adds a gift card where they pay and takes it off again: the keyboard stays where the next code goes', {
    timeout: 120_000,
  }, async () => {
    const knock = client(shop!.api)
    await shop!.vitrine(['staff', 'add', '--email', 'cards@example.com', '--name', 'Cards', '--role', 'owner'], 'a long enough secret\n')
    const staff = await signIn(knock, 'cards@example.com', 'a long enough secret')
    const asked = { amount: { amountMinor: 1_000, currency: 'EUR' } }
    const { code } = expectStatus(await knock('POST', '/v1/admin/gift-cards', asked, { ...staff, 'idempotency-key': randomUUID() }), 201)
    const { page, errors } = await openPage(browser!)
    await toPayment(page, shop!.url, 'card@example.com')
    await page.locator('#step-3:focus').waitFor()
    const [next, left] = [page.locator('summary:focus', { hasText: 'Ajouter un code' }), page.locator('dl[aria-live=polite]')]
    await page.locator('summary', { hasText: 'Ajouter un code' }).click()
    await page.locator('#code').fill(code)
    await page.locator('#code').press('Enter')
    await left.getByText('Reste à payer').waitFor()
    expect(await page.locator('#code').inputValue()).toBe('')
    await next.waitFor()
    expect(await barriersOn(page)).toEqual([])
    await page.getByRole('button', { name: /^Retirer le code/ }).press('Enter')
    await left.getByText('Reste à payer').waitFor({ state: 'detached' })
    await next.waitFor()
    expect(errors).toEqual([])
  })

  test('buys glasses: lenses to a prescription typed and photographed, charged once the optician verified it, with a file for the lab', {
    timeout: 120_000,
  }, async () => {
    const { page, errors } = await openPage(browser!)
    const next = (name: string) => page.getByRole('button', { name }).click()
    await page.goto(`${shop!.url}/p/lise`)
    await page.getByRole('link', { name: 'Ajouter des verres' }).click()
    await page.locator('#use-sv-far').check()
    await next('Continuer')
    for (const [name, typed] of Object.entries(sheet)) await page.locator(`[name="${name}"]`).fill(typed)
    await expect.poll(() => page.evaluate('sessionStorage.length')).toBeGreaterThan(0) // until its scripts are there a page keeps nothing
    await page.reload()
    await expect
      .poll(() =>
        page
          .locator('[name="right.cyl"]')
          .inputValue()
          .catch(() => ''),
      )
      .toBe(sheet['right.cyl'])
    await next('Continuer')
    await page.getByText('+2,25').first().waitFor()
    await next('C’est juste')
    await page.locator('#lens-lens-far-160').check()
    await next('Voir le récapitulatif')
    // A file that was chosen before the page could look at it: the form comes back, with what is wrong beside its field.
    await page.locator('#consent').check()
    await page.evaluate(`(() => {
      const chosen = new DataTransfer()
      chosen.items.add(new File([new Uint8Array(10_700_000)], 'sheet.pdf'))
      document.getElementById('scan').files = chosen.files
    })()`)
    await next('Ajouter au panier')
    await page.locator('#scan-error').waitFor()
    await page.locator('#scan').setInputFiles({ name: 'sheet.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 +1,00') })
    await page.locator('#consent').check()
    await next('Ajouter au panier')
    await page.waitForURL('**/cart?added')
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0)
    await throughCheckout(page, shop!.url, 'glasses@example.com')
    await payBy(page, 'ok')
    await page.waitForURL('**/o/**')
    await page.getByText('Un opticien vérifie').first().waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1)!
    const knock = client(shop!.api)
    const order = async () => expectStatus(await knock('GET', `/v1/orders/${id}`), 200)
    expect((await order()).payments.map(({ state }: { state: string }) => state)).toEqual(['authorised'])

    const [email, password] = ['optician@example.com', 'three words that nobody leaked']
    await shop!.vitrine(['staff', 'add', '--email', email, '--role', 'optician'], `${password}\n`)
    const office = await openPage(browser!)
    await office.page.goto(`${shop!.url}/admin/sign-in?next=/glasses`)
    await office.page.locator('#email').fill(email)
    await office.page.locator('#password').fill(password)
    await office.page.locator('form button[type=submit]').click()
    await office.page
      .getByRole('row', { name: /avec une photo de l’ordonnance/ })
      .getByRole('link', { name: (await order()).number })
      .click()
    const savedPicture = async () => {
      const picture = office.page.waitForEvent('download')
      await office.page.getByRole('button', { name: 'Enregistrer la photo de l’ordonnance' }).click()
      return readFileSync(await (await picture).path(), 'utf8')
    }
    expect(await savedPicture()).toBe('%PDF-1.7 +1,00')
    const note = office.page.getByRole('textbox', { name: 'Au client' })
    await office.page.evaluate(`window.addEventListener('blur', () => { window.lost = (window.lost ?? 0) + 1 })`)
    // The shopper sends another picture while the optician looks at the first: nothing is decided about it unseen.
    await page.locator('summary', { hasText: 'photo' }).click()
    const another = page.locator('details[open]')
    const buffer = Buffer.from('%PDF-1.7 +1,25')
    await another.locator('[name=scan]').setInputFiles({ name: 'sheet.pdf', mimeType: 'application/pdf', buffer })
    await another.locator('[name=consent]').check()
    await another.locator('[type=submit]').click()
    await page.getByText('La photo est envoyée').waitFor()
    await note.fill('Merci')
    await office.page.getByRole('button', { name: 'C’est juste' }).click()
    await office.page.getByRole('alert').getByText('a été remplacée').waitFor()
    expect(await note.inputValue()).toBe('Merci')
    // The browser's reader of the new picture has taken the keyboard, and given it back.
    await expect.poll(() => office.page.evaluate('window.lost ?? 0')).toBeGreaterThan(0)
    expect(await office.page.evaluate('document.activeElement.tagName')).toBe('BUTTON')
    expect(await savedPicture()).toBe('%PDF-1.7 +1,25')
    await office.page.getByRole('button', { name: 'C’est juste' }).click()
    await office.page.locator('[role=status]:focus', { hasText: 'Il n’y a rien à décider.' }).waitFor()
    const captured = async () => (await order()).payments.map(({ state }: { state: string }) => state)
    await expect.poll(captured, { timeout: 20_000, interval: 300 }).toEqual(['captured'])
    const toLab = office.page.getByRole('button', { name: 'Télécharger en JSON' })
    const isAtLab = () => office.page.reload().then(() => toLab.waitFor({ timeout: 2_000 }))
    await expect.poll(() => isAtLab().then(Boolean, () => true), { timeout: 20_000 }).toBe(false)
    const saving = office.page.waitForEvent('download')
    await toLab.click()
    const job = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as unknown
    expect(job).toMatchObject({ lenses: 'lens-far-160', right: { sphere: 1, cylinder: -0.5, axis: 10 }, left: { sphere: 2.25 } })
    expect([errors, office.errors]).toEqual([[], []])
  })

  test('pays in two tabs: the second is led to the order of the first', { timeout: 120_000 }, async () => {
    const { page } = await openPage(browser!, { javaScriptEnabled: false })
    await toPayment(page, shop!.url, 'tabs@example.com')
    const second = await page.context().newPage()
    await second.goto(`${shop!.url}/checkout`)
    await payBy(page, 'ok')
    await page.waitForURL('**/o/**', { timeout: 40_000 })
    await payBy(second, 'ok')
    await second.waitForURL('**/o/**', { timeout: 40_000 })
    expect(second.url()).toBe(page.url())
  })

  test('who signs out leaves no prescription in the tab', { timeout: 120_000 }, async () => {
    const { page, errors } = await openPage(browser!)
    const kept = () => page.evaluate<string | null>('sessionStorage.getItem("typed lenses")')
    await page.goto(`${shop!.url}/sign-up?back=/p/lise/lenses`)
    await page.locator('#email').fill('shared-computer@example.com')
    await page.locator('#password').fill('three words that nobody leaked')
    await page.keyboard.press('Enter')
    await page.locator('#use-sv-far').check()
    await page.getByRole('button', { name: 'Continuer' }).click()
    await page.locator('[name="right.sph"]').fill('+1,00')
    await page.goto(`${shop!.url}/account`)
    expect(await kept()).toContain('+1,00')
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.waitForURL(`${shop!.url}/`)
    await expect.poll(kept).toBeNull()
    expect(errors).toEqual([])
  })

  test('who forgot a password is where the page says what became of it', { timeout: 120_000 }, async () => {
    const { page, errors } = await openPage(browser!)
    for (const [path, field, typed] of [
      ['/forgot-password', '#email', 'forgot@example.com'],
      ['/reset-password?token=a', '#password', 'three words that nobody leaked'],
    ] as const) {
      await page.goto(shop!.url + path)
      await page.locator(field).fill(typed)
      await page.keyboard.press('Enter')
      await page.locator('[role=status]:focus').waitFor({ timeout: 10_000 })
    }
    expect(errors).toEqual([])
  })

  test('buys with scripts switched off', { timeout: 120_000 }, async () => {
    const { page } = await openPage(browser!, { javaScriptEnabled: false })
    await buy(page, shop!.url, 'plain@example.com', false)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(placed)
  })
})

test('after it all the books of the shop agree', async () => {
  const said = await shop!.vitrine(['verify'])
  expect(said).not.toMatch(/broken/i)
})
