import { expect, test } from 'vitest'
import { faceModel } from './face-model.ts'
import { detectFaces, readFace } from './face-pipeline.ts'
import type { Networks } from './networks.ts'

const image = { data: new Uint8Array(3 * 640 * 480), width: 640, height: 480, channels: 3 } as const
const square = { cx: 320, cy: 240, size: 192, angle: 0 }

/** Networks that see an oval face, moved by that many px, and count how often they were asked for its eyes. */
function counted() {
  let [aside, asked] = [0, 0]
  const networks: Networks = {
    detect: () => ({ scores: new Float32Array(896), boxes: new Float32Array(896 * 16) }),
    mesh: () => {
      const landmarks = Float32Array.from({ length: 1404 }, (_, i) => [96 + 60 * Math.cos(i) + aside, 96 + 70 * Math.sin(i), 0][i % 3]!)
      for (const [id, x] of [
        [33, 60],
        [133, 84],
        [362, 108],
        [263, 132],
      ] as const)
        landmarks.set([x + aside, 80, 0], 3 * id)
      return { landmarks, confidence: 1 }
    },
    irises: () => {
      asked++
      return new Float32Array(2 * 228).fill(32)
    },
  }
  return { networks, move: (px: number) => void (aside = px), asked: () => asked }
}

test('eyes that stand still are moved along with the face, and not read anew', () => {
  const { networks, move, asked } = counted()
  const first = readFace(networks, image, square, 1)!
  move(0.6)
  const next = readFace(networks, image, square, 1, first.face)!
  expect([first.areEyesNew, next.areEyesNew, asked()]).toEqual([true, false, 1])
  expect(next.face.eyes[0].pupil[0] - first.face.eyes[0].pupil[0]).toBeCloseTo(0.6, 3)
  expect(next.face.eyes[1].lids[3]![1]).toBeCloseTo(first.face.eyes[1].lids[3]![1], 3)
})

test('eyes that moved by more than a pixel are read anew', () => {
  const { networks, move, asked } = counted()
  const { face } = readFace(networks, image, square, 1)!
  move(1.2)
  expect(readFace(networks, image, square, 1, face)?.areEyesNew).toBe(true)
  expect(asked()).toBe(2)
})

/** A detector that sees one face in the middle, so wide as a share of the picture and so surely, and the sides of what it was shown. */
function detectorOf(wide: number, score: number) {
  const sides: number[] = []
  const detect: Networks['detect'] = (shown) => {
    const side = Math.sqrt(shown.length / 3)
    sides.push(side)
    const fine = 2 * (side / 16) ** 2
    const scores = new Float32Array(fine + 6 * (side / 32) ** 2).fill(-9)
    const boxes = new Float32Array(16 * scores.length)
    const at = 2 * ((side / 32) * (side / 16) + side / 32) // the cell below and right of the middle
    scores[at] = Math.log(score / (1 - score))
    boxes.set([-8, -8, wide * side, wide * side, -10, 0, 10, 0, 10, 0], 16 * at) // centre, size, and eyes that are level
    return { scores, boxes }
  }
  return { networks: { ...counted().networks, detect }, sides }
}

test.each([
  ['large at a glance', 0.4, 0.9, [128]],
  ['small with all pixels, as another may be smaller still', 0.15, 0.9, [128, 256]],
  ['none for sure with all pixels', 0.4, 0.6, [128, 256]],
])('faces are sought: one that is %s', (_, wide, score, sides) => {
  const detector = detectorOf(wide, score)
  const [found] = detectFaces(detector.networks, image)
  expect(detector.sides).toEqual(sides)
  expect(found?.square.cx).toBeCloseTo(320, 3)
  expect(found?.square.cy).toBeCloseTo(240, 3)
  expect(found?.square.size).toBeCloseTo(1.5 * wide * 640, 2)
  expect(found?.score).toBeCloseTo(score, 4)
})

test('a photo is read in the mirror too, so that a network that errs to one side errs to none; a live picture is not', () => {
  const right = 3
  const mesh: Networks['mesh'] = () => ({
    landmarks: Float32Array.from(faceModel.points.slice(0, 468).flatMap(([, , x, y]) => [96 + 0.6 * x + right, 96 - 0.6 * y, 0])),
    confidence: 1,
  })
  const networks: Networks = { ...counted().networks, mesh }
  const nose = (passes: 1 | 2) => readFace(networks, image, square, passes)!.face.landmarks[168]![0]
  // Both first see it too far right. A photo's next square lies around that, and what is seen too far right of its middle is seen too far left in the mirror.
  expect(nose(1)).toBeCloseTo(square.cx + right, 1)
  expect(nose(2)).toBeCloseTo(square.cx + right, 1)
  // In a mirror that shows the other half of the picture, nothing of it would be the same.
  const halves = { ...image, data: new Uint8Array(image.data.length).map((_, i) => (i % (3 * 640) < 3 * 320 ? 250 : 10)) }
  const shown: (readonly [left: number, right: number])[] = []
  readFace(
    { ...networks, mesh: (pixels) => (shown.push([pixels[3 * 96 * 192]!, pixels[3 * (96 * 192 + 191)]!]), mesh(pixels)) },
    halves,
    square,
    2,
  )
  expect(shown.at(-1)).toEqual([shown[1]![1], shown[1]![0]])
  expect(shown[1]![0]).toBeGreaterThan(shown[1]![1])
})

test.each([
  ['trembles is read in the same square again', 1, 1, true],
  ['moves is followed', 4, 1, false],
  ['is a photo is followed, however little it moved', 1, 2, false],
] as const)('a face that %s', (_, aside, passes, isSame) => {
  // As high as a square that lies around it says, two thirds of it, and level.
  const mesh: Networks['mesh'] = () => {
    const landmarks = Float32Array.from({ length: 1404 }, (__, i) => [96 + 50 * Math.cos(i) + aside, 96 + 64 * Math.sin(i), 0][i % 3]!)
    for (const eye of [33, 263]) landmarks.set([96 + (eye === 33 ? -36 : 36) + aside, 80, 0], 3 * eye)
    return { landmarks, confidence: 1 }
  }
  const networks: Networks = { ...counted().networks, mesh }
  expect(readFace(networks, image, square, passes)!.square === square).toBe(isSame)
})
