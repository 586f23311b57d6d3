import type { Promotion } from '@vitrine/gateway/schemas/admin-promotions'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { type PromotionState, promotionState, worthText } from '../parts/promotion-draft.ts'
import { Status } from '../parts/status.tsx'
import { useGroupWords } from '../words/groups.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

const tones = { running: 'verre', waiting: 'azur', over: '', 'used-up': 'ambre' } as const satisfies Record<PromotionState, string>

/** Every promotion: what it gives, where it stands, and how often it was used. */
export function Promotions() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { title: groups } = useGroupWords()
  const now = new Date()
  const stateText = (promotion: Promotion) => own.promotionStates[promotionState(promotion, now)]
  const below = ({ code, title, needsCode }: Promotion) => (code ? title?.[locale] : needsCode ? own.madeCodes : own.byItself)
  return (
    <>
      <PageTitle title={words.promotions}>
        <Link className="ob" to="/customer-groups">
          {groups}
        </Link>
        <Link className="ob" to="/promotions/explain">
          {own.explain}
        </Link>
        <Link className="ob main" to="/promotions/new">
          {own.newPromotion}
        </Link>
      </PageTitle>
      <ListPage<Promotion>
        path="/v1/admin/promotions"
        caption={words.promotions}
        idOf={({ id }) => id}
        empty={words.noPromotions}
        searchLabel={own.searchPromotions}
        fileName="promotions"
        tabs={{
          name: 'kind',
          values: [['', words.all], ...Object.entries(words.promotionKinds)],
        }}
        columns={[
          {
            name: own.promotionName,
            isHead: true,
            cell: (promotion) => (
              <Link to={`/promotions/${promotion.id}`}>
                {promotion.code ? <span className="mono">{promotion.code}</span> : promotion.title?.[locale]}
                <small className="ink-3 obelow">{below(promotion)}</small>
              </Link>
            ),
            plain: ({ code, title }) => code || (title?.[locale] ?? ''),
          },
          { name: words.kind, cell: ({ kind }) => words.promotionKinds[kind], plain: ({ kind }) => words.promotionKinds[kind] },
          {
            name: words.worth,
            isNumber: true,
            cell: (promotion) => worthText(promotion, locale),
            plain: (promotion) => worthText(promotion, locale),
          },
          {
            name: words.status,
            isCorner: true,
            cell: (promotion) => <Status text={stateText(promotion)} tone={tones[promotionState(promotion, now)]} />,
            plain: stateText,
          },
          {
            name: words.used,
            isNumber: true,
            cell: ({ id, used }) => (used > 0 ? <Link to={`/promotions/${id}`}>{used}</Link> : used),
            plain: ({ used }) => used,
          },
          {
            name: words.limit,
            isNumber: true,
            cell: ({ limitTotal }) => limitTotal ?? words.noLimit,
            plain: ({ limitTotal }) => limitTotal ?? '',
          },
          {
            name: words.ends,
            cell: ({ endsAt }) => (endsAt ? momentText(endsAt, locale) : words.noEnd),
            plain: ({ endsAt }) => endsAt ?? '',
          },
        ]}
      />
    </>
  )
}
