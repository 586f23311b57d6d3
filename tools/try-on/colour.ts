/** Red, green, blue, 0..1, linear light. */
export type Linear = readonly [red: number, green: number, blue: number]

const toLinear = Float64Array.from({ length: 256 }, (_, i) => (i / 255 <= 0.04045 ? i / 255 / 12.92 : ((i / 255 + 0.055) / 1.055) ** 2.4))

/** One sRGB channel, 0..255 (fractions are rounded), as linear light (IEC 61966-2-1). */
export const linearOf = (channel: number): number => toLinear[Math.max(0, Math.min(255, Math.round(channel)))]!

/** `#rrggbb` -> 0..255 each. */
export function channelsOf(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
}

export function linearColour(hex: string): Linear {
  return channelsOf(hex).map(linearOf) as unknown as Linear
}

/**
 * Linear light of a scene -> sRGB, 0..255: the film curve most renderers use, so that rendered heads look like those the figures of the
 * study were made with. Source: Stephen Hill's fit of ACES RRT and ODT.
 */
export function filmed([red, green, blue]: Linear): [number, number, number] {
  const [r, g, b] = [red / 0.6, green / 0.6, blue / 0.6]
  const x = curve(0.59719 * r + 0.35458 * g + 0.04823 * b)
  const y = curve(0.076 * r + 0.90834 * g + 0.01566 * b)
  const z = curve(0.0284 * r + 0.13383 * g + 0.83777 * b)
  return [
    display(1.60475 * x - 0.53108 * y - 0.07367 * z),
    display(-0.10208 * x + 1.10813 * y - 0.00605 * z),
    display(-0.00327 * x - 0.07276 * y + 1.07602 * z),
  ]
}

const curve = (v: number): number => (v * (v + 0.0245786) - 0.000090537) / (v * (0.983729 * v + 0.432951) + 0.238081)

const display = (v: number): number => {
  const clipped = Math.max(0, Math.min(1, v))
  return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055) + 0.5 // a byte array cuts fractions off
}
