import { judgedFrame } from './accuracy.ts'
import { type HeadSettings, usualHead } from './head-renderer.ts'
import { calibrationPeoples, hairs, irisColours, mixedBlend, randomFrom, skins } from './mixed-heads.ts'

/** A head to fit the face model on, and how it is photographed. */
export interface TrainingHead {
  readonly look: HeadSettings
  readonly poses: readonly Partial<HeadSettings>[]
}

export const trainingHeadCount = 220

/** Darker than most pictures have: the network of landmarks sees less on them, so the model has to know them. Monk skin tones 9 and 10. */
const darkSkins = ['#3a312a', '#292420'] as const

/**
 * Heads mixed at random of what may fit (`mixed-heads.ts`), as many as asked for, in random poses: yaw to 30 degrees, pitch to 14, roll to 17,
 * eyes ahead, into the lens and aside. The first four are the calibration heads themselves. Some are bald, bearded, dark, lit from the
 * side or wear glasses. The same ones at each call.
 */
export function* trainingHeads(count = trainingHeadCount): Generator<TrainingHead> {
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
    const poses = Array.from(
      { length: 14 },
      (_, i): Partial<HeadSettings> => ({
        ...{ yaw: i < 2 ? between(-7, 7) : between(-30, 30), pitch: between(-14, 14), roll: between(-17, 17) },
        ...{ distanceMm: between(420, 650), x: between(-60, 60), y: between(-45, 45) },
        gaze: i % 3 === 0 ? 'ahead' : i % 3 === 1 ? 'camera' : { yaw: between(-12, 12), pitch: between(-8, 8) },
        limbusSoftMm: between(0.2, 0.8),
      }),
    )
    yield { look, poses: poses.slice(0, head < 9 ? 14 : 4) }
  }
}
