/** A part of a picture, px, row 0 on top. */
export interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One frame's share of the mirror: which part of the live picture is shown where. */
export interface Tile {
  readonly source: Part
  readonly target: Part
}

export const mostTiles = 4

/**
 * The same face once for each frame, at one scale. Two stand beside each other, cut around the face; three and four each show the whole
 * picture at half its size. A mirror shows the picture turned round, so the first tile is on the right here and on the left on the page.
 */
export function tilesOf(count: number, { width, height }: { readonly width: number; readonly height: number }, faceX: number): Tile[] {
  const whole: Part = { x: 0, y: 0, width, height }
  if (count <= 1) return [{ source: whole, target: whole }]
  const half = width / 2
  if (count === 2) {
    const source = { x: Math.min(half, Math.max(0, faceX - half / 2)), y: 0, width: half, height }
    return [half, 0].map((x) => ({ source, target: { x, y: 0, width: half, height } }))
  }
  const places = [
    [half, 0],
    [0, 0],
    [half, height / 2],
    [0, height / 2],
  ] as const
  return places.slice(0, count).map(([x, y]) => ({ source: whole, target: { x, y, width: half, height: height / 2 } }))
}
