import type { OpenedGlasses } from '@vitrine/gateway/schemas/optics'
import { formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useGlassesWords } from '../words/glasses.ts'
import { useWords } from '../words/words.tsx'

/** What the lenses are cut for, and how they will sit. */
export function FrameFacts({ opened: { frame, lens } }: { readonly opened: OpenedGlasses }) {
  const [words, office, locale] = [useGlassesWords(), useWords(), useLocale()]
  const mm = (value: number) => formatMm(locale, value)
  const { fit } = lens
  const both = (name: 'edgeMm' | 'centreMm') =>
    fit?.right[name] !== undefined && fit.left[name] !== undefined ? `${mm(fit.right[name])}, ${mm(fit.left[name])}` : undefined
  const blankOf = (eye: 'right' | 'left') => {
    const blank = fit?.[eye].blank
    return blank ? words.blankIs(mm(blank.diameterMm), new Intl.NumberFormat(locale).format(blank.baseCurve)) : words.noBlank
  }
  const hasBlanks = fit?.right.blank ?? fit?.left.blank
  const facts = [
    [words.lens, lens.name],
    [words.index, new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(lens.index)],
    [words.box, [frame.lensWidthMm, frame.lensHeightMm, frame.bridgeMm].map(mm).join(', ')],
    [words.rim, office.attributeValues[frame.rim as keyof typeof office.attributeValues] ?? frame.rim],
    [words.decentration, fit && `${mm(fit.right.decentrationMm)}, ${mm(fit.left.decentrationMm)}`],
    [words.blank, fit && mm(fit.minBlankMm)],
    [words.blankToTake, hasBlanks && `${blankOf('right')}, ${blankOf('left')}`],
    [words.edge, both('edgeMm')],
    [words.centre, both('centreMm')],
  ] as const
  return (
    <section aria-labelledby="frame">
      <h2 className="oh" id="frame">
        {words.frame}
      </h2>
      <dl className="osum">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {fit && (
        <ul className="ink-2">
          {fit.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {lens.reasons.length > 0 && (
        <>
          <h3 className="oh">{words.speaks}</h3>
          <ul>
            {lens.reasons.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
