import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminGlasses, OpenedGlasses } from '@vitrine/gateway/schemas/optics'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { ask, Refused } from '../api.ts'
import { useGlassesWords } from '../words/glasses.ts'
import { useWords } from '../words/words.tsx'
import { isOutdated } from './glasses-outdated.ts'

type Decision = 'verify' | 'ask' | 'refuse'

/**
 * Verify, ask or refuse what was seen. What is written to the shopper stands on the page of the order alone. Where another sheet or picture came meanwhile
 * nothing is decided: the page opens it, and what was written to the shopper stays.
 */
export function GlassesDecision({ opened }: { readonly opened: OpenedGlasses }) {
  const [words, office, queries] = [useGlassesWords(), useWords(), useQueryClient()]
  const [overrides, setOverrides] = useState(false)
  const { glasses, isOwn, lens, validity, mayBeExpired } = opened
  const isExpired = validity?.state === 'expired' && mayBeExpired
  const said = useDecidedFocus<HTMLDivElement>(glasses.state)
  const decide = useMutation({
    mutationFn: (body: object) =>
      ask<AdminGlasses>(`/v1/admin/glasses/${encodeURIComponent(glasses.id)}/decisions`, { method: 'POST', body }),
    onSuccess: (changed) => {
      queries.setQueryData<OpenedGlasses>(['glasses', glasses.id], (before) => before && { ...before, glasses: changed })
      return queries.invalidateQueries({ queryKey: ['/v1/admin/glasses'] })
    },
    onError: async (error) => {
      if (!isOutdated(error)) return
      setOverrides(false)
      await queries.invalidateQueries({ queryKey: ['glasses', glasses.id] })
    },
  })
  const problem = decide.error instanceof Refused ? decide.error.problem : undefined
  const failed = decide.error && (problem?.status === 403 ? words.noRight : (problem?.detail ?? problem?.title ?? office.offline))
  if (glasses.state !== 'submitted' && glasses.state !== 'asked')
    return (
      <div role="status" className="ostack" ref={said} tabIndex={-1}>
        {failed && <p className="bad">{failed}</p>}
        <p className="ink-3">{words.ended}</p>
      </div>
    )
  if (isOwn) return <p role="status">{words.own}</p>
  const send = (decision: Decision, form: FormData) => {
    if (decide.isPending || (decision === 'verify' && glasses.toRead)) return
    const said = { reason: String(form.get('reason')), message: String(form.get('message') ?? '').trim() }
    const lost = form.get('lost')
    const taken = lost ? { lost, message: said.message } : {}
    decide.mutate({ decision, seen: glasses.version, ...(decision === 'verify' ? { overridesFit: overrides, ...taken } : said) })
  }
  return (
    <section aria-labelledby="decide" ref={said} tabIndex={-1}>
      <h2 className="oh" id="decide">
        {words.decide}
      </h2>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement
          send(pressed.value as Decision, new FormData(event.currentTarget))
        }}
      >
        {glasses.state === 'submitted' && (
          <>
            {lens.fit?.verdict === 'no' && (
              <label className="tick">
                <input type="checkbox" checked={overrides} onChange={({ target }) => setOverrides(target.checked)} />
                <span>{words.overrides}</span>
              </label>
            )}
            {isExpired && (
              <div className="field">
                <label htmlFor="lost">{words.lostWhy}</label>
                <p className="hint" id="lost-hint">
                  {words.lostNoteHint}
                </p>
                <select className="input" id="lost" name="lost" defaultValue="" aria-describedby="lost-hint">
                  <option value="">{words.lostNo}</option>
                  {Object.entries(words.lostReasons).map(([code, text]) => (
                    <option key={code} value={code}>
                      {text}
                    </option>
                  ))}
                </select>
              </div>
            )}
            <button className="ob main" type="submit" value="verify" aria-disabled={decide.isPending || glasses.toRead || undefined}>
              {words.verify}
            </button>
            <p className="fine ink-3">{glasses.toRead ? words.verifyUnread : words.verifyHint}</p>
          </>
        )}
        <label className="field">
          {words.reason}
          <select className="input" name="reason" defaultValue="unreadable">
            {Object.entries(words.reasons).map(([code, text]) => (
              <option key={code} value={code}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <div className="field">
          <label htmlFor="message">{words.message}</label>
          <p className="hint" id="message-hint">
            {words.messageHint}
          </p>
          <textarea className="input" id="message" name="message" maxLength={1_000} rows={3} aria-describedby="message-hint" />
        </div>
        <div className="oact">
          {glasses.state === 'submitted' && (
            <button className="ob" type="submit" value="ask" aria-disabled={decide.isPending || undefined}>
              {words.ask}
            </button>
          )}
          <button className="ob" type="submit" value="refuse" aria-disabled={decide.isPending || undefined}>
            {words.refuse}
          </button>
        </div>
        {failed && (
          <p className="bad" role="alert">
            {failed}
          </p>
        )}
      </form>
    </section>
  )
}

/** The button that was pressed is gone with the state it was for: the keyboard goes to what stands in its place. */
function useDecidedFocus<Place extends HTMLElement>(state: string): RefObject<Place | null> {
  const [place, before] = [useRef<Place>(null), useRef(state)]
  useEffect(() => {
    if (before.current !== state && (document.activeElement ?? document.body) === document.body) place.current?.focus()
    before.current = state
  }, [state, place, before])
  return place
}
