import type { LiveAnswer, Sight } from '@vitrine/tryon-core/live-tracker'
import { expect, test } from 'vitest'
import { noticeMeter } from './mirror-notices.ts'
import { pacer } from './pace.ts'

const face = ({ yaw = 0, eyesPx = 80, brightness = 120, width = 640 } = {}): LiveAnswer =>
  ({ outcome: 'face', yaw, quality: { eyesPx, brightness, blur: 0, eyesOpen: 0.3 }, camera: { f: 500, cx: width / 2, cy: 240 } }) as Sight
const degrees = (angle: number) => (angle * Math.PI) / 180

test.each<[string, LiveAnswer, number]>([
  ['no-face', { outcome: 'no-face' }, 3_000],
  ['several-faces', { outcome: 'several-faces' }, 0],
  ['turned-away', face({ yaw: degrees(36) }), 1_000],
  ['too-far', face({ eyesPx: 39 }), 1_000],
  ['too-dark', face({ brightness: 30 }), 1_000],
])('%s is said after a while, and no longer than it is so', (notice, answer, afterMs) => {
  const { judge } = noticeMeter()
  expect(judge(face(), 0, undefined)).toBeUndefined()
  expect(judge(answer, 100, undefined)).toBe(afterMs === 0 ? notice : undefined)
  expect(judge(answer, 100 + afterMs, undefined)).toBe(notice)
  expect(judge(face(), 101 + afterMs, undefined)).toBeUndefined()
})

test('a room too dark to find a face in is told as dark, not as empty', () => {
  const { judge } = noticeMeter()
  judge({ outcome: 'no-face' }, 0, undefined, 20)
  expect(judge({ outcome: 'no-face' }, 1_000, undefined, 20)).toBe('too-dark')
  judge({ outcome: 'no-face' }, 2_000, undefined, 90)
  expect(judge({ outcome: 'no-face' }, 5_000, undefined, 90)).toBe('no-face')
})

test('a face is as far in a coarse picture as in a fine one', () => {
  const { judge } = noticeMeter()
  judge(face({ eyesPx: 25, width: 320 }), 0, undefined)
  expect(judge(face({ eyesPx: 25, width: 320 }), 5_000, undefined)).toBeUndefined()
})

test('a device that keeps up is left alone; a slow one reads smaller pictures and says so, then fewer, then offers a photo', () => {
  const pace = pacer()
  const run = (ms: number, seconds: number) => {
    for (let spent = 0; spent < 1_000 * seconds; spent += ms) pace.took(ms)
    return [pace.level().width, pace.state()]
  }
  expect(run(60, 10)).toEqual([640, undefined])
  expect(run(100, 2.9)).toEqual([640, undefined])
  expect(run(60, 1)).toEqual([640, undefined]) // a short fit of slowness is forgotten
  expect(run(100, 3.1)).toEqual([480, 'coarser'])
  expect(run(60, 10)).toEqual([480, 'coarser'])
  expect(run(100, 3.1)).toEqual([320, 'coarser'])
  expect(run(100, 3.1)).toEqual([320, 'slow'])
  expect(run(60, 1)).toEqual([320, 'coarser'])
})

test('a pause of the shopper is not taken for slowness', () => {
  const pace = pacer()
  for (let n = 0; n < 10; n++) pace.took(30_000)
  expect(pace.level().width).toBe(640)
})
