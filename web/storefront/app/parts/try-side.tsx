import { Button } from '@vitrine/ui/components/button'
import { Icon } from '@vitrine/ui/components/icon'
import { Note } from '@vitrine/ui/components/note'
import { Picture } from '@vitrine/ui/components/picture'
import { formatMm, formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { useFetcher } from 'react-router'
import type { CartAnswer } from '../cart-change.ts'
import type { TriedFrame } from '../try-on/strip.ts'
import { tryWords } from '../words/try.ts'
import { announceCart } from './cart-badge.tsx'

interface TriedNowProps {
  readonly chosen: TriedFrame
  readonly fit: readonly string[]
  /** Said in place of it while there is none. */
  readonly missing: string
}

/** The frame that is on: name, price, how it fits, and the way to the cart. */
export function TriedNow({ chosen, fit, missing }: TriedNowProps) {
  const locale = useLocale()
  const words = tryWords[locale]
  const [first = missing, ...rest] = fit
  return (
    <div className="grid gap-4">
      <div>
        <div className="pair">
          <h2 className="title">{chosen.name}</h2>
          <p>{formatMoney(locale, chosen.price)}</p>
        </div>
        <p className="label ink-2 font-normal">{[chosen.colour, chosen.size].filter(Boolean).join(', ')}</p>
      </div>
      <div className="fitline">
        <Icon name="frame" />
        <b>{first}</b>
        {rest.length > 0 && <p>{rest.join(' ')}</p>}
        {fit.length > 0 && <p className="fine">{words.estimate}</p>}
      </div>
      <AddToCart chosen={chosen} />
    </div>
  )
}

function AddToCart({ chosen }: { readonly chosen: TriedFrame }) {
  const locale = useLocale()
  const words = tryWords[locale]
  const fetcher = useFetcher<CartAnswer>()
  const answer = fetcher.data
  useEffect(() => {
    if (answer?.outcome === 'added') announceCart(answer.pieces)
  }, [answer])
  const cart = pathIn(locale, '/cart')
  return (
    <fetcher.Form
      method="post"
      action={cart}
      className="acts"
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        form.set('stay', '1')
        if (chosen.isInStock) void fetcher.submit(form, { method: 'post', action: cart })
      }}
    >
      <input type="hidden" name="intent" value="add" />
      <input type="hidden" name="product" value={chosen.productId} />
      <input type="hidden" name="variant" value={chosen.variantId} />
      <Button
        type="submit"
        wide
        busy={fetcher.state === 'idle' ? undefined : words.adding}
        reason={chosen.isInStock ? undefined : words.soldOut}
      >
        {words.add}
      </Button>
      <a className="btn line wide" href={pathIn(locale, `/p/${chosen.slug}`)}>
        {words.see}
      </a>
      <div aria-live="polite">
        {answer?.outcome === 'added' && fetcher.state === 'idle' && (
          <Note look="good">
            {words.added(answer.name)}{' '}
            <a className="link" href={cart}>
              {words.toCart}
            </a>
          </Note>
        )}
        {answer?.outcome === 'refused' && fetcher.state === 'idle' && <Note look="bad">{words.failed}</Note>}
      </div>
    </fetcher.Form>
  )
}

interface StripProps {
  readonly strip: readonly TriedFrame[]
  readonly chosen: TriedFrame
  readonly onChoose: (frame: TriedFrame) => void
}

/** Up to twelve frames, as radios: arrow keys change the one that is on. */
export function TryStrip({ strip, chosen, onChoose }: StripProps) {
  const locale = useLocale()
  const words = tryWords[locale]
  return (
    <fieldset className="strips">
      <legend className="label">
        {words.frames(strip.length)}
        <span className="ink-3 font-normal">{words.arrows}</span>
      </legend>
      <div className="strip">
        {strip.map((frame) => {
          const width = formatMm(locale, Math.round(frame.frame.frameWidthMm))
          return (
            <label key={frame.variantId}>
              <input
                type="radio"
                name="frame"
                value={frame.variantId}
                aria-label={[frame.name, frame.colour, width].filter(Boolean).join(', ')}
                checked={frame.variantId === chosen.variantId}
                onChange={() => onChoose(frame)}
              />
              <span className="pic plate block">{frame.image && <Picture image={frame.image} sizes="132px" silent />}</span>
              <span className="t" aria-hidden="true">
                <span>{frame.name}</span>
                <span>{width}</span>
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
