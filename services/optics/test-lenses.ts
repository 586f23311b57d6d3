import type { LensOption, LensRange, Treatment } from './domain/lens-range.ts'

const text = (name: string) => ({ fr: name, en: name })

/** A single-vision lens of index 1.60 that nearly everybody can have; a test says what is special. */
export const lens = (more: Partial<LensOption> = {}): LensOption => ({
  ...{ id: 'far-160', name: text('Far 1.60'), use: 'sv-far', index: 160 },
  ...{ sph: { low: -1_000, high: 600 }, cyl: { low: -400, high: 0 } },
  ...{ rims: ['full', 'semi', 'rimless'], prismOk: false, centreMm: 1.5, edgeMinMm: 1, leadDays: 5 },
  treatments: ['ar', 'photochromic', 'polarised', 'tint', 'mirror'],
  isOutOfUse: false,
  ...more,
})

export const treatment = (id: string, more: Partial<Treatment> = {}): Treatment => ({
  ...{ id, name: text(id), leadDays: 0, clashesWith: [], needsOneOf: [], isOutOfUse: false },
  ...more,
})

export const treatments = {
  ar: treatment('ar'),
  photochromic: treatment('photochromic', { clashesWith: ['polarised', 'tint', 'mirror'], leadDays: 8 }),
  polarised: treatment('polarised'),
  tint: treatment('tint'),
  mirror: treatment('mirror', { needsOneOf: ['tint', 'polarised'] }),
}

const { ar, photochromic, polarised, tint, mirror } = treatments

/** The range of the tests: one of each use, and thinner ones for far. */
export const range: LensRange = {
  options: [
    lens({ id: 'plano-150', use: 'plano', index: 150, rims: ['full', 'semi'] }),
    lens({ id: 'far-150', index: 150, sph: { low: -600, high: 400 }, rims: ['full', 'semi'] }),
    lens(),
    lens({ id: 'far-174', index: 174, sph: { low: -1_600, high: 800 }, prismOk: true, leadDays: 9 }),
    lens({ id: 'near-160', use: 'sv-near' }),
    lens({ id: 'progressive-160', use: 'progressive', add: { low: 75, high: 300 } }),
    lens({ id: 'short-160', use: 'progressive', add: { low: 100, high: 250 }, minLensHeightMm: 24 }),
  ],
  treatments: [ar, photochromic, polarised, tint, mirror],
}
