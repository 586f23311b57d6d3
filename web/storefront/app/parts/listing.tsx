import type { Facet } from '@vitrine/gateway/schemas/catalogue'
import { Facets } from '@vitrine/ui/components/facets'
import { Icon } from '@vitrine/ui/components/icon'
import { ProductCard } from '@vitrine/ui/components/product-card'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatList } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type ReactNode, useRef, useState } from 'react'
import { useFetcher, useNavigate, useNavigation } from 'react-router'
import { toggled } from '../listing-query.ts'
import type { Listing } from '../load-listing.ts'
import { listingWords } from '../words/listing.ts'

/** A list with its filters: the address is the state, the form works as it stands, scripts only send it at each tick. */
export function ListingBody({ listing, extra }: { readonly listing: Listing; readonly extra?: ReactNode }) {
  const { found } = listing
  return (
    <>
      <PromotedChips listing={listing} />
      <div className="cat">
        <FilterPanel listing={listing} />
        <div aria-busy={useNavigation().state === 'loading'}>
          <TopBar listing={listing} />
          {found.items.length === 0 ? <Nothing listing={listing} /> : <Results key={listing.query} listing={listing} extra={extra} />}
        </div>
      </div>
    </>
  )
}

function PromotedChips({ listing }: { readonly listing: Listing }) {
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
function FilterPanel({ listing }: { readonly listing: Listing }) {
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

function TopBar({ listing }: { readonly listing: Listing }) {
  const words = listingWords[useLocale()]
  const { found, active } = listing
  const params = new URLSearchParams(listing.query)
  return (
    <div className="bar-top">
      <div className="active">
        <p className="label" role="status">
          {found.total === null ? words.countUnknown : words.count(found.total)}
        </p>
        {active.map((filter) => (
          <a key={filter.key} className="link tap fine" href={filter.without} rel="nofollow">
            {words.remove(filter.label)}
            <Icon name="close" />
          </a>
        ))}
        {active.length > 1 && (
          <a className="link tap fine" href={params.get('q') ? `?q=${encodeURIComponent(params.get('q') ?? '')}` : '?'}>
            {words.clear}
          </a>
        )}
      </div>
      <SortForm params={params} />
    </div>
  )
}

function SortForm({ params }: { readonly params: URLSearchParams }) {
  const words = listingWords[useLocale()]
  const navigate = useNavigate()
  const searching = params.has('q')
  return (
    <form
      className="sort"
      onChange={(event) => {
        const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)] as [string, string])
        void navigate(`?${new URLSearchParams(fields)}`, { replace: true, preventScrollReset: true })
      }}
    >
      {[...params]
        .filter(([name, value]) => name !== 'sort' && name !== 'cursor' && value !== '')
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} key={`${name}=${value}`} />
        ))}
      <label htmlFor="sort">{words.sort}</label>
      <select className="input" id="sort" name="sort" defaultValue={params.get('sort') ?? 'relevance'}>
        {Object.entries(words.sorts).map(([code, text]) => (
          <option value={code} key={code}>
            {code === 'relevance' && searching ? words.relevance : text}
          </option>
        ))}
      </select>
      <noscript>
        <button className="link tap" type="submit">
          {words.apply}
        </button>
      </noscript>
    </form>
  )
}

/** The products, and the way to more of them: a link that carries the place, and with scripts a list that grows where it is. */
function Results({ listing, extra }: { readonly listing: Listing; readonly extra?: ReactNode }) {
  const words = listingWords[useLocale()]
  const fetcher = useFetcher<{ readonly listing: Listing }>()
  const [pages, setPages] = useState([listing.found])
  const loaded = fetcher.data?.listing.found
  if (loaded && !pages.includes(loaded)) setPages([...pages, loaded])
  const items = pages.flatMap((page) => page.items)
  const next = pages.at(-1)?.nextCursor
  const params = new URLSearchParams(listing.query)
  const more = (cursor: string) => `?${new URLSearchParams([...[...params].filter(([name]) => name !== 'cursor'), ['cursor', cursor]])}`
  const same = items.every((card) => card.kind === items[0]?.kind)
  return (
    <>
      <h2 className="sr">{words.results}</h2>
      <div className="cards">
        {items.map((card, index) => (
          <ProductCard
            key={card.id}
            card={card}
            shape={same ? 'own' : 'square'}
            first={index < 2}
            sizes="(min-width: 69rem) 22vw, (min-width: 55rem) 30vw, 46vw"
          />
        ))}
        {!next && extra}
      </div>
      <div className="more">
        {listing.found.total !== null && <p className="label ink-3">{words.shown(items.length, listing.found.total)}</p>}
        {next && (
          <a
            className="btn line"
            href={more(next)}
            rel="next"
            aria-busy={fetcher.state !== 'idle'}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              if (fetcher.state === 'idle') void fetcher.load(more(next))
            }}
          >
            {words.more}
          </a>
        )}
      </div>
    </>
  )
}

/** Nothing fits: which of the filters are to blame, and what is there without each. */
function Nothing({ listing }: { readonly listing: Listing }) {
  const locale = useLocale()
  const words = listingWords[locale]
  const { active, culprits } = listing
  const said =
    active.length > 1
      ? words.none(
          formatList(
            locale,
            active.map((filter) => filter.label),
          ),
        )
      : words.nothing
  return (
    <EmptyState text={said}>
      {culprits.map((filter) => (
        <a key={filter.key} className="link tap" href={filter.without} rel="nofollow">
          {words.without(filter.label, filter.total)}
        </a>
      ))}
      {culprits.length === 0 && <p className="label ink-2">{words.nothingHint}</p>}
      {active.length > 0 && culprits.length === 0 && (
        <a className="btn line" href="?">
          {words.clear}
        </a>
      )}
    </EmptyState>
  )
}

/** For whoever hesitates between two widths; stands where a card would. */
export function MeasureCard() {
  const locale = useLocale()
  const words = listingWords[locale]
  return (
    <aside className="tool-card">
      <h3 className="text-heading">{words.unsure}</h3>
      <p className="label ink-2 font-normal">{words.unsureText}</p>
      <p>
        <a className="link tap" href={pathIn(locale, '/try')}>
          {words.measure}
          <Icon name="arrow" />
        </a>
      </p>
      <p>
        <a className="link tap" href={pathIn(locale, '/fit')}>
          {words.fit}
          <Icon name="arrow" />
        </a>
      </p>
    </aside>
  )
}
