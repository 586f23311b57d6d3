import { Fault } from '@vitrine/platform/rpc/fault'
import { checkedSize } from '../domain/picture.ts'
import type { Darkroom, PictureFiles, PictureStore } from './accept-picture.ts'

/**
 * A size of a picture, made at the first request and kept. The same size asked for many times at once is made once.
 * Throws `not-found` for an unlisted size, an unknown picture, or a width above the master's; `unavailable` when too many are being made.
 */
export async function renderPicture(
  { darkroom, files }: { darkroom: Darkroom; files: PictureFiles },
  asked: { sha256: string; width: number; format: string },
): Promise<{ bytes: Buffer; contentType: string }> {
  const size = checkedSize(asked.width, asked.format)
  if (!size || !/^[0-9a-f]{64}$/.test(asked.sha256)) throw new Fault('not-found', 'no such size of a picture')
  const contentType = size.format === 'jpg' ? 'image/jpeg' : 'image/webp'
  const name = `${size.width}.${size.format}`
  const kept = await files.getSize(asked.sha256, name)
  if (kept) return { bytes: kept, contentType }
  const master = await files.getMaster(asked.sha256)
  if (!master) throw new Fault('not-found', `no picture ${asked.sha256}`)
  const bytes = await darkroom.render(master, size.width, size.format)
  await files.putSize(asked.sha256, name, bytes)
  return { bytes, contentType }
}

/** Removes one use of a picture; with the last one its files go. Twice is once. */
export async function removePicture({ store, files }: { store: PictureStore; files: PictureFiles }, assetId: string): Promise<void> {
  const orphan = await store.remove(assetId)
  if (orphan) await files.removeAll(orphan)
}
