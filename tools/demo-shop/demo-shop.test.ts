import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type DemoProduct, type DemoVariant, demoPicturePath, readDemoShop } from './demo-shop.ts'

const shop = await readDemoShop()
const { products, labels } = shop
const variants = products.flatMap((product) => product.variants)
const ofKind = (kind: DemoProduct['kind']) => products.filter((product) => product.kind === kind)
const idOf = ({ id }: { readonly id: string }) => id
const hasTwins = (list: readonly unknown[]) => new Set(list).size < list.length

describe('the demo shop', () => {
  test('holds at least 26 frames, 18 perfumes and 20 garments', () => {
    expect(ofKind('eyewear').length).toBeGreaterThanOrEqual(26)
    expect(ofKind('perfume').length).toBeGreaterThanOrEqual(18)
    expect(ofKind('apparel').length).toBeGreaterThanOrEqual(20)
  })

  test('gives every product, variant, SKU and slug a name of its own', () => {
    for (const list of [products.map(idOf), products.map((product) => product.slug)]) expect(hasTwins(list)).toBe(false)
    for (const list of [variants.map(idOf), variants.map((variant) => variant.sku)]) expect(hasTwins(list)).toBe(false)
    for (const list of [shop.categories.map(idOf), shop.categories.map(({ slug }) => slug)]) expect(hasTwins(list)).toBe(false)
  })

  test('tells the options of a variant apart from those of its siblings', () => {
    const options = (product: DemoProduct) => product.variants.map((variant) => JSON.stringify(variant.options))
    expect(products.filter((product) => hasTwins(options(product))).map(idOf)).toEqual([])
  })

  test('sells nothing for nothing, and shows a lower price only with the lowest of 30 days (LAW-5)', () => {
    expect(variants.filter((v) => !Number.isInteger(v.priceMinor) || v.priceMinor <= 0)).toEqual([])
    const reduced = variants.filter((v) => v.priceBeforeMinor !== undefined)
    expect(reduced.length).toBeGreaterThan(0)
    expect(reduced.filter((v) => v.priceMinor >= Number(v.priceBeforeMinor) || v.priceMinor >= Number(v.lowest30DaysMinor))).toEqual([])
    expect(reduced.filter((v) => !Number.isInteger(v.priceBeforeMinor) || !Number.isInteger(v.lowest30DaysMinor))).toEqual([])
  })

  test('holds 40 pieces or more of most variants, exactly 200 of one, and 3 or fewer of a few', () => {
    expect(variants.filter((v) => v.onHand === 200).map(idOf)).toEqual(['v-lise-tortoise-48'])
    const few = variants.filter((v) => v.onHand < 40)
    expect(few.filter((v) => v.onHand > 3)).toEqual([])
    expect(few.length).toBeGreaterThanOrEqual(3)
    expect(few.length).toBeLessThan(variants.length / 10)
  })

  test('puts every product in categories that exist, and something in every category', () => {
    const known = new Set(shop.categories.map(idOf))
    expect(products.flatMap((product) => product.categories).filter((id) => !known.has(id))).toEqual([])
    expect(shop.categories.filter(({ id }) => !products.some((product) => product.categories.includes(id)))).toEqual([])
    expect(shop.categories.filter(({ parent }) => parent !== null && !known.has(parent))).toEqual([])
  })
})

describe('its words', () => {
  const texts = textsIn(shop, 'shop')

  test('exist in French and in English', () => {
    expect(texts.length).toBeGreaterThan(600)
    expect(texts.filter(({ fr, en }) => fr.trim() === '' || en.trim() === '' || en === 'undefined')).toEqual([])
  })

  test('put a no-break space before ; : ! ? » and after «, as French print does', () => {
    expect(texts.filter(({ fr }) => /(?<!\u00a0)[;:!?»]|«(?!\u00a0)/.test(fr))).toEqual([])
  })

  test('raise no voice and keep typographic apostrophes', () => {
    expect(texts.filter(({ fr, en }) => /!|\boops\b|\bAI\b|'/.test(`${fr} ${en}`))).toEqual([])
  })

  test('describe each product in two to four sentences', () => {
    const sentences = (text: string) => text.split(/[.?](?=\s|$)/).filter((part) => part.trim() !== '').length
    const isShort = (text: string) => sentences(text) >= 2 && sentences(text) <= 4
    expect(products.filter(({ description }) => !isShort(description.fr) || !isShort(description.en)).map(idOf)).toEqual([])
  })

  test('name every code of every product', () => {
    const nameless = products.flatMap(codesOf).filter(([group, code]) => labels[group]?.[code] === undefined)
    expect([...new Set(nameless.map(String))]).toEqual([])
    expect(shop.notes.filter((note) => labels['note']?.[note.code]?.fr !== note.name.fr)).toEqual([])
    expect(shop.notes.filter((note) => labels['noteFamily']?.[note.family] === undefined)).toEqual([])
  })
})

/** Every text people read, with where it stands. */
function textsIn(value: unknown, where: string): { where: string; fr: string; en: string }[] {
  if (typeof value !== 'object' || value === null) return []
  if ('fr' in value && 'en' in value && typeof value.fr === 'string') return [{ where, fr: value.fr, en: String(value.en) }]
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${where}.${key}`))
}

function codesOf(product: DemoProduct): [group: string, code: string][] {
  const plain = Object.entries(product.attributes).filter(([key, value]) => typeof value === 'string' && labels[key] !== undefined)
  const list = (group: string, attribute: string, field?: string) =>
    ((product.attributes[attribute] ?? []) as unknown[]).map((entry): [string, string] => [
      group,
      String(field === undefined ? entry : (entry as Record<string, unknown>)[field]),
    ])
  return [
    ...plain.map(([key, value]): [string, string] => [key, String(value)]),
    ...product.variants.flatMap((variant) => Object.entries(variant.options)),
    ...list('note', 'notes', 'note'),
    ...list('tier', 'notes', 'tier'),
    ...list('accord', 'accords', 'accord'),
    ...list('season', 'season'),
    ...list('fibre', 'fibres', 'fibre'),
    ...list('care', 'care'),
    ...product.images.map((image): [string, string] => ['view', image.view]),
    ...product.images.flatMap((image): [string, string][] => (image.colour === null ? [] : [['colour', image.colour]])),
  ]
}

describe('its pictures', () => {
  const files = products.flatMap((product) => product.images.map((image) => image.file))

  test('exist, weigh less than 60 kB each and 4 MB together, and are all used', () => {
    expect(files.filter((file) => !existsSync(demoPicturePath(file)))).toEqual([])
    const sizes = files.map((file) => statSync(demoPicturePath(file)).size)
    expect(sizes.filter((bytes) => bytes > 60_000)).toEqual([])
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(4_000_000)
    expect(hasTwins(files)).toBe(false)
    expect(readdirSync(demoPicturePath('')).filter((file) => !files.includes(file))).toEqual([])
  })

  test('show every colour that is for sale', () => {
    const unseen = products.flatMap(({ images, variants: sold }) =>
      sold.filter(({ options }) => options['colour'] !== undefined && !images.some((image) => image.colour === options['colour'])),
    )
    expect(unseen.map(idOf)).toEqual([])
  })

  test('of a frame are drawn from the numbers of the frame that is sold', () => {
    const jobs = JSON.parse(readFileSync(new URL('../product-pictures/pictures.json', import.meta.url), 'utf8')) as FrameJob[]
    const pictured = ofKind('eyewear').flatMap((product) => product.images.map((image) => ({ product, image })))
    const frameOf = (file: string) => jobs.find((job) => `${job.id}.webp` === file)?.params.frame ?? {}
    const drawn = pictured.map(({ image }) => ({ file: image.file, ...numbersDrawn(frameOf(image.file)) }))
    const sold = pictured.map(({ product, image }) => {
      const isDrawn = ({ options, attributes }: DemoVariant) =>
        options['colour'] === image.colour && attributes['lensWidthMm'] === frameOf(image.file)['A']
      return { file: image.file, ...numbersSold(product.attributes, product.variants.find(isDrawn)?.attributes ?? {}) }
    })
    expect(drawn.length).toBeGreaterThan(70)
    expect(drawn).toEqual(sold)
  })
})

type Numbers = Readonly<Record<string, unknown>>

interface FrameJob {
  readonly id: string
  readonly params: { readonly frame?: Numbers }
}

function numbersDrawn({ gradient, grain: _texture, ...frame }: Numbers) {
  const drawn = { ...frame, gradient: frame['lens'] === undefined ? undefined : (gradient ?? false) }
  return Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined))
}

function numbersSold(product: Numbers, variant: Numbers) {
  const sold = {
    build: product['build'],
    shape: product['shape'],
    doubleBar: product['doubleBar'],
    A: variant['lensWidthMm'],
    B: variant['lensHeightMm'],
    D: variant['bridgeMm'],
    T: variant['templeMm'],
    rim: variant['rimMm'],
    color: variant['colourRgb'],
    color2: variant['secondColourRgb'],
    clear: variant['translucent'],
    tip: variant['tipRgb'],
    lens: variant['lensTintRgb'],
    lensA: variant['lensTintAlpha'],
    gradient: variant['gradient'],
  }
  return Object.fromEntries(Object.entries(sold).filter(([, value]) => value !== undefined))
}

describe('its conditions', () => {
  test('offer three ways of delivery to France and the Union, free from 80 euros but for express', () => {
    const { methods, zones } = shop.delivery
    expect(methods.map(idOf)).toEqual(['home', 'pickup', 'express'])
    for (const method of methods) expect(method.prices.map((price) => price.zone)).toEqual(zones.map(idOf))
    expect(methods.map((method) => method.prices.every((price) => price.freeFromMinor === 8000))).toEqual([true, true, false])
  })

  test('never put perfume on the way that flies (PF-6, PF-7)', () => {
    expect(shop.delivery.methods.filter((method) => method.mode === 'air' && method.carriesUn1266)).toEqual([])
  })

  test('give 10 % for BIENVENUE10, and prices with French VAT inside', () => {
    expect(shop.promotions).toMatchObject([{ code: 'BIENVENUE10', kind: 'percentage', percent: 10 }])
    expect(shop.tax).toEqual({ priceIncludesTax: true, currency: 'EUR', rates: [{ country: 'FR', percent: 20 }] })
  })
})
