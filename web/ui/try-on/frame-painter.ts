import type { FramePainter } from './dress.ts'
import { glPainter } from './gl-painter.ts'
import { softwarePainter } from './software-painter.ts'

/**
 * Draws frames over a live picture or a head, on a clear canvas: on the graphics card, and without one by the rasteriser of the photos, which
 * takes a fifth of what a browser needs to play a card (docs/try-on-accuracy.md). Both share one formula, so they look alike.
 */
export const framePainter = (canvas: HTMLCanvasElement): FramePainter => glPainter(canvas) ?? softwarePainter(canvas)
