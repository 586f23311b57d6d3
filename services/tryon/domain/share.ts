/** Source: TRY-6 for the four frames, the 30 days and the 24 hours. */
export const shareLimits = { frames: 4, linkMs: 30 * 86_400_000, faceMs: 24 * 3_600_000 } as const

/** Ids of a share are secrets: a short one could be met by chance. Throws RangeError naming the id. */
export function checkSecret(name: string, id: string): void {
  if (!/^[\w-]{32,64}$/.test(id)) throw new RangeError(`${name} is not 32 to 64 letters, digits, - and _`)
}
