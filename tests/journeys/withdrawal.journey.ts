import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersOn, chromiumPath, openBrowser, openPage } from '../browser.ts'
import { filledFolder } from '../filled-folder.ts'
import { client, expectStatus, pay, readyCart, signIn, variantsOnSale } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

let [shop, browser]: [ShopProcess | undefined, Browser | undefined] = [undefined, undefined]
beforeAll(async () => {
  // Two days on the way are some four seconds.
  shop = await startShop({ data: filledFolder(), env: { ...withoutRateLimits, CARRIER_SPEED: '40000' } })
  if (chromiumPath) browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  forgetFolders()
})

const narrow = { viewport: { width: 320, height: 700 } } as const

/** What axe finds wrong, and what is wider than the page. */
async function barriersNarrow(page: Page): Promise<string[]> {
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  return [...(await barriersOn(page)), ...(wide > 0 ? [`${wide} px too wide`] : [])].map((line) => `${page.url()} ${line}`)
}

/** A guest's order of two frames that arrived. */
async function delivered(knock: ReturnType<typeof client>): Promise<{ id: string; number: string; email: string }> {
  const [variant] = await variantsOnSale(knock)
  const { id } = expectStatus(await pay(knock, await readyCart(knock, variant!.id, 2)), 201)
  const read = async () => expectStatus(await knock('GET', `/v1/orders/${id}`), 200)
  await expect.poll(async () => (await read()).status, { timeout: 60_000, interval: 500 }).toBe('delivered')
  const { number, email } = await read()
  return { id, number, email }
}

describe.skipIf(!chromiumPath)('a shopper who changed their mind', () => {
  test('LAW-3: withdraws in two steps, narrow, without sign-in and with scripts off, and has the receipt', {
    timeout: 120_000,
  }, async () => {
    const knock = client(shop!.api)
    const { id, email, number } = await delivered(knock)
    const { page } = await openPage(browser!, { javaScriptEnabled: false, ...narrow })
    await page.goto(`${shop!.url}/o/${id}`)
    await page.getByRole('link', { name: 'Me rétracter du contrat ici' }).first().click()
    await page.waitForURL('**/withdraw?order=**')
    expect(await page.locator('#number').inputValue()).toBe(number)
    await page.locator('form:has(#number) button[type=submit]').click()
    await page.getByLabel(/Pièces de/).selectOption('1')
    await page.getByRole('button', { name: 'Confirmer la rétractation' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nous avons reçu votre rétractation' }).waitFor()
    expect(expectStatus(await knock('GET', `/v1/orders/${id}`), 200).returns).toMatchObject([{ kind: 'withdrawal', state: 'approved' }])

    await shop!.vitrine(['staff', 'add', '--email', 'boss@example.com', '--name', 'Boss', '--role', 'owner'], 'a long enough secret\n')
    const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
    const mails = async () =>
      expectStatus(await knock('GET', '/v1/admin/mails', undefined, staff), 200)
        .items.filter((mail: { to: string }) => mail.to === email)
        .map(({ kind }: { kind: string }) => kind)
    await expect.poll(mails, { timeout: 20_000, interval: 500 }).toContain('withdrawal-received')
    const pdf = await page.request.get(`${shop!.url}/api/v1/orders/${id}/invoice.pdf`)
    expect([pdf.status(), pdf.headers()['content-type'], (await pdf.body()).subarray(0, 5).toString()]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ])
  })

  test('meets no barrier on the way back, in both languages and themes, at 320 px', { timeout: 120_000 }, async () => {
    const { id, email, number } = await delivered(client(shop!.api))
    const barriers: string[] = []
    for (const [colorScheme, prefix] of [
      ['light', ''],
      ['dark', '/en'],
    ] as const) {
      const { page, errors } = await openPage(browser!, { colorScheme, ...narrow })
      for (const path of [
        '/track',
        '/forgot-password',
        '/reset-password?token=a',
        `/o/${id}`,
        `/o/${id}/return`,
        `/o/${id}/claim`,
        '/withdraw',
      ]) {
        await page.goto(`${shop!.url}${prefix}${path}`)
        barriers.push(...(await barriersNarrow(page)))
      }
      await page.locator('#name').fill('Ada')
      await page.locator('#number').fill(number)
      await page.locator('#email').fill(email)
      await page.keyboard.press('Enter')
      await page.locator('input[type=checkbox]').first().waitFor()
      barriers.push(...(await barriersNarrow(page)))
      // All is ticked when it opens, and after a reload too.
      await page.reload()
      await page.locator('input[type=checkbox]').first().waitFor()
      expect(await page.locator('input[type=checkbox]:not(:checked)').count()).toBe(0)
      // Left as it was chosen, and nothing is declared by coming back.
      await page.locator('select[name^="pieces"]').selectOption('1')
      await page.reload()
      await expect
        .poll(() =>
          page
            .locator('select[name^="pieces"]')
            .inputValue({ timeout: 1_000 })
            .catch(() => ''),
        )
        .toBe('1')
      expect(errors).toEqual([])
    }
    expect(barriers).toEqual([])
  })
})

test('after it all the books of the shop agree', async () => {
  expect(await shop!.vitrine(['verify'])).not.toMatch(/broken/i)
})
