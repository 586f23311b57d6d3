/** What a picture may be. Source: design of media, sections 1 to 3; see README. */
export const limits = {
  uploadBytes: 15 * 1024 * 1024,
  pixels: 50_000_000,
  side: 12_000,
  masterSide: 2_400,
} as const

export const widths = [160, 320, 480, 640, 960, 1280, 1600] as const
export type Width = (typeof widths)[number]
export const formats = ['webp', 'jpg'] as const
export type Format = (typeof formats)[number]
export const purposes = ['product', 'avatar', 'review', 'tryon'] as const
export type Purpose = (typeof purposes)[number]

export type Refusal = 'too-large' | 'not-an-image' | 'too-many-pixels' | 'damaged'

export interface Master {
  /** Of the bytes; their name. */
  readonly sha256: string
  readonly width: number
  readonly height: number
}

export interface Asset extends Master {
  readonly id: string
  readonly ownerId: string
  readonly purpose: Purpose
}

export function checkedPurpose(purpose: string): Purpose {
  const known = purposes.find((name) => name === purpose)
  if (!known) throw new RangeError(`purpose is one of ${purposes.join(', ')}`)
  return known
}

export function checkedSize(width: number, format: string): { width: Width; format: Format } | undefined {
  const [knownWidth, knownFormat] = [widths.find((one) => one === width), formats.find((one) => one === format)]
  return knownWidth && knownFormat && { width: knownWidth, format: knownFormat }
}

/** What the first bytes say; a file's name and announced type are never believed. */
export function kindOf(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | 'avif' | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(4, 8) === 'ftyp' && ['avif', 'mif1'].includes(text(8, 12))) return 'avif'
  return undefined
}
