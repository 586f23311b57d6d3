import { type Eye, strongestMeridian } from './eye.ts'
import { stepHundredths } from './power.ts'

/** From here on the distance between lens and eye matters, hundredths of a dioptre; and by how much it has to differ, mm (RX-7). */
const from = { hundredths: 400, mm: 2 } as const

/**
 * What a lens has to be at another distance from the eye: F' = F / (1 - d F) with d in metres, positive when worn closer, in each meridian; the axis
 * stays, and each power is the nearest of 0.25. Undefined where it does not matter: below 4.00 in every meridian, or within 2 mm.
 *
 * Proposed to an optician, never applied (RX-7). Source: effectivity of a thin lens, domain.md RX-7.
 */
export function atVertex(eye: Eye, fromMm: number, toMm: number): Eye | undefined {
  const closerMm = fromMm - toMm
  if (Math.abs(closerMm) <= from.mm || strongestMeridian(eye) < from.hundredths) return undefined
  const moved = (hundredths: number) => {
    const dioptres = hundredths / 100
    const at = Math.round((dioptres / (1 - (closerMm / 1_000) * dioptres)) * (100 / stepHundredths)) * stepHundredths
    return at === 0 ? 0 : at
  }
  const sph = moved(eye.sph)
  const cyl = moved(eye.sph + eye.cyl) - sph
  return { ...eye, sph, cyl, axis: cyl === 0 ? 0 : eye.axis }
}
