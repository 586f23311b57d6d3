import { eyewearAttributes } from '@vitrine/gateway/schemas/attributes'
import type { Card, Colour, Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import type { TryOnFrame } from '@vitrine/gateway/schemas/try-on'
import type { Image, Option } from '@vitrine/gateway/schemas/shapes'
import { type Language, type Seed, seeds, type Text, tones, words } from './window-goods.ts'

const at = (language: Language, text: Text | undefined): string => text?.[language === 'fr' ? 0 : 1] ?? ''
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const labelsIn = (language: Language) => Object.fromEntries(Object.entries(words).map(([key, text]) => [key, at(language, text)]))
const sizeOf = { eyewear: [960, 720], perfume: [720, 900], apparel: [800, 1000] } as const
const volumes = [
  [2, 'sample', 400],
  [50, 'bottle', 0],
  [100, 'bottle', 4400],
  [100, 'refill', 1400],
] as const

const images = (language: Language, seed: Seed): Image[] =>
  seed.pictures.map(([file, view, alt, colour]) => ({
    url: `/pictures/${file}.webp`,
    width: sizeOf[seed.kind][0],
    height: sizeOf[seed.kind][1],
    alt: at(language, alt),
    view,
    ...(colour && { colour }),
  }))
const coloursOf = (language: Language, seed: Seed): Colour[] =>
  (seed.colours ?? []).map((value) => ({ value, label: at(language, words[`colour.${value}`]), tones: [...(tones[value] ?? [])] }))
const option = (language: Language, name: string, value: string): Option => ({
  name,
  label: at(language, words[name]),
  value,
  text: at(language, words[`${name}.${value}`]) || value,
})

function variantsOf(language: Language, seed: Seed): Variant[] {
  const stock = (n: number) => ({ available: n, low: n <= 5 && n > 0, ready: n })
  if (seed.kind === 'perfume')
    return volumes.map(([ml, form, extra]) => ({
      id: `${seed.slug}-${ml}-${form}`,
      sku: `${seed.slug}-${ml}-${form}`.toUpperCase(),
      options: [{ name: 'volume', label: at(language, words.volume), value: `${ml}-${form}`, text: `${ml}\u00a0ml` }],
      price: eur(form === 'sample' ? 400 : seed.minor + extra),
      unitPrice: { ...eur(Math.round(((form === 'sample' ? 400 : seed.minor + extra) * 100) / ml)), per: 100, unit: 'ml' as const },
      stock: stock(40),
      attributes: { volumeMl: ml, form },
    }))
  return (seed.colours ?? ['']).flatMap((colour, c) =>
    (seed.sizes ?? ['']).map((size, s) => ({
      id: `${seed.slug}-${colour}-${size}`,
      sku: `${seed.slug}-${colour}-${size}`.toUpperCase(),
      options: [option(language, 'colour', colour), option(language, 'size', size)],
      price: eur(seed.minor),
      ...(seed.before && { priceBefore: eur(seed.before), lowestPrice30d: eur(seed.before) }),
      stock: stock(s === 4 ? 0 : c === 1 ? 3 : 40),
      attributes: {},
    })),
  )
}

export const shelves = [
  { slug: 'lunettes', kind: 'eyewear', name: ['Lunettes', 'Glasses'] },
  { slug: 'parfums', kind: 'perfume', name: ['Parfums', 'Perfumes'] },
  { slug: 'vetements', kind: 'apparel', name: ['Vêtements', 'Clothing'] },
] as const

export function windowCards(language: Language): Card[] {
  return seeds.map((seed) => ({
    id: seed.slug,
    slug: seed.slug,
    kind: seed.kind,
    name: seed.name,
    subtitle: at(language, seed.subtitle),
    brand: 'Vitrine',
    image: images(language, seed)[0] ?? null,
    price: eur(seed.minor),
    ...(seed.kind === 'perfume' && { unitPrice: { ...eur(seed.minor * 2), per: 100, unit: 'ml' as const } }),
    ...(seed.before && { priceBefore: eur(seed.before), lowestPrice30d: eur(seed.before) }),
    rating: { average: null, count: 0 },
    inStock: true,
    colours: coloursOf(language, seed),
    tryOn: seed.kind === 'eyewear',
    attributes: { ...seed.attributes, volumeMl: 50 },
    labels: labelsIn(language),
  }))
}

export function windowProduct(language: Language, slug: string): Product | undefined {
  const seed = seeds.find((known) => known.slug === slug)
  if (!seed) return undefined
  const variants = variantsOf(language, seed)
  const names = [...new Set(variants.flatMap((variant) => variant.options.map((o) => o.name)))]
  const shelf = shelves.find((known) => known.kind === seed.kind)
  const crumbs = shelf ? [{ slug: shelf.slug, name: at(language, shelf.name) }] : []
  const description = at(language, [
    'Une pièce franche, ni ronde ni carrée, faite pour durer. La vôtre aura ses propres nuances.\n\nFinie à la main, réparable, livrée dans son étui.',
    'An honest piece, neither round nor square, made to last. Yours will have its own shades.\n\nFinished by hand, repairable, delivered in its case.',
  ])
  return {
    id: seed.slug,
    slug: seed.slug,
    kind: seed.kind,
    name: seed.name,
    subtitle: at(language, seed.subtitle),
    brand: 'Vitrine',
    description,
    images: images(language, seed),
    price: eur(seed.minor),
    ...(seed.before && { priceBefore: eur(seed.before), lowestPrice30d: eur(seed.before) }),
    taxIncluded: true,
    tryOn: seed.kind === 'eyewear',
    colours: coloursOf(language, seed),
    attributes: seed.attributes,
    labels: labelsIn(language),
    axes: names.map((name) => ({
      name,
      label: at(language, words[name]),
      values: [
        ...new Map(
          variants
            .flatMap((v) => v.options.filter((o) => o.name === name))
            .map((o) => [o.value, { value: o.value, text: o.text, ...(name === 'colour' && { tones: [...(tones[o.value] ?? [])] }) }]),
        ).values(),
      ],
    })),
    variants,
    categories: crumbs,
    breadcrumbs: crumbs,
    reviews: { average: null, count: 0 },
    delivery: { earliest: '2026-11-27', latest: '2026-11-27', price: eur(490), freeFrom: eur(6000) },
    withdrawal: { days: 14 },
    seo: { title: seed.name, description: at(language, seed.subtitle) },
  }
}

/** The frame of an eyewear variant (`lise-tortoise-48-20-145`), for the mirror. */
export function windowFrame(language: Language, variantId: string): TryOnFrame | undefined {
  const seed = seeds.find(({ slug, kind }) => kind === 'eyewear' && variantId.startsWith(`${slug}-`))
  const product = seed && windowProduct(language, seed.slug)
  const read = eyewearAttributes.safeParse(product?.attributes)
  const variant = product?.variants.find(({ id }) => id === variantId)
  if (!product || !variant || !read.success) return undefined
  const {
    shape = 'round',
    lensWidthMm = 50,
    lensHeightMm = 40,
    bridgeMm = 18,
    templeMm = 145,
    frameWidthMm = 132,
    material = '',
  } = read.data
  const colour = variant.options.find(({ name }) => name === 'colour')?.value ?? ''
  const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
  const metal = material === 'steel' || material === 'titanium'
  return {
    ...{ variantId, productId: product.id, slug: product.slug, name: product.name, shape, material },
    ...{ lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm },
    rim: 'full',
    rimMm: metal ? 1.3 : 3.2,
    thicknessMm: metal ? 1.4 : 4,
    wrapDegrees: 5,
    pattern: metal ? 'metal' : 'plain',
    colours: (tones[colour] ?? ['#1d1b17']).map(rgb),
    gloss: 0.6,
    lensColour: [255, 255, 255],
    lensOpacity: 0,
    lensGradient: false,
  }
}
