/** What recommending needs to know of a product. */
export interface Item {
  readonly productId: string
  readonly kind: string
  readonly brand: string
  /** Two of one group replace each other, two of different groups go together: a kind of product, for clothing a garment. */
  readonly group: string
  /** What it is, as codes catalog has words for: `shape:panto`, `note:vanilla`. */
  readonly codes: readonly string[]
}

export interface Described {
  readonly productId: string
  readonly kind: string
  readonly brand: string
  /** The product's own, and those of each of its variants. */
  readonly attributes: readonly Readonly<Record<string, unknown>>[]
}

/** Attributes that make two products alike, with the group catalog keeps their words in. */
const told: Readonly<Record<string, string>> = {
  shape: 'shape',
  material: 'material',
  rim: 'rim',
  use: 'use',
  noseFit: 'noseFit',
  colour: 'colour',
  concentration: 'concentration',
  family: 'family',
  subfamily: 'subfamily',
  notes: 'note',
  accords: 'accord',
  seasons: 'season',
  garment: 'garment',
  fit: 'fit',
  fibres: 'fibre',
  weave: 'weave',
}

export function itemOf({ productId, kind, brand, attributes }: Described): Item {
  const codes = new Set<string>()
  for (const own of attributes) {
    for (const [name, group] of Object.entries(told)) for (const word of wordsIn(own[name])) codes.add(`${group}:${word}`)
    // S up to 50 mm, M to 54, L above: domain.md 1.1.
    const width = own['lensWidthMm']
    if (typeof width === 'number') codes.add(`sizeClass:${width <= 50 ? 'S' : width <= 54 ? 'M' : 'L'}`)
  }
  const garment = [...codes].find((code) => code.startsWith('garment:'))
  return { productId, kind, brand, group: garment ? `${kind} ${garment}` : kind, codes: [...codes].toSorted() }
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return (value as unknown[]).flatMap((one) => {
    if (typeof one === 'string') return [one]
    const { noteId, name } = (one ?? {}) as { noteId?: unknown; name?: unknown }
    const word = noteId ?? name
    return typeof word === 'string' ? [word] : []
  })
}
