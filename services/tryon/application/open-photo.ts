import type { PixelImage } from '@vitrine/tryon-core/image'
import type { PhotoWish, Refused } from '../domain/photo.ts'

/** A photo as it is drawn: upright, at most 1600 px a side. */
export interface OpenPhoto {
  readonly outcome: 'photo'
  readonly image: PixelImage
  /** Vertical, as the photo's own EXIF says. */
  readonly fovDegrees: number | undefined
}

/** What trying on needs of pictures. */
export interface Pictures {
  /** Decodes JPEG, PNG and WebP. Refuses `not-an-image`, `too-large` and `too-many-pixels`; throws nothing for bad bytes. */
  open(bytes: Uint8Array): Promise<OpenPhoto | Refused>
  /** Decodes one picture of a stream: JPEG within `streamLimits`. Refusals as above. */
  openStreamed(bytes: Uint8Array): Promise<OpenPhoto | Refused>
  /** JPEG without metadata. */
  jpeg(image: PixelImage): Promise<Uint8Array>
}

/** What the shopper said wins over what the photo says. */
export const wishOf = (wish: PhotoWish, photo: OpenPhoto): PhotoWish => ({
  pdMm: wish.pdMm,
  fovDegrees: wish.fovDegrees ?? photo.fovDegrees,
})
