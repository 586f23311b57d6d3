import { useQuery } from '@tanstack/react-query'
import type { Promotion } from '@vitrine/gateway/schemas/admin'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { type PromotionState, promotionState, worthText } from '../parts/promotion-draft.ts'
import { Failed, Waiting } from '../parts/region.tsx'
import { Status } from '../parts/status.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

const tones = { running: 'verre', waiting: 'azur', over: '', 'used-up': 'ambre' } as const satisfies Record<PromotionState, string>

/** Every promotion: what it gives, where it stands, and how often it was used. */
export function Promotions() {
  const [words, own] = [useWords(), usePriceWords()]
  const list = useQuery({
    queryKey: ['/v1/admin/promotions'],
    queryFn: ({ signal }) => ask<{ items: Promotion[] }>('/v1/admin/promotions', { signal }),
  })
  return (
    <>
      <PageTitle title={words.promotions}>
        <Link className="ob" to="/promotions/explain">
          {own.explain}
        </Link>
        <Link className="ob main" to="/promotions/new">
          {own.newPromotion}
        </Link>
      </PageTitle>
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={4} />
      ) : list.data.items.length === 0 ? (
        <p className="empty">{words.noPromotions}</p>
      ) : (
        <Rows promotions={list.data.items} />
      )}
    </>
  )
}

function Rows({ promotions }: { readonly promotions: readonly Promotion[] }) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const now = new Date()
  return (
    <DataTable
      caption={words.promotions}
      rows={promotions}
      idOf={({ id }) => id}
      columns={[
        {
          name: own.promotionName,
          isHead: true,
          cell: ({ id, code, title, needsCode }) => (
            <Link to={`/promotions/${id}`}>
              {code ? <span className="mono">{code}</span> : title?.[locale]}
              <small className="ink-3 obelow">{code ? title?.[locale] : needsCode ? own.madeCodes : own.byItself}</small>
            </Link>
          ),
        },
        { name: words.kind, cell: ({ kind }) => words.promotionKinds[kind] },
        { name: words.worth, isNumber: true, cell: (promotion) => worthText(promotion, locale) },
        {
          name: words.status,
          isCorner: true,
          cell: (promotion) => {
            const state = promotionState(promotion, now)
            return <Status text={own.promotionStates[state]} tone={tones[state]} />
          },
        },
        {
          name: words.used,
          isNumber: true,
          cell: ({ id, used }) => (used > 0 ? <Link to={`/promotions/${id}`}>{used}</Link> : used),
        },
        { name: words.limit, isNumber: true, cell: ({ limitTotal }) => limitTotal ?? words.noLimit },
        { name: words.ends, cell: ({ endsAt }) => (endsAt ? momentText(endsAt, locale) : words.noEnd) },
      ]}
    />
  )
}
