import type { Frame as WireFrame } from '@vitrine/contracts/tryon/v1'
import type { Frame, Rgb } from '@vitrine/tryon-core/frame'
import { lensShapes } from '@vitrine/tryon-core/lens-outline'

/** Width of a rim from the front when the catalogue does not say, mm. */
const usualRimMm = { acetate: 2.6, metal: 1.1 } as const
const rims = ['full', 'semi', 'rimless'] as const
const builds = ['acetate', 'metal'] as const

/** The frame of a message. Throws RangeError naming a word or colour that is none of the contract's; numbers are judged by the use case. */
export function frameFromWire(wire: WireFrame): Frame {
  const { variantId, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, rimWidthMm, secondColour, lensGradient, lensMirror } =
    wire
  const build = oneOf(builds, wire.build, `build of ${variantId}`)
  const [red = 255, green = 255, blue = 255, opacity = 0] = wire.lensTint ? channels(wire.lensTint, 4, `lens_tint of ${variantId}`) : []
  return {
    shape: oneOf(lensShapes, wire.shape, `shape of ${variantId}`),
    lensWidthMm,
    lensHeightMm,
    bridgeMm,
    templeMm,
    ...(frameWidthMm !== undefined && { frameWidthMm }),
    rim: { kind: oneOf(rims, wire.rim, `rim of ${variantId}`), widthMm: rimWidthMm || usualRimMm[build] },
    build,
    colour: rgb(wire.colour, `colour of ${variantId}`),
    ...(secondColour && { secondColour: rgb(secondColour, `second_colour of ${variantId}`) }),
    lens: {
      ...{ colour: [red, green, blue], opacity: opacity / 255, gradient: lensGradient },
      ...(lensMirror && { mirror: rgb(lensMirror, `lens_mirror of ${variantId}`) }),
    },
  }
}

function oneOf<Word extends string>(words: readonly Word[], word: string, what: string): Word {
  const found = words.find((known) => known === word)
  if (!found) throw new RangeError(`${what} is ${JSON.stringify(word)}, none of ${words.join(', ')}`)
  return found
}

function rgb(text: string, what: string): Rgb {
  const [red, green, blue] = channels(text, 3, what)
  return [red!, green!, blue!]
}

function channels(text: string, count: 3 | 4, what: string): number[] {
  if (!new RegExp(`^#[0-9a-f]{${2 * count}}$`, 'i').test(text)) throw new RangeError(`${what} is not #${'rrggbbaa'.slice(0, 2 * count)}`)
  return Array.from({ length: count }, (_, i) => Number.parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16))
}
