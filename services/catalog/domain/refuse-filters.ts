import { facetDefinitions } from './facets.ts'
import type { Filter } from './facet-index.ts'

const typeOf = new Map(facetDefinitions.map(({ name, type }) => [name, type]))

/** Throws RangeError for an unknown facet, for bounds on words or words on a range, for a minimum above the maximum. */
export function refuseFilters(filters: readonly Filter[]): void {
  for (const { name, values, min, max } of filters) {
    const type = typeOf.get(name)
    if (!type) throw new RangeError(`filters: '${name}' is no facet`)
    if (type === 'term' && (values.length === 0 || min !== undefined || max !== undefined)) {
      throw new RangeError(`filters.${name}: takes values, not bounds`)
    }
    if (type === 'range' && (values.length > 0 || (min === undefined && max === undefined))) {
      throw new RangeError(`filters.${name}: takes bounds, not values`)
    }
    if (min !== undefined && max !== undefined && min > max) throw new RangeError(`filters.${name}: ${min} is above ${max}`)
  }
}
