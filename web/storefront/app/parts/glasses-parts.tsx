import type { Money } from '@vitrine/gateway/schemas/shapes'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'

/** The lenses and treatments of a pair, under their frame, each with its price. */
export function Parts({ parts }: { readonly parts: readonly { readonly id: string; readonly name: string; readonly total: Money }[] }) {
  const locale = useLocale()
  if (parts.length === 0) return null
  return (
    <ul className="parts">
      {parts.map(({ id, name, total }) => (
        <li key={id}>
          <span>{name}</span>
          <span className="tabular-nums">{formatMoney(locale, total)}</span>
        </li>
      ))}
    </ul>
  )
}
