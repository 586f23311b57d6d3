import { Code, createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bothWays, testShop } from '../../system/test-shop.ts'
import { catalog } from './service.ts'
import { frame, garment, perfume, type TestProduct } from './test-products.ts'

const both = (fr: string, en = fr) => ({ fr, en })
const brand = 'Zéphyrine'
const none = both('')

/** Only what the table of wishes is about: no word comes in by accident. */
const bare = { brand, summary: none, description: both('.', '.') }
const notes = (...ids: string[]) => ids.map((noteId) => ({ noteId, tier: 'heart' }))
const coloured = (id: string, colour: string): Pick<TestProduct, 'variants'> => ({
  variants: [{ id: `${id}-v`, sku: `${id}-v`, options: { colour } }],
})
const sized = (id: string, volumeMl: string): Pick<TestProduct, 'variants'> => ({
  variants: [{ id: `${id}-v`, sku: `${id}-v`, options: { volumeMl } }],
})

// Of two that answer equally well the newer comes first.
const shop: [TestProduct, priceMinor: number][] = [
  [
    frame('sun', { ...bare, ...coloured('sun', 'black'), name: both('Lunettes de soleil Orage', 'Orage sunglasses') }, { use: 'sun' }),
    5_000,
  ],
  [frame('frame', { ...bare, ...coloured('frame', 'gold'), name: both('Monture optique Brume', 'Brume optical frame') }), 12_000],
  [
    perfume(
      'edt',
      { ...bare, ...sized('edt', '50'), name: both('Rosée Eau de toilette 50 ml') },
      { concentration: 'edt', notes: notes('rose', 'vanilla') },
    ),
    5_000,
  ],
  [perfume('edp', { ...bare, ...sized('edp', '100'), name: both('Rosée Eau de parfum 100 ml') }, { notes: notes('rose', 'cedar') }), 9_000],
  [
    garment('sleeves', { ...bare, ...coloured('sleeves', 'red'), name: both('Robe Manon manches longues', 'Manon long sleeve dress') }),
    5_000,
  ],
  [garment('dress', { ...bare, ...coloured('dress', 'red'), name: both('Robe Élodie sans manches', 'Élodie sleeveless dress') }), 5_000],
  [garment('tee', { ...bare, ...coloured('tee', 'white'), name: both('T-shirt Lino', 'Lino T-shirt') }, { garment: 't-shirt' }), 5_000],
]
const labels = [
  { group: 'colour', code: 'black', text: both('Noir', 'Black') },
  { group: 'colour', code: 'gold', text: both('Doré', 'Gold') },
  { group: 'colour', code: 'red', text: both('Rouge', 'Red') },
  { group: 'colour', code: 'white', text: both('Blanc', 'White') },
  { group: 'note', code: 'rose', text: both('Rose') },
  { group: 'note', code: 'vanilla', text: both('Vanille', 'Vanilla') },
  { group: 'note', code: 'cedar', text: both('Cèdre', 'Cedar') },
  { group: 'use', code: 'sun', text: both('Solaire', 'Sun') },
  { group: 'concentration', code: 'edt', text: both('Eau de toilette') },
  { group: 'concentration', code: 'edp', text: both('Eau de parfum') },
]

/** What must come first, and what must not come at all. */
const wishes: [query: string, first: string, never?: string][] = [
  ['solaires', 'sun', 'frame'],
  ['lunetes de solei', 'sun'],
  ['sunglases', 'sun'],
  ['edt', 'edt', 'edp'],
  ['eau de parfum rose', 'edp'],
  ['rosee 50ml', 'edt'],
  ['rose sans vanille', 'edp', 'edt'],
  ['robe sans manches', 'dress'],
  ['robes elodi', 'dress'],
  ['tshirt blanc', 'tee'],
  ['tee shirt', 'tee'],
  ['montur optiqe', 'frame'],
  ['rosée plus de 80 euros', 'edp', 'edt'],
  ['zephirine robe', 'dress'],
  ['red dress', 'dress'],
  ['monture bru', 'frame'],
  ['LUNETTES SOLEIL', 'sun'],
  ['vanilla', 'edt', 'edp'],
  ['dresses', 'dress', 'tee'],
  ['robelodie', 'dress'],
]

describe.each(inject('servers'))('search on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const running = await testShop(pool, { services: [catalog] })
  const { ways, close } = await bothWays(running, 'catalog')
  const staff = createClient(CatalogService, running.peer('catalog'))
  afterAll(close)
  afterAll(() => running.stop())
  beforeAll(async () => {
    await staff.putLabels({ labels })
    for (const [product, price] of shop) {
      await pool.query(
        `insert into catalog.variant_price (variant_id, currency, price_minor) select id, 'EUR', $2 from unnest($1::text[]) as id`,
        [product.variants.map(({ id }) => id), price],
      )
      const { result } = await staff.putProduct({ product })
      if (result.case !== 'put') throw new Error(`${product.id} is refused: ${result.case}`)
    }
    for (const { run } of running.running.get('catalog')?.jobs ?? []) await run()
  })

  describe.each(ways)('called %s', (_, transport) => {
    const client = createClient(CatalogService, transport)
    const ids = async (q: string) =>
      (await client.listProducts({ q, locale: 'fr', currency: 'EUR' })).cards.map(({ productId }) => productId)

    test.each(wishes)('“%s” means %s', async (query, first, never) => {
      const found = await ids(query)
      expect(found[0]).toBe(first)
      if (never) expect(found).not.toContain(never)
    })

    test('words put right are shown, and so is what was given up', async () => {
      expect(await client.listProducts({ q: 'Lunettes de soliel' })).toMatchObject({ corrected: 'Lunettes de soleil', near: false })
      expect(await client.listProducts({ q: 'robe rouge' })).toMatchObject({ corrected: '', total: 2, near: false })
      expect(await client.listProducts({ q: 'robe rouge qqqqqq' })).toMatchObject({ near: true, total: 2 })
      expect(await client.listProducts({ q: 'wxyz' })).toMatchObject({ near: false, total: 0, cards: [] })
    })

    test('facets count what was found, and the filter that empties the list is named', async () => {
      const { facets } = await client.listProducts({ q: 'rose', facets: true })
      expect(facets.find(({ name }) => name === 'notes')?.values.map(({ value, count }) => [value, count])).toEqual([
        ['rose', 2],
        ['cedar', 1],
        ['vanilla', 1],
      ])
      const none = await client.listProducts({ q: 'robe', filters: [{ name: 'colour', values: ['white'] }] })
      expect([none.total, none.blockingFilter, none.withoutBlocking]).toEqual([0, 'colour', 2])
    })

    test('while it is typed, products and categories are named from the first letters on', async () => {
      const suggested = async (q: string) => (await client.suggest({ q, locale: 'fr' })).cards.map(({ productId }) => productId)
      expect(await suggested('lun')).toContain('sun')
      expect(await suggested('elo')).toEqual(['dress'])
      expect(await suggested('')).toEqual([])
      expect(await suggested('r')).toEqual(expect.arrayContaining(['edp', 'dress']))
    })

    test.each([
      "'; drop table catalog.search_document; --",
      '((((',
      ':* & | !',
      '\\',
      '%_%',
      '\u0000',
      '😀',
      '-',
      'sans',
      '',
      ' ',
      "rose' | 'sun",
      '<script>',
    ])('hostile text %j is only text', async (text) => {
      expect(Array.isArray(await ids(text))).toBe(true)
      expect((await client.suggest({ q: text })).cards.length).toBeLessThanOrEqual(8)
    })

    test('more than 200 characters are bad input', async () => {
      await expect(ids('a'.repeat(201))).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect(await ids('a'.repeat(200))).toEqual([])
      expect(await ids('rose '.repeat(40))).toHaveLength(2)
    })
  })

  test('a new word for a code is found at once, and a withdrawn product no more', async () => {
    const found = async (q: string) => (await staff.listProducts({ q })).cards.map(({ productId }) => productId)
    await staff.putLabels({ labels: [{ group: 'colour', code: 'gold', text: both('Mordoré', 'Bronze') }] })
    expect(await found('mordoré')).toEqual(['frame'])
    const [product] = shop.find(([{ id }]) => id === 'tee')!
    await staff.putProduct({ product: { ...product, status: 'withdrawn' } })
    expect(await found('t-shirt')).not.toContain('tee')
  })
})
