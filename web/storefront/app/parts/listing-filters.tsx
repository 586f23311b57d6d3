import type { Facet } from '@vitrine/gateway/schemas/catalogue'
import { Facets } from '@vitrine/ui/components/facets'
import { Icon } from '@vitrine/ui/components/icon'
import { useLocale } from '@vitrine/ui/locale'
import { useRef } from 'react'
import { useNavigate } from 'react-router'
import { toggled } from '../listing-query.ts'
import type { Listing } from '../load-listing.ts'
import { listingWords } from '../words/listing.ts'

export function PromotedChips({ listing }: { readonly listing: Listing }) {
  const words = listingWords[useLocale()]
  const params = new URLSearchParams(listing.query)
  const promoted = listing.found.facets.filter((facet) => facet.promoted && facet.type === 'term')
  const best = promoted.flatMap((facet) =>
    facet.values
      .filter((value) => value.count > 0)
      .slice(0, promoted.length > 2 ? 2 : 3)
      .map((value) => ({ facet: facet.name, ...value })),
  )
  if (best.length === 0) return null
  return (
    <nav className="scroller mt-5" aria-label={words.often}>
      <ul className="chips">
        {best.slice(0, 6).map((value) => {
          const on = params.getAll(value.facet).includes(value.value)
          return (
            <li key={`${value.facet}=${value.value}`}>
              <a
                className={on ? 'chip on' : 'chip'}
                href={toggled(params, value.facet, value.value)}
                aria-current={on ? 'true' : undefined}
                rel="nofollow"
              >
                {value.label} <span className="c">{value.count}</span>
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** Beside the list on a wide screen; on a narrow one a panel over it, opened by the browser itself. */
export function FilterPanel({ listing }: { readonly listing: Listing }) {
  const words = listingWords[useLocale()]
  const navigate = useNavigate()
  const form = useRef<HTMLFormElement>(null)
  const { found, pair } = listing
  const params = new URLSearchParams(listing.query)
  if (found.facets.length === 0) return null
  const colours = Object.fromEntries(found.items.flatMap((card) => card.colours.map((colour) => [colour.value, colour.tones])))
  const send = () => {
    if (!form.current) return
    const fields = [...new FormData(form.current)].map(([name, value]) => [name, String(value)] as [string, string])
    void navigate(`?${new URLSearchParams(fields.filter(([, value]) => value !== ''))}`, { replace: true, preventScrollReset: true })
  }
  return (
    <div>
      <button type="button" className="btn line wide filters-open" popoverTarget="filters">
        <Icon name="filter" />
        {words.openFilters}
        {listing.active.length > 0 && <span className="ink-3">{listing.active.length}</span>}
      </button>
      <form
        ref={form}
        className="facets"
        id="filters"
        popover="auto"
        aria-label={words.filters}
        onChange={(event) => {
          if (event.target instanceof HTMLInputElement && event.target.type === 'checkbox') send()
        }}
        onBlur={(event) => {
          if (
            event.target instanceof HTMLInputElement &&
            event.target.value !== event.target.defaultValue &&
            event.target.type !== 'checkbox'
          )
            send()
        }}
        onSubmit={(event) => {
          event.preventDefault()
          send()
          form.current?.hidePopover()
        }}
      >
        <header className="facets-head">
          <h2 className="heading">{words.filters}</h2>
          <button type="button" className="plain tap" popoverTarget="filters" popoverTargetAction="hide">
            <Icon name="close" />
            <span className="sr">{words.show(found.total ?? found.items.length)}</span>
          </button>
        </header>
        {params.get('q') && <input type="hidden" name="q" value={params.get('q') ?? ''} />}
        {params.get('sort') && <input type="hidden" name="sort" value={params.get('sort') ?? ''} />}
        <Facets facets={withPair(found.facets).before} chosen={listing.chosen} prefix="f" colours={colours} />
        {withPair(found.facets).pair && <PairFields pair={pair} />}
        <Facets facets={withPair(found.facets).after} chosen={listing.chosen} prefix="f" colours={colours} />
        <fieldset className="facet">
          <legend className="sr">{words.inStock}</legend>
          <label className="tick">
            <input type="checkbox" name="inStock" value="true" defaultChecked={params.get('inStock') === 'true'} />
            <span>{words.inStock}</span>
          </label>
        </fieldset>
        <div className="facets-foot">
          <button className="btn wide" type="submit">
            {words.show(found.total ?? found.items.length)}
          </button>
        </div>
        <noscript>
          <button className="btn line wide" type="submit">
            {words.apply}
          </button>
        </noscript>
      </form>
    </div>
  )
}

/** The three boxes stand in place of the single ranges they set. */
function withPair(facets: readonly Facet[]): {
  readonly before: readonly Facet[]
  readonly pair: boolean
  readonly after: readonly Facet[]
} {
  const sizes = ['lensWidthMm', 'bridgeMm', 'templeMm']
  const pair = facets.some((facet) => facet.name === 'lensWidthMm')
  const rest = facets.filter((facet) => !sizes.includes(facet.name))
  const at = pair ? 1 : rest.length
  return { before: rest.slice(0, at), pair, after: rest.slice(at) }
}

function PairFields({ pair }: { readonly pair: readonly string[] }) {
  const words = listingWords[useLocale()]
  const boxes = [
    [words.lensWidth, '52'],
    [words.bridge, '18'],
    [words.temple, '140'],
  ] as const
  return (
    <fieldset className="facet">
      <legend>{words.samePair}</legend>
      <div>
        <p className="hint" id="pair-hint">
          {words.samePairHint}
        </p>
        <div className="mm3">
          {boxes.map(([label, example], index) => (
            <span key={label} className="contents">
              {index > 0 && <span aria-hidden="true">-</span>}
              <label className="sr" htmlFor={`pair-${index}`}>
                {label}
              </label>
              <input
                className="input"
                id={`pair-${index}`}
                name="pair"
                inputMode="numeric"
                placeholder={example}
                defaultValue={pair[index]}
                aria-describedby="pair-hint"
              />
            </span>
          ))}
        </div>
      </div>
    </fieldset>
  )
}
