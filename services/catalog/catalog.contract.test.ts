import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { Code, createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { bothWays, movableClock, testShop } from '../../system/test-shop.ts'
import { catalog } from './service.ts'
import { frame, garment, perfume, picture, type TestProduct } from './test-products.ts'
import { tellings } from './test-shelves.ts'

const both = (fr: string, en = fr) => ({ fr, en })

describe.each(inject('servers'))('catalog on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 40)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [catalog], clock })
  const { ways, close } = await bothWays(shop, 'catalog')
  const tell = tellings(shop)
  afterAll(close)
  afterAll(() => shop.stop())
  const emptyTheShop = async () => {
    // A shelf believes what it has seen: everything is unlisted before it is gone.
    await pool.query(`
      with next as (update catalog.change set listing = listing + 1, wording = wording + 1 returning listing)
      update catalog.listing set listed = false, revision = next.listing from next`)
    await createClient(CatalogService, shop.peer('catalog')).listCategories({})
    await pool.query(`truncate catalog.listing, catalog.search_document, catalog.search_term, catalog.variant, catalog.product, catalog.category,
      catalog.label, catalog.variant_price, catalog.variant_stock, catalog.outbox, catalog.inbox`)
  }
  beforeEach(emptyTheShop)

  describe.each(ways)('called %s', (_, transport) => {
    const client = createClient(CatalogService, transport)
    const events = async () => {
      const { rows } = await pool.query<{ body: JsonValue }>('select body from catalog.outbox order by position')
      return rows.map(({ body }) => fromJson(ProductChangedSchema, body).product)
    }
    const put = async (product: TestProduct) => {
      const { result } = await client.putProduct({ product })
      if (result.case !== 'put') expect.fail(`not put: ${JSON.stringify(result)}`)
      return result.value
    }
    const sell = async (product: TestProduct, price = 10_000) => {
      await put(product)
      for (const { id } of product.variants) await tell.price(id, price)
      for (const { id } of product.variants) await tell.stock(id, 'available')
      await shop.settle()
    }
    const list = (asked: Parameters<typeof client.listProducts>[0] = {}) => client.listProducts({ locale: 'fr', currency: 'EUR', ...asked })
    const slugs = async (asked: Parameters<typeof client.listProducts>[0] = {}) => (await list(asked)).cards.map(({ slug }) => slug)

    test('a product put away is told of once, and put again unchanged it stays as it is', async () => {
      const first = await put(frame('lise'))
      const again = await put(frame('lise'))
      expect([first.version, again]).toEqual([1, first])
      const changed = await put(frame('lise', { brand: 'Orly' }))
      expect(changed).toMatchObject({ version: 2, brand: 'Orly', publishedAt: first.publishedAt })
      expect((await events()).map((product) => product?.version)).toEqual([1, 2])
    })

    test('who looked before somebody else changed it is refused, and told the version', async () => {
      await put(frame('lise'))
      const { result } = await client.putProduct({ product: frame('lise', { brand: 'Orly' }), expectedVersion: 0 })
      expect(result).toMatchObject({ case: 'stale', value: { version: 1 } })
      expect((await client.putProduct({ product: frame('lise', { brand: 'Orly' }), expectedVersion: 1 })).result.case).toBe('put')
    })

    test('a slug and a SKU belong to one product', async () => {
      await put(frame('lise'))
      expect((await client.putProduct({ product: frame('noe', { slug: 'lise' }) })).result.case).toBe('slugTaken')
      const variants = [{ id: 'noe-black', sku: 'lise-BK', options: { colour: 'black' } }]
      expect((await client.putProduct({ product: frame('noe', { variants }) })).result).toMatchObject({
        case: 'skuTaken',
        value: { sku: 'lise-BK' },
      })
      expect(await events()).toHaveLength(1)
    })

    test('sixteen staff who take one slug at once: one has it', async () => {
      const names = Array.from({ length: 16 }, (_, n) => `frame-${n}`)
      const answers = await Promise.all(names.map((id) => client.putProduct({ product: frame(id, { slug: 'lise' }) })))
      expect(answers.map(({ result }) => result.case).toSorted()).toEqual(['put', ...Array<string>(15).fill('slugTaken')])
    })

    test('sixteen staff change what they all read at version 1: one change is kept, fifteen hear that they are late', async () => {
      await put(frame('lise'))
      const change = (n: number) => client.putProduct({ product: frame('lise', { brand: `Maison ${n}` }), expectedVersion: 1 })
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => change(n)))
      expect(answers.map(({ result }) => result.case).toSorted()).toEqual(['put', ...Array<string>(15).fill('stale')])
      expect((await events()).map((product) => product?.version)).toEqual([1, 2])
    })

    test('what the law asks for is named before a product is published, and a draft may lack it', async () => {
      const bare = perfume(
        'ambre',
        { description: both('Un parfum.', ''), images: [{ ...picture('c'), alt: both('Flacon', '') }] },
        { inci: [] },
      )
      const { result } = await client.putProduct({ product: bare })
      expect(result).toMatchObject({
        case: 'notPublishable',
        value: { missing: ['description.en', 'images[0].alt.en', 'attributes.inci'] },
      })
      expect(await put({ ...bare, status: 'draft' })).toMatchObject({ status: 'draft', version: 1 })
      await expect(client.getProduct({ idOrSlug: 'ambre' })).rejects.toMatchObject({ code: Code.NotFound })
      expect((await client.getProduct({ idOrSlug: 'ambre', unpublished: true })).product?.id).toBe('ambre')
    })

    test.each<[string, TestProduct, RegExp]>([
      ['a lens wider than any', frame('lise', {}, { lensWidthMm: 70 }), /attributes\.lensWidthMm: 36 to 62 in steps of 0\.5, not 70/],
      ['fibres that make no whole', garment('dune', {}, { fibres: [{ name: 'linen', pct: 90 }] }), /fibres: shares that make 100, not 90/],
      ['an unknown category', frame('lise', { categoryIds: ['nowhere'] }), /no category 'nowhere'/],
      ['an axis nobody knows', frame('lise', { variants: [{ id: 'v', sku: 'v', options: { mood: 'good' } }] }), /axes are/],
      [
        'two variants alike',
        frame('lise', {
          variants: [
            { id: 'a', sku: 'a' },
            { id: 'b', sku: 'b' },
          ],
        }),
        /same as an earlier variant/,
      ],
      ['no French name', frame('lise', { name: both('', 'Lise') }), /name\.fr: required/],
    ])('%s is bad input, and says what may be', async (_, product, reason) => {
      const asked = client.putProduct({ product })
      await expect(asked).rejects.toMatchObject({ code: Code.InvalidArgument, rawMessage: expect.stringMatching(reason) as unknown })
    })

    test('a card shows the cheapest variant, and everything heard of it', async () => {
      await client.putLabels({
        labels: [
          { group: 'colour', code: 'tortoise', text: both('Écaille', 'Tortoise') },
          { group: 'material', code: 'acetate', text: both('Acétate', 'Acetate') },
        ],
      })
      await put(frame('lise'))
      await tell.price('lise-black', 15_900)
      await tell.price('lise-tortoise', 12_900, { before: 15_900, lowest: 12_500 })
      await tell.stock('lise-tortoise', 'low')
      await shop.settle()
      const { cards, total } = await list({ locale: 'en' })
      expect(total).toBe(1)
      expect(cards[0]).toMatchObject({
        productId: 'lise',
        name: 'lise glasses',
        price: { price: { amountMinor: 12_900n }, priceBefore: { amountMinor: 15_900n }, lowestPrice30d: { amountMinor: 12_500n } },
        priceFrom: true,
        inStock: true,
        swatches: [{ code: 'black' }, { code: 'tortoise', label: 'Tortoise', rgb: '#b5732f #2a1209', image: { sha256: 'b'.repeat(64) } }],
        tryOn: true,
        facts: '48-20-145 · Acetate',
        isNew: true,
        variantId: '',
      })
    })

    test('a withdrawn product is gone from lists, search and cards at once; a price heard before its product is not lost', async () => {
      await tell.price('lise-black', 9_900)
      await shop.settle()
      await put(frame('lise'))
      expect(await slugs()).toEqual(['lise'])
      await put(frame('lise', { status: 'withdrawn' }))
      expect([await slugs(), await slugs({ q: 'lise' }), (await client.getCards({ productIds: ['lise'] })).cards]).toEqual([[], [], []])
    })

    test('an older word from stock changes nothing', async () => {
      await sell(frame('lise'))
      await tell.stock('lise-black', 'sold-out', new Date('2026-11-20T11:00:00Z'))
      await tell.stock('lise-tortoise', 'sold-out', new Date('2026-11-20T11:00:00Z'))
      await tell.stock('lise-tortoise', 'available', new Date('2026-11-20T10:30:00Z'))
      await shop.settle()
      expect((await list()).cards[0]?.inStock).toBe(false)
      expect(await slugs({ inStock: true })).toEqual([])
    })

    test('a category lists what is in it and below it, with the way to it', async () => {
      const categories = [
        { id: 'sun', slug: 'solaires', parentId: 'glasses', name: both('Solaires', 'Sunglasses'), position: 1 },
        { id: 'glasses', slug: 'lunettes', name: both('Lunettes', 'Glasses'), position: 1 },
        { id: 'perfume', slug: 'parfums', name: both('Parfums', 'Perfume'), position: 0 },
      ]
      await client.putCategories({ categories })
      const told = await pool.query(`select body from catalog.outbox where key = 'categories' order by position desc limit 1`)
      expect(told.rows[0]?.body).toMatchObject({
        categories: [{ id: 'glasses' }, { id: 'perfume' }, { id: 'sun', parentId: 'glasses' }],
      })
      await sell(frame('orage', { categoryIds: ['sun'] }))
      await sell(perfume('ambre', { categoryIds: ['perfume'] }))
      expect(await slugs({ category: 'lunettes' })).toEqual(['orage'])
      const { category, ancestors } = await list({ category: 'solaires' })
      expect([category?.productCount, ancestors.map(({ slug }) => slug)]).toEqual([1, ['lunettes']])
      const tree = (await client.listCategories({})).categories.map(({ slug, productCount }) => [slug, productCount])
      expect(tree).toEqual([
        ['parfums', 1],
        ['lunettes', 1],
        ['solaires', 1],
      ])
      await expect(list({ category: 'nowhere' })).rejects.toMatchObject({ code: Code.NotFound })
      const circle = client.putCategories({ categories: [{ ...categories[1]!, parentId: 'sun' }] })
      await expect(circle).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('a list is read page by page, in every order, each product once', async () => {
      for (const [n, id] of ['a', 'b', 'c', 'd', 'e'].entries()) await sell(frame(`frame-${id}`), 10_000 + (n % 2) * 1_000)
      for (const sort of ['price', '-price', 'newest', '']) {
        const seen: string[] = []
        let cursor = ''
        do {
          const page = await list({ sort, page: { limit: 2, cursor } })
          seen.push(...page.cards.map(({ slug }) => slug))
          cursor = page.nextCursor
        } while (cursor)
        expect(seen.toSorted()).toEqual(['frame-a', 'frame-b', 'frame-c', 'frame-d', 'frame-e'])
      }
      expect((await list({ sort: '-price' })).cards.map(({ price }) => price?.price?.amountMinor)).toEqual([
        11_000n,
        11_000n,
        10_000n,
        10_000n,
        10_000n,
      ])
      for (const bad of [
        { sort: 'beauty' },
        { page: { cursor: 'x' } },
        { page: { limit: 101 } },
        { filters: [{ name: 'mood', values: ['good'] }] },
      ]) {
        await expect(list(bad)).rejects.toMatchObject({ code: Code.InvalidArgument })
      }
    })

    test('values of one filter are or, filters are and, and the one that leaves nothing is named', async () => {
      await sell(frame('lise', {}, { shape: 'panto' }))
      await sell(frame('noe', {}, { shape: 'square', lensWidthMm: 56 }))
      await sell(perfume('ambre', {}, { notes: [{ noteId: 'vanilla', tier: 'base' }] }))
      expect((await slugs({ filters: [{ name: 'shape', values: ['panto', 'square'] }] })).toSorted()).toEqual(['lise', 'noe'])
      expect(
        await slugs({
          filters: [
            { name: 'shape', values: ['panto', 'square'] },
            { name: 'lensWidthMm', min: 50 },
          ],
        }),
      ).toEqual(['noe'])
      expect((await slugs({ filters: [{ name: 'notes', values: ['vanilla'], exclude: true }] })).toSorted()).toEqual(['lise', 'noe'])
      const none = await list({
        filters: [
          { name: 'shape', values: ['panto'] },
          { name: 'lensWidthMm', min: 60 },
        ],
        facets: true,
      })
      expect([none.total, none.blockingFilter, none.withoutBlocking]).toEqual([0, 'lensWidthMm', 1])
      expect(none.facets.find(({ name }) => name === 'lensWidthMm')).toMatchObject({ type: 'range', unit: 'mm', min: 48, max: 48 })
    })

    test('a page of a product brings its prices, its words and the way to it', async () => {
      await client.putLabels({
        labels: [
          { group: 'facet', code: 'notes', text: both('Notes') },
          { group: 'note', code: 'vanilla', text: both('Vanille', 'Vanilla') },
        ],
      })
      await sell(perfume('ambre', {}, { notes: [{ noteId: 'vanilla', tier: 'base', weight: 40 }] }), 8_900)
      await tell.price('ambre-50', 8_900, { unit: 17_800 })
      await shop.settle()
      const page = await client.getProduct({ idOrSlug: 'ambre', locale: 'en', currency: 'EUR' })
      expect(page.product).toMatchObject({ kind: 'perfume', variants: [{ options: { volumeMl: '50' } }] })
      expect(page.prices).toMatchObject([
        { variantId: 'ambre-50', availability: 'available', price: { unitPrice: { amountMinor: 17_800n } } },
      ])
      expect(page.labels).toMatchObject({ 'facet:notes': 'Notes', 'note:vanilla': 'Vanilla' })
      await sell(frame('lise'))
      expect((await client.getProduct({ idOrSlug: 'lise', currency: 'USD' })).prices[0]?.price).toBeUndefined()
      expect((await client.getProduct({ idOrSlug: 'lise' })).swatches).toEqual({ black: '', tortoise: '#b5732f #2a1209' })
    })

    test('a sample does not speak for its perfume, unless there is nothing else', async () => {
      const sized = (volumeMl: string, kind: string) => ({ id: `ambre-${volumeMl}`, sku: `ambre-${volumeMl}`, options: { volumeMl, kind } })
      await put(perfume('ambre', { variants: [sized('2', 'sample'), sized('50', 'bottle')] }))
      await tell.price('ambre-2', 300)
      await shop.settle()
      expect((await list()).cards[0]).toMatchObject({ price: { price: { amountMinor: 300n } }, priceFrom: false })
      await tell.price('ambre-50', 8_900)
      await shop.settle()
      await sell(frame('lise'))
      const { cards, facets } = await list({ facets: true, sort: 'price' })
      expect(cards[0]).toMatchObject({ price: { price: { amountMinor: 8_900n } }, priceFrom: false })
      expect(facets.find(({ name }) => name === 'form')?.values.map(({ value }) => value)).toEqual(['bottle', 'sample'])
    })

    test('a card says the sizes of its frame, a category what is found in it', async () => {
      await put(frame('lise', {}, { frameWidthMm: 134 }))
      await put(frame('noa'))
      for (const variantId of ['lise-black', 'noa-black']) await tell.price(variantId, 12_900)
      await shop.settle()
      const { cards } = await client.getCards({ productIds: ['lise', 'noa'], currency: 'EUR' })
      expect(cards.map(({ productId, frameWidthMm, lensWidthMm }) => [productId, frameWidthMm, lensWidthMm])).toEqual([
        ['lise', 134, expect.any(Number)],
        ['noa', undefined, expect.any(Number)],
      ])
      const named = { slug: 'etuis', name: both('Étuis', 'Cases') }
      await client.putCategories({ categories: [{ id: 'cases', ...named, kind: 'other' }] })
      const kindOf = async () => (await client.listCategories({})).categories.find(({ id }) => id === 'cases')?.kind
      expect(await kindOf()).toBe('other')
      await client.putCategories({ categories: [{ id: 'cases', ...named }] })
      expect(await kindOf()).toBe('')
      await expect(client.putCategories({ categories: [{ id: 'cases', ...named, kind: 'hats' }] })).rejects.toThrow('kind: one of')
    })

    test('variants are found by id, product or SKU, with finished words', async () => {
      await client.putLabels({ labels: [{ group: 'colour', code: 'black', text: both('Noir', 'Black') }] })
      const { words } = await client.getCards({ locale: 'en', codes: ['colour:black', 'colour:nobody'] })
      expect(words).toEqual({ 'colour:black': 'Black' })
      await put(frame('lise', {}, { weightG: 22 }))
      await put(perfume('ambre', { status: 'draft' }))
      const { variants } = await client.getVariants({ variantIds: ['lise-black', 'unknown'], productIds: ['ambre'], skus: ['lise-TO'] })
      expect(variants.map(({ variantId, onSale, weightG }) => [variantId, onSale, weightG])).toEqual([
        ['lise-black', true, 22],
        ['lise-tortoise', true, 22],
        ['ambre-50', false, 0],
      ])
      expect(variants[0]?.optionTexts['colour']).toMatchObject({ fr: 'Noir', en: 'Black' })
      expect(variants[2]).toMatchObject({ optionTexts: { volumeMl: { fr: '50 ml' } }, attributes: { volumeMl: 50, concentration: 'edp' } })
      await expect(client.getVariants({ variantIds: Array<string>(201).fill('x') })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('staff see drafts too, newest change first, page by page', async () => {
      for (const id of ['lise', 'noe', 'élodie'])
        await put(frame(id.replace('é', 'e'), { name: both(id, id), status: id === 'noe' ? 'draft' : 'published' }))
      clock.advance(1_000)
      await put(frame('lise', { brand: 'Orly' }))
      const first = await client.listAdminProducts({ page: { limit: 2 } })
      const second = await client.listAdminProducts({ page: { limit: 2, cursor: first.nextCursor } })
      expect([...first.products, ...second.products].map(({ id }) => id)).toEqual(['lise', 'elodie', 'noe'])
      expect([first.total, second.nextCursor]).toEqual([3, ''])
      expect((await client.listAdminProducts({ q: 'ÉLODIE' })).products.map(({ id }) => id)).toEqual(['elodie'])
      expect((await client.listAdminProducts({ status: 'draft' })).products.map(({ id }) => id)).toEqual(['noe'])
      expect((await client.listAdminProducts({ q: '%' })).total).toBe(0)
    })

    test('verify finds nothing wrong with a shop in use, and finds what is', async () => {
      await sell(frame('lise'))
      await put(perfume('ambre', { status: 'withdrawn' }))
      const verify = createClient(VerifyService, transport)
      const broken = async () => (await verify.check({})).checked.filter(({ breaks }) => breaks.length > 0).map(({ breaks }) => breaks)
      await pool.query('delete from catalog.outbox')
      expect(await broken()).toEqual([])
      await pool.query(`update catalog.listing set price_minor = 1; delete from catalog.search_document`)
      expect(await broken()).toEqual([['listing of lise in EUR'], ['lise and its search document']])
      const { rows } = await verify.readBook({ book: 'variants', after: '', limit: 10 })
      expect(rows.map(({ id, bodyJson }) => [id, JSON.parse(bodyJson)])).toMatchObject([
        ['lise-black', { availability: 'available', priceMinor: 10_000 }],
        ['lise-tortoise', {}],
      ])
    })
  })

  test('the naive way loses changes: read the version, compare, write', async () => {
    await createClient(CatalogService, shop.peer('catalog')).putProduct({ product: frame('lise') })
    const staff = Array.from({ length: 16 }, (_, n) => `Maison ${n}`)
    const read = await Promise.all(
      staff.map(() => pool.query<{ version: number }>(`select version from catalog.product where id = 'lise'`)),
    )
    const kept = staff.filter((_, n) => read[n]?.rows[0]?.version === 1)
    await Promise.all(kept.map((brand) => pool.query(`update catalog.product set brand = $1, version = 2 where id = 'lise'`, [brand])))
    // All sixteen believe that their change was kept; the product has one of them.
    expect(kept).toHaveLength(16)
  })

  test('the tables themselves refuse a second slug, SKU or pair of options, and a price before that is lower', async () => {
    const client = createClient(CatalogService, shop.peer('catalog'))
    await client.putProduct({ product: frame('lise') })
    await client.putProduct({ product: frame('noe') })
    await expect(pool.query(`update catalog.product set slug = 'lise' where id = 'noe'`)).rejects.toThrow('unique')
    await expect(pool.query(`update catalog.variant set sku = 'lise-BK' where id = 'noe-black'`)).rejects.toThrow('unique')
    await expect(pool.query(`update catalog.variant set options = '{"colour": "black"}' where id = 'noe-tortoise'`)).rejects.toThrow(
      'unique',
    )
    await expect(pool.query(`insert into catalog.variant_price values ('v', 'EUR', 100, 90, 90)`)).rejects.toThrow('check')
    await expect(pool.query(`update catalog.product set status = 'published', published_at = null`)).rejects.toThrow('check')
  })
})
