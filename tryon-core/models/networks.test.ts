import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (name: string) => readFileSync(new URL(name, import.meta.url))
const sums = read('SHA256SUMS')
  .toString()
  .trim()
  .split('\n')
  .map((line) => line.split('  ') as [sum: string, file: string])

test.each(sums)('a network is the one that was measured: %s %s', (sum, file) =>
  expect(createHash('sha256').update(read(file)).digest('hex')).toBe(sum),
)

test('no other network is shipped', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /\.(bin|json)$/.test(name))
  expect(files.toSorted()).toEqual(sums.map(([, file]) => file).toSorted())
})
