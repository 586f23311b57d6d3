/** A photo or a file of a sheet is no larger (features.md MED-1: prescription scans). */
export const maxScanBytes = 10 * 1_024 * 1_024

export const scanTypes = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'] as const
export type ScanType = (typeof scanTypes)[number]

/** What a file is, by its first bytes and not by its name; undefined for what no sheet comes as: programs, pages, vector pictures. */
export function scanTypeOf(bytes: Uint8Array): ScanType | undefined {
  const begins = (text: string, at = 0) => Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text
  if (begins('%PDF-')) return 'application/pdf'
  if (begins('\xff\xd8\xff')) return 'image/jpeg'
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png'
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : undefined
}
