import type { AverageHead } from '@vitrine/tryon-core/head-occluder'
import type { LiveAnswer } from '@vitrine/tryon-core/live-tracker'

/** From the page to the thread that reads faces. Pixels are handed over and come back with the answer. */
export type ToFaces =
  | { readonly kind: 'look'; readonly pixels: ImageData; readonly seconds: number; readonly pdMm?: number | undefined }
  | { readonly kind: 'forget' }

/** And back. `share` of what must be loaded, 0..1. */
export type FromFaces =
  | { readonly kind: 'loading'; readonly share: number }
  | { readonly kind: 'ready'; readonly head: AverageHead }
  /** `brightness` of the whole picture, 0..255, where no face was found in it. */
  | { readonly kind: 'seen'; readonly answer: LiveAnswer; readonly brightness: number | undefined }
  | { readonly kind: 'failed'; readonly why: string }
