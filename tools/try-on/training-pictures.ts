import { judgedFrame } from './accuracy.ts'
import { type HeadSettings, usualHead } from './head-renderer.ts'
import type { Blend } from './head-shape.ts'
import { calibrationPeoples, calibrationShapes, hairs, irisColours, mixedBlend, type Random, randomFrom, skins } from './mixed-heads.ts'

/** A head to fit the face model on, and how it is photographed. */
export interface TrainingHead {
  readonly look: HeadSettings
  readonly poses: readonly Partial<HeadSettings>[]
}

/** Darker than most pictures have: the network of landmarks sees less on them, so the model has to know them. Monk skin tones 9 and 10. */
const darkSkins = ['#3a312a', '#292420'] as const

/**
 * The heads the face model is fitted on, the same ones at each call: 220 that differ as people do and are photographed as people are, and 78 plain
 * ones. Nothing of the test heads is in them, and a quarter of the traits of fresh heads is not either (`mixed-heads.ts`).
 */
export function* trainingHeads(): Generator<TrainingHead> {
  yield* variedHeads(220)
  yield* plainHeads(78)
}

/** Some are bald, bearded, dark, lit from the side or wear glasses. The first four are the calibration heads themselves. */
function* variedHeads(count: number): Generator<TrainingHead> {
  const dice = randomFrom(12_345)
  const { random, between, oneOf } = dice
  for (let head = 0; head < count; head++) {
    const isCalibration = head <= calibrationPeoples.length
    const blend = head === 0 ? {} : isCalibration ? { [`${calibrationPeoples[head - 1]!}-young`]: 1 } : mixedBlend(dice, false)
    const look: HeadSettings = {
      ...usualHead,
      blend,
      ...{ skin: oneOf(random() < 0.15 ? darkSkins : skins), hair: oneOf(hairs), irisColour: oneOf(irisColours), samples: 2 },
      ...{ key: between(1.2, 2.2), ambient: between(0.8, 1.8), keyFrom: [between(-800, 800), between(50, 500), between(250, 700)] },
      ...{ bald: random() < 0.15, beard: random() < 0.15 },
      wears: !isCalibration && random() < 0.12 ? { ...judgedFrame, lens: { colour: [255, 255, 255], opacity: 0.06 } } : undefined,
    }
    yield { look, poses: posesOf(dice, 2).slice(0, head < 9 ? 14 : 4) }
  }
}

/** Young, even and without traits of their own, in usual light: most of a face is like them. */
function* plainHeads(count: number): Generator<TrainingHead> {
  const dice = randomFrom(12_345)
  const { random, between, normal, oneOf } = dice
  const mixed = (): Blend => {
    const weights = [0, 0, 0, 0].map(() => -Math.log(random() + 1e-9))
    const total = weights.reduce((sum, weight) => sum + weight)
    const blend: Record<string, number> = {}
    calibrationPeoples.forEach((name, i) => {
      blend[`${name}-young`] = Number(((weights[i]! / total) * 1.3 + normal() * 0.25).toFixed(3))
    })
    for (const name of calibrationShapes) if (random() < 0.5) blend[name] = Number(between(-0.4, 0.8).toFixed(3))
    return blend
  }
  for (let head = 0; head < 4 + count; head++) {
    const blend = head < 4 ? {} : mixed() // the first four are those of `variedHeads`
    const look: HeadSettings = {
      ...usualHead,
      blend,
      ...{ skin: oneOf(skins), hair: oneOf(hairs), irisColour: oneOf(irisColours), samples: 2 },
      ...{ key: between(1.4, 2.2), ambient: between(1.2, 1.8) },
    }
    const poses = posesOf(dice, 3).slice(0, 3)
    if (head >= 4) yield { look, poses }
  }
}

/** Yaw to 30 degrees, pitch to 14, roll to 17, the first ones from the front; eyes ahead, into the lens and aside. */
function posesOf({ between }: Random, frontal: number): Partial<HeadSettings>[] {
  return Array.from({ length: 14 }, (_, i) => ({
    ...{ yaw: i < frontal ? between(-7, 7) : between(-30, 30), pitch: between(-14, 14), roll: between(-17, 17) },
    ...{ distanceMm: between(420, 650), x: between(-60, 60), y: between(-45, 45) },
    gaze: i % 3 === 0 ? 'ahead' : i % 3 === 1 ? 'camera' : { yaw: between(-12, 12), pitch: between(-8, 8) },
    limbusSoftMm: between(0.2, 0.8),
  }))
}
