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
 * The same face once for each frame, at one scale, side by side: two at full size, three and four at half of it, each cut around the face.
 * `visible`: the part of the mirror that is not cut off by the page, in px of the picture. A mirror shows the picture turned round, so the
 * first tile is on the right here and on the left on the page.
 */
export function tilesOf(
  count: number,
  { width, height }: { readonly width: number; readonly height: number },
  faceX: number,
  visible: Part = { x: 0, y: 0, width, height },
): Tile[] {
  const whole: Part = { x: 0, y: 0, width, height }
  if (count <= 1) return [{ source: whole, target: whole }]
  const rows = count === 2 ? 1 : 2
  const [tileWidth, tileHeight] = [visible.width / 2, visible.height / rows]
  const cut = { width: tileWidth * rows, height: visible.height }
  const source = { x: Math.min(width - cut.width, Math.max(0, faceX - cut.width / 2)), y: visible.y, ...cut }
  return Array.from({ length: count }, (_, n) => {
    const [column, row] = [1 - (n % 2), Math.floor(n / 2)]
    const place = { x: visible.x + column * tileWidth, y: visible.y + row * tileHeight }
    return { source, target: { ...place, width: tileWidth, height: tileHeight } }
  })
}

/** What is seen of a picture that covers a box of another shape, as `object-fit: cover` cuts it, px of the picture. */
export function coveredPart(
  size: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
): Part {
  const by = Math.max(box.width / size.width, box.height / size.height) || 1
  const [width, height] = [Math.min(size.width, box.width / by || size.width), Math.min(size.height, box.height / by || size.height)]
  return { x: (size.width - width) / 2, y: (size.height - height) / 2, width, height }
}
