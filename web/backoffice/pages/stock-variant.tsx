import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { StockMovement, StockReason, StockRow } from '@vitrine/gateway/schemas/admin'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ask, query, Refused } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Choice } from '../parts/form-fields.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { Lost } from './lost.tsx'
import { useStaffNames } from '../session.ts'
import { useWords } from '../words/words.tsx'

/** One variant: what is there, a count, and every movement that led here. */
export function StockVariant() {
  const [words, locale] = [useWords(), useLocale()]
  const nameOf = useStaffNames()
  const { variantId = '' } = useParams()
  const level = useQuery({
    queryKey: ['/v1/admin/stock', variantId],
    queryFn: ({ signal }) => ask<{ items: StockRow[] }>(`/v1/admin/stock${query({ variantIds: variantId })}`, { signal }),
  })
  const row = level.data?.items[0]
  if (level.error) return <FailedPage error={level.error} retry={level.refetch} title={words.stock} list="/stock" />
  if (!level.data) return <Waiting rows={6} />
  if (!row) return <Lost />
  return (
    <>
      <PageTitle title={[row.name, ...row.options.map(({ text }) => text)].join(', ')} intro={<span className="mono">{row.sku}</span>}>
        <Link className="ob" to={`/products/${row.productId}`}>
          {words.product}
        </Link>
      </PageTitle>
      <dl className="kpis">
        {(['onHand', 'reserved', 'available'] as const).map((name) => (
          <div key={name}>
            <dt>{words[name]}</dt>
            <dd className="v">{row[name]}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="count">
        <h2 className="oh" id="count">
          {words.count}
        </h2>
        <CountForm row={row} />
      </section>
      <section aria-labelledby="movements">
        <h2 className="oh" id="movements">
          {words.movements}
        </h2>
        <ListPage<StockMovement>
          path={`/v1/admin/stock/${encodeURIComponent(variantId)}/movements`}
          caption={words.movements}
          idOf={({ id }) => id}
          empty={words.noMovements}
          columns={[
            { name: words.at, isHead: true, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
            {
              name: words.change,
              isNumber: true,
              cell: ({ quantity }) => (quantity > 0 ? `+${quantity}` : String(quantity).replace('-', '−')),
            },
            { name: words.reason, cell: ({ reason }) => words.reasons[reason as keyof typeof words.reasons] ?? reason },
            {
              name: words.actor,
              cell: ({ actor, orderId }) => (orderId ? <Link to={`/orders/${orderId}`}>{words.theOrder}</Link> : nameOf(actor)),
            },
          ]}
        />
      </section>
    </>
  )
}

function CountForm({ row }: { readonly row: StockRow }) {
  const [words, queries] = [useWords(), useQueryClient()]
  const [reason, setReason] = useState<StockReason>('correction')
  const count = useMutation({
    mutationFn: (form: FormData) =>
      ask(`/v1/admin/stock/${encodeURIComponent(row.variantId)}`, {
        method: 'PUT',
        body: { onHand: Number(form.get('onHand')), reason },
      }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const problem = count.error instanceof Refused ? count.error.problem : undefined
  const error = count.error && (problem?.code === 'below-promised' ? words.belowPromised(row.reserved) : (problem?.detail ?? words.offline))
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        count.mutate(new FormData(event.currentTarget))
      }}
    >
      <Field
        id="onHand"
        label={words.counted}
        error={error ?? undefined}
        type="number"
        min={0}
        max={1_000_000}
        step={1}
        key={row.onHand}
        defaultValue={row.onHand}
        required
      />
      <Choice label={words.reason} value={reason} options={words.countReasons} onChange={setReason} />
      <button className="ob main" type="submit" aria-disabled={count.isPending || undefined}>
        {words.countButton}
      </button>
      <p role="status">{count.isSuccess ? words.saved : ''}</p>
    </form>
  )
}
