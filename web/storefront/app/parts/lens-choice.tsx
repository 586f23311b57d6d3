import type { LensChoice as Lens, LensQuote } from '@vitrine/gateway/schemas/optics'
import { Icon } from '@vitrine/ui/components/icon'
import { formatMm, formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { isPicture, type LensUse } from '../lens-steps.ts'
import type { Values } from '../sheet-form.ts'
import { lensWords } from '../words/lenses.ts'

interface LensChoiceProps {
  readonly range: LensQuote
  readonly use: LensUse
  readonly values: Values
}

/** Lenses of one use: those that cannot be had stay in view, with every reason and the nearest that works (LN-9). */
export function LensChoice({ range, use, values }: LensChoiceProps) {
  const words = lensWords[useLocale()]
  const lenses = range.lenses.filter((lens) => lens.use === use)
  const chosen = lenses.find(({ id }) => id === values.lens)
  if (lenses.length === 0) return <p role="status">{words.noLens}</p>
  return (
    <>
      <fieldset className="grp">
        <legend>
          {words.lensTitle}
          <span>{words.lensHint}</span>
        </legend>
        <div className="opts one">
          {lenses.map((lens) => (
            <LensOption key={lens.id} lens={lens} lenses={lenses} isChosen={lens === chosen} isUnread={isPicture(values)} />
          ))}
        </div>
      </fieldset>
      <fieldset className="grp">
        <legend>{words.treatments}</legend>
        <div className="grid gap-1">
          {range.treatments.map((treatment) => (
            <Treatment
              key={treatment.id}
              treatment={treatment}
              isOffered={!chosen || chosen.treatmentIds.includes(treatment.id)}
              isChosen={values[`treatment ${treatment.id}`] === 'yes'}
            />
          ))}
        </div>
      </fieldset>
    </>
  )
}

interface LensOptionProps {
  readonly lens: Lens
  readonly lenses: readonly Lens[]
  readonly isChosen: boolean
  /** Nobody knows the powers yet: what it is made for helps to choose. */
  readonly isUnread: boolean
}

function LensOption({ lens, lenses, isChosen, isUnread }: LensOptionProps) {
  const locale = useLocale()
  const words = lensWords[locale]
  const isPossible = lens.reasons.length === 0
  const nearest = lenses.find(({ id }) => id === lens.nearestId)
  const why = [...new Set(lens.reasons.map(({ text }) => text))]
  const isOfTreatments = lens.reasons.every(({ rule }) => rule === 'LN-7')
  const id = `lens-${lens.id}`
  return (
    <label className={isPossible ? 'opt row' : 'opt row out'}>
      <input type="radio" id={id} name="lens" value={lens.id} defaultChecked={isChosen} aria-describedby={`${id}-more`} />
      <span>
        <span>{lens.name}</span>
        <small id={`${id}-more`}>
          {isPossible ? (
            [isUnread && lens.use !== 'plano' && reach(lens, locale), thickness(lens, locale), words.lead(lens.leadDays)]
              .filter(Boolean)
              .join(', ')
          ) : (
            <>
              {why.map((text, place) => (
                <span className="block" key={text}>
                  {place === 0 ? words.cannot(text) : text}
                </span>
              ))}
              <span className="block">
                {nearest ? words.nearest(nearest.name) : isOfTreatments ? words.otherTreatments : words.noneNearest}
              </span>
            </>
          )}
        </small>
      </span>
      <span className="tabular-nums">{formatMoney(locale, lens.price)}</span>
    </label>
  )
}

/** The powers it is made for. */
function reach({ reach: { sph, cyl, add } }: Lens, locale: 'fr' | 'en'): string {
  const words = lensWords[locale]
  const power = (value: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: 2, signDisplay: 'exceptZero' }).format(value).replace('-', '−')
  return words.reach(power(sph.low), power(sph.high), power(cyl.low)) + (add ? words.reachAdd(power(add.low), power(add.high)) : '')
}

/** How thick it gets at its edge, or in its middle where that is thicker. */
function thickness({ fit }: Lens, locale: 'fr' | 'en'): string {
  const words = lensWords[locale]
  const mm = (value: number) => formatMm(locale, value)
  if (fit?.right.edgeMm !== undefined && fit.left.edgeMm !== undefined) return words.edge(mm(fit.right.edgeMm), mm(fit.left.edgeMm))
  if (fit?.right.centreMm !== undefined && fit.left.centreMm !== undefined)
    return words.centre(mm(fit.right.centreMm), mm(fit.left.centreMm))
  return ''
}

interface TreatmentProps {
  readonly treatment: LensQuote['treatments'][number]
  readonly isOffered: boolean
  readonly isChosen: boolean
}

function Treatment({ treatment, isOffered, isChosen }: TreatmentProps) {
  const locale = useLocale()
  const words = lensWords[locale]
  return (
    <label className="tick">
      <input type="checkbox" name={`treatment ${treatment.id}`} value="yes" defaultChecked={isChosen} />
      <span>
        {treatment.name} <span className="ink-2 tabular-nums">+{formatMoney(locale, treatment.price)}</span>
        {!isOffered && (
          <small className="fine ink-3 block">
            <Icon name="warning" /> {words.notOffered}
          </small>
        )}
      </span>
    </label>
  )
}

/** What it costs, line by line, as pricing sums it (LN-8). */
export function LensPrice({ quote }: { readonly quote: NonNullable<LensQuote['quote']> }) {
  const locale = useLocale()
  const words = lensWords[locale]
  return (
    <div className="sum" role="status">
      <dl>
        {quote.lines.map(({ id, name, price }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd>{formatMoney(locale, price)}</dd>
          </div>
        ))}
        <div className="total">
          <dt>{words.total}</dt>
          <dd>{formatMoney(locale, quote.total)}</dd>
        </div>
      </dl>
      <p className="fine ink-3">{words.lead(quote.leadDays)}</p>
    </div>
  )
}
