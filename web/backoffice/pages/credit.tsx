import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CreditAnswer } from '@vitrine/gateway/schemas/admin-prices'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask, newKey } from '../api.ts'
import { CreditStateMark, creditName } from '../parts/credit-state.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { Told } from '../parts/told.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

/** One gift card or store credit: what is on it, and every movement that led there. */
export function CreditPage() {
  const own = usePriceWords()
  const { creditId = '' } = useParams()
  const credit = useQuery({
    queryKey: ['/v1/admin/credits', creditId],
    queryFn: ({ signal }) => ask<CreditAnswer>(`/v1/admin/credits/${encodeURIComponent(creditId)}`, { signal }),
  })
  if (credit.error) return <FailedPage error={credit.error} retry={credit.refetch} title={own.credits} list="/credits" />
  if (!credit.data) return <Waiting rows={6} />
  return (
    <>
      <PageTitle
        title={creditName(credit.data, own)}
        above={<Link to="/credits">{own.credits}</Link>}
        intro={<CreditStateMark credit={credit.data} />}
      />
      <Figures credit={credit.data} />
      <Movements credit={credit.data} />
      <Block credit={credit.data} />
    </>
  )
}

interface PartProps {
  readonly credit: CreditAnswer
}

function Figures({ credit: { balance, loaded, expiresAt } }: PartProps) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const spent = { ...loaded, amountMinor: loaded.amountMinor - balance.amountMinor }
  return (
    <dl className="kpis">
      {([[own.loaded, loaded] as const, [own.spent, spent] as const, [own.balance, balance] as const] as const).map(([name, amount]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="v">{formatMoney(locale, amount)}</dd>
        </div>
      ))}
      <div>
        <dt>{words.ends}</dt>
        <dd className="v">{expiresAt ? momentText(expiresAt, locale) : words.noEnd}</dd>
      </div>
    </dl>
  )
}

function Movements({ credit: { entries } }: PartProps) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  return (
    <section aria-labelledby="movements">
      <h2 className="oh" id="movements">
        {own.movements}
      </h2>
      <DataTable
        caption={own.movements}
        rows={entries.map((entry, position) => ({ ...entry, position }))}
        idOf={({ position }) => String(position)}
        columns={[
          { name: words.at, isHead: true, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
          {
            name: words.what,
            cell: ({ kind, orderId }) => (orderId ? <Link to={`/orders/${orderId}`}>{own.entryKinds[kind]}</Link> : own.entryKinds[kind]),
          },
          { name: words.reason, cell: ({ reason }) => reason },
          { name: words.amount, isNumber: true, isCorner: true, cell: ({ amount }) => formatMoney(locale, amount) },
          { name: own.left, isNumber: true, cell: ({ balance }) => formatMoney(locale, balance) },
        ]}
      />
    </section>
  )
}

/** Blocks what was lost or stolen, and opens it again. */
function Block({ credit: { id, closedAt } }: PartProps) {
  const [own, queries] = [usePriceWords(), useQueryClient()]
  const change = useMutation({
    mutationFn: (closed: boolean) =>
      ask(`/v1/admin/credits/${encodeURIComponent(id)}/close`, { method: 'POST', key: newKey(), body: { closed } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/v1/admin/credits'] }),
  })
  return (
    <div className="oend">
      <p className="ink-2">{own.blockHint}</p>
      <div>
        <button
          className={closedAt ? 'ob' : 'ob danger'}
          type="button"
          aria-disabled={change.isPending || undefined}
          onClick={() => !change.isPending && change.mutate(!closedAt)}
        >
          {closedAt ? own.unblock : own.block}
        </button>
      </div>
      {change.error && <Told error={change.error} />}
    </div>
  )
}
