import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useWords } from '../words/words.tsx'
import { momentText } from './day-text.ts'

/** What happened, newest first, with how much, why, and which parcel. */
export function OrderTimeline({ order }: { readonly order: AdminOrder }) {
  const [words, locale] = [useWords(), useLocale()]
  const reasonText = (reason: string) => words.knownReasons[reason as keyof typeof words.knownReasons] ?? reason
  return (
    <section aria-labelledby="timeline">
      <h2 className="oh" id="timeline">
        {words.timeline}
      </h2>
      <ol className="feed wide">
        {order.timeline.toReversed().map(({ at, event, text, amount, reason, parcel }) => (
          <li key={`${at} ${event}`}>
            <time dateTime={at}>{momentText(at, locale)}</time>
            <span>
              {text}
              {amount && `, ${formatMoney(locale, amount)}`}
              {(reason || parcel) && (
                <small className="ink-3 obelow">{[reason && reasonText(reason), parcel].filter(Boolean).join(', ')}</small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
