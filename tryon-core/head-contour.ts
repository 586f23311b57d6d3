import type { FaceFit } from './face-fit.ts'
import type { Face } from './face-pipeline.ts'
import type { PixelImage } from './image.ts'
import { median } from './median.ts'
import { type Camera, project } from './pose.ts'
import { add, rotate } from './vector.ts'

/** Where a head is looked for against what is behind it: heights of frame coordinates, depth and from where to where sideways, mm for the nominal PD. */
const search = { heights: [-3, -11, -19, -27, -35], z: -55, from: 104, to: 60, step: 1 } as const
/** An edge is where the colour differs from what is outside by so much, as logarithms of light added up. */
const differs = 0.35
/** Light is compared above this, as a share of the cheeks': below it everything is black. */
const black = 0.05
/** From the front alone, radians: on a turned head one ear is hidden. */
const frontal = { yaw: (8 * Math.PI) / 180, pitch: (14 * Math.PI) / 180 } as const
/** The heights of one side agree within this, mm, or it is not a head that they saw. */
const agree = 5

/**
 * What the outline says of the widths, mm of an outline wider than a face of that width has: chosen on heads that fit the face model, as if people's ears stood
 * out by 4 mm more or less, both together (one standard deviation). MakeHuman's are all alike: what is right for them would be three times as much.
 */
const usual = { at: 39.6, perFaceMm: 0.775, face: 0.33, temples: 0.13, most: 15 } as const

/** The widths of a fit, corrected by the outline where one is seen. */
export function widthsByOutline(
  image: PixelImage,
  face: Pick<Face, 'landmarks'>,
  fit: FaceFit,
  camera: Camera,
): Pick<FaceFit, 'faceWidthMm' | 'templeHalfMm'> {
  const seen = headWidthMm(image, face, fit, camera)
  const wider = seen === undefined ? 0 : seen - usual.at - usual.perFaceMm * fit.faceWidthMm
  const by = Math.max(-usual.most, Math.min(usual.most, wider))
  return { faceWidthMm: fit.faceWidthMm + usual.face * by, templeHalfMm: fit.templeHalfMm + usual.temples * by }
}

/**
 * How wide the head is with its ears, as its outline stands against the background, mm for the nominal PD: the only thing a picture from the front shows of
 * a width that the landmarks leave open. Undefined when it is not from the front, and where no outline is seen: hair, a collar, a wall like skin.
 */
function headWidthMm(image: PixelImage, { landmarks }: Pick<Face, 'landmarks'>, fit: FaceFit, camera: Camera): number | undefined {
  if (Math.abs(fit.yaw) > frontal.yaw || Math.abs(fit.pitch) > frontal.pitch) return undefined
  const skin = cheekLight(image, landmarks)
  const sides = ([-1, 1] as const).map((side) => {
    const ends = search.heights.flatMap((y) => {
      const colours = samplesAlong((x) => {
        const [u, v] = project(camera, add(rotate(fit.rotation, [side * x, y, search.z]), fit.t))
        return lightAt(image, u, v)
      })
      return outlineOf(colours.map((colour) => colour.map((light, k) => Math.log(Math.max(0.01, light / skin[k]!) + black)))) ?? []
    })
    const middle = median(ends)
    return ends.filter((x) => Math.abs(x - middle) < agree).length >= 4 ? middle : undefined
  })
  return sides[0] === undefined || sides[1] === undefined ? undefined : sides[0] + sides[1]
}

const count = (search.from - search.to) / search.step + 1
const samplesAlong = <Value>(at: (x: number) => Value): Value[] =>
  Array.from({ length: count }, (_, i) => at(search.from - i * search.step))

/** Where the colours, from outside inwards, first differ from the outermost ones, mm from the middle. */
function outlineOf(colours: readonly (readonly number[])[]): number | undefined {
  const outside = [0, 1, 2].map((k) => colours.slice(0, 4).reduce((sum, colour) => sum + colour[k]!, 0) / 4)
  const first = colours.findIndex((colour) => colour.reduce((sum, light, k) => sum + Math.abs(light - outside[k]!), 0) > differs)
  return first < 4 ? undefined : search.from - first * search.step
}

/** Of both cheeks, linear. */
function cheekLight(image: PixelImage, landmarks: Face['landmarks']): number[] {
  const cheeks = [50, 280, 205, 425, 117, 346].map((id) => lightAt(image, landmarks[id]![0], landmarks[id]![1]))
  return [0, 1, 2].map((k) => Math.max(0.001, median(cheeks.map((light) => light[k]!))))
}

function lightAt({ data, width, height, channels }: PixelImage, u: number, v: number): readonly number[] {
  const [x, y] = [Math.max(0, Math.min(width - 1, Math.floor(u))), Math.max(0, Math.min(height - 1, Math.floor(v)))]
  const at = (y * width + x) * channels
  return [0, 1, 2].map((k) => (data[at + k]! / 255) ** 2.2)
}
