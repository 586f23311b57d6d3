import type { OpenedAdvice } from '@vitrine/gateway/schemas/advice'
import { formatDate } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useAdviceWords } from '../words/advice.ts'
import { useGlassesWords } from '../words/glasses.ts'
import { useWords } from '../words/words.tsx'
import { useAdviceAct } from './advice-reply.tsx'
import { Written } from './glasses-sheet.tsx'
import { Status } from './status.tsx'

interface AdviceSheetProps {
  readonly accountId: string
  readonly sheet: OpenedAdvice['sheets'][number]
  readonly isOwn: boolean
}

const tones = { submitted: 'ambre', asked: 'azur', verified: 'verre', rejected: 'grenat' } as const

/** A prescription that a person keeps, as written and as read, with what an optician may decide about it: a decided one is read only. */
export function AdviceSheet({ accountId, sheet: { kept, written }, isOwn }: AdviceSheetProps) {
  const [words, glasses, office, locale] = [useAdviceWords(), useGlassesWords(), useWords(), useLocale()]
  const { id, wearer, prescriber, prescription, state, reason, validity, corrected } = kept
  return (
    <section aria-labelledby={`sheet-${id}`}>
      <h2 className="oh" id={`sheet-${id}`}>
        {words.kept(wearer)}
      </h2>
      <p className="omarks">
        <Status text={words.states[state]} tone={tones[state]} />
        {reason && <span>{reason.text}</span>}
        {corrected && <span>{words.corrected}</span>}
      </p>
      <dl className="osum">
        {(['right', 'left'] as const).map((eye) => (
          <div key={eye}>
            <dt>{`${glasses.read}, ${glasses[eye]}`}</dt>
            <dd>{prescription[eye].text}</dd>
          </div>
        ))}
      </dl>
      <Written written={written} />
      <ul className="ink-2">
        <li>{glasses.validity[validity.state](validity.until ? formatDate(locale, validity.until) : '')}</li>
        {prescriber && <li>{`${glasses.prescriber}${office.colon} ${prescriber}`}</li>}
      </ul>
      {!isOwn && (state === 'submitted' || state === 'asked') && <Decide accountId={accountId} prescriptionId={id} />}
    </section>
  )
}

function Decide({ accountId, prescriptionId }: { readonly accountId: string; readonly prescriptionId: string }) {
  const [words, glasses] = [useAdviceWords(), useGlassesWords()]
  const { send, isBusy, failed } = useAdviceAct(accountId, 'decisions')
  const named = (name: string) => `${name}-${prescriptionId}`
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const decision = ((event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement).value
        const form = new FormData(event.currentTarget)
        const why = { reason: String(form.get('reason')), message: String(form.get('message') ?? '').trim() }
        send({ prescriptionId, decision, ...(decision !== 'verify' && why) })
      }}
    >
      <button className="ob main" type="submit" value="verify" aria-disabled={isBusy}>
        {words.verify}
      </button>
      <label className="field">
        {glasses.reason}
        <select className="input" name="reason" defaultValue="unreadable">
          {Object.entries(glasses.reasons).map(([code, text]) => (
            <option key={code} value={code}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <div className="field">
        <label htmlFor={named('message')}>{glasses.message}</label>
        <p className="hint" id={named('hint')}>
          {words.replyHint}
        </p>
        <textarea className="input" id={named('message')} name="message" maxLength={2_000} rows={3} aria-describedby={named('hint')} />
      </div>
      <div className="oact">
        <button className="ob" type="submit" value="ask" aria-disabled={isBusy}>
          {words.ask}
        </button>
        <button className="ob" type="submit" value="reject" aria-disabled={isBusy}>
          {words.reject}
        </button>
      </div>
      {failed && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </form>
  )
}
