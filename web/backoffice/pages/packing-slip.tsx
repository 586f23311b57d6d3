import { useQuery } from '@tanstack/react-query'
import type { PackingSlip } from '@vitrine/gateway/schemas/admin-parcels'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { useParcelWords } from '../words/parcels.ts'

/** What is in one parcel and where it goes, to print and to lay into it: no prices. */
export function PackingSlipPage() {
  const [own, locale] = [useParcelWords(), useLocale()]
  const { parcelId = '' } = useParams()
  const found = useQuery({
    queryKey: ['/v1/admin/deliveries', parcelId, 'slip'],
    queryFn: ({ signal }) => ask<PackingSlip>(`/v1/admin/deliveries/${encodeURIComponent(parcelId)}/slip`, { signal }),
  })
  if (!found.data && found.error) return <FailedPage error={found.error} retry={found.refetch} title={own.title} list="/parcels" />
  if (!found.data) return <Waiting rows={6} />
  const { address, isTrial, orderNumber, carrier, trackingNumber, createdAt, lines } = found.data
  const street = [address.name, address.company, address.line1, address.line2, `${address.postcode} ${address.city}`, address.country]
  return (
    <>
      <PageTitle
        title={isTrial ? own.slipOfTrial : own.slipOf(orderNumber)}
        above={<Link to="/parcels">{own.title}</Link>}
        intro={
          <p>
            {carrier} <span className="mono">{trackingNumber}</span> <time dateTime={createdAt}>{momentText(createdAt, locale)}</time>
          </p>
        }
      >
        <button className="ob main" type="button" onClick={() => window.print()}>
          {own.print}
        </button>
      </PageTitle>
      <div className="ostack">
        <address>
          {street.filter(Boolean).map((line) => (
            <span key={line} className="obelow">
              {line}
            </span>
          ))}
        </address>
        <DataTable<PackingSlip['lines'][number]>
          caption={own.slip}
          rows={lines}
          idOf={({ variantId }) => variantId}
          columns={[
            { name: 'SKU', isHead: true, cell: ({ sku }) => <span className="mono">{sku}</span> },
            {
              name: own.what,
              cell: ({ name, options, parts }) => (
                <>
                  {[name, ...options.map(({ text }) => text)].join(', ')}
                  {parts.length > 0 && (
                    <ul className="ink-2" aria-label={own.inEach}>
                      {parts.map((part) => (
                        <li key={part.variantId}>
                          {own.part(part.quantity, part.name, part.options.map(({ text }) => text).join(', '))}{' '}
                          <span className="mono">{part.sku}</span>
                        </li>
                      ))}
                    </ul>
                  )}
                </>
              ),
            },
            { name: own.quantity, isNumber: true, isCorner: true, cell: ({ quantity }) => quantity },
          ]}
        />
      </div>
    </>
  )
}
