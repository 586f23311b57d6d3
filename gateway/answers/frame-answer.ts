import type { MessageInitShape } from '@bufbuild/protobuf'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type { FrameSchema } from '@vitrine/contracts/tryon/v1'
import type { TryOnFrame } from '../schemas/try-on.ts'
import type { Locale } from '../words/words.ts'
import { pick } from './texts.ts'

type Rgb = [number, number, number]

/** Where the catalogue says nothing: usual for the build, mm and degrees. Chosen from frames of the demo shop. */
const usual = {
  acetate: { rimMm: 3.2, thicknessMm: 4, gloss: 0.55 },
  metal: { rimMm: 1.3, thicknessMm: 1.4, gloss: 0.85 },
} as const
const metals = ['metal', 'steel', 'titanium', 'aluminium', 'stainless-steel', 'monel']
/** Front curve to wrap: a 4-base front is nearly flat, 8 is a sports wrap. Chosen by eye. */
const wrapOf = (baseCurve: number): number => Math.max(0, (baseCurve - 2) * 2.5)

/** A variant's numbers as the try-on draws them; undefined when one is missing, so it cannot be tried on. */
export function frameAnswer(variant: VariantRecord, locale: Locale): TryOnFrame | undefined {
  const attributes: Readonly<Record<string, unknown>> = variant.attributes ?? {}
  const number = (name: string) => (typeof attributes[name] === 'number' ? attributes[name] : undefined)
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : undefined)
  const shape = shapes.find((one) => one === text('shape'))
  const [lensWidthMm, lensHeightMm, bridgeMm] = [number('lensWidthMm'), number('lensHeightMm'), number('bridgeMm')]
  if (!shape || lensWidthMm === undefined || lensHeightMm === undefined || bridgeMm === undefined) return undefined
  const material = text('material') ?? 'acetate'
  const build = buildOf(attributes, material)
  const rimMm = number('rimMm') ?? usual[build].rimMm
  const code = variant.options['colour'] ?? ''
  const colours = [text('colourRgb'), text('secondColourRgb')].flatMap((hex) => (hex ? [rgbOf(hex)] : []))
  const [tint, mirror] = [text('lensTintRgb'), text('lensMirrorRgb')]
  return {
    variantId: variant.variantId,
    productId: variant.productId,
    slug: variant.slug,
    name: pick(variant.name, locale),
    shape,
    rim: rims.find((one) => one === text('rim')) ?? 'full',
    ...{ lensWidthMm, lensHeightMm, bridgeMm, rimMm, material },
    templeMm: number('templeMm') ?? 145,
    frameWidthMm: number('frameWidthMm') ?? 2 * lensWidthMm + bridgeMm + 2 * rimMm,
    thicknessMm: usual[build].thicknessMm,
    wrapDegrees: wrapOf(number('baseCurve') ?? 4),
    pattern: /tortoise/.test(code) ? 'tortoise' : /crystal|clear/.test(code) ? 'clear' : build === 'metal' ? 'metal' : 'plain',
    colours: colours.length > 0 ? colours : [black],
    gloss: usual[build].gloss,
    lensColour: tint ? rgbOf(tint) : [255, 255, 255],
    lensOpacity: tint ? (number('lensTintAlpha') ?? 0.75) : 0,
    lensGradient: attributes['lensGradient'] === true,
    ...(mirror && { lensMirror: rgbOf(mirror) }),
  }
}

/** The same frame for the service that draws it on a photo. */
export function frameMessage(frame: TryOnFrame): MessageInitShape<typeof FrameSchema> {
  const { variantId, shape, rim, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, rimMm, material, colours } = frame
  const [first = black, second] = colours
  const alpha = Math.round(frame.lensOpacity * 255)
  return {
    ...{ variantId, shape, rim, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, rimWidthMm: rimMm },
    build: frame.pattern === 'metal' || metals.includes(material) ? 'metal' : 'acetate',
    colour: hexOf(first),
    ...(second && { secondColour: hexOf(second) }),
    ...(alpha > 0 && { lensTint: `${hexOf(frame.lensColour)}${alpha.toString(16).padStart(2, '0')}` }),
    ...(frame.lensGradient && { lensGradient: true }),
    ...(frame.lensMirror && { lensMirror: hexOf(frame.lensMirror) }),
  }
}

const shapes = ['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'] as const
const rims = ['full', 'semi', 'rimless'] as const
const black: Rgb = [29, 27, 23]

const buildOf = ({ build }: Readonly<Record<string, unknown>>, material: string): 'acetate' | 'metal' =>
  build === 'metal' || (build !== 'acetate' && metals.includes(material)) ? 'metal' : 'acetate'

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0) as Rgb // three of them
const hexOf = (rgb: readonly number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`
