import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { occluderFor, readAverageHead } from './head-occluder.ts'

const bytes = readFileSync(new URL('./data/average-head.bin', import.meta.url))

test('the average head is light enough for a page, and a head', () => {
  expect(gzipSync(bytes).length).toBeLessThan(100_000)
  const head = readAverageHead(bytes)
  expect(head.pdMm).toBeCloseTo(61.6, 1)
  expect(Math.max(...head.index)).toBe(head.positions.length / 3 - 1)
})

test('hides as much as the wearer is wide', () => {
  const head = readAverageHead(bytes)
  const [narrow, wide] = [56, 68].map((pdMm) => occluderFor(head, pdMm).templeHalfMm) as [number, number]
  expect(wide).toBeGreaterThan(narrow + 5)
  expect(narrow).toBeGreaterThan(55)
})

test('bytes that are something else are refused', () => {
  expect(() => readAverageHead(bytes.subarray(1))).toThrow(RangeError)
  expect(() => readAverageHead(new Uint8Array(0))).toThrow(RangeError)
})
