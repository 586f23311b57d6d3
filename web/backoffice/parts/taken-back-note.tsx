import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { Link } from 'react-router'
import { useWords } from '../words/words.tsx'

/** What a bank took back cannot be given back as well: why a refund waits, or none is made. Nothing where no payment is disputed. */
export function TakenBackNote({ order: { payments } }: { readonly order: Pick<AdminOrder, 'payments'> }) {
  const words = useWords()
  const payment = payments.find(({ state }) => state === 'disputed' || state === 'charged-back')
  if (!payment) return null
  return (
    <p className="ink-2">
      {payment.state === 'disputed' ? words.refundWaits : words.refundTaken}{' '}
      <Link to={`/payments/${encodeURIComponent(payment.id)}`}>{words.disputedPayment}</Link>
    </p>
  )
}
