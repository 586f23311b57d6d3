import type { Labels } from '../application/shelf.ts'
import { tonesOf } from '../domain/card.ts'
import { codesOf, labelGroupOf } from '../domain/facets.ts'
import type { Attribute, Product } from '../domain/product.ts'
import { type Locale, said } from './card-message.ts'

/** Words for every code in attributes and options, keyed `group:code`; names of attributes are in the group `facet`. Codes without words are absent. */
export function productWords({ attributes, variants }: Product, labels: Labels, locale: Locale): Record<string, string> {
  const found: Record<string, string> = {}
  const add = (attribute: string, code: string) => {
    const key = `${labelGroupOf(attribute)}:${code}`
    if (key in found) return // most are said by every variant
    const word = said(labels.get(key), locale)
    if (word) found[key] = word
  }
  const read = (name: string, value: Attribute) => {
    add('facet', name)
    for (const code of codesOf(value)) add(name, code)
    for (const field of fieldsOf(value)) for (const code of codesOf(field.value)) add(field.name, code)
  }
  for (const [name, value] of Object.entries(attributes)) read(name, value)
  for (const variant of variants) {
    for (const [name, value] of [...Object.entries(variant.options), ...Object.entries(variant.attributes)]) read(name, value)
  }
  return found
}

/** Codes inside lists of objects, tier and family of a note, and the names of body measures. */
function fieldsOf(value: Attribute): { name: string; value: Attribute }[] {
  if (Array.isArray(value)) return (value as readonly Attribute[]).flatMap(fieldsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'body' || name === 'garment') {
      return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.keys(inner).map((measure) => ({ name: 'measures', value: measure }))
        : [{ name, value: inner }]
    }
    return [{ name, value: inner }, ...fieldsOf(inner)]
  })
}

/** Display colours `#rrggbb` of the colours a product comes in. */
export function productSwatches(product: Product): Record<string, string> {
  const colours = new Set(product.variants.flatMap(({ options }) => options['colour'] ?? []))
  return Object.fromEntries([...colours].map((colour) => [colour, tonesOf(product, colour)]))
}
