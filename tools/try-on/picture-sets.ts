import type { PixelImage } from '../../tryon-core/image.ts'
import { irisDiameterMm } from '../../tryon-core/gaze.ts'
import { type JudgedPicture, judgedFrame } from './accuracy.ts'
import { type HeadSettings, headPainter, usualHead } from './head-renderer.ts'
import { type Blend, type HeadUse, type JudgedHead, judgedHeads, judgedPoses } from './head-shape.ts'
import { mixedHeads } from './mixed-heads.ts'
import { asJpeg, moved, normal, type Spoiling, withNoise } from './spoiled-picture.ts'

type Pose = (typeof judgedPoses)[number]

/** Pictures that are judged together. */
export interface PictureSet {
  readonly name: string
  readonly heads: readonly JudgedHead[]
  readonly poses: readonly Pose[]
  /** What is different about them; more than one: each is photographed. */
  readonly looks: readonly Partial<HeadSettings>[]
  readonly spoil?: Spoiling
  /** The overlap of masks costs a quarter of a second a picture. */
  readonly masks?: boolean
  /** The field of view the pipeline is told; otherwise the true one. */
  readonly toldFov?: number
}

/**
 * Who is judged. `tune` and `fresh` are mixed at random, so that a look at one head says nothing of the next; the starts were drawn once, and fresh
 * heads are drawn anew once they were looked at.
 */
export const headsOf: Readonly<Record<HeadUse, readonly JudgedHead[]>> = {
  calibrate: judgedHeads.filter(({ use }) => use === 'calibrate'),
  tune: mixedHeads('tune', 8, 4_711, 'few'),
  test: judgedHeads.filter(({ use }) => use === 'test'),
  fresh: mixedHeads('fresh', 6, 11_966_616, 'everything'),
}
/** Four of the twelve poses: straight, turned, looking up, and all at once. */
const few: readonly Pose[] = [judgedPoses[1]!, judgedPoses[2]!, judgedPoses[7]!, judgedPoses[11]!]
const near: readonly Pose[] = judgedPoses.filter(([yaw]) => Math.abs(yaw) <= 20)
const front: readonly Pose[] = [judgedPoses[0]!, judgedPoses[1]!, [5, 3, 0, 500], [-5, -3, 4, 520]]

/** Of ten tones, from light to dark. Source: the Monk skin tone scale, 2022. */
const skinTones = [
  [1, '#f6ede4'],
  [5, '#d7bd96'],
  [8, '#604134'],
  [9, '#3a312a'],
  [10, '#292420'],
] as const

/** Faces of the seven `head-*` morphs on these heads: three of them were never seen in calibration. */
const morphed = (heads: readonly JudgedHead[]): JudgedHead[] =>
  ['oval', 'round', 'rectangular', 'square', 'triangular', 'invertedtriangular', 'diamond'].map((shape, i) => {
    const head = heads[i % heads.length]!
    const blend: Blend = { ...head.blend, [`head-${shape}`]: 0.8 }
    return { ...head, name: `${head.name} ${shape}`, blend }
  })

/**
 * Every set of the table. The first two have all heads of a use; of a long row of heads the others take every other one. The test heads have the
 * first four sets alone: what the prototype was measured on.
 */
export function pictureSetsOf(use: HeadUse): readonly PictureSet[] {
  const heads = headsOf[use]
  let odd = 0
  const one = (name: string, look: Partial<HeadSettings>, more: Partial<PictureSet> = {}): PictureSet => {
    odd = 1 - odd
    const some = heads.length > 4 ? heads.filter((_, i) => i % 2 === odd) : heads
    return { name, heads: some, poses: few, looks: [look], ...more }
  }
  const sets: PictureSet[] = [
    { name: 'eyes ahead, 640x480', heads, poses: judgedPoses, looks: [{}], masks: true },
    one('eyes on the lens, 640x480', { gaze: 'camera' }, { heads, poses: judgedPoses }),
    one('eyes ahead, 1280x960', { width: 1280, height: 960, samples: 2 }, { poses: near }),
    one('eyes on the lens, 1280x960', { width: 1280, height: 960, samples: 2, gaze: 'camera' }, { poses: near }),
    one('eyes 9 degrees left or right', {}, { looks: [-9, 9].map((yaw) => ({ gaze: { yaw, pitch: 0 } })) }),
    one('eyes 5 degrees up or down', {}, { looks: [-5, 5].map((pitch) => ({ gaze: { yaw: 0, pitch } })) }),
    ...[0.4, 0.9].map((limbusSoftMm) => one(`limbus ${limbusSoftMm} mm soft`, { limbusSoftMm })),
    one(
      'iris of 11.7 +- 0.5 mm',
      {},
      { poses: front, looks: [0, 1, 2, 3].map((i) => ({ irisMm: irisDiameterMm + 0.5 * normal(40 + i), limbusSoftMm: 0.4 })) },
    ),
    ...[42, 68].map((fovDegrees) => one(`field of view ${fovDegrees}, told`, { fovDegrees })),
    ...[42, 68].map((fovDegrees) => one(`field of view ${fovDegrees}, not told`, { fovDegrees }, { toldFov: 50 })),
    one('noise of 3', { limbusSoftMm: 0.4 }, { spoil: withNoise(3) }),
    one('JPEG 80', { limbusSoftMm: 0.4 }, { spoil: asJpeg(80) }),
    one('moved by 5 px', { limbusSoftMm: 0.4 }, { spoil: moved(5) }),
    one('low light, noise of 6', { key: 0.35, ambient: 0.3, limbusSoftMm: 0.4 }, { spoil: withNoise(6) }),
    one('light from the side', { keyFrom: [-900, 60, 200], ambient: 0.6, limbusSoftMm: 0.4 }),
    ...skinTones.map(([tone, skin]) => one(`skin tone ${tone} of 10`, { skin, limbusSoftMm: 0.4 }, { poses: few.slice(0, 2) })),
    one('beard', { beard: true, limbusSoftMm: 0.4 }),
    one('bald', { bald: true, limbusSoftMm: 0.4 }),
    one('glasses on already', { wears: { ...judgedFrame, lens: { colour: [255, 255, 255], opacity: 0.06 } }, limbusSoftMm: 0.4 }),
    { name: 'faces of the seven morphs', heads: morphed(heads), poses: few.slice(0, 2), looks: [{ limbusSoftMm: 0.4 }] },
  ]
  return use === 'test' ? sets.slice(0, 4) : sets
}

/** The pictures of a set, one after the other. */
export async function* picturesOf({ heads, poses, looks, spoil }: PictureSet): AsyncGenerator<JudgedPicture> {
  for (const head of heads)
    for (const look of looks) {
      const settings = { ...usualHead, ...head, ...look }
      const paint = headPainter(settings)
      for (const [yaw, pitch, roll, distanceMm] of poses) {
        const { image, truth } = paint({ ...settings, yaw, pitch, roll, distanceMm })
        const seen: PixelImage = spoil ? await spoil(image) : image
        yield { head: head.name, blend: head.blend, image: seen, truth }
      }
    }
}
