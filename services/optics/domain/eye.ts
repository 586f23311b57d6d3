export interface Prism<Base extends string> {
  /** Hundredths of a prism dioptre. */
  readonly delta: number
  readonly base: Base
}

/** What one eye needs. Powers in hundredths of a dioptre; `axis` 1 to 180 degrees, 0 exactly when `cyl` is 0. */
export interface Eye {
  readonly sph: number
  readonly cyl: number
  readonly axis: number
  readonly add?: number
  readonly prismH?: Prism<'in' | 'out'>
  readonly prismV?: Prism<'up' | 'down'>
}

/** The same lens with the other sign of cylinder (RX-3). Twice is the eye itself. */
export function transposed(eye: Eye): Eye {
  if (eye.cyl === 0) return eye
  return { ...eye, sph: eye.sph + eye.cyl, cyl: -eye.cyl, axis: eye.axis <= 90 ? eye.axis + 90 : eye.axis - 90 }
}

/** In minus cylinder, as every prescription is kept (RX-3). */
export const canonical = (eye: Eye): Eye => (eye.cyl > 0 ? transposed(eye) : eye)

/** Spherical equivalent in hundredths; exact, so it may end in .5 (RX-4). */
export const sphericalEquivalent = ({ sph, cyl }: Eye): number => sph + cyl / 2

/** Power along the horizontal, in hundredths (RX-5: sph + cyl × sin² of the axis). */
export const horizontalPower = ({ sph, cyl, axis }: Eye): number => sph + cyl * Math.sin((axis * Math.PI) / 180) ** 2

/** The larger of |sph| and |sph + cyl|, in hundredths (RX-5). */
export const strongestMeridian = ({ sph, cyl }: Eye): number => Math.max(Math.abs(sph), Math.abs(sph + cyl))

/** The eye reading at near, for lenses of one power (LN-1). */
export const atNear = ({ add = 0, ...eye }: Eye): Eye => ({ ...eye, sph: eye.sph + add })
