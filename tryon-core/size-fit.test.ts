import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameFit, readPairSize } from './size-fit.ts'

const frame = { lensWidthMm: 48, bridgeMm: 20, templeMm: 145, frameWidthMm: 130 }
const said = (fit: ReturnType<typeof frameFit>) => fit.reasons.map(({ code, mm }) => `${code} ${mm}`)

describe('how the sizes of a frame suit its wearer', () => {
  test('is said of the eyes, the face and the old pair, each as far as it is known', () => {
    const pair = { lensWidthMm: 50, bridgeMm: 20, templeMm: 140 }
    expect(said(frameFit(frame, { pdMm: 66, faceWidthMm: 129, pair }))).toEqual([
      'eyes-centred 1',
      'width-good 1',
      'lens-smaller 2',
      'bridge-same 0',
      'temple-larger 5',
    ])
    expect(frameFit(frame, { pdMm: 66, faceWidthMm: 129, pair }).verdict).toBe('good')
    expect(frameFit(frame, {})).toEqual({ verdict: 'good', strain: 0, reasons: [] })
  })

  test('is said of each eye where both halves of the distance are known', () => {
    expect(frameFit(frame, { rightPdMm: 36, leftPdMm: 31.5 }).reasons).toEqual([
      { code: 'right-eye', mm: 2, side: 'outside' },
      { code: 'left-eye', mm: 2.5, side: 'inside' },
    ])
  })

  test.each([
    [{ pdMm: 66 }, 'good'],
    [{ pdMm: 70 }, 'good'], // 1 mm outside: FT-4 knows no side
    [{ pdMm: 73 }, 'good'],
    [{ pdMm: 62.8 }, 'fair'], // 2.6 mm inside
    [{ pdMm: 59, pdErrorMm: 5.6 }, 'fair'], // measured: as much as 7.3 mm inside, or 1.7
    [{ pdMm: 50, pdErrorMm: 5.6 }, 'no'], // 9 mm inside, 6.2 at least
    [{ pdMm: 66, faceWidthMm: 118 }, 'off'], // 12 mm wide: nobody's size
    [{ pair: { lensWidthMm: 56, bridgeMm: 20, templeMm: 145 } }, 'off'],
    [{ pdMm: 62 }, 'fair'], // 3 mm inside
    [{ pdMm: 59 }, 'no'], // 4.5 mm inside (FT-4)
    [{ rightPdMm: 33, leftPdMm: 29 }, 'no'], // one eye is enough
    [{ pdMm: 66, faceWidthMm: 120 }, 'fair'], // 10 mm wide
    [{ pair: { lensWidthMm: 51, bridgeMm: 20, templeMm: 145 } }, 'fair'], // EY-3: 2 mm
  ] as const)('of %o is %s', (wearer, verdict) => expect(frameFit(frame, wearer).verdict).toBe(verdict))

  test('is never said better or worse than its reasons: limits are those of the exact number, which is told rounded', () => {
    const wide = frameFit(frame, { faceWidthMm: 123.6 })
    expect([said(wide), wide.verdict]).toEqual([['wider 6'], 'fair'])
    const inside = frameFit(frame, { pdMm: 62.8 })
    expect([said(inside), inside.verdict]).toEqual([['eyes-inside 2.5'], 'fair'])
    expect(frameFit(frame, { pdMm: 59, pdErrorMm: 5.6 }).reasons).toEqual([{ code: 'eyes-inside', mm: 4.5, errorMm: 2.8 }])
  })

  test('without a stated width the front is both lenses, the bridge and 6 mm', () => {
    expect(said(frameFit({ lensWidthMm: 48, bridgeMm: 20 }, { faceWidthMm: 122 }))).toEqual(['width-good 0'])
  })

  test('is the better the nearer it is: a lens that moves away from the old one never strains less', () => {
    const mm = fc.integer({ min: 36, max: 60 })
    fc.assert(
      fc.property(mm, mm, mm, (old, near, far) => {
        fc.pre(Math.abs(near - old) < Math.abs(far - old))
        const strain = (lensWidthMm: number) =>
          frameFit({ lensWidthMm, bridgeMm: 18 }, { pair: { lensWidthMm: old, bridgeMm: 18, templeMm: 140 } }).strain
        expect(strain(near)).toBeLessThan(strain(far))
      }),
    )
  })
})

describe('the numbers on a temple', () => {
  test.each(['52-18-140', ' 52□18-140 ', '52/18/140', '52 18 140 mm'])('are read from %s', (text) =>
    expect(readPairSize(text)).toEqual({ lensWidthMm: 52, bridgeMm: 18, templeMm: 140 }),
  )
  test.each(['', '52-18', '5218140', '18-52-140', '52-18-14', '52-18-400', 'Lise 52-18-140'])('are not made up from %o', (text) =>
    expect(readPairSize(text)).toBeUndefined(),
  )
})
