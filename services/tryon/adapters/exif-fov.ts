/** FocalLengthIn35mmFilm, in the EXIF sub-directory (EXIF 2.32, tags 0x8769 and 0xA405). */
const exifDirectory = 0x8769
const focalLengthIn35mm = 0xa405
/** Diagonal of a 36 x 24 mm frame: what that focal length is relative to (CIPA DCG-001). */
const filmDiagonalMm = 43.27

/**
 * The vertical field of view of a photo in degrees, from its EXIF block as `sharp` hands it out (`Exif\0\0`, then TIFF).
 * `size`: the whole picture after turning, px. Undefined when the block does not say, says nonsense, or is damaged.
 */
export function fovFromExif(exif: Uint8Array, size: { readonly width: number; readonly height: number }): number | undefined {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength)
  try {
    const focalMm = focalLength(new DataView(view.buffer, view.byteOffset + 6, view.byteLength - 6))
    if (focalMm === undefined || focalMm < 10 || focalMm > 200) return undefined
    const focalPx = (focalMm / filmDiagonalMm) * Math.hypot(size.width, size.height)
    return (2 * Math.atan(size.height / 2 / focalPx) * 180) / Math.PI
  } catch (error) {
    if (error instanceof RangeError) return undefined // an offset that leads out of the block
    throw error
  }
}

function focalLength(tiff: DataView): number | undefined {
  const isLittle = tiff.getUint16(0) === 0x4949
  const directory = entryOf(tiff, tiff.getUint32(4, isLittle), exifDirectory, isLittle)
  if (directory === undefined) return undefined
  const entry = entryOf(tiff, tiff.getUint32(directory + 8, isLittle), focalLengthIn35mm, isLittle)
  return entry === undefined ? undefined : tiff.getUint16(entry + 8, isLittle)
}

/** Where the 12 bytes of a tag begin. */
function entryOf(tiff: DataView, directory: number, tag: number, isLittle: boolean): number | undefined {
  const count = tiff.getUint16(directory, isLittle)
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i
    if (tiff.getUint16(entry, isLittle) === tag) return entry
  }
  return undefined
}
