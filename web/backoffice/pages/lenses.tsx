import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LensRangeAnswer, PutLensRange } from '@vitrine/gateway/schemas/admin-lenses'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { FormSection } from '../parts/form-section.tsx'
import { useLeaveWarning } from '../parts/leave-warning.ts'
import { LensFile } from '../parts/lens-file.tsx'
import { LensForm, TreatmentForm } from '../parts/lens-form.tsx'
import { LensList } from '../parts/lens-list.tsx'
import { blankLens, blankTreatment, lensFieldText, rangeWithFile } from '../parts/lens-rows.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Told } from '../parts/told.tsx'
import { useLensWords } from '../words/lenses.ts'
import { useRxRuleWords } from '../words/rx-rules.ts'
import { useWords } from '../words/words.tsx'

const path = '/v1/admin/lenses'

/** Lenses and treatments of the shop: names, prices, order, what is offered, and the limits of what can be made. */
export function Lenses() {
  const [own, rules] = [useLensWords(), useRxRuleWords()]
  const found = useQuery({
    queryKey: [path],
    staleTime: Number.POSITIVE_INFINITY, // never pulled away under somebody's typing
    queryFn: ({ signal }) => ask<LensRangeAnswer>(path, { signal }),
  })
  return (
    <>
      <PageTitle title={own.title} intro={own.intro}>
        <Link className="ob" to="/rx-rules">
          {rules.title}
        </Link>
      </PageTitle>
      {found.error ? (
        <Failed error={found.error} retry={found.refetch} />
      ) : found.data ? (
        <Editor answer={found.data} />
      ) : (
        <Waiting rows={8} />
      )}
    </>
  )
}

const rangeOf = ({ options, treatments }: LensRangeAnswer): PutLensRange => ({ options, treatments })

function Editor({ answer }: { readonly answer: LensRangeAnswer }) {
  const [words, own, locale, queries] = [useWords(), useLensWords(), useLocale(), useQueryClient()]
  const [saved, setSaved] = useState(answer)
  const [draft, setDraft] = useState(() => rangeOf(answer))
  const [shown, setShown] = useState(0) // fields with a memory of what was typed begin anew
  const [isUnfinished, setUnfinished] = useState(false)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(rangeOf(saved))
  useLeaveWarning(isChanged, own.leave)
  const show = (range: LensRangeAnswer) => {
    setSaved(range)
    setDraft(rangeOf(range))
    setShown((n) => n + 1)
    setUnfinished(false)
  }
  const save = useSaving((range) => {
    setSaved(range)
    setDraft(rangeOf(range))
    if (keptPrice(draft, range)) setShown((n) => n + 1)
  })
  const staleVersion =
    save.error instanceof Refused && save.error.problem.status === 412 ? Number(save.error.problem['version']) : undefined
  const takeSaved = async () => {
    show(await queries.fetchQuery({ queryKey: [path], queryFn: () => ask<LensRangeAnswer>(path), staleTime: 0 }))
    save.reset()
  }
  return (
    <form
      className="oeditor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const isWhole = showWrongField(event.currentTarget)
        setUnfinished(!isWhole)
        if (isWhole && isChanged && !save.isPending) save.mutate({ body: draft, version: saved.version })
      }}
    >
      <SaveBar
        isChanged={isChanged}
        isSaving={save.isPending}
        isSaved={save.isSuccess}
        onCancel={() => {
          show(saved)
          save.reset()
        }}
      />
      {isUnfinished && (
        <p className="note bad" role="alert">
          {own.fillIn}
        </p>
      )}
      {save.error && (
        <Told
          error={save.error}
          known={{ 'stale-version': own.stale }}
          fieldText={(field) => lensFieldText(field, draft, own, { locale, colon: words.colon })}
        >
          {staleVersion !== undefined && (
            <p className="oact">
              <button className="ob" type="button" onClick={() => void takeSaved()}>
                {own.takeSaved}
              </button>
              <button className="ob" type="button" onClick={() => save.mutate({ body: draft, version: staleVersion })}>
                {own.overwrite}
              </button>
            </p>
          )}
        </Told>
      )}
      <LensFile
        range={draft}
        onOpen={(file) => {
          setDraft(rangeWithFile(draft, file))
          setShown((n) => n + 1)
        }}
      />
      <RangeForm key={shown} draft={draft} currency={saved.currency} locale={locale} onChange={setDraft} />
    </form>
  )
}

/** A price that was emptied is kept, so its field has to say it again. */
const keptPrice = (sent: PutLensRange, { options, treatments }: LensRangeAnswer): boolean =>
  [...options, ...treatments].some(
    ({ id, price }) => price && [...sent.options, ...sent.treatments].some((one) => one.id === id && !one.price),
  )

interface RangeFormProps {
  readonly draft: PutLensRange
  readonly currency: string
  readonly locale: Locale
  readonly onChange: (draft: PutLensRange) => void
}

function RangeForm({ draft, currency, locale, onChange }: RangeFormProps) {
  const own = useLensWords()
  const { options, treatments } = draft
  const index = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 })
  return (
    <div className="ostack">
      <FormSection title={own.lenses} hint={own.lensesHint}>
        {options.length === 0 && <p className="empty">{own.none}</p>}
        <LensList
          rows={options}
          nameless={own.newLens}
          kindOf={(row) => `${own.uses[row.use]}, ${index.format(row.index)}`}
          form={(row, set) => <LensForm row={row} treatments={treatments} currency={currency} onChange={set} />}
          onChange={(rows) => onChange({ ...draft, options: rows })}
        />
        <button className="ob omore" type="button" onClick={() => onChange({ ...draft, options: [...options, blankLens()] })}>
          {own.addLens}
        </button>
      </FormSection>
      <FormSection title={own.treatments} hint={own.treatmentsHint}>
        {treatments.length === 0 && <p className="empty">{own.noTreatments}</p>}
        <LensList
          rows={treatments}
          nameless={own.newTreatment}
          form={(row, set) => <TreatmentForm row={row} treatments={treatments} currency={currency} onChange={set} />}
          onChange={(rows) => onChange({ ...draft, treatments: rows })}
        />
        <button className="ob omore" type="button" onClick={() => onChange({ ...draft, treatments: [...treatments, blankTreatment()] })}>
          {own.addTreatment}
        </button>
      </FormSection>
    </div>
  )
}

/** Unfolds the row of the first field that cannot be sent and goes there. True when there is none. A field in a folded row shows nothing by itself. */
function showWrongField(form: HTMLFormElement): boolean {
  const wrong = form.querySelector<HTMLInputElement>('input:invalid, [aria-invalid="true"]')
  if (!wrong) return true
  wrong.closest('details')?.setAttribute('open', '')
  wrong.focus()
  wrong.reportValidity()
  return false
}

/** One press is one save. */
function useSaving(onSaved: (saved: LensRangeAnswer) => void) {
  const queries = useQueryClient()
  const [key, setKey] = useState(newKey)
  return useMutation({
    mutationFn: ({ body, version }: { body: PutLensRange; version: number }) =>
      ask<LensRangeAnswer>(path, { method: 'PUT', key, body, ifMatch: String(version) }),
    onSuccess: (saved) => {
      setKey(newKey())
      queries.setQueryData([path], saved)
      onSaved(saved)
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another save
    },
  })
}
