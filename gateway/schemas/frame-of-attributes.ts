import type { TryOnFrame } from './try-on.ts'

type Rgb = [number, number, number]

/** What a frame looks like, without what it is called. */
export type DrawnFrame = Omit<TryOnFrame, 'variantId' | 'productId' | 'slug' | 'name'>

/** Where the catalogue says nothing: usual for the build, mm and degrees. Chosen from frames of the demo shop. */
const usual = {
  acetate: { rimMm: 3.2, thicknessMm: 4, gloss: 0.55 },
  metal: { rimMm: 1.3, thicknessMm: 1.4, gloss: 0.85 },
} as const
const metals = ['metal', 'steel', 'titanium', 'aluminium', 'stainless-steel', 'monel']
const shapes = ['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'] as const
const rims = ['full', 'semi', 'rimless'] as const
export const black: Rgb = [29, 27, 23]

/** Front curve to wrap: a 4-base front is nearly flat, 8 is a sports wrap. Chosen by eye. */
const wrapOf = (baseCurve: number): number => Math.max(0, (baseCurve - 2) * 2.5)

/** Whether a material is a metal, which is built thinner. */
export const isMetal = (material: string): boolean => metals.includes(material)

/**
 * A variant's attributes, with the product's under them, as try-on draws them; undefined when the shape or one of A, B and DBL is missing, so
 * that it cannot be tried on. `colourCode`: the option of the variant.
 */
export function frameOfAttributes(attributes: Readonly<Record<string, unknown>>, colourCode = ''): DrawnFrame | undefined {
  const number = (name: string) => (typeof attributes[name] === 'number' ? attributes[name] : undefined)
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : undefined)
  const shape = shapes.find((one) => one === text('shape'))
  const [lensWidthMm, lensHeightMm, bridgeMm] = [number('lensWidthMm'), number('lensHeightMm'), number('bridgeMm')]
  if (!shape || lensWidthMm === undefined || lensHeightMm === undefined || bridgeMm === undefined) return undefined
  const material = text('material') ?? 'acetate'
  const build = text('build') === 'metal' || (text('build') !== 'acetate' && isMetal(material)) ? 'metal' : 'acetate'
  const rimMm = number('rimMm') ?? usual[build].rimMm
  const colours = [text('colourRgb'), text('secondColourRgb')].flatMap((hex) => (hex ? [rgbOf(hex)] : []))
  const [tint, mirror, model] = [text('lensTintRgb'), text('lensMirrorRgb'), text('modelSha256')]
  return {
    shape,
    rim: rims.find((one) => one === text('rim')) ?? 'full',
    ...{ lensWidthMm, lensHeightMm, bridgeMm, rimMm, material },
    templeMm: number('templeMm') ?? 145,
    frameWidthMm: number('frameWidthMm') ?? 2 * lensWidthMm + bridgeMm + 2 * rimMm,
    thicknessMm: usual[build].thicknessMm,
    wrapDegrees: wrapOf(number('baseCurve') ?? 4),
    pattern: /tortoise/.test(colourCode) ? 'tortoise' : /crystal|clear/.test(colourCode) ? 'clear' : build === 'metal' ? 'metal' : 'plain',
    colours: colours.length > 0 ? colours : [black],
    gloss: usual[build].gloss,
    lensColour: tint ? rgbOf(tint) : [255, 255, 255],
    lensOpacity: tint ? (number('lensTintAlpha') ?? 0.75) : 0,
    lensGradient: attributes['lensGradient'] === true,
    ...(mirror && { lensMirror: rgbOf(mirror) }),
    ...(model && /^[0-9a-f]{64}$/.test(model) && { modelSha256: model }),
  }
}

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0) as Rgb // three of them
