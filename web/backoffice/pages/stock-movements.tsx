import type { AnyMovement } from '@vitrine/gateway/schemas/admin-stock'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { Choice } from '../parts/form-fields.tsx'
import { Period, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PlaceFilter } from '../parts/place-filter.tsx'
import { usePlaces } from '../parts/use-places.ts'
import { useStaffNames } from '../session.ts'
import { stockWords } from '../words/stock.ts'
import { useStockBookWords } from '../words/stock-books.ts'
import { useWords } from '../words/words.tsx'

/** Every movement of every variant, narrowed by reason, who, place and day. */
export function StockMovements() {
  const [words, own, locale, nameOf] = [useWords(), useStockBookWords(), useLocale(), useStaffNames()]
  const placeOf = usePlaces().nameOf
  const reasonOf = (reason: string) =>
    reason === 'transferred' ? stockWords[locale].transferred : (words.reasons[reason as keyof typeof words.reasons] ?? reason)
  return (
    <>
      <PageTitle title={own.movements} above={<Link to="/stock">{words.stock}</Link>} intro={own.movementsIntro} />
      <ListPage<AnyMovement>
        path="/v1/admin/stock/movements"
        caption={own.movements}
        idOf={({ id }) => id}
        empty={own.noMovements}
        fileName="movements"
        parameters={['reason', 'actor', 'placeId', 'since', 'until']}
        filters={
          <>
            <Reason />
            <Actor />
            <PlaceFilter />
            <Period />
          </>
        }
        columns={[
          {
            ...{ name: words.at, isHead: true, plain: ({ at }) => at },
            cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time>,
          },
          {
            name: words.sku,
            cell: ({ variantId, sku, name }) => (
              <Link to={`/stock/${encodeURIComponent(variantId)}`}>
                <span className="mono">{sku || variantId}</span>
                {name && <small className="ink-3 obelow">{name}</small>}
              </Link>
            ),
            plain: ({ sku, variantId }) => sku || variantId,
          },
          {
            ...{ name: words.change, isNumber: true, isCorner: true, plain: ({ quantity }) => quantity },
            cell: ({ quantity }) => (quantity > 0 ? `+${quantity}` : String(quantity).replace('-', '−')),
          },
          { name: words.reason, cell: ({ reason }) => reasonOf(reason), plain: ({ reason }) => reasonOf(reason) },
          { name: stockWords[locale].place, cell: ({ placeId }) => placeOf(placeId), plain: ({ placeId }) => placeId },
          {
            name: words.actor,
            cell: ({ actor, orderId }) => (orderId ? <Link to={`/orders/${orderId}`}>{words.theOrder}</Link> : nameOf(actor)),
            plain: ({ actor }) => actor,
          },
        ]}
      />
    </>
  )
}

function Reason() {
  const [words, own, locale] = [useWords(), useStockBookWords(), useLocale()]
  const { get, set } = useFilters()
  const options = { '': own.anyReason, ...words.reasons, transferred: stockWords[locale].transferred }
  return <Choice<string> label={words.reason} value={get('reason')} options={options} onChange={(reason) => set({ reason })} />
}

function Actor() {
  const own = useStockBookWords()
  const { get, set } = useFilters()
  return (
    <form
      role="search"
      className="of"
      onSubmit={(event) => {
        event.preventDefault()
        set({ actor: String(new FormData(event.currentTarget).get('actor') ?? '').trim() })
      }}
    >
      <label>
        {own.actor}
        <input key={get('actor')} name="actor" type="search" placeholder={own.actorHint} defaultValue={get('actor')} />
      </label>
    </form>
  )
}
