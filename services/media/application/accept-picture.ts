import type { Clock } from '@vitrine/platform/clock/clock'
import { type Asset, checkedPurpose, kindOf, limits, type Master, type Refusal } from '../domain/picture.ts'

export interface Darkroom {
  /** Upright, without metadata, one frame, re-encoded; or as it is when it is a finished WebP master. */
  develop(bytes: Uint8Array, how: 're-encode' | 'as-is'): Promise<{ master: Master; bytes: Buffer } | Refusal>
  render(master: Buffer, width: number, format: 'webp' | 'jpg'): Promise<Buffer>
}

export interface PictureStore {
  /** Keeps the row; twice with one id keeps it once and answers what is there. */
  keep(asset: Asset, createdAt: Date): Promise<Asset>
  describe(sha256s: readonly string[]): Promise<Asset[]>
  /** Takes the row away. Answers the picture's hash when that was its last use. */
  remove(assetId: string): Promise<string | undefined>
}

/** Where the bytes are: `media/<sha[0:2]>/<sha>/master.webp`. */
export interface PictureFiles {
  putMaster(sha256: string, bytes: Uint8Array): Promise<void>
  getMaster(sha256: string): Promise<Buffer | undefined>
  putSize(sha256: string, name: string, bytes: Uint8Array): Promise<void>
  getSize(sha256: string, name: string): Promise<Buffer | undefined>
  removeAll(sha256: string): Promise<void>
}

export type AcceptOutcome =
  | { readonly outcome: 'accepted'; readonly asset: Asset }
  | { readonly outcome: 'refused'; readonly code: Refusal }

/**
 * Takes a picture in: what is kept is made anew from it, the upload itself is not (`as-is`, for finished masters of our own, is checked and
 * kept byte for byte). Equal pictures are kept once. Twice with one asset id is once. Throws RangeError for an unknown purpose.
 */
export async function acceptPicture(
  needs: { darkroom: Darkroom; store: PictureStore; files: PictureFiles; clock: Clock },
  asked: { assetId: string; bytes: Uint8Array; purpose: string; ownerId: string; how: 're-encode' | 'as-is' },
): Promise<AcceptOutcome> {
  const purpose = checkedPurpose(asked.purpose)
  if (asked.bytes.length > limits.uploadBytes) return { outcome: 'refused', code: 'too-large' }
  const kind = kindOf(asked.bytes)
  if (!kind || (asked.how === 'as-is' && kind !== 'webp')) return { outcome: 'refused', code: 'not-an-image' }
  const developed = await needs.darkroom.develop(asked.bytes, asked.how)
  if (typeof developed === 'string') return { outcome: 'refused', code: developed }
  const { master, bytes } = developed
  // The file first: a row always has its bytes, and a file without a row is only space.
  await needs.files.putMaster(master.sha256, bytes)
  const asset = await needs.store.keep({ ...master, id: asked.assetId, ownerId: asked.ownerId, purpose }, needs.clock())
  return { outcome: 'accepted', asset }
}
