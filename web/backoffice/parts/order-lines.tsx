import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { useParcelWords } from '../words/parcels.ts'
import { useWords } from '../words/words.tsx'
import { DataTable } from './data-table.tsx'

/** What was bought, and what it came to. */
export function OrderLines({ order: { lines, promotions, totals } }: { readonly order: AdminOrder }) {
  const [words, own, locale] = [useWords(), useParcelWords(), useLocale()]
  const sums = [
    ...(totals.discount.amountMinor > 0
      ? ([[words.discount, { ...totals.discount, amountMinor: -totals.discount.amountMinor }]] as const)
      : []),
    ...(totals.delivery ? ([[words.delivery, totals.delivery]] as const) : []),
    [words.tax, totals.tax],
  ] as const
  return (
    <section aria-labelledby="lines">
      <h2 className="oh" id="lines">
        {words.lines}
      </h2>
      <DataTable
        caption={words.lines}
        rows={lines}
        idOf={({ id }) => id}
        columns={[
          {
            name: words.product,
            isHead: true,
            cell: ({ productId, sku, name, options, image, parts = [], cancelled, sent, returned }) => (
              <Link className="oname" to={`/products/${productId}`}>
                {image && <img className="plate" src={image.url} alt="" width={48} height={48} loading="lazy" />}
                <span>
                  {name}
                  <small className="ink-3 obelow mono">{sku}</small>
                  <small className="ink-3 obelow">{options.map(({ text }) => text).join(', ')}</small>
                  {parts.map((part) => (
                    <small key={part.variantId} className="ink-3 obelow">
                      {own.part(part.quantity, part.name, part.options.map(({ text }) => text).join(', '))}
                    </small>
                  ))}
                  <small className="ink-3 obelow">
                    {[
                      cancelled > 0 && words.cancelledOf(cancelled),
                      sent > 0 && words.sentOf(sent),
                      returned > 0 && words.returnedOf(returned),
                    ]
                      .filter(Boolean)
                      .join(', ')}
                  </small>
                </span>
              </Link>
            ),
          },
          { name: words.quantity, isNumber: true, cell: ({ quantity }) => quantity },
          { name: words.unitPrice, isNumber: true, cell: ({ unitPrice }) => formatMoney(locale, unitPrice) },
          { name: words.total, isNumber: true, isCorner: true, cell: ({ total }) => formatMoney(locale, total) },
        ]}
      />
      <dl className="osum">
        {sums.map(([text, amount]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>{formatMoney(locale, amount)}</dd>
          </div>
        ))}
        <div className="all">
          <dt>{words.total}</dt>
          <dd>{formatMoney(locale, totals.total)}</dd>
        </div>
        {totals.swapped && (
          <div>
            <dt>{words.swapped}</dt>
            <dd>{formatMoney(locale, { ...totals.swapped, amountMinor: -totals.swapped.amountMinor })}</dd>
          </div>
        )}
        {totals.credit && (
          <div>
            <dt>{words.byCredit}</dt>
            <dd>{formatMoney(locale, { ...totals.credit, amountMinor: -totals.credit.amountMinor })}</dd>
          </div>
        )}
        {totals.due && (
          <div>
            <dt>{words.leftToPay}</dt>
            <dd>{formatMoney(locale, totals.due)}</dd>
          </div>
        )}
      </dl>
      {promotions.length > 0 && (
        <>
          <h3 className="oh ohalf" id="promotions-used">
            {words.promotionsUsed}
          </h3>
          <ul className="ostack" aria-labelledby="promotions-used">
            {promotions.map(({ promotionId, title, code, amount }) => (
              <li key={promotionId}>
                <Link to={`/promotions/${encodeURIComponent(promotionId)}`}>{title ?? code}</Link>
                {title && code && <span className="mono"> {code}</span>}
                <span className="ink-2"> {amount.amountMinor > 0 ? formatMoney(locale, amount) : words.freeDelivery}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
