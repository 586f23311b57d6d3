import { type HeadSettings, usualHead } from './head-renderer.ts'
import type { Blend } from './head-shape.ts'

/** A head to fit the face model on, and how it is photographed. */
export interface TrainingHead {
  readonly look: HeadSettings
  readonly poses: readonly Partial<HeadSettings>[]
}

/** Nothing of the test heads is in them, nor of the `head-*` morphs that test faces are made with. */
const peoples = ['caucasian-female-young', 'african-male-young', 'asian-female-young'] as const
const shapes = ['head-oval', 'head-round', 'head-rectangular', 'head-diamond'] as const

const skins = ['#cf9f80', '#dfac8c', '#6b432c', '#e0b48d', '#8d5a3c', '#4a2d1e', '#f0c8a8', '#b07a55']
const irisColours = ['#5b3a22', '#5f7f95', '#3a2416', '#44291a', '#6b7a45', '#7a5a3a']
const hairs = ['#3b2a1e', '#8a6a3a', '#17110d', '#221a16', '#777777']

export const trainingHeadCount = 140

/**
 * Heads mixed at random from the calibration heads, as many as asked for, in random poses: yaw to 30 degrees, pitch to 14, roll to 17, eyes
 * ahead, into the lens and aside. The first four are the calibration heads themselves. The same ones at each call.
 */
export function* trainingHeads(count = trainingHeadCount): Generator<TrainingHead> {
  const random = randomFrom(12_345)
  const between = (least: number, most: number) => least + (most - least) * random()
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random())
  const oneOf = (values: readonly string[]) => values[Math.floor(random() * values.length)]!
  const mixed = (): Blend => {
    const weights = [0, 0, 0, 0].map(() => -Math.log(random() + 1e-9))
    const total = weights.reduce((sum, weight) => sum + weight)
    const blend: Record<string, number> = {}
    peoples.forEach((name, i) => {
      blend[name] = round((weights[i]! / total) * 1.3 + normal() * 0.25)
    })
    for (const name of shapes) if (random() < 0.5) blend[name] = round(between(-0.4, 0.8))
    return blend
  }
  for (let head = 0; head < count; head++) {
    const blend: Blend = head === 0 ? {} : head <= peoples.length ? { [peoples[head - 1]!]: 1 } : mixed()
    const look: HeadSettings = {
      ...usualHead,
      blend,
      ...{ skin: oneOf(skins), hair: oneOf(hairs), irisColour: oneOf(irisColours), samples: 2 },
      ...{ key: between(1.4, 2.2), ambient: between(1.2, 1.8) },
    }
    const poses = Array.from(
      { length: 14 },
      (_, i): Partial<HeadSettings> => ({
        ...{ yaw: i < 3 ? between(-7, 7) : between(-30, 30), pitch: between(-14, 14), roll: between(-17, 17) },
        ...{ distanceMm: between(420, 650), x: between(-60, 60), y: between(-45, 45) },
        gaze: i % 3 === 0 ? 'ahead' : i % 3 === 1 ? 'camera' : { yaw: between(-12, 12), pitch: between(-8, 8) },
        limbusSoftMm: between(0.2, 0.8),
      }),
    )
    yield { look, poses: poses.slice(0, head < 9 ? 14 : 6) }
  }
}

const round = (value: number): number => Number(value.toFixed(3))

/** 0..1, the same row of numbers for the same start. Source: the finaliser of MurmurHash3. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    let h = state
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296
  }
}
