import type { MessageInitShape } from '@bufbuild/protobuf'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type { FrameSchema } from '@vitrine/contracts/tryon/v1'
import { black, frameOfAttributes, isMetal } from '../schemas/frame-of-attributes.ts'
import type { TryOnFrame } from '../schemas/try-on.ts'
import type { Locale } from '../words/words.ts'
import { pick } from './texts.ts'

/** A variant's numbers as the try-on draws them; undefined when one is missing, so it cannot be tried on. */
export function frameAnswer(variant: VariantRecord, locale: Locale): TryOnFrame | undefined {
  const { variantId, productId, slug, options } = variant
  const drawn = frameOfAttributes(variant.attributes ?? {}, options['colour'])
  return drawn && { variantId, productId, slug, name: pick(variant.name, locale), ...drawn }
}

/** The same frame for the service that draws it on a photo. */
export function frameMessage(frame: TryOnFrame): MessageInitShape<typeof FrameSchema> {
  const { variantId, shape, rim, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, rimMm, material, colours } = frame
  const [first = black, second] = colours
  const alpha = Math.round(frame.lensOpacity * 255)
  return {
    ...{ variantId, shape, rim, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, rimWidthMm: rimMm },
    build: frame.pattern === 'metal' || isMetal(material) ? 'metal' : 'acetate',
    colour: hexOf(first),
    ...(second && { secondColour: hexOf(second) }),
    ...(alpha > 0 && { lensTint: `${hexOf(frame.lensColour)}${alpha.toString(16).padStart(2, '0')}` }),
    ...(frame.lensGradient && { lensGradient: true }),
    ...(frame.lensMirror && { lensMirror: hexOf(frame.lensMirror) }),
  }
}

const hexOf = (rgb: readonly number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`
