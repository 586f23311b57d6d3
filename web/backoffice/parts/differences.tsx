import type { PaymentReport } from '@vitrine/gateway/schemas/admin-payments'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { useWords } from '../words/words.tsx'
import { DataTable } from './data-table.tsx'
import { momentText } from './day-text.ts'
import { usePaymentTexts } from './payment-words.ts'

/** Movements the books do not agree on: whose have it, how much, and what to do. */
export function Differences({ differences, caption }: { readonly differences: PaymentReport['differences']; readonly caption: string }) {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { pay } = words
  return (
    <DataTable
      caption={caption}
      rows={differences}
      idOf={({ provider, side, movementId }) => `${provider} ${side} ${movementId}`}
      columns={[
        {
          name: pay.reference,
          isHead: true,
          cell: ({ movementId, attemptId }) =>
            attemptId ? (
              <Link className="mono" to={`/payments/${encodeURIComponent(attemptId)}`}>
                {movementId}
              </Link>
            ) : (
              <span className="mono">{movementId}</span>
            ),
        },
        { name: pay.kind, cell: ({ kind }) => texts.kind(kind) },
        { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
        {
          name: words.amount,
          isNumber: true,
          isCorner: true,
          cell: ({ amount }) => <span className="bad">{formatMoney(locale, amount)}</span>,
        },
        {
          name: pay.whatToDo,
          cell: ({ side, attemptId }) => (
            <span className="owrap">
              <b className="bad">{pay.sides[side]}</b>
              <small className="obelow">{pay.advice[attemptId === '' ? 'unknown' : side]}</small>
            </span>
          ),
        },
      ]}
    />
  )
}
