/**
 * A picture as bytes. Row 0 is on top, x to the right, y down, pixel centres at +0.5; 8 bits per channel, RGB or RGBA, no padding.
 * Functions of this folder read `data` and never keep it.
 */
export interface PixelImage {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
}

/** Pixels of an image: x right, y down. */
export type Pixel = readonly [x: number, y: number]
