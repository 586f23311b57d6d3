import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminGlasses, OpenedGlasses } from '@vitrine/gateway/schemas/optics'
import { ask, Refused, saveFile } from '../api.ts'
import { useGlassesWords } from '../words/glasses.ts'
import { useWords } from '../words/words.tsx'

/** The file for the lab, and where the lenses are. */
export function LabJob({ glasses }: { readonly glasses: AdminGlasses }) {
  const [words, office, queries] = [useGlassesWords(), useWords(), useQueryClient()]
  const path = `/v1/admin/glasses/${encodeURIComponent(glasses.id)}`
  const download = useMutation({
    mutationFn: () => ask<{ json: string; csv: string }>(`${path}/lab-job`, { method: 'POST', body: {} }),
  })
  const move = useMutation({
    mutationFn: (state: AdminGlasses['labMoves'][number]) => ask<AdminGlasses>(`${path}/lab-moves`, { method: 'POST', body: { state } }),
    onSuccess: (changed) => {
      queries.setQueryData<OpenedGlasses>(['glasses', glasses.id], (before) => before && { ...before, glasses: changed })
      return queries.invalidateQueries({ queryKey: ['/v1/admin/glasses'] })
    },
  })
  const save = async (kind: 'json' | 'csv') => {
    const job = await download.mutateAsync()
    const blob = new Blob([job[kind]], { type: kind === 'csv' ? 'text/csv;charset=utf-8' : 'application/json' })
    saveFile(blob, `lab-${glasses.orderNumber}-${glasses.id.slice(0, 8)}.${kind}`)
  }
  const error = download.error ?? move.error
  const failed = error && (error instanceof Refused ? error.problem.title : office.offline)
  const isBusy = download.isPending || move.isPending || undefined
  return (
    <section aria-labelledby="lab">
      <h2 className="oh" id="lab">
        {words.labJob}
      </h2>
      <p className="fine ink-3">{words.labHint}</p>
      <div className="oact">
        {(['json', 'csv'] as const).map((kind) => (
          <button key={kind} className="ob" type="button" aria-disabled={isBusy} onClick={() => void save(kind).catch(() => {})}>
            {kind === 'json' ? words.downloadJson : words.downloadCsv}
          </button>
        ))}
        {glasses.labMoves.map((state) => (
          <button key={state} className="ob" type="button" aria-disabled={isBusy} onClick={() => isBusy || move.mutate(state)}>
            {words.labMoves[state]}
          </button>
        ))}
      </div>
      <Remakes glasses={glasses} />
      {failed && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </section>
  )
}

/** The jobs after the first, and the form for one more, once a lab has had the last. */
function Remakes({ glasses }: { readonly glasses: AdminGlasses }) {
  const [words, office, queries] = [useGlassesWords(), useWords(), useQueryClient()]
  const remake = useMutation({
    mutationFn: (body: object) =>
      ask<AdminGlasses>(`/v1/admin/glasses/${encodeURIComponent(glasses.id)}/remakes`, { method: 'POST', body }),
    onSuccess: (changed) => {
      queries.setQueryData<OpenedGlasses>(['glasses', glasses.id], (before) => before && { ...before, glasses: changed })
      return queries.invalidateQueries({ queryKey: ['/v1/admin/glasses'] })
    },
  })
  const failed = remake.error && (remake.error instanceof Refused ? remake.error.problem.title : office.offline)
  return (
    <>
      {glasses.remakes.map(({ number, of, reason, paidBy }) => (
        <p key={number}>{words.remade(number, of, reason, words.payers[paidBy])}</p>
      ))}
      {glasses.labState !== undefined && glasses.labState !== 'queued' && (
        <form
          className="oform"
          onSubmit={(event) => {
            event.preventDefault()
            const form = new FormData(event.currentTarget)
            if (!remake.isPending) remake.mutate({ reason: form.get('remake-reason'), paidBy: form.get('paid-by') })
          }}
        >
          <p className="fine ink-3">{words.remakeHint}</p>
          <Choice name="remake-reason" label={words.reason} options={words.remakeReasons} />
          <Choice name="paid-by" label={words.paidBy} options={words.payers} />
          <button className="ob" type="submit" aria-disabled={remake.isPending || undefined}>
            {words.remake}
          </button>
        </form>
      )}
      {failed && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </>
  )
}

function Choice({
  name,
  label,
  options,
}: {
  readonly name: string
  readonly label: string
  readonly options: Readonly<Record<string, string>>
}) {
  return (
    <label className="field">
      {label}
      <select className="input" name={name}>
        {Object.entries(options).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
