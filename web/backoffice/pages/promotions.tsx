import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Promotion } from '@vitrine/gateway/schemas/admin'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, newKey, Refused } from '../api.ts'
import { amountOf } from '../parts/amount.ts'
import { momentText } from '../parts/day-text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Choice } from '../parts/form-fields.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { useWords } from '../words/words.tsx'

export function Promotions() {
  const [words, locale] = [useWords(), useLocale()]
  const list = useQuery({
    queryKey: ['/v1/admin/promotions'],
    queryFn: ({ signal }) => ask<{ items: Promotion[] }>('/v1/admin/promotions', { signal }),
  })
  return (
    <>
      <PageTitle title={words.promotions} />
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={4} />
      ) : list.data.items.length === 0 ? (
        <p className="empty">{words.noPromotions}</p>
      ) : (
        <DataTable
          caption={words.promotions}
          rows={list.data.items}
          idOf={({ id }) => id}
          columns={[
            { name: words.code, isHead: true, cell: ({ code }) => <span className="mono">{code}</span> },
            { name: words.kind, cell: ({ kind }) => words.promotionKinds[kind] },
            { name: words.worth, isNumber: true, cell: (promotion) => worth(promotion, locale) },
            { name: words.used, isNumber: true, cell: ({ used }) => used },
            { name: words.limit, isNumber: true, cell: ({ limitTotal }) => limitTotal ?? words.noLimit },
            { name: words.ends, cell: ({ endsAt }) => (endsAt ? momentText(endsAt, locale) : words.noEnd) },
          ]}
        />
      )}
      <NewPromotion />
    </>
  )
}

const worth = ({ percent, amount }: Promotion, locale: Locale) =>
  percent ? `${percent}\u00a0%` : amount ? formatMoney(locale, amount) : ''

/** The kinds that are a number; the others come through the door (docs/api.md). */
const madeHere = ['percentage', 'amount', 'free-delivery'] as const

function NewPromotion() {
  const [words, queries] = [useWords(), useQueryClient()]
  const [kind, setKind] = useState<(typeof madeHere)[number]>('percentage')
  const kinds = Object.fromEntries(madeHere.map((one) => [one, words.promotionKinds[one]])) as Record<typeof kind, string>
  const make = useMutation({
    mutationFn: (form: FormData) => {
      const number = (name: string) => Number(form.get(name)) || undefined
      const money = (name: string) => {
        const amountMinor = amountOf(String(form.get(name) ?? ''), 'EUR')
        return amountMinor && { amountMinor, currency: 'EUR' }
      }
      const body = {
        code: form.get('code'),
        kind,
        ...(kind === 'percentage' && { percent: number('percent') }),
        ...(kind === 'amount' && { amount: money('value') }),
        minimum: money('minimum'),
        limitTotal: number('limitTotal'),
        limitPerCustomer: number('limitPerCustomer'),
      }
      return ask('/v1/admin/promotions', { method: 'POST', key: newKey(), body })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/v1/admin/promotions'] }),
  })
  const problem = make.error instanceof Refused ? make.error.problem : undefined
  const error =
    make.error &&
    (problem?.status === 409
      ? words.codeTaken
      : problem?.status === 403
        ? words.noRightFor
        : problem
          ? (problem.detail ?? words.badPromotion)
          : words.offline)
  return (
    <section aria-labelledby="new-promotion">
      <h2 className="oh" id="new-promotion">
        {words.newPromotion}
      </h2>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate(new FormData(event.currentTarget))
        }}
      >
        <Field id="code" label={words.code} error={error ?? undefined} pattern="[A-Za-z0-9_\-]{3,40}" required />
        <Choice label={words.kind} value={kind} options={kinds} onChange={setKind} />
        {kind === 'percentage' && <Field id="percent" label={words.percent} type="number" min={1} max={100} required />}
        {kind === 'amount' && <Field id="value" label={words.amount} inputMode="decimal" required />}
        <Field id="minimum" label={words.minimum} inputMode="decimal" />
        <Field id="limitTotal" label={words.limitTotal} type="number" min={1} />
        <Field id="limitPerCustomer" label={words.perCustomer} type="number" min={1} />
        <button className="ob main" type="submit" aria-disabled={make.isPending || undefined}>
          {words.makePromotion}
        </button>
        <p role="status">{make.isSuccess ? words.saved : ''}</p>
      </form>
    </section>
  )
}
