import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'

type Kind = AdminProduct['kind']

/** `isDrawn`: met in the frame editor, beside what it looks like. */
export type AttributeField = { readonly isDrawn?: true } & (
  | { readonly name: string; readonly type: 'number'; readonly unit?: 'mm' | 'g' | '%' | 'ml' }
  | { readonly name: string; readonly type: 'yes-no' | 'text' | 'list' | 'fibres' | 'notes' }
  | { readonly name: string; readonly type: 'choice'; readonly values: readonly string[] }
)

/** The fields an editor meets for each kind, in this order. Their ranges are the catalogue's (services/catalog/domain/attribute-template.ts). */
export const productFields: Readonly<Record<Kind, readonly AttributeField[]>> = {
  eyewear: [
    { name: 'shape', isDrawn: true, type: 'choice', values: ['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'] },
    { name: 'use', type: 'choice', values: ['optical', 'sun'] },
    { name: 'rim', isDrawn: true, type: 'choice', values: ['full', 'semi', 'rimless'] },
    { name: 'noseFit', type: 'choice', values: ['standard', 'low'] },
    { name: 'material', type: 'text' },
    { name: 'hinge', type: 'text' },
    { name: 'build', isDrawn: true, type: 'choice', values: ['acetate', 'metal'] },
    { name: 'baseCurve', isDrawn: true, type: 'number' },
    { name: 'prescription', type: 'yes-no' },
  ],
  perfume: [
    { name: 'concentration', type: 'choice', values: ['parfum', 'edp', 'edt', 'edc'] },
    { name: 'oilPct', type: 'number', unit: '%' },
    { name: 'family', type: 'choice', values: ['citrus', 'floral', 'amber', 'chypre', 'woody', 'aromatic'] },
    { name: 'subfamily', type: 'text' },
    { name: 'notes', type: 'notes' },
    { name: 'perfumer', type: 'text' },
    { name: 'year', type: 'number' },
    { name: 'seasons', type: 'list' },
    { name: 'paoMonths', type: 'number' },
    { name: 'alcoholPct', type: 'number', unit: '%' },
    { name: 'refillable', type: 'yes-no' },
    { name: 'inci', type: 'list' },
  ],
  apparel: [
    { name: 'garment', type: 'text' },
    { name: 'fit', type: 'choice', values: ['slim', 'regular', 'loose'] },
    { name: 'stretchPct', type: 'number', unit: '%' },
    { name: 'fibres', type: 'fibres' },
    { name: 'care', type: 'list' },
  ],
  'gift-card': [],
  other: [],
}

/** Numbers that differ from variant to variant, as columns of the sheet. */
export const variantNumbers: Readonly<Record<Kind, readonly string[]>> = {
  eyewear: ['lensWidthMm', 'bridgeMm', 'templeMm', 'lensHeightMm', 'frameWidthMm', 'weightG'],
  perfume: [],
  apparel: [],
  'gift-card': [],
  other: [],
}
