import { create } from '@bufbuild/protobuf'
import { type Card as CardMessage, CardSchema } from '@vitrine/contracts/catalog/v1'
import { toMoney } from '@vitrine/contracts/money'
import type { Labels, ShownCard, ShownPrice } from '../application/shelf.ts'
import type { LocalText } from '../domain/product.ts'

export type Locale = 'fr' | 'en'

/** Empty is French (settled.md 14). Throws RangeError for a language the shop does not speak. */
export function localeOf(asked: string): Locale {
  if (asked === '' || asked === 'fr') return 'fr'
  if (asked === 'en') return 'en'
  throw new RangeError(`locale: fr or en, not '${asked}'`)
}

/** The default language stands in for a text that is missing. */
export const said = (text: LocalText | undefined, locale: Locale): string => text?.[locale] || text?.fr || ''

/** The word of a code, or the code itself. */
export const wordOf = (labels: Labels, group: string, code: string, locale: Locale): string =>
  said(labels.get(`${group}:${code}`), locale) || code

/** Source: Vitrine's choice. */
const newForMs = 30 * 24 * 60 * 60 * 1_000

/**
 * Finished cards, made once per card, language and wording: a list of 24 that was shown before makes nothing.
 * The messages are shared, so nobody writes to them.
 */
export function cardMessages() {
  const made = new WeakMap<ShownCard, Map<string, { labels: Labels; message: CardMessage }>>()

  return (shown: ShownCard, labels: Labels, locale: Locale, now: Date): CardMessage => {
    const isNew = now.getTime() - shown.publishedAt.getTime() < newForMs
    const key = isNew ? `new ${locale}` : locale
    const own = made.get(shown) ?? new Map<string, { labels: Labels; message: CardMessage }>()
    const found = own.get(key)
    if (found?.labels === labels) return found.message
    const message = create(CardSchema, cardInit(shown, labels, locale, isNew))
    own.set(key, { labels, message })
    made.set(shown, own)
    return message
  }
}

export function priceInit({ priceMinor, priceBeforeMinor, lowestPrice30dMinor, unitPriceMinor }: ShownPrice, currency: string) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency })
  return {
    price: money(priceMinor),
    ...(priceBeforeMinor === undefined ? {} : { priceBefore: money(priceBeforeMinor) }),
    ...(lowestPrice30dMinor === undefined ? {} : { lowestPrice30d: money(lowestPrice30dMinor) }),
    ...(unitPriceMinor === undefined ? {} : { unitPrice: money(unitPriceMinor) }),
  }
}

function cardInit(shown: ShownCard, labels: Labels, locale: Locale, isNew: boolean) {
  const { card, productId, currency, priceFrom, inStock } = shown
  return {
    productId,
    slug: card.slug,
    kind: card.kind,
    name: said(card.name, locale),
    brand: card.brand,
    ...(card.image ? { image: card.image } : {}),
    ...(card.secondImage ? { secondImage: card.secondImage } : {}),
    price: priceInit(shown, currency),
    priceFrom,
    inStock,
    swatches: card.swatches.map(({ code, tones, image }) => ({
      code,
      label: wordOf(labels, 'colour', code, locale),
      rgb: tones,
      ...(image ? { image } : {}),
    })),
    tryOn: card.tryOn,
    facts: card.facts.map((fact) => factSaid(fact, labels, locale)).join(' · '),
    isNew,
    variantId: inStock ? card.variantId : '',
    ...(card.frameWidthMm !== undefined && { frameWidthMm: card.frameWidthMm }),
    ...(card.lensWidthMm !== undefined && { lensWidthMm: card.lensWidthMm }),
    ...(card.bridgeMm !== undefined && { bridgeMm: card.bridgeMm }),
    ...(card.templeMm !== undefined && { templeMm: card.templeMm }),
  }
}

function factSaid(fact: string, labels: Labels, locale: Locale): string {
  const [group, code] = fact.split(':')
  return group && code ? wordOf(labels, group, code, locale) : fact
}
