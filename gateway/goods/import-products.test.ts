import { createClient } from '@connectrpc/connect'
import { catalog } from '@vitrine/catalog'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { peersOver } from '../peers.ts'
import { exportProducts } from './export-products.ts'
import { importProducts, type ImportWish } from './import-products.ts'

const pool = await testDatabase()
const shop = await testShop(pool, { services: [catalog, pricing] })
afterAll(() => shop.stop())
const peers = peersOver(shop.peer)
const goods = createClient(CatalogService, shop.peer('catalog'))
const needs = { peers, ids: randomIds, currency: 'EUR', options: () => ({ timeoutMs: 10_000 }) }

beforeAll(async () => {
  const name = { fr: 'Lunettes', en: 'Glasses' }
  await goods.putCategories({ categories: [{ id: 'c-eyewear', slug: 'lunettes', name, position: 1 }] })
})

const csv = (text: string, wish?: ImportWish) => importProducts(needs, { type: 'text/csv', chunks: () => [text] }, wish)
const ndjson = (products: readonly unknown[], wish?: ImportWish) =>
  importProducts(needs, { type: 'application/x-ndjson', chunks: () => products.map((one) => `${JSON.stringify(one)}\n`) }, wish)
const read = async (slug: string) =>
  (await goods.getProduct({ idOrSlug: slug, locale: 'fr', currency: 'EUR', unpublished: true }).catch(() => undefined))?.product
const exported = async (format: 'csv' | 'ndjson') => {
  let text = ''
  for await (const part of exportProducts(needs, format)) text += part
  return text
}
const head = 'slug,kind,name.fr,name.en,categoryIds,attributes.shape,attributes.lensWidthMm,options.colour,sku,price'

test('rows of one slug are one product; the same file again changes nothing; another price and name change it', async () => {
  const file = `${head}\nnoa,eyewear,Noa,Noa,c-eyewear,panto,48,black,NOA-BLACK,129.00\nnoa,,,,,,,tortoise,NOA-TORT,"139,5"\n`
  expect(await csv(file)).toMatchObject({ products: 1, created: 1, refused: 0, errors: [] })
  const made = await read('noa')
  expect(made).toMatchObject({ status: 'draft', attributes: { shape: 'panto', lensWidthMm: 48 }, categoryIds: ['c-eyewear'] })
  const ids = made!.variants.map(({ id }) => id)
  const { prices } = await peers.pricing.getPrices({ variantIds: ids, currency: 'EUR' })
  expect(prices.map(({ price }) => Number(price?.amountMinor))).toEqual([12_900, 13_950])
  expect(await csv(file)).toMatchObject({ created: 0, changed: 0, unchanged: 1 })
  expect((await read('noa'))!.version).toBe(made!.version)
  expect(await csv(file.replace('Noa,Noa', 'Noa,Noah'))).toMatchObject({ changed: 1, unchanged: 0 })
  expect((await read('noa'))!.variants.map(({ id }) => id)).toEqual(ids)
})

test('every mistake of a file is named by its line and column, and the good products are in', async () => {
  const file = [
    head,
    'mia,eyewear,Mia,Mia,c-eyewear,panto,48,black,MIA-1,129.00',
    'mia,eyewear,Mya,,,,,tortoise,MIA-2,129.00',
    'bad slug,glasses,,x,,panto,48,black,BAD-1,12.345',
    'wide,eyewear,Large,Wide,nowhere,panto,48,black,WIDE-1,1',
    'huge,eyewear,Géant,Huge,c-eyewear,panto,480,black,HUGE-1,1',
    'short,eyewear',
    'good,eyewear,"Bonne\nmonture",Good,c-eyewear,panto,48,black,GOOD-1,1',
    'late,eyewear,Tard,Late,c-eyewear,panto,48,black,GOOD-1,1',
  ].join('\n')
  const report = await csv(file)
  expect(report).toMatchObject({ products: 7, created: 1, refused: 6 })
  expect(report.errors.map(({ line, field }) => `${line} ${field}`)).toEqual([
    '3 name.fr',
    '4 price',
    '5 categoryIds',
    '6 attributes.lensWidthMm',
    '7 ',
    '10 sku',
  ])
  expect(await read('good')).toBeDefined()
  expect(await read('huge')).toBeUndefined()
  expect((await csv(`${head}\nbad slug,glasses,,x,,panto,48,black,BAD-1,1\n`)).errors.map(({ field }) => field)).toEqual(['slug', 'kind'])
})

test('a column that is not known, or missing, stops a file at its first line', async () => {
  const { errors, created } = await csv('slug,kind,name.fr,colour\nx,eyewear,X,black\n')
  expect(errors.map(({ line, field, message }) => `${line} ${field}: ${message}`)).toEqual([
    '1 colour: there is no such column',
    '1 sku: the column is missing',
  ])
  expect(created).toBe(0)
})

const product = (slug: string, more: object = {}) => ({
  ...{ slug, kind: 'eyewear', name: { fr: slug, en: slug }, categoryIds: ['c-eyewear'] },
  variants: [{ sku: slug.toUpperCase(), options: { colour: 'black' }, price: { amountMinor: 100, currency: 'EUR' } }],
  ...more,
})

test('lines of NDJSON say what is wrong by path; a line that is no JSON does not stop the others', async () => {
  const lines = [
    JSON.stringify(product('one')),
    '{',
    '',
    JSON.stringify(product('two', { colour: 'red', variants: [{ sku: '', options: {} }] })),
    JSON.stringify(product('three', { status: 'published' })),
  ]
  const report = await importProducts(needs, { type: 'application/x-ndjson', chunks: () => [lines.join('\n')] })
  expect(report).toMatchObject({ products: 4, created: 1, refused: 3 })
  expect(report.errors.map(({ line, field }) => `${line} ${field}`)).toEqual(['2 ', '4 variants[0].sku', '4 colour', '5 description.fr'])
})

test('a dry run names what services would refuse, and neither products nor prices change', async () => {
  await ndjson([product('dry')])
  const [before] = (await read('dry'))!.variants
  const dearer = product('dry', { name: { fr: 'Sec', en: 'Dry' } })
  dearer.variants[0]!.price.amountMinor = 999
  const stolen = product('thief', { variants: [{ sku: 'DRY', options: { colour: 'black' } }] })
  const report = await ndjson([dearer, product('fresh')], { isDryRun: true })
  expect(report).toMatchObject({ dryRun: true, created: 1, changed: 1, refused: 0 })
  expect((await ndjson([stolen], { isDryRun: true })).errors).toEqual([
    { line: 1, field: 'variants[0].sku', message: 'another product has it' },
  ])
  expect((await read('dry'))!.name?.fr).toBe('dry')
  expect(await read('fresh')).toBeUndefined()
  const { prices } = await peers.pricing.getPrices({ variantIds: [before!.id], currency: 'EUR' })
  expect(Number(prices[0]!.price?.amountMinor)).toBe(100)
})

test('a product that is refused leaves no price behind', async () => {
  await ndjson([product('kept')])
  const wrong = product('kept', { categoryIds: ['nowhere'] })
  wrong.variants[0]!.price.amountMinor = 1
  expect((await ndjson([wrong])).refused).toBe(1)
  const { prices } = await peers.pricing.getPrices({ variantIds: [(await read('kept'))!.variants[0]!.id], currency: 'EUR' })
  expect(Number(prices[0]!.price?.amountMinor)).toBe(100)
})

test('all or nothing: one mistake, and nothing is in', async () => {
  const wish = { isAllOrNothing: true }
  expect(await ndjson([product('all-1'), product('all-2', { kind: 'hats' })], wish)).toMatchObject({ created: 0, refused: 1 })
  expect(await read('all-1')).toBeUndefined()
  expect(await ndjson([product('all-1'), product('all-2')], wish)).toMatchObject({ created: 2, refused: 0 })
})

test('pictures keep what files do not carry', async () => {
  const image = { sha256: 'c'.repeat(64), width: 10, height: 10, alt: { fr: 'x', en: 'x' } }
  await ndjson([product('pictured', { images: [image] })])
  const { $typeName: _, ...made } = (await read('pictured'))!
  await goods.putProduct({ product: { ...made, images: [{ ...image, thumbhash: 'abcd' }] } })
  expect(await ndjson([product('pictured', { images: [image] })])).toMatchObject({ unchanged: 1 })
  expect((await read('pictured'))!.images[0]!.thumbhash).toBe('abcd')
})

test.each(['csv', 'ndjson'] as const)('an export as %s is read back without a change, texts with formulas included', async (format) => {
  const odd = { fr: '=1+1', en: '-3 "x", y;\n\'=z' }
  const attributes = { shape: 'panto', lensWidthMm: 48.5, polarised: true, brandCode: '12', empty: '' }
  await ndjson([product('odd', { summary: odd, attributes, variants: [{ ...product('odd').variants[0], attributes: { weightG: 21 } }] })])
  const text = await exported(format)
  const type = format === 'csv' ? ('text/csv' as const) : ('application/x-ndjson' as const)
  const report = await importProducts(needs, { type, chunks: () => [...text.match(/[\s\S]{1,50}/g)!] })
  expect(report.errors).toEqual([])
  expect(report.unchanged).toBe(report.products)
  expect(await exported(format)).toBe(text)
})
