import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ParcelRow } from '@vitrine/gateway/schemas/admin-parcels'
import { useState } from 'react'
import { ask, newKey, Refused } from '../api.ts'
import { useParcelWords } from '../words/parcels.ts'
import { useWords } from '../words/words.tsx'

export type Mark = 'handed-over' | 'in-transit' | 'delivered' | 'lost' | 'returned'

/** What staff may say of a parcel next, the usual first; what is none of these delivery refuses as well. */
export const marksOf = {
  made: ['handed-over'],
  'handed-over': ['delivered', 'in-transit', 'lost', 'returned'],
  'in-transit': ['delivered', 'lost', 'returned'],
  'out-for-delivery': ['delivered', 'lost', 'returned'],
  lost: ['delivered', 'returned'],
  delivered: [],
  returned: [],
  stopped: [],
} as const satisfies Readonly<Record<ParcelRow['state'], readonly Mark[]>>

interface ParcelMarksProps {
  readonly parcelId: string
  readonly marks: readonly Mark[]
  /** The id of what says why none may be made now. */
  readonly whyNot?: string
}

/** A button for each; the first is the usual one. */
export const ParcelMarks = ({ marks, ...parcel }: ParcelMarksProps) => (
  <div className="oact">
    {marks.map((mark, n) => (
      <MarkButton key={mark} mark={mark} isMain={n === 0} {...parcel} />
    ))}
  </div>
)

/** One press is one scan, however often it is sent. */
function MarkButton({
  parcelId,
  mark,
  isMain,
  whyNot,
}: Omit<ParcelMarksProps, 'marks'> & { readonly mark: Mark; readonly isMain: boolean }) {
  const [words, own, queries] = [useWords(), useParcelWords(), useQueryClient()]
  const [scanId] = useState(newKey)
  const scan = useMutation({
    mutationFn: () =>
      ask('/v1/admin/deliveries/scans', {
        method: 'POST',
        key: scanId,
        body: { scanId, parcelId, state: mark, at: new Date().toISOString() },
      }),
    onSuccess: () =>
      Promise.all(['/v1/admin/orders', '/v1/admin/deliveries'].map((path) => queries.invalidateQueries({ queryKey: [path] }))),
  })
  const problem = scan.error instanceof Refused ? scan.error.problem : undefined
  return (
    <div>
      <button
        className={isMain ? 'ob main' : 'ob'}
        type="button"
        aria-disabled={scan.isPending || whyNot !== undefined || undefined}
        aria-describedby={whyNot}
        onClick={() => {
          if (!scan.isPending && whyNot === undefined) scan.mutate()
        }}
      >
        {mark === 'handed-over' || mark === 'delivered' ? words.nextSteps[mark] : own.marks[mark]}
      </button>
      {scan.error && (
        <p className="bad" role="alert">
          {problem?.status === 403 ? words.noRightFor : (problem?.detail ?? words.offline)}
        </p>
      )}
    </div>
  )
}
