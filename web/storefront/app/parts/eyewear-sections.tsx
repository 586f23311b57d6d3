import type { EyewearAttributes } from '@vitrine/gateway/schemas/attributes'
import type { Product } from '@vitrine/gateway/schemas/catalogue'
import { FrameDrawing } from '@vitrine/ui/components/frame-drawing'
import { labelOf } from '@vitrine/ui/components/product-card'
import { drawingWords } from '@vitrine/ui/drawing-words'
import { formatGrams, formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { productWords } from '../words/product.ts'
import { Details, Facts, Fold } from './details.tsx'

const metals = new Set(['titanium', 'steel', 'stainless-steel', 'metal', 'monel', 'aluminium', 'gold'])

/** The chosen frame to the millimetre, then what it is made of. */
export function EyewearSections({ product, frame }: { readonly product: Product; readonly frame: EyewearAttributes }) {
  const locale = useLocale()
  const words = productWords[locale]
  const word = (name: string, code: unknown) => labelOf(product.labels, name, code)
  return (
    <>
      <Drawing product={product} frame={frame} />
      <Details product={product}>
        <Fold title={words.materials} open>
          <Facts
            facts={[
              { name: words.shape, value: word('shape', frame.shape) },
              { name: words.material, value: word('material', frame.material) },
              { name: words.rim, value: word('rim', frame.rim) },
              { name: words.noseFit, value: word('noseFit', frame.noseFit) },
              { name: words.hinge, value: word('hinge', frame.hinge) },
              frame.prescription !== undefined && {
                name: words.prescription,
                value: frame.prescription ? words.prescriptionYes : words.prescriptionNo,
              },
            ]}
          />
        </Fold>
      </Details>
    </>
  )
}

function Drawing({ product, frame }: { readonly product: Product; readonly frame: EyewearAttributes }) {
  const locale = useLocale()
  const words = productWords[locale]
  const parts = drawingWords[locale]
  const { shape, lensWidthMm, bridgeMm, lensHeightMm, templeMm, weightG } = frame
  if (!shape || !lensWidthMm || !bridgeMm || !lensHeightMm || !templeMm) return null
  // Not every maker states the whole width; then it is 2A + DBL + 6, marked as estimated (domain.md 1.1).
  const frameWidthMm = frame.frameWidthMm ?? 2 * lensWidthMm + bridgeMm + 6
  const figures = [
    [formatMm(locale, frameWidthMm), parts.width],
    [formatMm(locale, lensWidthMm), parts.lens],
    [formatMm(locale, lensHeightMm), parts.lensHeight],
    [formatMm(locale, bridgeMm), parts.bridge],
    [formatMm(locale, templeMm), parts.temple],
    ...(weightG ? [[formatGrams(locale, weightG), parts.weight] as const] : []),
  ] as const
  return (
    <section className="sec" aria-labelledby="measures">
      <div className="two-col items-end">
        <h2 className="title" id="measures">
          {words.toTheMm}
        </h2>
        <p className="prose">{words.toTheMmText}</p>
      </div>
      <div className="mt-4">
        <FrameDrawing
          name={product.name}
          frame={{
            shape,
            lensWidthMm,
            lensHeightMm,
            bridgeMm,
            templeMm,
            frameWidthMm,
            rimMm: metals.has(frame.material ?? '') ? 1.2 : 3.6,
          }}
        />
      </div>
      <dl className="figs six">
        {figures.map(([figure, name]) => (
          <div key={name}>
            <dt>{figure}</dt>
            <dd>{name}</dd>
          </div>
        ))}
      </dl>
      {frame.frameWidthMm === undefined && <p className="fine ink-3 mt-3">{words.estimated}</p>}
    </section>
  )
}
