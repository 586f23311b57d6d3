import type { LiveAnswer } from '@vitrine/tryon-core/live-tracker'
import { qualityLimits } from '@vitrine/tryon-core/photo-quality'

/** What the page says while the mirror is open. */
export type MirrorNotice = 'no-face' | 'several-faces' | 'turned-away' | 'too-far' | 'too-dark' | 'coarser' | 'slow'

/** How long something must be wrong before it is said (web.md 1.2 for `no-face`); people blink and turn. */
const patienceMs: Readonly<Record<Exclude<MirrorNotice, 'coarser' | 'slow'>, number>> = {
  'no-face': 3_000,
  'several-faces': 0,
  'turned-away': 1_000,
  'too-far': 1_000,
  'too-dark': 1_000,
}

/** What is wrong with one picture, the worst first; limits of the try-on design, section 4, for a picture 640 px wide. */
function wrongWith(answer: LiveAnswer, brightness = 255): keyof typeof patienceMs | undefined {
  if (answer.outcome === 'no-face' && brightness < qualityLimits.brightness) return 'too-dark'
  if (answer.outcome !== 'face') return answer.outcome
  const { yaw, quality, camera } = answer
  if (Math.abs(yaw) > qualityLimits.yaw) return 'turned-away'
  if (((quality.eyesPx / Math.cos(yaw)) * 320) / camera.cx < qualityLimits.eyesPx) return 'too-far'
  return quality.brightness < qualityLimits.brightness ? 'too-dark' : undefined
}

/** Watches the answers of a mirror and says what is to be said. `brightness` of a picture without a face; `pace` is how the device keeps up. */
export function noticeMeter() {
  let [wrong, since]: [ReturnType<typeof wrongWith>, number] = [undefined, 0]
  return {
    judge(answer: LiveAnswer, nowMs: number, pace: 'coarser' | 'slow' | undefined, brightness?: number): MirrorNotice | undefined {
      const now = wrongWith(answer, brightness)
      if (now !== wrong) [wrong, since] = [now, nowMs]
      return wrong && nowMs - since >= patienceMs[wrong] ? wrong : pace
    },
  }
}
