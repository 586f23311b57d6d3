import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import { Button } from '@vitrine/ui/components/button'
import { Icon } from '@vitrine/ui/components/icon'
import { Note } from '@vitrine/ui/components/note'
import { labelOf } from '@vitrine/ui/components/product-card'
import { formatMoney, formatPercent } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { useFetcher } from 'react-router'
import { type Choice, choiceOf, exactVariant } from '../chosen-variant.ts'
import type { CartAnswer } from '../pages/cart.tsx'
import { backInStockWords } from '../words/back-in-stock.ts'
import { onAPhotoWords } from '../words/on-a-photo.ts'
import { productWords } from '../words/product.ts'
import { AnnouncedPrice } from './announced-price.tsx'
import { BackInStock } from './back-in-stock.tsx'
import { BundleParts } from './bundle-parts.tsx'
import { GiftFields } from './gift-fields.tsx'
import { announceCart } from './cart-badge.tsx'
import { aheadOf, aheadWords, ShippingPromise } from './shipping-promise.tsx'
import { TryAtHome } from './try-at-home.tsx'
import { VariantChoice } from './variant-choice.tsx'

interface BuyBoxProps {
  readonly product: Product
  readonly variant: Variant
  readonly choice: Choice
  /** It can be seen on a photo: as a preview, or drawn by the engine that is named. */
  readonly onAPhoto: { readonly engine?: string | undefined } | undefined
  readonly onChoose: (choice: Choice) => void
}

/** Name, price, choice and the button. One form: without scripts it is posted as it stands and the server finds the variant. */
export function BuyBox({ product, variant, choice, onAPhoto, onChoose }: BuyBoxProps) {
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
  const ahead = buying ? aheadOf(buying) : undefined
  return (
    <section className="buy" aria-label={words.buy}>
      <div>
        <h1 className="title">{product.name}</h1>
        <Subtitle product={product} />
      </div>
      {(!perfume || variant.priceBefore) && <AnnouncedPrice variant={variant} taxIncluded={product.taxIncluded} />}
      {perfume && product.description && <p className="prose">{product.description.split('\n\n')[0]}</p>}
      {product.kind === 'gift-card' && product.description && <p className="prose">{product.description}</p>}
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
        <VariantChoice product={product} variant={variant} choice={choice} onChoose={onChoose} />
        <BundleParts parts={variant.parts} />
        {product.kind === 'gift-card' && <GiftFields />}
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
          {onAPhoto && (
            <a className="btn line wide" href={pathIn(locale, `/on-a-photo?of=${product.slug}&variant=${encodeURIComponent(variant.id)}`)}>
              <Icon name="camera" />
              {onAPhoto.engine ? onAPhotoWords[locale].open(onAPhoto.engine) : onAPhotoWords[locale].openPreview}
            </a>
          )}
          {takesLenses(product, variant) && available > 0 && (
            <a className="btn line wide" href={pathIn(locale, `/p/${product.slug}/lenses?${new URLSearchParams(choiceOf(variant))}`)}>
              {words.addLenses}
            </a>
          )}
          <Button
            type="submit"
            wide
            busy={fetcher.state === 'idle' ? undefined : words.adding}
            reason={available > 0 ? undefined : words.soldOutIn(said || product.name)}
          >
            {ahead ? aheadWords(ahead.kind, backInStockWords[locale]).now : perfume ? words.addFor(price) : words.add}
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
      {buying && available === 0 && (
        <BackInStock key={buying.id} variantId={buying.id} name={[product.name, said].filter(Boolean).join(', ')} />
      )}
      {product.kind === 'eyewear' && buying && available > 0 && !ahead && <TryAtHome slug={product.slug} variantId={buying.id} />}
      <ShippingPromise product={product} variant={variant} />
    </section>
  )
}

/** A frame for sight; what is said to take none has no way to choose some. */
const takesLenses = ({ kind, attributes }: Product, variant: Variant): boolean =>
  kind === 'eyewear' && attributes.prescription !== false && variant.attributes.prescription !== false

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
