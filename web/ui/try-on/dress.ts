import type { FramePart } from '@vitrine/tryon-core/frame-geometry'
import type { Occluder } from '@vitrine/tryon-core/head-occluder'
import type { Sight } from '@vitrine/tryon-core/live-tracker'
import type { Tile } from './tiles.ts'

/** A frame as it is drawn, by a name that is another one when its triangles are. */
export interface Dress {
  readonly key: string
  readonly parts: readonly FramePart[]
}

export interface FramePainter {
  /** The frames to draw from now on, one for each tile, and the head that hides them. One that is known costs nothing, a new one 2 ms. */
  wear(dresses: readonly Dress[], head: Occluder): void
  /** Draws them where the face is, in its light; nothing when there is none. Tiles: their sources in px of the
   * picture the face was read from, their targets in px of the canvas. */
  draw(sight: Sight | undefined, tiles: readonly Tile[]): void
  /** Waits until what was asked is drawn: for measuring. */
  finish(): void
  close(): void
}
