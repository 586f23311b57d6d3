import { formatPercent } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { type CardMark, moved, type Side, sides, usualMarks } from '../try-on/card-mark.ts'
import { tryWords } from '../words/try.ts'

/**
 * The chosen photo with a mark for each short edge of a bank card on it, dragged or moved by arrow keys. Both have to be moved once before they
 * go with the form: where they stand at first is nowhere. The photo stays in this page until the form is sent.
 */
export function CardMarks({ photo }: { readonly photo: File }) {
  const locale = useLocale()
  const words = tryWords[locale].card
  const plate = useRef<HTMLElement>(null)
  const [url, setUrl] = useState<string>()
  const [marks, setMarks] = useState(usualMarks)
  const [touched, setTouched] = useState<readonly Side[]>([])
  useEffect(() => {
    const made = URL.createObjectURL(photo)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [photo])
  const isMarked = sides.every((side) => touched.includes(side))

  function put(side: Side, mark: CardMark) {
    setMarks({ ...marks, [side]: mark })
    if (!touched.includes(side)) setTouched([...touched, side])
  }
  function drag(side: Side, { clientX, clientY, currentTarget, pointerId }: PointerEvent<HTMLButtonElement>) {
    const place = plate.current?.getBoundingClientRect()
    if (!place || !currentTarget.hasPointerCapture(pointerId)) return
    put(side, moved({ x: 0, y: 0 }, { x: clientX - place.left, y: clientY - place.top }, place))
  }
  function press(side: Side, event: KeyboardEvent) {
    const step = steps[event.key]
    const place = plate.current?.getBoundingClientRect()
    if (!step || !place) return
    event.preventDefault()
    const by = event.shiftKey ? 10 : 1
    put(side, moved(marks[side], { x: by * step.x, y: by * step.y }, place))
  }
  const told = (side: Side) => words.at(words[side], formatPercent(locale, marks[side].x), formatPercent(locale, marks[side].y))
  return (
    <>
      <p className="fine ink-3" id="card-hint">
        {words.hint}
      </p>
      <figure className="card-marks" ref={plate}>
        <img src={url} alt={words.photo} draggable={false} />
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <line x1={marks.from.x} y1={marks.from.y} x2={marks.to.x} y2={marks.to.y} />
        </svg>
        {sides.map((side) => (
          <button
            key={side}
            type="button"
            style={{ left: `${100 * marks[side].x}%`, top: `${100 * marks[side].y}%` }}
            aria-label={told(side)}
            aria-describedby="card-hint"
            onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
            onPointerMove={(event) => drag(side, event)}
            onKeyDown={(event) => press(side, event)}
          />
        ))}
      </figure>
      <p className="fine" role="status">
        {isMarked ? words.marked : words.unmarked}
      </p>
      {isMarked && <input type="hidden" name="card" value={[marks.from.x, marks.from.y, marks.to.x, marks.to.y].join(',')} />}
    </>
  )
}

/** One pixel of the page, the finest a mark can be set by hand. */
const steps: Readonly<Record<string, CardMark>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
