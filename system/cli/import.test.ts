import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { readDemoShop } from '../../tools/demo-shop/demo-shop.ts'
import { categoryMessages, priceMessage, productMessage } from '../demo/demo-messages.ts'
import { CommandFault } from '../explain.ts'
import { services } from '../services.ts'
import { type TestShop, testShop } from '../test-shop.ts'
import { exportFile, exportFrom } from './export.ts'
import { importFile, importInto } from './import.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-import-'))
afterAll(() => rmSync(folder, { recursive: true }))
const demo = await readDemoShop()
const goodsOnly = services.filter(({ name }) => name === 'catalog' || name === 'pricing')

/** A shop with the departments of the demo and nothing else. */
async function emptyShop() {
  const shop = await testShop(await testDatabase(), { services: goodsOnly })
  const catalog = createClient(CatalogService, shop.peer('catalog'))
  await catalog.putCategories({ categories: categoryMessages(demo) })
  return { shop, catalog }
}

const path = (name: string) => join(folder, name)
const write = (shop: TestShop, name: string) =>
  exportFrom(shop, 'EUR', { file: path(name), format: name.endsWith('.csv') ? 'csv' : 'ndjson' })
/** What a person at the terminal reads. */
async function read(shop: TestShop, name: string, wish = {}): Promise<string[]> {
  const said: string[] = []
  const type = name.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson'
  const ended = importInto(shop, 'EUR', { file: path(name), type }, wish, (line) => said.push(line))
  await ended.catch((error: unknown) => said.push(error instanceof CommandFault ? error.message : String(error)))
  return said
}

test('the demo shop is exported, imported into an empty shop, and exported the same', async () => {
  const [one, two] = [await emptyShop(), await emptyShop()]
  const variants = demo.products.flatMap((product) => product.variants)
  // Without their pictures, which media has, the goods of the demo are drafts.
  for (const product of demo.products) await one.catalog.putProduct({ product: { ...productMessage(product, new Map()), status: 'draft' } })
  await createClient(PricingService, one.shop.peer('pricing')).setPrices({
    prices: variants.map((each) => priceMessage(each, 'EUR', false)),
  })
  const all = demo.products.length
  await write(one.shop, 'a.csv')
  expect(await read(two.shop, 'a.csv')).toEqual([`${all} products: ${all} new, 0 changed, 0 the same, 0 refused.`])
  expect(await read(two.shop, 'a.csv')).toEqual([`${all} products: 0 new, 0 changed, ${all} the same, 0 refused.`])
  await write(two.shop, 'b.csv')
  expect(readFileSync(path('b.csv'), 'utf8')).toBe(readFileSync(path('a.csv'), 'utf8'))
  await write(one.shop, 'a.ndjson')
  expect(await read(two.shop, 'a.ndjson')).toEqual([`${all} products: 0 new, 0 changed, ${all} the same, 0 refused.`])
  await write(two.shop, 'b.ndjson')
  expect(readFileSync(path('b.ndjson'), 'utf8')).toBe(readFileSync(path('a.ndjson'), 'utf8'))
  await one.shop.stop()
  await two.shop.stop()
})

test('mistakes are told line by line, and the command fails', async () => {
  const { shop } = await emptyShop()
  writeFileSync(path('wrong.csv'), 'slug,kind,name.fr,sku,options.colour\ngood,other,Bon,G-1,red\nbad,hats,Chapeau,B-1,red\n')
  expect(await read(shop, 'wrong.csv', { isDryRun: true })).toEqual([
    expect.stringMatching(/^line 3, kind: /),
    '2 products: 1 new, 0 changed, 0 the same, 1 refused. Nothing was written.',
    '1 of 2 products are refused.',
  ])
  await shop.stop()
})

test('what is no file of products is said before the shop is opened', async () => {
  await expect(importFile([path('none.csv')])).rejects.toThrow('There is no file')
  await expect(importFile(['products.xlsx'])).rejects.toThrow('vitrine import <file.csv|file.ndjson>')
  await expect(exportFile([])).rejects.toThrow('vitrine export <file.csv|file.ndjson>')
})
