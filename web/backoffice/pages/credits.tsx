import type { Credit } from '@vitrine/gateway/schemas/admin-prices'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { CreditStateMark, creditName } from '../parts/credit-state.tsx'
import { momentText } from '../parts/day-text.ts'
import { GrantCredit } from '../parts/grant-credit.tsx'
import { IssueCard } from '../parts/issue-card.tsx'
import { Chip, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { plainAmount } from '../parts/plain-amount.ts'
import { shortId } from '../session.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

/** Gift cards and store credit: what is on them, and two forms that make more. */
export function Credits() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  return (
    <>
      <PageTitle title={own.credits} intro={own.creditsIntro} />
      <ListPage<Credit>
        path="/v1/admin/credits"
        caption={own.credits}
        idOf={({ id }) => id}
        empty={own.noCredits}
        fileName="credits"
        tabs={{
          name: 'kind',
          values: [['', words.all], ...(['gift-card', 'store-credit'] as const).map((kind) => [kind, own.creditKinds[kind]] as const)],
        }}
        parameters={['codeEnd', 'customerId']}
        filters={<CreditFilters />}
        columns={[
          {
            name: own.credits,
            isHead: true,
            cell: (credit) => <Link to={`/credits/${credit.id}`}>{creditName(credit, own)}</Link>,
            plain: (credit) => creditName(credit, own),
          },
          { name: words.kind, cell: ({ kind }) => own.creditKinds[kind], plain: ({ kind }) => own.creditKinds[kind] },
          {
            name: own.loaded,
            isNumber: true,
            cell: ({ id, loaded }) => <Link to={`/credits/${id}`}>{formatMoney(locale, loaded)}</Link>,
            plain: ({ loaded }) => plainAmount(loaded),
          },
          {
            name: own.balance,
            isNumber: true,
            isCorner: true,
            cell: ({ id, balance }) => <Link to={`/credits/${id}`}>{formatMoney(locale, balance)}</Link>,
            plain: ({ balance }) => plainAmount(balance),
          },
          {
            name: own.made,
            cell: ({ madeAt }) => <time dateTime={madeAt}>{momentText(madeAt, locale)}</time>,
            plain: ({ madeAt }) => madeAt,
          },
          { name: words.ends, cell: ({ expiresAt }) => (expiresAt ? momentText(expiresAt, locale) : words.noEnd) },
          { name: words.status, cell: (credit) => <CreditStateMark credit={credit} /> },
        ]}
      />
      <IssueCard />
      <GrantCredit />
    </>
  )
}

function CreditFilters() {
  const own = usePriceWords()
  const { get, set } = useFilters()
  const customerId = get('customerId')
  return (
    <>
      <form
        className="ochoice"
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          set({
            codeEnd: String(new FormData(event.currentTarget).get('codeEnd') ?? '')
              .trim()
              .toUpperCase(),
          })
        }}
      >
        <label className="ochoice">
          {own.codeEnd}
          <input
            className="ocount mono"
            key={get('codeEnd')}
            name="codeEnd"
            defaultValue={get('codeEnd')}
            pattern="[0-9A-Za-z]{4}"
            maxLength={4}
            autoComplete="off"
          />
        </label>
      </form>
      {customerId && <Chip name="customerId">{own.creditOf(shortId(customerId))}</Chip>}
    </>
  )
}
