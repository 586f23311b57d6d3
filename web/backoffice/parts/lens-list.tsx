import type { LensRow, TreatmentRow } from '@vitrine/gateway/schemas/admin-lenses'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { type ReactNode, useState } from 'react'
import { useLensWords } from '../words/lenses.ts'
import { MoveButtons, movedBy } from './move-buttons.tsx'
import { Status } from './status.tsx'

interface LensListProps<Row> {
  readonly rows: readonly Row[]
  /** The name of a row that has none yet. */
  readonly nameless: string
  /** What tells rows of one name apart. */
  readonly kindOf?: (row: Row) => string
  readonly form: (row: Row, onChange: (part: Partial<Row>) => void) => ReactNode
  readonly onChange: (rows: Row[]) => void
}

/** Rows to unfold: what each is called and costs, and whether it is offered; inside, everything that is said of it. */
export function LensList<Row extends LensRow | TreatmentRow>({ rows, nameless, kindOf, form, onChange }: LensListProps<Row>) {
  const [own, locale] = [useLensWords(), useLocale()]
  return (
    <ul className="orows">
      {rows.map((row, at) => {
        const name = row.name[locale] || row.name.fr || nameless
        return (
          <li key={row.id}>
            <Fold
              isNew={row.name.fr === ''}
              summary={
                <>
                  <b>{name}</b>
                  {kindOf && <span className="ink-2">{kindOf(row)}</span>}
                  <span className="num">{row.price ? formatMoney(locale, row.price) : own.noPrice}</span>
                  {!row.inUse && <Status text={own.outOfUse} tone="" />}
                </>
              }
            >
              {form(row, (part) => onChange(rows.map((one) => (one.id === row.id ? { ...one, ...part } : one))))}
            </Fold>
            <MoveButtons
              up={own.up(name)}
              down={own.down(name)}
              isFirst={at === 0}
              isLast={at === rows.length - 1}
              onMove={(by) => onChange(movedBy(rows, at, by))}
            />
          </li>
        )
      })}
    </ul>
  )
}

/** Unfolded at first where there is everything to type, and not folded again by the first letter. */
function Fold({ isNew, summary, children }: { readonly isNew: boolean; readonly summary: ReactNode; readonly children: ReactNode }) {
  const [isOpen] = useState(isNew)
  return (
    <details open={isOpen || undefined}>
      <summary>{summary}</summary>
      {children}
    </details>
  )
}
