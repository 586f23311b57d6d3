import { frameSizesMm } from '@vitrine/tryon-core/frame'
import { expect, test } from 'vitest'
import { checkAttributes } from './attribute-template.ts'

test.each(Object.entries(frameSizesMm))('%s has the range that the frame editor shows', (name, [least, most]) => {
  for (const mm of [least, most]) expect(() => checkAttributes('eyewear', { [name]: mm }, 'frame')).not.toThrow()
  for (const mm of [least - 0.5, most + 0.5]) {
    expect(() => checkAttributes('eyewear', { [name]: mm }, 'frame')).toThrow(`${name}: ${least} to ${most}`)
    expect(() => checkAttributes('eyewear', { [name]: mm, unusualSize: true }, 'frame')).not.toThrow()
  }
})
