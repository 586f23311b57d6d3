interface MoveButtonsProps {
  readonly up: string
  readonly down: string
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onMove: (by: -1 | 1) => void
}

/** A row one place up or down. The button that has no further to go stays where it is, so that nobody's focus is lost. */
export const MoveButtons = ({ up, down, isFirst, isLast, onMove }: MoveButtonsProps) => (
  <div className="oact">
    <button className="ob" type="button" aria-label={up} aria-disabled={isFirst || undefined} onClick={() => !isFirst && onMove(-1)}>
      ↑
    </button>
    <button className="ob" type="button" aria-label={down} aria-disabled={isLast || undefined} onClick={() => !isLast && onMove(1)}>
      ↓
    </button>
  </div>
)

/** The list with the row at `from` one place further. */
export function movedBy<Row>(rows: readonly Row[], from: number, by: -1 | 1): Row[] {
  const moved = [...rows]
  moved.splice(from + by, 0, ...moved.splice(from, 1))
  return moved
}
