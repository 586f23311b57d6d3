// Signed distances and what is made from them: shapes as functions that are negative inside, so that a smooth minimum welds them.

/** The union of two distances, with a fillet of about `fillet` where they meet. */
export function smoothUnion(a, b, fillet) {
  const share = Math.max(0, Math.min(1, 0.5 + (0.5 * (b - a)) / fillet))
  return b + (a - b) * share - fillet * share * (1 - share)
}

/** Distance from a point to a closed polygon, negative inside. */
export function polygonDistance(polygon, x, y) {
  let nearest = Number.POSITIVE_INFINITY
  let sign = 1
  let [bx, by] = polygon.at(-1)
  for (const [ax, ay] of polygon) {
    const [ex, ey, wx, wy] = [bx - ax, by - ay, x - ax, y - ay]
    const along = Math.max(0, Math.min(1, (wx * ex + wy * ey) / (ex * ex + ey * ey)))
    nearest = Math.min(nearest, (wx - ex * along) ** 2 + (wy - ey * along) ** 2)
    const crossing = [y >= ay, y < by, ex * wy > ey * wx]
    if (crossing.every(Boolean) || !crossing.some(Boolean)) sign = -sign
    ;[bx, by] = [ax, ay]
  }
  return sign * Math.sqrt(nearest)
}

// Marching squares: which sides of a cell the line crosses, from one side to the next. Corners are bits 1 2 4 8 from the lower left,
// counter-clockwise; sides are 0 below, 1 right, 2 above, 3 left.
const crossings = {
  1: [[3, 0]],
  2: [[0, 1]],
  3: [[3, 1]],
  4: [[1, 2]],
  5: [
    [3, 2],
    [1, 0],
  ],
  6: [[0, 2]],
  7: [[3, 2]],
  8: [[2, 3]],
  9: [[2, 0]],
  10: [
    [0, 3],
    [2, 1],
  ],
  11: [[2, 1]],
  12: [[1, 3]],
  13: [[1, 0]],
  14: [[0, 3]],
}

/** The longest closed line where `field` is zero inside the box, stepped by `step` and smoothed a little. */
export function zeroLine(field, [x0, y0, x1, y1], step) {
  const columns = Math.ceil((x1 - x0) / step)
  const rows = Math.ceil((y1 - y0) / step)
  const value = (i, j) => values[j * (columns + 1) + i]
  const values = Float32Array.from({ length: (columns + 1) * (rows + 1) }, (_, n) =>
    field(x0 + (n % (columns + 1)) * step, y0 + Math.floor(n / (columns + 1)) * step),
  )
  const points = new Map()
  const pointOn = (i, j, side) => {
    const [ai, aj, bi, bj] = [
      [i, j, i + 1, j],
      [i + 1, j, i + 1, j + 1],
      [i, j + 1, i + 1, j + 1],
      [i, j, i, j + 1],
    ][side]
    const key = `${ai},${aj},${bi},${bj}`
    if (!points.has(key)) {
      const along = value(ai, aj) / (value(ai, aj) - value(bi, bj))
      points.set(key, [x0 + (ai + along * (bi - ai)) * step, y0 + (aj + along * (bj - aj)) * step])
    }
    return key
  }
  const next = new Map()
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const corners = [value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)]
      const inside = corners.reduce((bits, corner, bit) => bits + (corner < 0 ? 2 ** bit : 0), 0)
      for (const [from, to] of crossings[inside] ?? []) next.set(pointOn(i, j, from), pointOn(i, j, to))
    }
  }
  return smoothed(smoothed(longestLoop(next).map((key) => points.get(key))))
}

function longestLoop(next) {
  const seen = new Set()
  let longest = []
  for (const start of next.keys()) {
    const loop = []
    for (let key = start; key && !seen.has(key); key = next.get(key)) {
      seen.add(key)
      loop.push(key)
    }
    if (loop.length > longest.length) longest = loop
  }
  return longest
}

function smoothed(loop) {
  return loop.map(([x, y], i) => {
    const [before, after] = [loop.at(i - 1), loop[(i + 1) % loop.length]]
    return [(before[0] + 2 * x + after[0]) / 4, (before[1] + 2 * y + after[1]) / 4]
  })
}
