import type { OutputOf } from '@vitrine/gateway/client'
import { Picture } from '@vitrine/ui/components/picture'
import { formatDate, formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { accountWords } from '../words/account.ts'

/** One order of a list: what it was, when, how it stands. */
export function OrderRow({ order }: { readonly order: OutputOf<'myOrders'>['items'][number] }) {
  const locale = useLocale()
  const words = accountWords[locale]
  return (
    <li className="order-row">
      <span className="pic plate fit block">{order.image && <Picture image={order.image} sizes="96px" silent />}</span>
      <div>
        <a className="link" href={pathIn(locale, `/o/${order.id}`)}>
          {words.order(order.number)}
        </a>
        <p className="label ink-2 font-normal">{order.names.join(', ')}</p>
        <p className="fine ink-3">
          {formatDate(locale, order.placedAt)} · {words.pieces(order.itemCount)} · {words.status[order.status]}
        </p>
      </div>
      <p className="tabular-nums">{formatMoney(locale, order.total)}</p>
    </li>
  )
}
