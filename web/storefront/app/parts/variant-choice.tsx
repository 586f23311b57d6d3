import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import { SwatchChoice } from '@vitrine/ui/components/swatch'
import { formatFrameSize, formatMoney, formatUnitPrice } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { type Choice, choiceOf, exactVariant } from '../chosen-variant.ts'
import { productWords } from '../words/product.ts'

interface VariantChoiceProps {
  readonly product: Product
  readonly variant: Variant
  readonly choice: Choice
  readonly onChoose: (choice: Choice) => void
}

/** Which variant: one fieldset for each axis; of perfume one list of bottles. */
export function VariantChoice({ product, variant, choice, onChoose }: VariantChoiceProps) {
  if (product.kind === 'perfume') return <BottleChoice product={product} variant={variant} onChoose={onChoose} />
  return product.axes.map((axis) => {
    if (axis.values.some((value) => value.tones && value.tones.length > 0))
      return (
        <SwatchChoice
          key={axis.name}
          name={axis.name}
          legend={axis.label}
          colours={axis.values}
          chosen={choice[axis.name]}
          onChoose={(value) => onChoose({ [axis.name]: value })}
        />
      )
    return <SizeChoice key={axis.name} product={product} axis={axis} choice={choice} onChoose={onChoose} />
  })
}

/** Bottles, refills and samples in one list, each with its price and the price of 100 ml. */
function BottleChoice({ product, variant, onChoose }: Pick<VariantChoiceProps, 'product' | 'variant' | 'onChoose'>) {
  const locale = useLocale()
  const words = productWords[locale]
  const bySize = product.variants.toSorted((a, b) => a.price.amountMinor - b.price.amountMinor)
  return (
    <fieldset className="grp">
      <legend>
        {product.axes[0]?.label}
        <span>{[words[product.taxIncluded === false ? 'taxAdded' : 'taxIncluded'], words.unitHint].join(', ')}</span>
      </legend>
      <div className="opts one">
        {bySize.map((bottle) => {
          const out = bottle.stock.available === 0
          const [size, ...rest] = bottle.options.map((option) => option.text)
          return (
            <label className={out ? 'opt row out' : 'opt row'} key={bottle.id}>
              <input
                type="radio"
                name="variant"
                value={bottle.id}
                defaultChecked={bottle.id === variant.id}
                onChange={() => onChoose(choiceOf(bottle))}
                aria-description={out ? words.soldOut : undefined}
              />
              <span>
                {size} <span className="ink-2">{rest.join(', ').toLocaleLowerCase(locale)}</span>
              </span>
              <span className="text-right tabular-nums">
                {formatMoney(locale, bottle.price)}
                {bottle.unitPrice && <small>{formatUnitPrice(locale, bottle.unitPrice)}</small>}
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

interface SizeChoiceProps extends Pick<VariantChoiceProps, 'product' | 'choice' | 'onChoose'> {
  readonly axis: Product['axes'][number]
}

/** Buttons for sizes; one that is sold out is struck, and can still be read and chosen. */
function SizeChoice({ product, axis, choice, onChoose }: SizeChoiceProps) {
  const words = productWords[useLocale()]
  const frame = product.kind === 'eyewear'
  const chosen = axis.values.find((value) => value.value === choice[axis.name])?.text
  return (
    <fieldset className="grp">
      <legend>
        {axis.label}
        {frame ? <span>{words.sizeHint}</span> : chosen && <span>{words.chosen(chosen)}</span>}
      </legend>
      <div className={frame ? 'opts two' : 'opts'}>
        {axis.values.map((value) => {
          const option = exactVariant(product, { ...choice, [axis.name]: value.value })
          const out = !option || option.stock.available === 0
          return (
            <label className={out ? 'opt out' : 'opt'} key={value.value}>
              <input
                type="radio"
                name={axis.name}
                value={value.value}
                defaultChecked={choice[axis.name] === value.value}
                onChange={() => onChoose({ [axis.name]: value.value })}
                aria-description={out ? words.soldOut : undefined}
              />
              <span>{(frame && option && printedSize(option)) || value.text}</span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

/** What is printed on the temple of this size. */
function printedSize({ attributes }: Variant): string | undefined {
  const { lensWidthMm, bridgeMm, templeMm } = attributes
  if (typeof lensWidthMm !== 'number' || typeof bridgeMm !== 'number') return undefined
  return formatFrameSize({ lensWidthMm, bridgeMm, templeMm: typeof templeMm === 'number' ? templeMm : undefined })
}
