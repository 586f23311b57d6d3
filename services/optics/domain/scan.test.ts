import { expect, test } from 'vitest'
import { scanTypeOf } from './scan.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

test.each([
  ['%PDF-1.7 …', 'application/pdf'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['RIFF\x00\x00\x00\x00WEBPVP8 ', 'image/webp'],
  ['<svg xmlns="http://www.w3.org/2000/svg">', undefined],
  ['<html><script>', undefined],
  ['MZ\x90', undefined],
  [' %PDF-1.7', undefined],
  ['RIFF\x00\x00\x00\x00WAVE', undefined],
  ['', undefined],
])('OPT-3 a file that begins with %j is %s', (text, type) => {
  expect(scanTypeOf(bytes(text))).toBe(type)
})
