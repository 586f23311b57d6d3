import type { Labels } from '../application/shelf.ts'
import type { FacetCount } from '../domain/facet-index.ts'
import { labelGroupOf } from '../domain/facets.ts'
import { type Locale, said, wordOf } from './card-message.ts'

/** A facet with its words. Ranges of prices are in minor units of their currency. */
export function facetInit(facet: FacetCount, labels: Labels, locale: Locale, currency: string) {
  const { name, type, unit, values, min, max } = facet
  return {
    name,
    label: said(labels.get(`facet:${name}`), locale) || wordOf(labels, 'facet', labelGroupOf(name), locale),
    type,
    unit: name === 'price' ? currency : unit,
    values: values.map(({ value, count, selected }) => ({
      value,
      label: wordOf(labels, labelGroupOf(name), value, locale),
      count,
      selected,
    })),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}
