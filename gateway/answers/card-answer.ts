import type { Card as CardMessage, Category as CategoryMessage, Facet as FacetMessage, Swatch } from '@vitrine/contracts/catalog/v1'
import type { Card, Category, Colour, Facet } from '../schemas/catalogue.ts'
import type { Image, Kind } from '../schemas/shapes.ts'
import type { Locale } from '../words/words.ts'
import { pricesOf } from './amounts.ts'
import { pick } from './texts.ts'
import type { PictureAddresses } from './picture-addresses.ts'
import type { Wording } from './wording.ts'

/** Two languages, under `/api` and without. A proxy may pass on whatever prefix a stranger says: a card is not kept for each of them. */
const mostPlaces = 4

/**
 * Cards as answers carry them, made once for each message, language and place of the API: catalog hands out the same message until something of
 * its card changes, and answers share what is made of it, so nobody writes to it. A card without a price is not on sale in this currency, and no
 * card.
 */
export function cardAnswers(pictures: PictureAddresses): (cards: readonly CardMessage[], about: Omit<Wording, 'pictures'>) => Card[] {
  const made = new WeakMap<CardMessage, Map<string, Card>>()
  return (cards, { locale, apiBase }) => {
    const key = `${locale} ${apiBase}`
    return cards.flatMap((card) => {
      if (!card.price) return []
      let own = made.get(card)
      if (!own) made.set(card, (own = new Map()))
      let answer = own.get(key)
      if (answer) return [answer]
      answer = frozen(cardOf(card, card.price, { pictures, locale, apiBase }))
      if (own.size >= mostPlaces) own.clear()
      own.set(key, answer)
      return [answer]
    })
  }
}

/** With all that is in it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

function cardOf(card: CardMessage, price: NonNullable<CardMessage['price']>, { pictures, locale, apiBase }: Wording): Card {
  const { productId: id, slug, kind, name, brand, image, secondImage, facts, priceFrom, inStock, tryOn, swatches } = card
  return {
    id,
    slug,
    kind: kind as Kind, // one of four, by contract
    name,
    ...(facts && { subtitle: facts }),
    brand: brand || null,
    image: image ? pictures.imageOf(image, locale, apiBase) : null,
    ...(secondImage && { secondImage: pictures.imageOf(secondImage, locale, apiBase) }),
    ...pricesOf(price),
    ...(priceFrom && { priceVaries: true }),
    rating: { average: null, count: 0 },
    inStock,
    colours: swatches.map((swatch) => colourOf(swatch, { pictures, locale, apiBase })),
    tryOn,
    ...frameSizes(card),
  }
}

/** What a card says of a frame in mm; absent of anything else. */
function frameSizes({ frameWidthMm, lensWidthMm, bridgeMm, templeMm }: CardMessage): Pick<Card, 'attributes'> {
  const known = Object.entries({ frameWidthMm, lensWidthMm, bridgeMm, templeMm }).flatMap(([name, mm]) =>
    mm === undefined ? [] : [[name, mm]],
  )
  return known.length > 0 ? { attributes: Object.fromEntries(known) } : {}
}

function colourOf({ code, label, rgb, image }: Swatch, { pictures, locale, apiBase }: Wording): Colour {
  return { value: code, label, tones: tonesOf(rgb), ...(image && { image: oneSize(pictures.imageOf(image, locale, apiBase)) }) }
}

/** Of a picture that stands beside others: its further sizes were most of a list's bytes. */
export const oneSize = ({ srcset: _, ...image }: Image): Image => image

/** One or two colours, separated by a space. */
export const tonesOf = (rgb: string): string[] =>
  rgb
    .split(/[\s,]+/)
    .filter(Boolean)
    .slice(0, 2)

export const facetsOf = (facets: readonly FacetMessage[]): Facet[] =>
  facets.map(({ name, label, type, values, min, max, unit }, place) => ({
    name,
    label,
    type: type === 'range' ? 'range' : 'term',
    values: values.map(({ value, label: text, count }) => ({ value, label: text, count })),
    min: min ?? null,
    max: max ?? null,
    ...(unit && { unit }),
    ...(place < 4 && { promoted: true }),
  }))

export const categoryOf = ({ id, slug, name, intro, kind, productCount }: CategoryMessage, locale: Locale) => ({
  id,
  slug,
  name: pick(name, locale),
  ...(pick(intro, locale) && { description: pick(intro, locale) }),
  ...(kind && { kind: kind as Kind }), // one of four, by contract
  count: productCount,
})

/** The flat list, parents first, as a tree of as many levels as it has: five at most, by the catalogue. */
export function categoryTree(categories: readonly CategoryMessage[], locale: Locale): Category[] {
  const below = (id: string): Category[] =>
    categories.filter(({ parentId }) => parentId === id).map((one) => ({ ...categoryOf(one, locale), children: below(one.id) }))
  return below('')
}
