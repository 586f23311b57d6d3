import { type Attribute, type Attributes, attributesOf, type Product } from './product.ts'

/** What shoppers may filter by. `unit` is for people: mm, ml, g, or empty. */
export interface FacetDefinition {
  readonly name: string
  readonly type: 'term' | 'range'
  readonly unit: string
}

const term = (name: string): FacetDefinition => ({ name, type: 'term', unit: '' })
const range = (name: string, unit: string): FacetDefinition => ({ name, type: 'range', unit })

/** In the order to show. Those of a kind appear where products of that kind are listed. Names are those of the attributes. */
export const facetDefinitions: readonly FacetDefinition[] = [
  term('shape'),
  term('garment'),
  term('family'),
  term('notes'),
  term('size'),
  term('colour'),
  term('material'),
  term('use'),
  term('rim'),
  term('sizeClass'),
  term('noseFit'),
  term('prescription'),
  term('concentration'),
  term('seasons'),
  term('form'),
  term('fit'),
  term('fibres'),
  range('lensWidthMm', 'mm'),
  range('bridgeMm', 'mm'),
  range('templeMm', 'mm'),
  range('frameWidthMm', 'mm'),
  range('weightG', 'g'),
  range('volumeMl', 'ml'),
  term('brand'),
  range('price', ''),
]

export interface FacetValues {
  /** `facet:value`, each once. */
  readonly terms: readonly string[]
  /** Every value its variants have, rising. */
  readonly numbers: Readonly<Record<string, readonly number[]>>
}

/** S up to 50 mm of lens width, M to 54, L above. Source: domain.md 1.1. */
export const sizeClassOf = (lensWidthMm: number): 'S' | 'M' | 'L' => (lensWidthMm <= 50 ? 'S' : lensWidthMm <= 54 ? 'M' : 'L')

/** Frame width when it was not measured: 2 A + DBL + 6. Source: domain.md 1.1. */
export const estimatedFrameWidthMm = (lensWidthMm: number, bridgeMm: number): number => 2 * lensWidthMm + bridgeMm + 6

const letterSizes = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL', '4XL']
const sizeFacets = new Set(['size', 'sizeClass'])

/** Sizes are read from small to large, and after them what is no letter; values of other facets have no order of their own (0). */
export function sizeRank(facet: string, value: string): number {
  if (!sizeFacets.has(facet)) return 0
  const place = letterSizes.indexOf(value.toUpperCase())
  return place === -1 ? letterSizes.length : place
}

/** What a product can be found by: a value counts when any of its variants has it. */
export function facetValuesOf(product: Product): FacetValues {
  const terms = new Set<string>()
  if (product.brand) terms.add(`brand:${product.brand}`)
  const numbers = new Map<string, Set<number>>()
  const owns = product.variants.map((variant) => ({ ...derived(attributesOf(product, variant)), ...coloured(variant.options) }))
  for (const own of owns.length > 0 ? owns : [derived(product.attributes)]) {
    for (const { name, type } of facetDefinitions) {
      const value = own[name]
      if (value === undefined || name === 'brand') continue
      // The size of a frame is its lens width, which is a range.
      if (name === 'size' && product.kind !== 'apparel') continue
      // Of a frame it is felt on the nose; of the others it is what the parcel weighs.
      if (name === 'weightG' && product.kind !== 'eyewear') continue
      if (type === 'term') for (const word of codesOf(value)) terms.add(`${name}:${word}`)
      else if (typeof value === 'number') numbers.set(name, (numbers.get(name) ?? new Set()).add(value))
    }
  }
  const rising = [...numbers].map(([name, values]) => [name, [...values].toSorted((a, b) => a - b)] as const)
  return { terms: [...terms].toSorted(), numbers: Object.fromEntries(rising) }
}

const groups: Readonly<Record<string, string>> = {
  notes: 'note',
  accords: 'accord',
  fibres: 'fibre',
  seasons: 'season',
  measures: 'measure',
  volumeMl: 'volume',
  form: 'kind',
}

/** Where the words of an attribute's codes are kept: its own name, the singular for lists, the name of its axis. */
export const labelGroupOf = (attribute: string): string => groups[attribute] ?? attribute

/** Products whose words change with a label: those with one of these terms. */
export const termsSaidBy = (group: string, code: string): string[] =>
  facetDefinitions.filter(({ name }) => labelGroupOf(name) === group).map(({ name }) => `${name}:${code}`)

const coloured = (options: Readonly<Record<string, string>>): Attributes => (options['colour'] ? { colour: options['colour'] } : {})

function derived(own: Attributes): Attributes {
  const { lensWidthMm, bridgeMm, frameWidthMm } = own
  if (typeof lensWidthMm !== 'number') return own
  const width = frameWidthMm ?? (typeof bridgeMm === 'number' ? estimatedFrameWidthMm(lensWidthMm, bridgeMm) : undefined)
  return { ...own, sizeClass: sizeClassOf(lensWidthMm), ...(width === undefined ? {} : { frameWidthMm: width }) }
}

/** The codes in an attribute: itself, each of a list, the id or name of each of a list of notes or fibres. */
export function codesOf(value: Attribute): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'boolean') return [value ? 'yes' : 'no']
  if (!Array.isArray(value)) return []
  return (value as readonly Attribute[]).flatMap((one) => {
    if (typeof one === 'string') return [one]
    const named = typeof one === 'object' && one !== null && !Array.isArray(one) ? (one as Attributes) : {}
    const code = named['noteId'] ?? named['name']
    return typeof code === 'string' ? [code] : []
  })
}
