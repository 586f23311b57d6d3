import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder, AwaitedRefund } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask, Refused } from '../api.ts'
import { useMe, useStaffNames } from '../session.ts'
import { useWords } from '../words/words.tsx'
import { momentText } from './day-text.ts'

interface AwaitedProps {
  readonly awaited: AwaitedRefund
  readonly showsOrder?: boolean
}

/** Refunds of an order that wait for a second person. Who asked sees why they cannot agree. */
export function RefundsAwaited({ order: { refundsAwaited } }: { readonly order: AdminOrder }) {
  const { pay } = useWords()
  if (refundsAwaited.length === 0) return null
  return (
    <section aria-labelledby="awaited">
      <h3 className="oh ohalf" id="awaited">
        {pay.awaited}
      </h3>
      <ul className="ostack">
        {refundsAwaited.map((awaited) => (
          <Awaited key={awaited.id} awaited={awaited} />
        ))}
      </ul>
    </section>
  )
}

/** One of them, with the two ways it may end. */
export function Awaited({ awaited: { id, orderId, amount, reason, cancels, askedBy, at }, showsOrder }: AwaitedProps) {
  const [words, locale, queries, me, nameOf] = [useWords(), useLocale(), useQueryClient(), useMe(), useStaffNames()]
  const { pay } = words
  const isOwn = me.data?.id === askedBy
  const deciding = useMutation({
    mutationFn: (end: 'agree' | 'refuse') => ask(`/v1/admin/refunds/${encodeURIComponent(id)}/${end}`, { method: 'POST' }),
    onSettled: () =>
      Promise.all(['/v1/admin/orders', '/v1/admin/refunds', 'summary'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
  const problem = deciding.error instanceof Refused ? (deciding.error.problem.detail ?? deciding.error.problem.title) : undefined
  return (
    <li>
      <p>
        <b>{formatMoney(locale, amount)}</b>, {words.knownReasons[reason as keyof typeof words.knownReasons] ?? reason}
        {showsOrder && (
          <>
            {', '}
            <Link to={`/orders/${encodeURIComponent(orderId)}`}>{pay.openOrder}</Link>
          </>
        )}
        <small className="ink-3 obelow">{pay.askedBy(nameOf(askedBy), momentText(at, locale))}</small>
      </p>
      <div className="oact">
        <button
          className="ob main"
          type="button"
          aria-disabled={isOwn || deciding.isPending || undefined}
          aria-describedby={isOwn ? `why-${id}` : undefined}
          onClick={() => !isOwn && deciding.mutate('agree')}
        >
          {(cancels ? pay.agreeToCancel : pay.agree)(formatMoney(locale, amount))}
        </button>
        <button className="ob" type="button" aria-disabled={deciding.isPending || undefined} onClick={() => deciding.mutate('refuse')}>
          {isOwn ? pay.takeBack : pay.refuse}
        </button>
      </div>
      {isOwn && (
        <p className="fine ink-3" id={`why-${id}`}>
          {pay.ownRefund}
        </p>
      )}
      {deciding.isError && (
        <p className="bad" role="alert">
          {problem ?? words.offline}
        </p>
      )}
    </li>
  )
}
