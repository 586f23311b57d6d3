import type { Recommendation } from '@vitrine/contracts/recommendations/v1'
import type { Card } from '../schemas/catalogue.ts'
import { type Locale, wordsOf } from '../words/words.ts'

/** Two prices within a tenth of each other are near [our choice]. */
const nearShare = 0.1
/** Words of one kind in a sentence [our choice]. */
const mostWords = 2

export interface ReasonWording {
  readonly locale: Locale
  /** Catalog's words, by code: `shape:panto`. */
  readonly words: Readonly<Record<string, string>>
}

type Told = Pick<Recommendation, 'why' | 'shared' | 'buyers'>

/**
 * Why a product is shown, as a sentence: what most tells the two apart from the rest of the shop, who bought both, or what it follows from.
 * `source` is the product it follows from, where the shop still shows it.
 */
export function reasonText({ why, shared, buyers }: Told, product: Card, source: Card | undefined, wording: ReasonWording): string {
  const said = wordsOf(wording.locale).why
  const same = sharing(shared, wording)
  switch (why) {
    case 'similar': {
      if (!isPriceNear(product, source)) return same ?? said.similar
      return same ? `${same}, ${said.priceNear}` : said.onlyPriceNear
    }
    case 'goes-with':
      return same ?? said['goes-with'](source?.name ?? '')
    case 'bought-together':
      return said['bought-together'](buyers)
    case 'because-viewed':
      return said['because-viewed'](source?.name ?? '')
    case 'popular':
      return said.popular
    default:
      return said.new
  }
}

/** Codes come most telling first: the first one the shop has a sentence for, with the next of its kind. */
function sharing(shared: readonly string[], { locale, words }: ReasonWording): string | undefined {
  const { shares } = wordsOf(locale)
  const groupOf = (code: string) => code.slice(0, code.indexOf(':'))
  const group = shared.map(groupOf).find((one): one is keyof typeof shares => Object.hasOwn(shares, one))
  if (!group) return undefined
  const ofGroup = shared.filter((code) => groupOf(code) === group).slice(0, mostWords)
  return shares[group](ofGroup.map((code) => words[code] ?? code.slice(group.length + 1)).join(', '))
}

const isPriceNear = ({ price }: Card, source: Card | undefined): boolean =>
  source !== undefined &&
  price.currency === source.price.currency &&
  Math.abs(price.amountMinor - source.price.amountMinor) <= nearShare * source.price.amountMinor
