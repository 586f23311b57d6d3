/** A place on a photo, as shares of its width and height. */
export interface CardMark {
  readonly x: number
  readonly y: number
}

/** The two short edges of a card. */
export const sides = ['from', 'to'] as const
export type Side = (typeof sides)[number]

/** Where the marks wait to be moved: over the brows of a usual portrait. */
export const usualMarks: Readonly<Record<Side, CardMark>> = { from: { x: 0.3, y: 0.3 }, to: { x: 0.7, y: 0.3 } }

/** A mark moved by so many pixels of the page on a picture that is shown that large; never off it. */
export function moved({ x, y }: CardMark, by: CardMark, { width, height }: { readonly width: number; readonly height: number }): CardMark {
  const within = (share: number) => Math.round(10_000 * Math.min(1, Math.max(0, share))) / 10_000
  return { x: within(x + by.x / width), y: within(y + by.y / height) }
}

/** The four shares of a posted form; undefined for anything else: a photo without a card is a photo. */
export function readMarks(text: string): number[] | undefined {
  const shares = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  return shares.length === 4 && shares.every((share) => share >= 0 && share <= 1) ? shares : undefined
}
