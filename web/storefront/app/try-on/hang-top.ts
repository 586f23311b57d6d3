import type { FromTops, ToTops } from './top-messages.ts'

/** The longest side a photo and a garment's picture are read and drawn at, px. */
const sides = { photo: 900, cloth: 600 } as const

export type TopAnswer = Exclude<FromTops, { kind: 'loading' }> | { readonly kind: 'no-photo' }

/**
 * Lays the top of a picture over a photo, in a thread of its own. The photo stays in this page: it is decoded here and sent nowhere.
 * `tell` hears how much of the network is there, 0 to 1. The thread ends with the answer, or when `signal` says so.
 */
export async function hangTop(photo: Blob, clothUrl: string, tell: (share: number) => void, signal: AbortSignal): Promise<TopAnswer> {
  const shown = await pixelsOf(photo, sides.photo).catch(() => undefined) // whatever cannot be decoded is no photo
  if (!shown) return { kind: 'no-photo' }
  const picture = await fetch(clothUrl, { signal })
  if (!picture.ok) return { kind: 'failed', why: `${clothUrl} answered ${picture.status}` }
  const asked: ToTops = { photo: shown, cloth: await pixelsOf(await picture.blob(), sides.cloth) }
  const worker = new Worker(new URL('./top-worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise<TopAnswer>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<FromTops>) => (data.kind === 'loading' ? tell(data.share) : resolve(data))
      worker.onerror = ({ message }) => resolve({ kind: 'failed', why: message })
      signal.addEventListener('abort', () => resolve({ kind: 'failed', why: 'stopped' }))
      worker.postMessage(asked)
    })
  } finally {
    worker.terminate()
  }
}

async function pixelsOf(file: Blob, side: number): Promise<ImageData> {
  const bitmap = await createImageBitmap(file) // turned upright by its EXIF
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [Math.max(1, Math.round(scale * bitmap.width)), Math.max(1, Math.round(scale * bitmap.height))]
  const canvas = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
  if (!canvas) throw new Error('this browser draws nothing')
  canvas.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return canvas.getImageData(0, 0, width, height)
}
