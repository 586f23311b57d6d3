import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { HomeTrial } from '@vitrine/gateway/schemas/home-trial'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask, askFile, Refused, saveFile } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { useHomeTrialWords } from '../words/home-trials.ts'
import { useWords } from '../words/words.tsx'
import { HomeTrialMark } from './home-trials.tsx'

const list = '/v1/admin/home-trials'

/** One home trial: its frames and deposit, where it is, and what came back of it. Read again while it is open. */
export function HomeTrialPage() {
  const [words, locale] = [useHomeTrialWords(), useLocale()]
  const { trialId = '' } = useParams()
  const found = useQuery({
    queryKey: [list, trialId],
    queryFn: ({ signal }) => ask<HomeTrial>(`${list}/${encodeURIComponent(trialId)}`, { signal }),
    refetchInterval: 5_000,
  })
  if (!found.data && found.error) return <FailedPage error={found.error} retry={found.refetch} title={words.title} list="/home-trials" />
  if (!found.data) return <Waiting rows={8} />
  const trial = found.data
  return (
    <>
      <PageTitle
        title={`${words.one}, ${trial.shipping.name}`}
        above={<Link to="/home-trials">{words.title}</Link>}
        intro={
          <span className="omarks">
            <HomeTrialMark state={trial.state} />
            <time dateTime={trial.askedAt}>{momentText(trial.askedAt, locale)}</time>
          </span>
        }
      />
      <div className="ocols">
        <div className="ostack">
          <Frames trial={trial} />
          {(trial.allowed.includes('return') || trial.allowed.includes('cancel')) && <Acts key={trial.state} trial={trial} />}
        </div>
        <div className="ostack">
          <Facts trial={trial} />
          <History trial={trial} />
        </div>
      </div>
    </>
  )
}

function Frames({ trial }: { readonly trial: HomeTrial }) {
  const [words, locale] = [useHomeTrialWords(), useLocale()]
  return (
    <section aria-labelledby="frames">
      <h2 className="oh" id="frames">
        {words.frames}
      </h2>
      <ul className="feed wide">
        {trial.frames.map(({ variantId, name, options, price, text }) => (
          <li key={variantId}>
            <span>
              {[name, ...options.map((option) => option.text)].join(', ')}
              <small className="ink-3 obelow">{[formatMoney(locale, price), text].filter(Boolean).join(', ')}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What staff may do: say what came back, frame by frame, or call it off before it left. */
function Acts({ trial }: { readonly trial: HomeTrial }) {
  const [words, office, queries] = [useHomeTrialWords(), useWords(), useQueryClient()]
  const act = useMutation({
    mutationFn: ({ what, body }: { readonly what: 'return' | 'cancel'; readonly body: object }) =>
      ask<HomeTrial>(`${list}/${encodeURIComponent(trial.id)}/${what}`, { method: 'POST', body }),
    onSuccess: (changed) => {
      queries.setQueryData([list, trial.id], changed)
      return queries.invalidateQueries({ queryKey: [list] })
    },
  })
  const failed = act.error && (act.error instanceof Refused ? act.error.problem.title : office.offline)
  const open = trial.frames.filter(({ outcome }) => !outcome)
  const isBusy = act.isPending || undefined
  return (
    <section aria-labelledby="record">
      <h2 className="oh" id="record">
        {trial.allowed.includes('return') ? words.record : words.cancel}
      </h2>
      {trial.allowed.includes('return') && (
        <form
          className="oform"
          onSubmit={(event) => {
            event.preventDefault()
            const form = new FormData(event.currentTarget)
            const frames = open.map(({ variantId }) => ({ variantId, outcome: String(form.get(variantId)) }))
            if (!act.isPending) act.mutate({ what: 'return', body: { frames } })
          }}
        >
          <p className="fine ink-3">{words.recordHint}</p>
          {open.map(({ variantId, name }) => (
            <label className="field" key={variantId}>
              {name}
              <select className="input" name={variantId} defaultValue="back">
                {Object.entries(words.outcomes).map(([outcome, text]) => (
                  <option key={outcome} value={outcome}>
                    {text}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <button className="ob main" type="submit" aria-disabled={isBusy}>
            {words.save}
          </button>
        </form>
      )}
      {trial.allowed.includes('cancel') && (
        <button
          className="ob"
          type="button"
          aria-disabled={isBusy}
          onClick={() => !act.isPending && act.mutate({ what: 'cancel', body: {} })}
        >
          {words.cancel}
        </button>
      )}
      {failed && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </section>
  )
}

function Facts({ trial }: { readonly trial: HomeTrial }) {
  const [words, locale] = [useHomeTrialWords(), useLocale()]
  const { shipping, state, deposit, depositText, depositState, charged, taken, shipBy, returnBy, lateAt, notices, deliveries } = trial
  const { name, line1, line2, postcode, city, country } = shipping
  const moment = (at: string) => momentText(at, locale)
  const isOut = state === 'delivered'
  const lines = [
    `${formatMoney(locale, deposit)}, ${depositText}`,
    taken.amountMinor > 0 && words.taken(formatMoney(locale, taken)),
    state === 'settling' && depositState === 'dropped' && words.waitsForMoney(formatMoney(locale, charged)),
    state === 'preparing' && words.shipBy(moment(shipBy)),
    isOut && returnBy && words.returnBy(moment(returnBy)),
    isOut && notices > 0 && words.notices(notices),
    isOut && lateAt && words.lateAt(moment(lateAt)),
    ...deliveries.map(({ carrier, trackingNumber }) => [carrier, trackingNumber].filter(Boolean).join(', ')),
  ].filter((line): line is string => Boolean(line))
  return (
    <>
      <section aria-labelledby="deposit">
        <h2 className="oh" id="deposit">
          {words.deposit}
        </h2>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {trial.invoiceNumber && <Invoice trialId={trial.id} number={trial.invoiceNumber} />}
      </section>
      <section aria-labelledby="address">
        <h2 className="oh" id="address">
          {words.address}
        </h2>
        {[name, line1, line2, `${postcode} ${city}`, country, trial.email].filter(Boolean).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </section>
    </>
  )
}

/** The invoice of what was taken, saved as a file. */
function Invoice({ trialId, number }: { readonly trialId: string; readonly number: string }) {
  const [words, office] = [useHomeTrialWords(), useWords()]
  const print = useMutation({
    mutationFn: () => askFile(`${list}/${encodeURIComponent(trialId)}/invoice.pdf`),
    onSuccess: (pdf) => saveFile(pdf, `${number}.pdf`),
  })
  return (
    <>
      <button className="ob" type="button" aria-disabled={print.isPending || undefined} onClick={() => !print.isPending && print.mutate()}>
        {words.invoice(number)}
      </button>
      {print.error && (
        <p className="bad" role="alert">
          {print.error instanceof Refused ? print.error.problem.title : office.offline}
        </p>
      )}
    </>
  )
}

function History({ trial }: { readonly trial: HomeTrial }) {
  const [words, locale] = [useHomeTrialWords(), useLocale()]
  return (
    <section aria-labelledby="history">
      <h2 className="oh" id="history">
        {words.history}
      </h2>
      <ol className="feed wide">
        {trial.timeline.toReversed().map(({ at, event, text }) => (
          <li key={`${at} ${event}`}>
            <time dateTime={at}>{momentText(at, locale)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
