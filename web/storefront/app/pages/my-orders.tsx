import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { EmptyState } from '@vitrine/ui/components/states'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { PageTitle } from '../page-title.tsx'
import { OrderRow } from '../parts/order-row.tsx'
import { signedIn } from '../sessions.ts'
import { ask, orPage } from '../shop.ts'
import { accountWords } from '../words/account.ts'

export async function loader({ context, request }: LoaderFunctionArgs) {
  const cursor = new URL(request.url).searchParams.get('cursor')
  return orPage(context, signedIn(request, ask(context, 'myOrders', { limit: 20, ...(cursor && { cursor }) })))
}

export default function MyOrders() {
  const { items, nextCursor } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = accountWords[locale]
  return (
    <div className="wrap account-page">
      <PageTitle title={words.orders} hidden />
      <Breadcrumbs steps={[{ name: words.account, href: pathIn(locale, '/account') }, { name: words.orders }]} />
      <h1 className="title mt-4 mb-6">{words.orders}</h1>
      {items.length === 0 ? (
        <EmptyState text={words.noOrders}>
          <a className="btn line" href={pathIn(locale, '/search?sort=newest')}>
            {words.noOrdersAction}
          </a>
        </EmptyState>
      ) : (
        <ul>
          {items.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      )}
      {nextCursor && (
        <p className="mt-6">
          <a className="btn line" href={`?cursor=${encodeURIComponent(nextCursor)}`} rel="next">
            {words.more}
          </a>
        </p>
      )}
    </div>
  )
}
