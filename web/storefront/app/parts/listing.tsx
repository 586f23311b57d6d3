import { Icon } from '@vitrine/ui/components/icon'
import { ProductCard } from '@vitrine/ui/components/product-card'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatList } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type ReactNode, useState } from 'react'
import { useFetcher, useNavigate, useNavigation } from 'react-router'
import type { Listing } from '../load-listing.ts'
import { listingWords } from '../words/listing.ts'
import { FilterPanel, PromotedChips } from './listing-filters.tsx'

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
