import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OpenedGlasses, RxWarning } from '@vitrine/gateway/schemas/optics'
import { useRef, useState } from 'react'
import { ask, Refused } from '../api.ts'
import { useGlassesWords } from '../words/glasses.ts'
import { useWords } from '../words/words.tsx'
import { isOutdated } from './glasses-outdated.ts'
import { SheetTable } from './sheet-table.tsx'
import { errorsOf, sheetOfTexts, type TypedTexts } from './sheet-typing.ts'

/** An optician types the sheet, or amends it: twice, the second time without seeing the first. It is kept where the shop reads both the same. */
export function GlassesTyping({ opened }: { readonly opened: OpenedGlasses }) {
  const words = useGlassesWords()
  const { glasses, isOwn } = opened
  const isOpen = (glasses.state === 'submitted' || glasses.state === 'asked') && glasses.toPrescription && !isOwn
  if (!isOpen) return null
  if (!glasses.toRead)
    return (
      <details>
        <summary className="oh">{words.amend}</summary>
        <p className="ink-2">{words.amendHint}</p>
        <TypingForm opened={opened} />
      </details>
    )
  return (
    <section aria-labelledby="type">
      <h2 className="oh" id="type">
        {words.type}
      </h2>
      {!glasses.hasScan && <p role="status">{words.noPicture}</p>}
      <TypingForm opened={opened} />
    </section>
  )
}

const noErrors = { first: {}, again: {} }

function TypingForm({ opened: { glasses } }: { readonly opened: OpenedGlasses }) {
  const [words, office, queries] = [useGlassesWords(), useWords(), useQueryClient()]
  const [first, setFirst] = useState<TypedTexts>({})
  const [again, setAgain] = useState<TypedTexts>({})
  const [said, setSaid] = useState<TypedTexts>({ reason: 'slip' })
  const [isSecond, setSecond] = useState(false)
  const [begunAt, setBegunAt] = useState<number>() // the version whose picture was beside the first field that was typed
  const [ticked, setTicked] = useState<readonly string[]>([])
  const form = useRef<HTMLFormElement>(null)
  const keep = useMutation({
    mutationFn: () => ask<OpenedGlasses>(`/v1/admin/glasses/${encodeURIComponent(glasses.id)}/sheet`, { method: 'PUT', body: bodyOf() }),
    onSuccess: (changed) => {
      clear()
      queries.setQueryData<OpenedGlasses>(['glasses', glasses.id], changed)
      return queries.invalidateQueries({ queryKey: ['/v1/admin/glasses'] })
    },
    onError: async (error) => {
      if (isOutdated(error)) {
        clear()
        await queries.invalidateQueries({ queryKey: ['glasses', glasses.id] })
      }
      if (Object.keys(wrongIn(error).first).length > 0) setSecond(false)
      form.current?.querySelector('input')?.focus()
    },
  })
  const wrong = wrongIn(keep.error)
  const problem = keep.error instanceof Refused ? keep.error.problem : undefined
  const warnings = problem?.code === 'warnings-unticked' ? ((problem['warnings'] ?? []) as RxWarning[]) : []
  return (
    <form
      className="oform"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (keep.isPending) return
        if (isSecond) keep.mutate()
        else begin()
      }}
    >
      <p role="status">{isSecond ? words.typeAgain : keep.isSuccess ? words.typed : words.typeFirst}</p>
      <SheetTable
        key={isSecond ? 'second' : 'first'}
        texts={isSecond ? again : first}
        errors={isSecond ? wrong.again : wrong.first}
        onChange={(name, text) => {
          setBegunAt(begunAt ?? glasses.version)
          ;(isSecond ? setAgain : setFirst)((before) => ({ ...before, [name]: text }))
        }}
      />
      {!isSecond && (
        <label className="field">
          {words.prescriber}
          <input
            className="input"
            maxLength={100}
            value={said['prescriber'] ?? ''}
            onChange={({ target }) => setSaid({ ...said, prescriber: target.value })}
          />
        </label>
      )}
      {!glasses.toRead && <Why said={said} onChange={(part) => setSaid({ ...said, ...part })} />}
      {warnings.length > 0 && (
        <fieldset>
          <legend>{words.tick}</legend>
          {warnings.map(({ code, text }) => (
            <label className="tick" key={code}>
              <input
                type="checkbox"
                checked={ticked.includes(code)}
                onChange={({ target }) => setTicked(target.checked ? [...ticked, code] : ticked.filter((one) => one !== code))}
              />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
      )}
      {keep.error && (
        <p className="bad" role="alert">
          {problem ? (problem.detail ?? problem.title) : office.offline}
        </p>
      )}
      <div className="oact">
        <button className="ob main" type="submit" aria-disabled={keep.isPending || undefined}>
          {isSecond ? words.typeKeep : words.typeNext}
        </button>
        {isSecond && (
          <button className="ob" type="button" onClick={() => setSecond(false)}>
            {words.typeOver}
          </button>
        )}
      </div>
    </form>
  )

  /** What was typed is kept, or was of another picture. */
  function clear() {
    for (const set of [setFirst, setAgain]) set({})
    setSecond(false)
    setBegunAt(undefined)
    setTicked([])
  }

  function begin() {
    keep.reset()
    setAgain({}) // what was typed a second time is typed a second time
    setSecond(true)
    form.current?.querySelector('input')?.focus()
  }

  function bodyOf() {
    const why = glasses.toRead ? {} : { reason: said['reason'], explanation: said['explanation'] ?? '' }
    return {
      prescription: sheetOfTexts(first),
      again: sheetOfTexts(again),
      ticked,
      prescriber: said['prescriber'] ?? '',
      seen: begunAt ?? glasses.version,
      ...why,
    }
  }
}

const wrongIn = (error: unknown) => (error instanceof Refused ? errorsOf(error.problem.errors ?? []) : noErrors)

function Why({ said, onChange }: { readonly said: TypedTexts; readonly onChange: (part: TypedTexts) => void }) {
  const words = useGlassesWords()
  return (
    <>
      <label className="field">
        {words.amendReason}
        <select className="input" value={said['reason']} onChange={({ target }) => onChange({ reason: target.value })}>
          {Object.entries(words.amendReasons).map(([code, text]) => (
            <option key={code} value={code}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {words.explanation}
        <input
          className="input"
          maxLength={500}
          value={said['explanation'] ?? ''}
          onChange={({ target }) => onChange({ explanation: target.value })}
        />
      </label>
    </>
  )
}
