import { useQuery } from '@tanstack/react-query'
import type { LedgerBalance, LedgerEntry } from '@vitrine/gateway/schemas/admin-payments'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask, query } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { Chip, Period, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PaymentTabs } from '../parts/payment-tabs.tsx'
import { usePaymentTexts } from '../parts/payment-words.ts'
import { plainAmount } from '../parts/plain-amount.ts'
import { Failed, Waiting } from '../parts/region.tsx'
import { useWords } from '../words/words.tsx'

/** What stands on each account of the two-sided ledger, and the rows behind it. */
export function Ledger() {
  const { pay } = useWords()
  return (
    <>
      <PageTitle title={pay.ledger} intro={pay.ledgerIntro} />
      <PaymentTabs />
      <Balances />
      <h2 className="oh">{pay.entriesOf}</h2>
      <Entries />
    </>
  )
}

function Balances() {
  const [{ pay }, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const balances = useQuery({
    queryKey: ['/v1/admin/payments/ledger'],
    queryFn: ({ signal }) => ask<{ items: LedgerBalance[] }>('/v1/admin/payments/ledger', { signal }),
    refetchInterval: 15_000,
  })
  if (balances.error) return <Failed error={balances.error} retry={balances.refetch} />
  if (!balances.data) return <Waiting rows={4} />
  const { items } = balances.data
  if (items.length === 0) return <p className="ink-3">{pay.noEntries}</p>
  return (
    <>
      <DataTable
        caption={pay.ledger}
        rows={items}
        idOf={({ provider, account, amount }) => `${provider} ${account} ${amount.currency}`}
        columns={[
          {
            name: pay.account,
            isHead: true,
            cell: ({ provider, account, amount }) => (
              <Link to={query({ provider, account, currency: amount.currency })}>{pay.accounts[account]}</Link>
            ),
          },
          { name: pay.provider, cell: ({ provider }) => texts.provider(provider) },
          { name: pay.entries, isNumber: true, cell: ({ entries }) => entries },
          { name: pay.balance, isNumber: true, isCorner: true, cell: ({ amount }) => formatMoney(locale, amount) },
        ]}
      />
      <Evenness balances={items} />
    </>
  )
}

function Evenness({ balances }: { readonly balances: readonly LedgerBalance[] }) {
  const [{ pay }, locale] = [useWords(), useLocale()]
  const sums = new Map<string, number>()
  for (const { amount } of balances) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.amountMinor)
  const uneven = [...sums].find(([, amountMinor]) => amountMinor !== 0)
  if (!uneven) return <p className="ink-2">{pay.sumsTo0}</p>
  const [currency, amountMinor] = uneven
  return (
    <p className="bad" role="alert">
      {pay.notEven(formatMoney(locale, { amountMinor, currency }))}
    </p>
  )
}

function Entries() {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { pay } = words
  const { get } = useFilters()
  const [provider, account, currency] = [get('provider'), get('account'), get('currency')]
  return (
    <ListPage<LedgerEntry>
      path="/v1/admin/payments/ledger/entries"
      caption={pay.entriesOf}
      idOf={({ provider: of, movementId, account: side }) => `${of} ${movementId} ${side}`}
      empty={pay.noEntries}
      fileName="ledger"
      parameters={['provider', 'account', 'currency', 'since', 'until']}
      filters={
        <>
          {account && <Chip name="account">{pay.accounts[account as keyof typeof pay.accounts] ?? account}</Chip>}
          {provider && <Chip name="provider">{texts.provider(provider)}</Chip>}
          {currency && <Chip name="currency">{currency}</Chip>}
          <Period />
        </>
      }
      columns={[
        {
          name: pay.reference,
          isHead: true,
          cell: ({ movementId, paymentId }) => (
            <Link className="mono" to={`/payments/${encodeURIComponent(paymentId)}`}>
              {movementId}
            </Link>
          ),
          plain: ({ movementId }) => movementId,
        },
        { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time>, plain: ({ at }) => at },
        { name: pay.kind, cell: ({ kind }) => texts.kind(kind), plain: ({ kind }) => kind },
        { name: pay.account, cell: ({ account: side }) => pay.accounts[side], plain: ({ account: side }) => side },
        { name: pay.provider, cell: ({ provider: of }) => texts.provider(of), plain: ({ provider: of }) => of },
        {
          name: words.amount,
          isNumber: true,
          isCorner: true,
          cell: ({ amount }) => formatMoney(locale, amount),
          plain: ({ amount }) => plainAmount(amount),
        },
      ]}
    />
  )
}
