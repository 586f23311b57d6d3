import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ask, newKey, Refused } from '../api.ts'
import { useParcelWords } from '../words/parcels.ts'
import { Told } from './told.tsx'

interface ParcelNumberProps {
  readonly parcelId: string
  readonly trackingNumber: string
  readonly label: string
  readonly hint?: string
}

/** The carrier's number of a parcel that has not ended: typed, and typed anew. */
export function ParcelNumber({ parcelId, trackingNumber, label, hint }: ParcelNumberProps) {
  const [own, queries, id] = [useParcelWords(), useQueryClient(), useId()]
  const [typed, setTyped] = useState(trackingNumber)
  const save = useMutation({
    mutationFn: () =>
      ask(`/v1/admin/deliveries/${encodeURIComponent(parcelId)}/tracking`, {
        method: 'PUT',
        key: newKey(),
        body: { trackingNumber: typed },
      }),
    onSuccess: () =>
      Promise.all(['/v1/admin/deliveries', '/v1/admin/orders'].map((path) => queries.invalidateQueries({ queryKey: [path] }))),
  })
  const isWrong = save.error instanceof Refused && save.error.problem.status === 400
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (!save.isPending) save.mutate()
      }}
    >
      <div className="of">
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          className="mono"
          value={typed}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={isWrong || undefined}
          aria-describedby={[hint && `${id}-hint`, isWrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined}
          onChange={({ target }) => {
            setTyped(target.value)
            save.reset()
          }}
        />
        {hint && (
          <p className="fine ink-3" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {isWrong && (
          <p className="bad" role="alert" id={`${id}-wrong`}>
            {own.wrongNumber}
          </p>
        )}
      </div>
      <button className="ob" type="submit" aria-disabled={save.isPending || undefined}>
        {own.saveNumber}
      </button>
      <p className="sr" role="status">
        {save.isSuccess ? own.numberSaved : ''}
      </p>
      {save.error && !isWrong && <Told error={save.error} />}
    </form>
  )
}
