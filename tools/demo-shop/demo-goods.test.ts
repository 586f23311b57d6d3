import { describe, expect, test } from 'vitest'
import { lensShapes } from '../../tryon-core/lens-outline.ts'
import { type DemoProduct, readDemoShop } from './demo-shop.ts'

type Range = readonly [low: number, high: number]

const shop = await readDemoShop()
const frames = ofKind('eyewear')
const perfumes = ofKind('perfume')
const clothes = ofKind('apparel')

function ofKind(kind: DemoProduct['kind']) {
  return shop.products.filter((product) => product.kind === kind)
}
const idOf = ({ id }: { readonly id: string }) => id
const hasTwins = (list: readonly unknown[]) => new Set(list).size < list.length
const isWithin = (value: unknown, [low, high]: Range) => Number(value) >= low && Number(value) <= high

describe('the frames of the demo shop', () => {
  const ranges: Readonly<Record<string, Range>> = {
    lensWidthMm: [36, 62],
    lensHeightMm: [20, 60],
    bridgeMm: [14, 24],
    templeMm: [120, 150],
    frameWidthMm: [110, 160],
    weightG: [5, 80],
  }

  test('can all be tried on, with numbers inside the ranges of the trade, in steps of half a millimetre', () => {
    const isPlausible = (value: unknown, range: Range) => isWithin(value, range) && (Number(value) * 2) % 1 === 0
    const wrong = frames
      .flatMap((product) => product.variants)
      .filter(({ attributes }) => Object.entries(ranges).some(([name, range]) => !isPlausible(attributes[name], range)))
    expect(wrong.map(idOf)).toEqual([])
    expect(frames.filter(({ attributes }) => !lensShapes.some((shape) => shape === attributes['shape'])).map(idOf)).toEqual([])
  })

  test('have a colour to be drawn in, and a tint when they are for the sun, only then', () => {
    const isColour = (value: unknown) => /^#[0-9a-f]{6}$/.test(String(value))
    const wrong = frames.filter((product) =>
      product.variants.some(
        ({ attributes }) =>
          !isColour(attributes['colourRgb']) || isColour(attributes['lensTintRgb']) !== (product.attributes['use'] === 'sun'),
      ),
    )
    expect(wrong.map(idOf)).toEqual([])
  })

  test('come in widths from narrow to wide, in both builds, for both uses and in every shape', () => {
    const widths = frames.flatMap((product) => product.variants.map(({ attributes }) => Number(attributes['frameWidthMm'])))
    expect(Math.min(...widths)).toBeLessThanOrEqual(127)
    expect(Math.max(...widths)).toBeGreaterThanOrEqual(144)
    const kinds = (attribute: string) => new Set(frames.map(({ attributes }) => attributes[attribute])).size
    expect([kinds('shape'), kinds('build'), kinds('use'), kinds('noseFit')]).toEqual([7, 2, 2, 2])
  })
})

describe('the perfumes of the demo shop', () => {
  const oilRange: Readonly<Record<string, Range>> = { parfum: [20, 40], edp: [10, 20], edt: [5, 15], edc: [2, 5] }

  test('hold the oil of their concentration and travel as UN 1266', () => {
    const wrong = perfumes.filter(
      ({ attributes }) =>
        !isWithin(attributes['oilPct'], oilRange[String(attributes['concentration'])] ?? [0, 0]) ||
        !isWithin(attributes['alcoholPct'], [60, 95]) ||
        !isWithin(attributes['paoMonths'], [1, 60]) ||
        attributes['un'] !== 1266,
    )
    expect(wrong.map(idOf)).toEqual([])
  })

  test('name 1 to 12 notes in each tier, each once and ranked', () => {
    const known = new Set(shop.notes.map((note) => note.code))
    for (const { attributes } of perfumes) {
      const notes = attributes['notes'] as { note: string; tier: string; rank: number; weight: number }[]
      for (const tier of ['top', 'heart', 'base']) {
        const list = notes.filter((note) => note.tier === tier)
        expect(isWithin(list.length, [1, 12])).toBe(true)
        expect(hasTwins(list.map((note) => note.note)) || hasTwins(list.map((note) => note.rank))).toBe(false)
      }
      expect(notes.filter(({ note, weight }) => !known.has(note) || !isWithin(weight, [1, 100]))).toEqual([])
    }
  })

  test('list each allergen among their ingredients, and come as a sample', () => {
    for (const { attributes, variants } of perfumes) {
      const inci = attributes['inci'] as string[]
      expect((attributes['allergens'] as { name: string }[]).filter(({ name }) => !inci.includes(name))).toEqual([])
      expect(variants.map((variant) => variant.options['kind'])).toContain('sample')
      expect(variants.filter((v) => v.options['volume'] !== String(v.attributes['volumeMl']))).toEqual([])
    }
  })

  test('cover the six families', () => {
    expect(new Set(perfumes.map(({ attributes }) => attributes['family'])).size).toBe(6)
  })
})

describe('the clothes of the demo shop', () => {
  interface Chart {
    readonly primary: string
    readonly sizes: readonly { readonly label: string; readonly body: Record<string, Range>; readonly garment: Record<string, number> }[]
  }
  const charts = clothes.flatMap((product) => {
    const chart = product.attributes['sizeChart'] as Chart | undefined
    return chart === undefined ? [] : [{ product, chart }]
  })
  const bodyRange: Readonly<Record<string, Range>> = {
    chest: [60, 160],
    waist: [45, 160],
    hip: [60, 170],
    height: [80, 220],
    inseam: [30, 110],
  }

  test('say their fibres falling, 100 in all, and how to wash them (AP-10)', () => {
    const sharesOf = ({ attributes }: DemoProduct) => (attributes['fibres'] as { pct: number }[]).map((fibre) => fibre.pct)
    const isFull = (shares: number[]) => shares.reduce((sum, pct) => sum + pct, 0) === 100
    const isFalling = (shares: number[]) => shares.every((pct, index) => index === 0 || pct <= Number(shares[index - 1]))
    expect(clothes.filter((product) => !isFull(sharesOf(product)) || !isFalling(sharesOf(product))).map(idOf)).toEqual([])
    expect(clothes.filter(({ attributes }) => (attributes['care'] as string[]).length === 0).map(idOf)).toEqual([])
  })

  test('have sizes that touch and rise in the primary measure, so that nobody falls between two (AP-4)', () => {
    expect(charts.length).toBeGreaterThanOrEqual(18)
    const gaps = charts.flatMap(({ product, chart }) => {
      const primary = chart.sizes.map((size) => size.body[chart.primary])
      const touches = (index: number) => index === 0 || primary[index]?.[0] === primary[index - 1]?.[1]
      return primary.flatMap((range, index) => (range !== undefined && touches(index) ? [] : [`${product.id} ${index}`]))
    })
    expect(gaps).toEqual([])
  })

  test('keep body measures in range and leave room for the body in the garment (AP-1, AP-3)', () => {
    const isBody = ([measure, [low, high]]: [string, Range]) =>
      low < high && isWithin(low, bodyRange[measure] ?? [0, 0]) && isWithin(high, bodyRange[measure] ?? [0, 0])
    const wrong = charts.flatMap(({ product, chart }) =>
      chart.sizes
        .filter(({ body }) => !Object.entries(body).every(isBody))
        .concat(chart.sizes.filter(({ body, garment }) => Number(garment[chart.primary]) <= Number(body[chart.primary]?.[0])))
        .map(({ label }) => `${product.id} ${label}`),
    )
    expect(wrong).toEqual([])
  })

  test('are sold in exactly the sizes of their chart', () => {
    const soldIn = (product: DemoProduct) => [...new Set(product.variants.map((variant) => variant.options['size']))]
    expect(charts.map(({ product }) => soldIn(product))).toEqual(charts.map(({ chart }) => chart.sizes.map((size) => size.label)))
  })
})
