import type { JsonObject } from '@bufbuild/protobuf'

export interface TestProduct {
  id: string
  slug: string
  kind: string
  brand: string
  name: { fr: string; en: string }
  summary: { fr: string; en: string }
  description: { fr: string; en: string }
  categoryIds: string[]
  attributes: JsonObject
  images: ReturnType<typeof picture>[]
  variants: { id: string; sku: string; options?: Record<string, string>; attributes?: JsonObject }[]
  status: string
}

const both = (fr: string, en = fr) => ({ fr, en })

export const picture = (letter: string, colour = '') => ({
  sha256: letter.repeat(64),
  width: 1200,
  height: 900,
  alt: both('Monture vue de face', 'Frame seen from the front'),
  view: 'front',
  colour,
  thumbhash: '',
})

/** A frame that may be sold, in two colours; a test says only what it is about. */
export const frame = (id: string, more: Partial<TestProduct> = {}, attributes: JsonObject = {}): TestProduct => ({
  id,
  slug: id,
  kind: 'eyewear',
  brand: 'Maison Vérane',
  name: both(`Lunettes ${id}`, `${id} glasses`),
  summary: both('Légère', 'Light'),
  description: both('Une monture.', 'A frame.'),
  categoryIds: [],
  attributes: {
    shape: 'panto',
    material: 'acetate',
    rim: 'full',
    lensWidthMm: 48,
    lensHeightMm: 41,
    bridgeMm: 20,
    templeMm: 145,
    ...attributes,
  },
  images: [picture('a', 'black'), picture('b', 'tortoise')],
  variants: [
    { id: `${id}-black`, sku: `${id}-BK`, options: { colour: 'black' } },
    {
      id: `${id}-tortoise`,
      sku: `${id}-TO`,
      options: { colour: 'tortoise' },
      attributes: { colourRgb: '#b5732f', secondColourRgb: '#2a1209' },
    },
  ],
  status: 'published',
  ...more,
})

/** A perfume that may be sold. */
export const perfume = (id: string, more: Partial<TestProduct> = {}, attributes: JsonObject = {}): TestProduct => ({
  ...frame(id),
  kind: 'perfume',
  name: both(id),
  attributes: { concentration: 'edp', family: 'woody', inci: ['ALCOHOL DENAT.', 'PARFUM'], ...attributes },
  images: [picture('c')],
  variants: [{ id: `${id}-50`, sku: `${id}-50`, options: { volumeMl: '50' } }],
  ...more,
})

/** A garment that may be sold. */
export const garment = (id: string, more: Partial<TestProduct> = {}, attributes: JsonObject = {}): TestProduct => ({
  ...frame(id),
  kind: 'apparel',
  name: both(id),
  attributes: { garment: 'dress', fit: 'regular', fibres: [{ name: 'linen', pct: 100 }], ...attributes },
  images: [picture('d')],
  variants: [
    { id: `${id}-s`, sku: `${id}-S`, options: { colour: 'red', size: 'S' } },
    { id: `${id}-m`, sku: `${id}-M`, options: { colour: 'red', size: 'M' } },
  ],
  ...more,
})
