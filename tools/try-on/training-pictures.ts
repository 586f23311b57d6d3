import { judgedFrame } from './accuracy.ts'
import { type HeadSettings, usualHead } from './head-renderer.ts'
import type { Blend, Bump } from './head-shape.ts'
import {
  calibrationPeoples,
  calibrationShapes,
  hairs,
  irisColours,
  mixedBlend,
  peoplesOf,
  type Random,
  randomFrom,
  skins,
} from './mixed-heads.ts'
import { asJpeg, type Spoiling, withNoise } from './spoiled-picture.ts'

/** A head to fit the face model on, and how it is photographed. */
export interface TrainingHead {
  readonly look: HeadSettings
  readonly poses: readonly Partial<HeadSettings>[]
  readonly spoil: Spoiling | undefined
  /** Read as a photo is, its mirror image too, or once, as a live picture is. */
  readonly isPhoto: boolean
}

const once = { spoil: undefined, isPhoto: false } as const
/** As many as were read in the time there was. */
const count = { varied: 220, plain: 78, bumpy: 372, ofAll: 492 } as const

/**
 * The heads the face model is fitted on, the same ones at each call: first of three peoples, the last ones of all six. The test heads are not among them, nor
 * heads that are nearly one of them, nor a quarter of the traits of fresh heads (`mixed-heads.ts`).
 */
export function* trainingHeads(): Generator<TrainingHead> {
  yield* variedHeads(count.varied)
  yield* plainHeads(count.plain)
  for (let number = 0; number < count.bumpy; number++) yield bumpyHead(number, 'few')
  for (let number = 0; number < count.ofAll; number++) yield bumpyHead(number, 'all')
}

/** Darker than most pictures have: the network of landmarks sees less on them, so the model has to know them. Monk skin tones 9 and 10. */
const darkSkins = ['#3a312a', '#292420'] as const

/** The first heads are photographed four times, for the mean face; what is corrected on it learns more from another head than from another picture. */
const oftenPhotographed = 249

/** Some are bald, bearded, dark, lit from the side or wear glasses. The first four are the calibration heads themselves. */
function* variedHeads(count: number): Generator<TrainingHead> {
  const dice = randomFrom(12_345)
  const { random, between, oneOf } = dice
  for (let head = 0; head < count; head++) {
    const isCalibration = head <= calibrationPeoples.length
    const blend = head === 0 ? {} : isCalibration ? { [`${calibrationPeoples[head - 1]!}-young`]: 1 } : mixedBlend(dice, 'few')
    const look: HeadSettings = {
      ...usualHead,
      blend,
      ...{ skin: oneOf(random() < 0.15 ? darkSkins : skins), hair: oneOf(hairs), irisColour: oneOf(irisColours), samples: 2 },
      ...{ key: between(1.2, 2.2), ambient: between(0.8, 1.8), keyFrom: [between(-800, 800), between(50, 500), between(250, 700)] },
      ...{ bald: random() < 0.15, beard: random() < 0.15 },
      wears: !isCalibration && random() < 0.12 ? { ...judgedFrame, lens: { colour: [255, 255, 255], opacity: 0.06 } } : undefined,
    }
    yield { ...once, look, poses: manyPosesOf(dice, 2).slice(0, head < 9 ? 14 : 4) }
  }
}

/** Young, even and without traits of their own, in usual light: most of a face is like them. */
function* plainHeads(count: number): Generator<TrainingHead> {
  const dice = randomFrom(12_345)
  const { between, oneOf } = dice
  for (let head = 0; head < 4 + count; head++) {
    const blend = head < 4 ? {} : plainBlend(dice, 'few') // the first four are those of `variedHeads`
    const look: HeadSettings = {
      ...usualHead,
      blend,
      ...{ skin: oneOf(skins), hair: oneOf(hairs), irisColour: oneOf(irisColours), samples: 2 },
      ...{ key: between(1.4, 2.2), ambient: between(1.2, 1.8) },
    }
    const poses = manyPosesOf(dice, 3).slice(0, 3)
    if (head >= 4) yield { ...once, look, poses }
  }
}

/** Yaw to 30 degrees, pitch to 14, roll to 17, the first ones from the front; eyes ahead, into the lens and aside. */
function manyPosesOf({ between }: Random, frontal: number): Partial<HeadSettings>[] {
  return Array.from({ length: 14 }, (_, i) => ({
    ...{ yaw: i < frontal ? between(-7, 7) : between(-30, 30), pitch: between(-14, 14), roll: between(-17, 17) },
    ...{ distanceMm: between(420, 650), x: between(-60, 60), y: between(-45, 45) },
    gaze: i % 3 === 0 ? 'ahead' : i % 3 === 1 ? 'camera' : { yaw: between(-12, 12), pitch: between(-8, 8) },
    limbusSoftMm: between(0.2, 0.8),
  }))
}

/**
 * Four of five differ as people do and are photographed as people are, some bald, bearded, dark, in bad light or with glasses on; the fifth is young,
 * even and plain, because most of a face is like that. Every other one has bumps besides, for the shapes that no list of traits has.
 */
function bumpyHead(number: number, stock: 'few' | 'all'): TrainingHead {
  const dice = randomFrom((stock === 'few' ? 0x5eed : 0xa11ee) + 65_537 * number)
  const { random, between, oneOf } = dice
  const isPlain = number % 5 === 4
  const isDim = random() < 0.2
  const look: HeadSettings = {
    ...usualHead,
    blend: isPlain ? plainBlend(dice, stock) : mixedBlend(dice, stock),
    bumps: number % 2 === 1 ? bumpsOf(dice) : [],
    ...{ skin: oneOf(random() < 0.25 ? darkSkins : skins), hair: oneOf(hairs), irisColour: oneOf(irisColours), samples: 2 },
    ...(isDim ? { key: between(0.3, 1.2), ambient: between(0.3, 1) } : { key: between(1.2, 2.2), ambient: between(0.8, 1.8) }),
    keyFrom: isPlain ? usualHead.keyFrom : [between(-900, 900), between(50, 500), between(200, 700)],
    ...{ bald: !isPlain && random() < 0.15, beard: !isPlain && random() < 0.15 },
    wears: !isPlain && random() < 0.14 ? glasses(dice) : undefined,
    fovDegrees: random() < 0.25 ? between(42, 68) : usualHead.fovDegrees,
    irisMm: usualHead.irisMm + 0.5 * Math.max(-2.5, Math.min(2.5, dice.normal())),
    ...(random() < 0.06 ? { width: 1280, height: 960 } : {}),
  }
  const spoilt = random()
  const spoil = spoilt < 0.25 ? withNoise(between(1, 6), number) : spoilt < 0.4 ? asJpeg(80) : undefined
  return { look, poses: posesOf(dice).slice(0, stock === 'few' && number < oftenPhotographed ? 4 : 2), spoil, isPhoto: true }
}

function plainBlend({ random, between, normal }: Random, stock: 'few' | 'all'): Blend {
  const blend: Record<string, number> = {}
  const put = (people: string, weight: number) => {
    blend[`${people}-young`] = Number(weight.toFixed(3))
  }
  if (stock === 'all') for (const [people, share] of peoplesOf(random, stock)) put(people, share)
  else {
    const weights = [0, 0, 0, 0].map(() => -Math.log(random() + 1e-9))
    const total = weights.reduce((sum, weight) => sum + weight)
    calibrationPeoples.forEach((people, i) => {
      put(people, (weights[i]! / total) * 1.3 + normal() * 0.25)
    })
  }
  for (const name of calibrationShapes) if (random() < 0.5) blend[name] = Number(between(-0.4, 0.8).toFixed(3))
  return blend
}

/** The smaller a bump, the lower: 1 mm at 15 mm, 3 mm at 50. */
function bumpsOf({ random, between, normal }: Random): Bump[] {
  return Array.from({ length: 4 + Math.floor(7 * random()) }, () => {
    const sizeMm = between(15, 50)
    const isOnBothSides = random() < 0.7
    const high = (isOnBothSides ? 0.06 : 0.035) * sizeMm
    return {
      at: [between(-75, 75), between(-115, 60), between(-60, 35)],
      sizeMm,
      move: [high * normal(), high * normal(), high * normal()],
      isOnBothSides,
    }
  })
}

function glasses({ between, oneOf }: Random): HeadSettings['wears'] {
  return {
    ...judgedFrame,
    shape: oneOf(['panto', 'round', 'rectangle', 'square'] as const),
    lensWidthMm: between(46, 56),
    lensHeightMm: between(34, 46),
    bridgeMm: between(15, 22),
    rim: { kind: 'full', widthMm: between(1.2, 4) },
    lens: { colour: [255, 255, 255], opacity: 0.06 },
  }
}

/** Four: one from the front, the others at yaw to 30 degrees, pitch to 14, roll to 17; eyes ahead, into the lens and aside. */
function posesOf({ between, oneOf }: Random): Partial<HeadSettings>[] {
  return Array.from({ length: 4 }, (_, i) => ({
    ...(i === 0 ? { yaw: between(-7, 7), pitch: between(-8, 8) } : { yaw: between(-30, 30), pitch: between(-14, 14) }),
    ...{ roll: between(-17, 17), distanceMm: between(420, 650), x: between(-60, 60), y: between(-45, 45) },
    gaze: oneOf(['ahead', 'camera', 'camera', { yaw: between(-12, 12), pitch: between(-8, 8) }] as const),
    limbusSoftMm: between(0, 0.8),
  }))
}
