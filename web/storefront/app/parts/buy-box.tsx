import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import { Button } from '@vitrine/ui/components/button'
import { Icon } from '@vitrine/ui/components/icon'
import { Note } from '@vitrine/ui/components/note'
import { Price } from '@vitrine/ui/components/price'
import { labelOf } from '@vitrine/ui/components/product-card'
import { SwatchChoice } from '@vitrine/ui/components/swatch'
import { formatDay, formatMoney, formatPercent, formatUnitPrice } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { useFetcher } from 'react-router'
import { type Choice, exactVariant } from '../chosen-variant.ts'
import type { CartAnswer } from '../pages/cart.tsx'
import { productWords } from '../words/product.ts'
import { announceCart } from './cart-badge.tsx'

interface BuyBoxProps {
  readonly product: Product
  readonly variant: Variant
  readonly choice: Choice
  readonly onChoose: (axis: string, value: string) => void
}

/** Name, price, choice and the button. One form: without scripts it is posted as it stands and the server finds the variant. */
export function BuyBox({ product, variant, choice, onChoose }: BuyBoxProps) {
  const locale = useLocale()
  const words = productWords[locale]
  const fetcher = useFetcher<CartAnswer>()
  const answer = fetcher.data
  useEffect(() => {
    if (answer?.outcome === 'added') announceCart(answer.pieces)
  }, [answer])
  const buying = exactVariant(product, choice)
  const available = buying?.stock.available ?? 0
  const said = variant.options.map((option) => option.text).join(', ')
  const perfume = product.kind === 'perfume'
  const price = formatMoney(locale, variant.price)
  return (
    <section className="buy" aria-label={words.buy}>
      <div>
        <h1 className="title">{product.name}</h1>
        <Subtitle product={product} />
      </div>
      {!perfume && (
        <p className="price">
          <Price price={variant.price} before={variant.priceBefore} />
          <small>{words.taxIncluded}</small>
          {variant.priceBefore && variant.lowestPrice30d && (
            <small className="block">{words.lowest(formatMoney(locale, variant.lowestPrice30d))}</small>
          )}
        </p>
      )}
      {perfume && product.description && <p className="prose">{product.description.split('\n\n')[0]}</p>}
      <fetcher.Form
        method="post"
        action={pathIn(locale, '/cart')}
        className="contents"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter)
          form.set('stay', '1')
          if (available > 0) void fetcher.submit(form, { method: 'post', action: pathIn(locale, '/cart') })
        }}
      >
        <input type="hidden" name="intent" value="add" />
        <input type="hidden" name="product" value={product.id} />
        <Axes product={product} variant={variant} choice={choice} onChoose={onChoose} />
        <noscript>
          <button className="link tap" type="submit" formMethod="get" formAction="">
            {words.see}
          </button>
        </noscript>
        <div className="acts">
          {product.tryOn && (
            <a className="btn line wide" href={pathIn(locale, `/try?frames=${product.slug}&colour=${choice.colour ?? ''}`)}>
              <Icon name="camera" />
              {words.tryOn}
            </a>
          )}
          <Button
            type="submit"
            wide
            busy={fetcher.state === 'idle' ? undefined : words.adding}
            reason={available > 0 ? undefined : words.soldOutIn(said || product.name)}
          >
            {perfume ? words.addFor(price) : words.add}
          </Button>
          {perfume && <SampleButton product={product} chosen={variant} />}
        </div>
        <div aria-live="polite">
          {answer?.outcome === 'added' && fetcher.state === 'idle' && (
            <Note look="good">
              {words.added(answer.name)} {words.inCart(answer.pieces)}{' '}
              <a className="link" href={pathIn(locale, '/cart')}>
                {words.toCart}
              </a>
            </Note>
          )}
          {answer?.outcome === 'refused' && fetcher.state === 'idle' && (
            <Note look="bad">{answer.available === undefined ? words.failed : words.onlyLeft(answer.available)}</Note>
          )}
        </div>
      </fetcher.Form>
      <Shipping product={product} variant={variant} />
    </section>
  )
}

function Subtitle({ product }: { readonly product: Product }) {
  const locale = useLocale()
  const words = productWords[locale]
  const { concentration, oilPct } = product.attributes
  if (product.kind !== 'perfume') return product.subtitle ? <p>{product.subtitle}</p> : null
  const parts = [
    labelOf(product.labels, 'concentration', concentration),
    typeof oilPct === 'number' ? words.oil(formatPercent(locale, oilPct / 100)) : undefined,
  ]
  return <p>{parts.filter(Boolean).join(', ')}</p>
}

function Axes({ product, variant, choice, onChoose }: BuyBoxProps) {
  return product.axes.map((axis) => {
    if (axis.values.some((value) => value.tones && value.tones.length > 0))
      return (
        <SwatchChoice
          key={axis.name}
          name={axis.name}
          legend={axis.label}
          colours={axis.values}
          chosen={choice[axis.name]}
          onChoose={(value) => onChoose(axis.name, value)}
        />
      )
    return <OptionAxis key={axis.name} product={product} axis={axis} variant={variant} choice={choice} onChoose={onChoose} />
  })
}

/** Buttons for sizes and volumes; one that is sold out is struck, and can still be read and chosen. */
function OptionAxis({ product, axis, choice, onChoose }: BuyBoxProps & { readonly axis: Product['axes'][number] }) {
  const locale = useLocale()
  const words = productWords[locale]
  const perfume = product.kind === 'perfume'
  const made = (value: string) => exactVariant(product, { ...choice, [axis.name]: value })
  const hint =
    product.kind === 'eyewear'
      ? words.sizeHint
      : perfume
        ? words.unitHint
        : axis.values.find((value) => value.value === choice[axis.name])?.text
  return (
    <fieldset className="grp">
      <legend>
        {axis.label}
        {hint && <span>{perfume || product.kind === 'eyewear' ? hint : words.chosen(hint)}</span>}
      </legend>
      <div className={perfume ? 'opts one' : product.kind === 'eyewear' ? 'opts two' : 'opts'}>
        {axis.values.map((value) => {
          const option = made(value.value)
          const out = !option || option.stock.available === 0
          const { form } = option?.attributes ?? {}
          const kind = form === 'sample' ? words.sample : form === 'refill' ? words.refill : form === 'set' ? words.set : undefined
          return (
            <label className={['opt', perfume && 'row', out && 'out'].filter(Boolean).join(' ')} key={value.value}>
              <input
                type="radio"
                name={axis.name}
                value={value.value}
                defaultChecked={choice[axis.name] === value.value}
                onChange={() => onChoose(axis.name, value.value)}
                aria-description={out ? words.soldOut : undefined}
              />
              <span>
                {value.text}
                {kind && !value.text.includes(kind) && <span className="ink-2"> {kind}</span>}
              </span>
              {perfume && option && (
                <span className="text-right tabular-nums">
                  {formatMoney(locale, option.price)}
                  {option.unitPrice && <small>{formatUnitPrice(locale, option.unitPrice)}</small>}
                </span>
              )}
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

/** The small size on its own button: perfume is best bought after a day with it. */
function SampleButton({ product, chosen }: { readonly product: Product; readonly chosen: Variant }) {
  const locale = useLocale()
  const words = productWords[locale]
  const sample = product.variants.find((variant) => variant.attributes.form === 'sample' && variant.stock.available > 0)
  if (!sample || sample.id === chosen.id) return null
  return (
    <button className="btn line wide" type="submit" name="variant" value={sample.id} formNoValidate>
      {words.trySample(sample.options.map((option) => option.text).join(', '), formatMoney(locale, sample.price))}
    </button>
  )
}

function Shipping({ product, variant }: { readonly product: Product; readonly variant: Variant }) {
  const locale = useLocale()
  const words = productWords[locale]
  const { delivery, withdrawal } = product
  const { available, low } = variant.stock
  const free = delivery?.price.amountMinor === 0
  const cost =
    delivery &&
    [
      free ? words.deliveryFree : words.deliveryFrom(formatMoney(locale, delivery.price)),
      !free && delivery.freeFrom && words.freeFrom(formatMoney(locale, delivery.freeFrom)),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <ul className="ship">
      {delivery && available > 0 && (
        <li>
          <Icon name="truck" />
          <span>
            <b>
              {delivery.earliest === delivery.latest
                ? words.arrives(formatDay(locale, delivery.earliest))
                : words.arrivesBetween(formatDay(locale, delivery.earliest), formatDay(locale, delivery.latest))}
            </b>
            <small>{cost}</small>
            {product.kind === 'perfume' && <small>{words.byRoad}</small>}
          </span>
        </li>
      )}
      {available > 0 && (
        <li>
          <Icon name="check" />
          <span>{low ? words.stock(available) : words.inStock}</span>
        </li>
      )}
      {withdrawal && (
        <li>
          <Icon name="back" />
          <span>
            <b>{words.withdraw(withdrawal.days)}</b>
            {withdrawal.exempt ? <small>{withdrawal.exempt}</small> : product.kind === 'perfume' && <small>{words.perfumeReturns}</small>}
          </span>
        </li>
      )}
      {product.kind === 'eyewear' && (
        <li>
          <Icon name="case" />
          <span>{words.caseIncluded}</span>
        </li>
      )}
    </ul>
  )
}
