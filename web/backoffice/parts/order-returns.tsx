import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { useWords } from '../words/words.tsx'
import { momentText } from './day-text.ts'
import { ReturnStateMark } from './status.tsx'

/** The files of an order, each the way to its page; nothing where there is none. */
export function OrderReturns({ order: { id, returns } }: { readonly order: AdminOrder }) {
  const [words, locale] = [useWords(), useLocale()]
  if (returns.length === 0) return null
  return (
    <section aria-labelledby="returns">
      <h2 className="oh" id="returns">
        {words.returns}
      </h2>
      <ul className="oparcels">
        {returns.map((file) => (
          <li key={file.id}>
            <p>
              <ReturnStateMark state={file.state} />
              <span className="ink-3">{formatMoney(locale, file.refund)}</span>
            </p>
            <p>
              <Link to={`/returns/${id}/${file.id}`}>{words.returnFrom(words.returnKinds[file.kind], momentText(file.at, locale))}</Link>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
