import { describe, expect, test } from 'vitest'
import type { Frame } from './frame.ts'
import { angleSmoothing } from './live-tracker.ts'
import { faceShape, pupillaryDistance } from './measures.ts'
import { oneEuro } from './one-euro.ts'
import { type PhotoQuality, refusalFor, theOneFace } from './photo-quality.ts'
import { sizeFit } from './size-fit.ts'

describe('the distance between the pupils', () => {
  test('from irises carries the bar that people differ by; a typed one half a millimetre', () => {
    const readings = [61, 90, 62, 63, 61.5].map((pdMm) => ({ pdMm, pdSource: 'iris' as const, irisShare: 1 }))
    expect(pupillaryDistance(readings)).toMatchObject({ mm: 62, errorMm: expect.closeTo(5.5, 0), method: 'iris' })
    expect(pupillaryDistance([{ pdMm: 62, pdSource: 'typed', irisShare: 0 }])).toMatchObject({ mm: 62, errorMm: 0.5 })
    expect(() => pupillaryDistance([])).toThrow(RangeError)
  })
})

test('the shape of a face is shares of every shape, the likeliest first', () => {
  const shares = faceShape({ lengthMm: 172, foreheadMm: 102, widthMm: 140, jawMm: 126 })
  expect(shares[0]!.name).toBe('square')
  expect(shares).toHaveLength(6)
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
})

describe('the size of a frame is said in codes', () => {
  const frame: Frame = {
    shape: 'round',
    lensWidthMm: 48,
    lensHeightMm: 42,
    bridgeMm: 20,
    templeMm: 145,
    rim: { kind: 'full', widthMm: 3 },
    build: 'acetate',
    colour: [0, 0, 0],
    lens: { colour: [0, 0, 0], opacity: 0 },
  }
  test.each([
    [{ pdMm: 66, widthMm: 120 }, ['width-good 2', 'eyes-centred 1']],
    [{ pdMm: 66, widthMm: 112 }, ['wider 10', 'eyes-centred 1']],
    [{ pdMm: 60, widthMm: 140 }, ['narrower 18', 'eyes-inside 4']],
    [{ pdMm: 70 }, ['eyes-outside 1']],
  ])('%o', (face, said) => expect(sizeFit(frame, face).map(({ code, mm }) => `${code} ${mm}`)).toEqual(said))
})

describe('a photo', () => {
  const good: PhotoQuality = { eyesPx: 120, brightness: 120, blur: 0.6, eyesOpen: 0.3 }
  const square = (size: number) => ({ score: 0.9, square: { cx: 0, cy: 0, size, angle: 0 } })
  test('of one face will do, of two will not, unless the second is far behind', () => {
    expect(theOneFace([])).toBe('no-face')
    expect(theOneFace([square(300), square(200)])).toBe('several-faces')
    expect(theOneFace([square(80), square(300)])).toEqual(square(300))
  })
  test('is refused for the first thing the shopper can change', () => {
    expect(refusalFor(good, { yaw: 0 })).toBeUndefined()
    expect(refusalFor({ ...good, eyesPx: 30 }, { yaw: 0 })).toBe('face-too-small')
    expect(refusalFor(good, { yaw: -0.65 })).toBe('face-turned-away')
    expect(refusalFor({ ...good, brightness: 9, blur: 0.9 }, { yaw: 0 })).toBe('too-dark')
    expect(refusalFor({ ...good, blur: 0.9, eyesOpen: 0.1 }, { yaw: 0 })).toBe('blurred')
    expect(refusalFor({ ...good, eyesOpen: 0.1 }, { yaw: 0 })).toBe('eyes-closed')
  })
})

describe('a smoothed signal', () => {
  const noise = (i: number) => Math.sin(12.9898 * i) * 0.5
  const live = () => oneEuro(angleSmoothing.hz, angleSmoothing.perDegree)
  test('is less than half as restless as its noise', () => {
    const filter = oneEuro(1, 0.02)
    const seen = Array.from({ length: 60 }, (_, i) => filter.next(100 + noise(i), 1 / 30)).slice(20)
    expect(Math.max(...seen) - Math.min(...seen)).toBeLessThan(0.5)
  })
  test('is stiller with the settings of a live face than with those of the design, and behind by less', () => {
    const [before, now] = [() => oneEuro(0.8, 0.05), live]
    const restless = (filter: ReturnType<typeof oneEuro>) => {
      const seen = Array.from({ length: 90 }, (_, i) => filter.next(noise(i), 1 / 25)).slice(40)
      return Math.max(...seen) - Math.min(...seen)
    }
    const behind = (filter: ReturnType<typeof oneEuro>, seconds: number) => {
      const turn = (i: number) => 20 * Math.sin((2 * Math.PI * i) / (25 * seconds))
      return Math.max(...Array.from({ length: 25 * seconds }, (_, i) => Math.abs(filter.next(turn(i), 1 / 25) - turn(i))).slice(25))
    }
    expect(restless(now())).toBeLessThan(0.8 * restless(before()))
    for (const seconds of [6, 24]) expect(behind(now(), seconds)).toBeLessThan(behind(before(), seconds))
  })
  test('follows a turn of 20 degrees a second within two frames', () => {
    const filter = live()
    const lag = Array.from({ length: 60 }, (_, i) => (20 * i) / 30 - filter.next((20 * i) / 30, 1 / 30)).at(-1)!
    expect(lag / (20 / 30)).toBeLessThan(2.6)
  })
})
