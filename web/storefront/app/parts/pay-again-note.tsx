import type { Order } from '@vitrine/gateway/schemas/order'
import { Note } from '@vitrine/ui/components/note'
import { formatDate, formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { payAgainWords } from '../words/pay-again.ts'

/** The bank let go of the amount: until when it may be set aside again, and where. Nothing while nobody is asked to. */
export function PayAgainNote({ order }: { readonly order: Order }) {
  const locale = useLocale()
  const words = payAgainWords[locale]
  const amount = order.payments.at(-1)?.amount
  if (!order.payBy || !amount) return null
  return (
    <>
      <Note look="warn">{words.notice(formatDate(locale, order.payBy))}</Note>
      <a className="btn justify-self-start" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}/pay`)}>
        {words.setAside(formatMoney(locale, amount))}
      </a>
    </>
  )
}
