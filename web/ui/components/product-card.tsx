import type { Card } from '@vitrine/gateway/schemas/catalogue'
import { componentWords } from '../component-words.ts'
import { formatFrameSize, formatGrams, formatMm, formatMoney, formatUnitPrice, sentence } from '../format.ts'
import { type Locale, pathIn, useLocale } from '../locale.ts'
import { Picture } from './picture.tsx'
import { Price } from './price.tsx'
import { SwatchLinks } from './swatch.tsx'

interface ProductCardProps {
  readonly card: Card
  /** Pictures of one kind keep their own shape; a mixed row is square on the same plate. */
  readonly shape?: 'own' | 'square'
  readonly first?: boolean
  readonly level?: 'h2' | 'h3'
  readonly colours?: boolean
  readonly sizes?: string
  /** Why it is shown, as a sentence. */
  readonly why?: string
}

const ratios = { eyewear: 'r43', perfume: 'r45', apparel: 'r45', 'gift-card': '', other: '' } as const

/** A product in a list: its picture, its name and price, one line of facts, its colours. One link lies over all of it. */
export function ProductCard({
  card,
  shape = 'own',
  first = false,
  level: Heading = 'h3',
  colours = true,
  sizes = '(min-width: 55rem) 25vw, 50vw',
  why,
}: ProductCardProps) {
  const locale = useLocale()
  const words = componentWords[locale]
  const address = pathIn(locale, `/p/${card.slug}`)
  const width = card.attributes?.frameWidthMm
  const toScale = card.kind === 'eyewear' && typeof width === 'number' && (card.image?.view ?? 'front') === 'front'
  return (
    <article className="card">
      <div className={['pic plate', shape === 'own' ? ratios[card.kind] : card.kind === 'eyewear' && 'fit'].filter(Boolean).join(' ')}>
        {card.image && <Picture image={card.image} sizes={sizes} first={first} />}
        {card.secondImage && <Picture image={card.secondImage} sizes={sizes} silent className="second" />}
        {toScale && shape === 'own' && (
          <span className="dim" style={{ '--mm': width } as React.CSSProperties}>
            {formatMm(locale, width)}
          </span>
        )}
        {!card.inStock && <span className="mark-new">{words.soldOut}</span>}
      </div>
      <div className="row">
        <Heading>
          <a href={address}>{card.name}</a>
        </Heading>
        <p className="price">
          <Price price={card.price} before={card.lowestPrice30d && card.priceBefore} varies={card.priceVaries} />
        </p>
      </div>
      <p className="fact">{factsOf(locale, card)}</p>
      {why && <p className="fact">{why}</p>}
      {card.priceBefore && card.lowestPrice30d && <p className="fact">{words.lowest(formatMoney(locale, card.lowestPrice30d))}</p>}
      {colours && card.colours.length > 1 && (
        <SwatchLinks
          name={words.coloursOf(card.name)}
          colours={card.colours.map((colour) => ({ ...colour, label: words.inColour(card.name, colour.label) }))}
          address={(colour) => `${address}?colour=${encodeURIComponent(colour)}`}
        />
      )}
    </article>
  )
}

/** The word of the asked language for an attribute's code, or the code itself where the catalogue has none. */
export function labelOf(labels: Readonly<Record<string, string>> | undefined, attribute: string, code: unknown): string | undefined {
  if (typeof code !== 'string') return undefined
  return labels?.[`${attribute}.${code}`] ?? labels?.[code] ?? code
}

/** `48-20-145 · Panto, acétate, 24 g`; `Eau de parfum · 50 ml · 168,00 € / 100 ml`; `Laine, coupe droite`. */
function factsOf(locale: Locale, card: Card): string {
  if (card.subtitle) return card.subtitle
  const from = card.attributes ?? {}
  const number = (name: string): number | undefined => (typeof from[name] === 'number' ? from[name] : undefined)
  const word = (name: string): string | undefined => labelOf(card.labels, name, from[name])
  if (card.kind === 'eyewear') {
    const [lensWidthMm, bridgeMm] = [number('lensWidthMm'), number('bridgeMm')]
    const size = lensWidthMm && bridgeMm ? formatFrameSize({ lensWidthMm, bridgeMm, templeMm: number('templeMm') }) : undefined
    const weight = number('weightG')
    const about = [word('shape'), word('material')?.toLocaleLowerCase(locale), weight ? formatGrams(locale, weight) : undefined]
    return [size, about.filter(Boolean).join(', ')].filter(Boolean).join(' · ')
  }
  if (card.kind === 'perfume') {
    const volume = number('volumeMl')
    const parts = [
      word('concentration'),
      volume ? `${volume}\u00a0ml` : undefined,
      card.unitPrice && formatUnitPrice(locale, card.unitPrice),
    ]
    return parts.filter(Boolean).join(' · ')
  }
  return card.subtitle ?? sentence(locale, [word('material'), word('fit')].filter(Boolean).join(', '))
}
