import { Icon } from '@vitrine/ui/components/icon'
import { formatList } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { loadListing } from '../load-listing.ts'
import { PageTitle } from '../page-title.tsx'
import { ListingBody } from '../parts/listing.tsx'
import { layoutWords } from '../words/layout.ts'
import { listingWords } from '../words/listing.ts'

export async function loader(args: LoaderFunctionArgs) {
  return { listing: await loadListing(args, {}) }
}

/** What the whole shop has for some words. */
export default function Search() {
  const { listing } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = listingWords[locale]
  const { found, q } = listing
  return (
    <div className="wrap">
      <PageTitle title={words.searchTitle(found.corrected ?? q)} hidden />
      <header className="cat-head pb-4">
        <h1 className="title">{words.searchTitle(found.corrected ?? q)}</h1>
        {found.corrected && (
          <p className="ink-2">
            {words.corrected(q)}{' '}
            <a className="link tap" href={`?q=${encodeURIComponent(q)}&exact=true`}>
              {words.exact(q)}
            </a>
          </p>
        )}
        {found.near && found.near.length > 0 && <p className="ink-2">{words.near(formatList(locale, found.near))}</p>}
        {found.items.length === 0 && (
          <form className="find mt-4" role="search">
            <label className="sr" htmlFor="search-again">
              {layoutWords[locale].searchLabel}
            </label>
            <Icon name="search" />
            <input id="search-again" name="q" type="search" defaultValue={q} placeholder={layoutWords[locale].searchHint} />
          </form>
        )}
      </header>
      <ListingBody listing={listing} />
    </div>
  )
}
