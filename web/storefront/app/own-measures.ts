import type { MyMeasures } from '@vitrine/gateway/schemas/measures'
import type { TypedWearer } from './frames-that-fit.ts'

/** What a PD that was typed is off by, mm, 95 %: opticians measure to half a millimetre (tryon-core/measures.ts). */
const typedErrorMm = 0.5

/** Kept measures as fields show them. */
export const typedOf = ({ pd, pair, faceWidthMm }: MyMeasures): TypedWearer => ({
  pd: pd ? `${pd.mm}` : '',
  pair: pair ? `${pair.lensWidthMm}-${pair.bridgeMm}-${pair.templeMm}` : '',
  faceWidth: faceWidthMm === undefined ? '' : `${faceWidthMm}`,
})

/** A distance that was measured, as the form carries it beside what is typed: `62.5`, `5.9`, `iris`. */
export type MeasuredFields = Readonly<Partial<Record<'pdMeasured' | 'pdErrorMm' | 'pdMethod', string>>>

/** A kept distance that was measured, as the form carries it. */
export const measuredOf = ({ pd }: MyMeasures): MeasuredFields =>
  pd && pd.method !== 'typed' ? { pdMeasured: `${pd.mm}`, pdErrorMm: `${pd.errorMm}`, pdMethod: pd.method } : {}

/** The distance with how it is known: a measured one that nobody typed over keeps its error bar, every other was typed. */
export function pdToKeep(mm: number, { pdMeasured = '', pdErrorMm = '', pdMethod = '' }: MeasuredFields): NonNullable<MyMeasures['pd']> {
  const errorMm = Number(pdErrorMm.replace(',', '.'))
  if (pdMeasured === '' || Number(pdMeasured) !== mm || !(errorMm > 0)) return { mm, errorMm: typedErrorMm, method: 'typed' }
  return { mm, errorMm: Math.min(errorMm, 19), method: pdMethod === 'card' ? 'card' : 'iris' }
}

/** For lenses: a distance that was measured says so with its error bar, a typed one is as exact as any. */
export const lensValuesOf = ({ pd }: MyMeasures): { pdFar?: string; pdMeasured?: string; pdErrorMm?: string } => {
  if (!pd) return {}
  const pdFar = `${Math.round(2 * pd.mm) / 2}`
  return pd.method === 'typed' ? { pdFar } : { pdFar, pdMeasured: pdFar, pdErrorMm: `${pd.errorMm}` }
}
