import type { PoseRefusal } from '@vitrine/tryon-core/body-pose'

/** What the page and the thread that hangs tops say to each other. */
export interface ToTops {
  readonly photo: ImageData
  readonly cloth: ImageData
}
export type FromTops =
  | { readonly kind: 'loading'; readonly share: number }
  | { readonly kind: 'preview'; readonly pixels: ImageData }
  | { readonly kind: 'refused'; readonly code: PoseRefusal | 'no-flat-top' }
  | { readonly kind: 'failed'; readonly why: string }
