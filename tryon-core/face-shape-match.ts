import type { FaceShape } from './measures.ts'
import type { LensShape } from './lens-outline.ts'

/** Coarser than this, mm, 95 %, nothing is said of a frame's width: between narrow and wide lie 8 mm. No picture reaches it today, with a typed PD or without. */
export const coarsestWidthMm = 10

/** A shape below this share says nothing: several others are as likely together [our choice; published classifiers are right in 36 to 65 of 100, try-on design, section 3]. */
const leastShare = 0.5

/** How much a face is of each shape; shares add up to 1, most first. */
export type FaceShares = readonly { readonly name: FaceShape; readonly share: number }[]

/** What is known of a face's shape well enough to order frames by it; undefined where no shape leads. */
export const tellingShares = (shares: FaceShares): FaceShares | undefined => ((shares[0]?.share ?? 0) >= leastShare ? shares : undefined)

/** Lens shapes that shops' guides name for each face: what the face has not. An opinion, as theirs are [our reading of them]. */
const named: Readonly<Record<FaceShape, readonly LensShape[]>> = {
  oval: ['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'],
  round: ['square', 'rectangle', 'cat'],
  square: ['round', 'panto', 'oval'],
  oblong: ['panto', 'square', 'aviator'],
  heart: ['panto', 'round', 'aviator', 'oval'],
  diamond: ['cat', 'oval', 'panto'],
}

/** 0 to 1: how much of a face, by its shares, a lens shape is named for. Weak: for the order of frames, and nothing else. */
export const suits = (lens: LensShape, shares: FaceShares): number =>
  shares.reduce((sum, { name, share }) => sum + (named[name].includes(lens) ? share : 0), 0)
