import { attributesOf, type Image, type LocalText, type Product } from './product.ts'

/** What a list shows of a product besides its price and stock: neutral, words come with the language. */
export interface Card {
  readonly slug: string
  readonly kind: string
  readonly name: LocalText
  readonly brand: string
  readonly image: Image | undefined
  readonly secondImage: Image | undefined
  /** `tones`: one `#rrggbb`, or two where the material is not even. */
  readonly swatches: readonly { readonly code: string; readonly tones: string; readonly image: Image | undefined }[]
  readonly tryOn: boolean
  /** One line: each either text as it is, or `group:code` whose word is looked up. */
  readonly facts: readonly string[]
  /** The only variant, when there is no choice to make; else empty. */
  readonly variantId: string
  /** Sizes of a frame, each where its maker says it, by its first variant. */
  readonly frameWidthMm?: number
  readonly lensWidthMm?: number
  readonly bridgeMm?: number
  readonly templeMm?: number
}

const frameSizes = ['frameWidthMm', 'lensWidthMm', 'bridgeMm', 'templeMm'] as const

/** Drawn from the product alone, so it is made once per change. */
export function cardOf(product: Product): Card {
  const { slug, kind, name, brand, images, variants } = product
  const front = images[0]
  const second = images.find((image) => image !== front && image.colour === front?.colour)
  const colours = [...new Set(variants.flatMap(({ options }) => options['colour'] ?? []))]
  const only = variants.length === 1 ? variants[0] : undefined
  const own: Readonly<Record<string, unknown>> = { ...product.attributes, ...variants[0]?.attributes }
  return {
    slug,
    kind,
    name,
    brand,
    image: front,
    secondImage: second,
    swatches: colours.map((code) => ({ code, tones: tonesOf(product, code), image: images.find(({ colour }) => colour === code) })),
    tryOn: canTryOn(product),
    facts: factsOf(product),
    variantId: only?.id ?? '',
    ...(kind === 'eyewear' && Object.fromEntries(frameSizes.flatMap((name) => (typeof own[name] === 'number' ? [[name, own[name]]] : [])))),
  }
}

/** How a colour of the product is drawn: `#rrggbb`, two of them for tortoise; empty when nobody said. */
export function tonesOf({ variants }: Pick<Product, 'variants'>, colour: string): string {
  const attributes = variants.find(({ options }) => options['colour'] === colour)?.attributes
  return [attributes?.['colourRgb'], attributes?.['secondColourRgb']].filter((tone) => typeof tone === 'string').join(' ')
}

/** The try-on draws a frame from its shape and three lengths. */
function canTryOn(product: Product): boolean {
  if (product.kind !== 'eyewear') return false
  return product.variants.some((variant) => {
    const { shape, lensWidthMm, lensHeightMm, bridgeMm } = attributesOf(product, variant)
    return shape !== undefined && lensWidthMm !== undefined && lensHeightMm !== undefined && bridgeMm !== undefined
  })
}

function factsOf(product: Product): string[] {
  const variant = product.variants[0]
  const own = variant ? attributesOf(product, variant) : product.attributes
  const word = (group: string) => (typeof own[group] === 'string' ? [`${group}:${own[group]}`] : [])
  switch (product.kind) {
    case 'eyewear': {
      const { lensWidthMm, bridgeMm, templeMm } = own
      // As printed on the temple (EY-1).
      const size =
        lensWidthMm === undefined || bridgeMm === undefined ? [] : [[lensWidthMm, bridgeMm, ...(templeMm ? [templeMm] : [])].join('-')]
      return [...size, ...word('material')]
    }
    case 'perfume':
      return [...word('concentration'), ...word('family')]
    case 'apparel': {
      const fibres = own['fibres'] as readonly { name: string }[] | undefined
      return [...(fibres?.[0] ? [`fibre:${fibres[0].name}`] : []), ...word('fit')]
    }
    case 'gift-card':
    case 'other':
      return []
  }
}
