import { expect, test } from 'vitest'
import { atPd, type CardEdges, cardPd, cardWidthMm } from './card-scale.ts'
import { type Placement, projectFromFrame } from './placement.ts'
import { cameraOf, rotationOf } from './pose.ts'

const camera = cameraOf({ width: 960, height: 1280 }, 50)
const degrees = (angle: number) => (angle * Math.PI) / 180

/** A head whose pupils are 65 mm apart, 450 mm away, and what its irises say. */
function head({ yaw = 0, pitch = 0, roll = 0, irisPdMm = 62 } = {}) {
  const turn = { yaw: degrees(yaw), pitch: degrees(pitch), roll: degrees(roll) }
  const truth = {
    ...turn,
    ...{ camera, rotation: rotationOf(turn), t: [10, -20, -450], pdMm: 65, distanceMm: 450, faceWidthMm: 140, templeHalfMm: 74 },
  } as unknown as Placement // the rest is not asked for
  return { truth, seen: atPd(truth, irisPdMm) }
}
/** A card on its forehead, so far ahead of the pupils and so much turned against the head, marked exactly. */
function marked(truth: Placement, { aheadMm = 12.3, turned = 0, half = cardWidthMm / 2 } = {}): CardEdges {
  const [dx, dz] = [half * Math.cos(degrees(turned)), half * Math.sin(degrees(turned))]
  return [projectFromFrame(truth, [-dx, 45, aheadMm - dz]), projectFromFrame(truth, [dx, 45, aheadMm + dz])]
}

test.each([{}, { yaw: 15 }, { pitch: -10, roll: 12 }, { yaw: -20, roll: -8, irisPdMm: 58 }])(
  'a card says how far apart the pupils are, whatever the irises say and however the head is turned: %o',
  (turn) => {
    const { truth, seen } = head(turn)
    expect(Math.abs(cardPd(seen, marked(truth), 2)!.mm - 65)).toBeLessThan(0.05)
  },
)

test('its error holds marks beside the edge, a card that stands off and one that is turned, each at two standard deviations', () => {
  const { truth, seen } = head()
  const [from, to] = marked(truth)
  const { errorMm } = cardPd(seen, [from, to], 2)!
  expect(errorMm).toBeGreaterThan(1.5)
  expect(errorMm).toBeLessThan(2.5)
  const spoiled: CardEdges[] = [
    [
      [from[0] - 2.8, from[1]],
      [to[0] + 2.8, to[1]],
    ],
    marked(truth, { aheadMm: 20.3 }),
    marked(truth, { aheadMm: 4.3 }),
    marked(truth, { turned: 12 }),
  ]
  for (const edges of spoiled) expect(Math.abs(cardPd(seen, edges, 2)!.mm - 65)).toBeLessThan(errorMm)
  expect(cardPd(seen, [from, to], 8)!.errorMm).toBeGreaterThan(2 * errorMm - 1)
})

test('marks that cannot be a card are none', () => {
  const { truth, seen } = head()
  const [from] = marked(truth)
  expect(cardPd(seen, [from, from], 2)).toBeUndefined()
  expect(cardPd(seen, marked(truth, { half: 15 }), 2)).toBeUndefined()
  expect(cardPd(seen, marked(truth, { half: 65 }), 2)).toBeUndefined() // no adult's PD
})

test('a placement at another scale is the same picture', () => {
  const { truth, seen } = head()
  expect(seen.t).toEqual([10 * (62 / 65), -20 * (62 / 65), -450 * (62 / 65)])
  expect(atPd(seen, 65).t[2]).toBeCloseTo(truth.t[2], 9)
})
