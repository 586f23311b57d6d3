/**
 * How well a top is hung: `npx tsx tools/try-on/evaluate-bodies.ts`. Draws four CC0 bodies in six open poses and in poses that must be
 * refused, and holds what is read against MakeHuman's joints. Two bodies fitted the constants of body-pose.ts, two did not.
 */
import { readTopPose } from '../../tryon-core/body-pose.ts'
import type { Pixel } from '../../tryon-core/image.ts'
import { type BodySettings, bodyNames, renderBody } from './body-renderer.ts'
import { movenetInNode } from './movenet.ts'

const arm = (raise: number, forward = 0, across = 0, up = 0) => ({ raise, forward, across, up })
const both = (pose: ReturnType<typeof arm>) => ({ left: pose, right: pose })
/** Arms away from the body, facing the camera. */
export const openPoses: readonly (readonly [string, Partial<BodySettings>])[] = [
  ['hanging away', both(arm(0))],
  ['near the body', both(arm(-20))],
  ['level', both(arm(40))],
  ['turned 10', { ...both(arm(0)), yaw: 10 }],
  ['near', { ...both(arm(-10)), distanceMm: 1_500 }],
  ['far', { ...both(arm(-10)), distanceMm: 2_600 }],
]
export const closedPoses: readonly (readonly [string, Partial<BodySettings>, string])[] = [
  ['arms crossed', both(arm(-30, 25, 110, 40)), 'arms-crossed'],
  ['one arm before the chest', { left: arm(-30, 25, 110, 40), right: arm(0) }, 'arms-crossed'],
  ['turned 50', { yaw: 50 }, 'body-turned'],
  ['turned 75', { yaw: -75 }, 'body-turned'],
  ['two people', { x: -300, besideMm: 700 }, 'several-people'],
]
export const small = { width: 240, height: 320 } as const

const isTest = (body: string) => body === 'slight-woman' || body === 'broad-man'

if (process.argv[1] === import.meta.filename) {
  const network = await movenetInNode()
  const errors: Record<string, number[]> = { calibrate: [], test: [], 'calibrate hips': [], 'test hips': [] }
  let [open, closed] = [0, 0]
  for (const body of bodyNames) {
    for (const [name, settings] of openPoses) {
      const { image, truth } = renderBody({ body, ...small, ...settings })
      const read = readTopPose(network, image)
      if (read.outcome === 'refused') {
        console.log(`${body}, ${name}: ${read.code}`)
        continue
      }
      open++
      const width = Math.hypot(truth.shoulders[0][0] - truth.shoulders[1][0], truth.shoulders[0][1] - truth.shoulders[1][1])
      const off = (found: readonly Pixel[], real: readonly Pixel[]) =>
        found.map((at, i) => (100 * Math.hypot(at[0] - real[i]![0], at[1] - real[i]![1])) / width)
      const use = isTest(body) ? 'test' : 'calibrate'
      errors[use]!.push(...off(read.pose.shoulders, truth.shoulders))
      errors[`${use} hips`]!.push(...off(read.pose.hips, truth.hips))
    }
    for (const [name, settings, code] of closedPoses) {
      const read = readTopPose(network, renderBody({ body, ...small, ...settings }).image)
      if (read.outcome === 'refused') closed++
      if (read.outcome !== 'refused' || read.code !== code)
        console.log(`${body}, ${name}: ${read.outcome === 'refused' ? read.code : 'NOT REFUSED'}`)
    }
  }
  console.log(
    `open poses read: ${open} of ${bodyNames.length * openPoses.length}; others refused: ${closed} of ${bodyNames.length * closedPoses.length}`,
  )
  for (const [use, all] of Object.entries(errors)) {
    const sorted = all.toSorted((a, b) => a - b)
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length
    console.log(`${use}: ${mean.toFixed(1)} % of the shoulders' width (95th ${sorted[Math.floor(0.95 * all.length)]?.toFixed(1)})`)
  }
}
