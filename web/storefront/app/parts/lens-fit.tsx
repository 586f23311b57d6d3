import type { LensChoice } from '@vitrine/gateway/schemas/optics'
import { formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { lensWords } from '../words/lenses.ts'

/** How a chosen lens sits before these eyes, before it is bought (OPT-7): the figures, and what they mean. Lenses without power sit anywhere. */
export function LensFit({ lens }: { readonly lens: LensChoice | undefined }) {
  const locale = useLocale()
  const words = lensWords[locale]
  if (!lens?.fit || lens.use === 'plano') return null
  const { right, left, minBlankMm, reasons } = lens.fit
  const off = (mm: number) => formatMm(locale, Math.abs(mm))
  return (
    <section className="grid gap-2" aria-labelledby="how-lenses-sit">
      <h3 className="label" id="how-lenses-sit">
        {words.fit}
      </h3>
      <ul className="ink-2 grid gap-1">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        <li>{words.decentration(off(right.decentrationMm), off(left.decentrationMm))}</li>
        <li>{words.blank(formatMm(locale, minBlankMm))}</li>
      </ul>
    </section>
  )
}
