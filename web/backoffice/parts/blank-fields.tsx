import type { LensRow } from '@vitrine/gateway/schemas/admin-lenses'
import { useEffect, useRef } from 'react'
import { useLensWords } from '../words/lenses.ts'
import { NumberField } from './number-fields.tsx'

type Blank = NonNullable<LensRow['blanks']>[number]

interface BlankFieldsProps {
  readonly blanks: readonly Blank[]
  readonly onChange: (blanks: Blank[]) => void
}

/** What a lens is cut from, a row for each blank it comes in; no row leaves the width of lenses unchecked. */
export function BlankFields({ blanks, onChange }: BlankFieldsProps) {
  const own = useLensWords()
  const set = (at: number, part: Partial<Blank>) => onChange(blanks.map((one, n) => (n === at ? { ...one, ...part } : one)))
  const fields = useRef<HTMLFieldSetElement>(null)
  const removed = useRef<number>(undefined)
  useEffect(() => {
    // The button that was pressed is gone: the next row's is in its place, and after the last row the one that adds.
    if (removed.current !== undefined) fields.current?.querySelectorAll('button')[removed.current]?.focus()
    removed.current = undefined
  }, [blanks])
  const remove = (at: number) => {
    removed.current = at
    onChange(blanks.filter((_, n) => n !== at))
  }
  return (
    <fieldset className="oblanks owide" ref={fields}>
      <legend>{own.blanks}</legend>
      <p className="fine ink-3">{own.blanksHint}</p>
      {blanks.map(({ diameterMm, baseCurve }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a blank is its place in the list, and its fields keep nothing of their own
        <div key={at} className="orate" role="group" aria-label={own.blankOf(at + 1)}>
          <NumberField
            label={own.diameter}
            value={diameterMm}
            min={40}
            max={95}
            step="any"
            required
            onChange={(mm = 0) => set(at, { diameterMm: mm })}
          />
          <NumberField
            label={own.baseCurve}
            value={baseCurve}
            min={0}
            max={12}
            step="any"
            required
            onChange={(dioptres = 0) => set(at, { baseCurve: dioptres })}
          />
          <button className="ob" type="button" onClick={() => remove(at)}>
            {own.removeBlank(at + 1)}
          </button>
        </div>
      ))}
      {blanks.length < 20 && (
        <button className="ob omore" type="button" onClick={() => onChange([...blanks, blanks.at(-1) ?? { diameterMm: 70, baseCurve: 6 }])}>
          {own.addBlank}
        </button>
      )}
    </fieldset>
  )
}
