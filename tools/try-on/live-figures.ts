import type { PixelImage } from '../../tryon-core/image.ts'
import { liveTracker, type Sight } from '../../tryon-core/live-tracker.ts'
import type { Networks } from '../../tryon-core/networks.ts'
import { project } from '../../tryon-core/pose.ts'
import type { Truth } from './accuracy.ts'
import { type HeadSettings, headPainter, usualHead } from './head-renderer.ts'
import { judgedHeads } from './head-shape.ts'
import { withNoise } from './spoiled-picture.ts'

const framesPerSecond = 25

/** How a live picture trembles and lags. Px and degrees; `lagFrames` may be a fraction. */
export interface LiveFigures {
  readonly jitterPx: number
  readonly jitterDegrees: number
  readonly lagFrames: number
  /** PD after 15 frontal frames less the true one, mm, and whether its bar holds it. */
  readonly pdMm: number
}

/**
 * A still head under fresh noise of sigma 4 for 4 seconds, then one that turns 20 degrees to each side in 6 seconds, through the tracker that
 * pages use. Jitter: standard deviation of where the frame's origin is drawn, and of its yaw and pitch, over the last second. Lag: the shift
 * that fits the turn best.
 */
export function liveFigures(networks: Networks): LiveFigures {
  const head = judgedHeads.find(({ name }) => name === 'caucasian-male')!
  const look: HeadSettings = { ...usualHead, ...head, gaze: 'camera', samples: 2, limbusSoftMm: 0.4 }
  const paint = headPainter(look)
  const still = paint(look)
  const stills = follow(networks, 100, (i) => withNoise(4, i)(still.image) as PixelImage).slice(-framesPerSecond)
  const turns: Truth[] = []
  const moving = follow(networks, 150, (i) => {
    const { image, truth } = paint({ ...look, yaw: -20 * Math.cos((i / 150) * 2 * Math.PI) })
    turns.push(truth)
    return image
  })
  const px = stills.map(({ camera, t }) => project(camera, t))
  const degrees = 180 / Math.PI
  return {
    jitterPx: Math.max(spread(px.map(([x]) => x)), spread(px.map(([, y]) => y))),
    jitterDegrees: Math.max(spread(stills.map(({ yaw }) => yaw * degrees)), spread(stills.map(({ pitch }) => pitch * degrees))),
    lagFrames: lagOf(
      moving.map(({ yaw }) => yaw * degrees),
      turns.map(({ yaw }) => yaw),
    ),
    pdMm: stills.at(-1)!.pd.mm - still.truth.pdMm,
  }
}

function follow(networks: Networks, frames: number, frame: (i: number) => PixelImage): Sight[] {
  const tracker = liveTracker(networks)
  return Array.from({ length: frames }, (_, i) => {
    const seen = tracker.look(frame(i), 1 / framesPerSecond)
    if (seen.outcome !== 'face') throw new Error(`the live face was lost at frame ${i}: ${seen.outcome}`)
    return seen
  })
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** By how many frames `seen` has to be moved ahead to be nearest to the truth, its gain and offset left free. */
function lagOf(seen: readonly number[], truth: readonly number[]): number {
  const shifts = Array.from({ length: 61 }, (_, k) => k / 10 - 1)
  const at = (i: number) =>
    truth[Math.floor(i)]! + (i % 1) * (truth[Math.min(truth.length - 1, Math.floor(i) + 1)]! - truth[Math.floor(i)]!)
  const errors = shifts.map((shift) => {
    const pairs = seen.flatMap((value, i) => (i > 20 && i - shift < truth.length - 1 ? [[value, at(i - shift)] as const] : []))
    const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length
    const [a, b] = [mean(0), mean(1)]
    const gain = pairs.reduce((sum, [x, y]) => sum + (x - a) * (y - b), 0) / pairs.reduce((sum, [, y]) => sum + (y - b) ** 2, 0)
    return pairs.reduce((sum, [x, y]) => sum + (x - a - gain * (y - b)) ** 2, 0) / pairs.length
  })
  return shifts[errors.indexOf(Math.min(...errors))]!
}
