import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { data, type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { loadListing } from '../load-listing.ts'
import { PageTitle } from '../page-title.tsx'
import { ListingBody, MeasureCard } from '../parts/listing.tsx'
import { layoutWords } from '../words/layout.ts'
import { listingWords } from '../words/listing.ts'

export async function loader(args: LoaderFunctionArgs) {
  const slug = args.params.slug ?? ''
  const listing = await loadListing(args, { category: slug })
  if (!listing.found.category) throw data(null, { status: 404 })
  return { listing, category: listing.found.category }
}

/** A department or a part of it. */
export default function Category() {
  const { listing, category } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = listingWords[locale]
  const to = (path: string) => pathIn(locale, path)
  const steps = [
    { name: layoutWords[locale].home, href: to('/') },
    ...category.breadcrumbs
      .filter((crumb) => crumb.slug !== category.slug)
      .map((crumb) => ({ name: crumb.name, href: to(`/c/${crumb.slug}`) })),
    { name: category.name },
  ]
  const eyewear = (category.kind ?? listing.found.items[0]?.kind) === 'eyewear'
  const lead = category.description ?? (eyewear ? words.scale : undefined)
  return (
    <div className="wrap">
      <PageTitle title={category.name} description={lead} />
      <Breadcrumbs steps={steps} />
      <header className="cat-head">
        <h1 className="title">{category.name}</h1>
        {lead && <p className="ink-2 max-w-136">{lead}</p>}
        {category.children.length > 0 && (
          <ul className="chips mt-2">
            {category.children.map((child) => (
              <li key={child.slug}>
                <a className="link tap" href={to(`/c/${child.slug}`)}>
                  {child.name}
                </a>
              </li>
            ))}
          </ul>
        )}
      </header>
      <ListingBody listing={listing} extra={eyewear && <MeasureCard />} />
    </div>
  )
}
