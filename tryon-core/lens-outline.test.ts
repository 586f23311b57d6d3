import { describe, expect, test } from 'vitest'
import { lensPolygon, lensRadius, lensShapes } from './lens-outline.ts'

describe.each(lensShapes)('a %s lens', (shape) => {
  const outline = { shape, lensWidthMm: 52, lensHeightMm: 40 }

  test('fills its box: A wide and B high', () => {
    const points = lensPolygon(outline, 720)
    const extent = (axis: 0 | 1) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]))
    expect(extent(0)).toBeCloseTo(52, 1)
    expect(extent(1)).toBeCloseTo(40, 1)
  })

  test('has the same edge as radius and as polygon', () => {
    const radius = lensRadius(outline)
    for (const [x, y] of lensPolygon(outline, 24)) expect(radius(Math.atan2(y, x))).toBeCloseTo(Math.hypot(x, y), 6)
  })
})
