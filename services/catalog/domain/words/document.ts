import type { Attribute, Product } from '../product.ts'
import { codesOf } from '../facets.ts'
import { documentWords } from './fold.ts'
import type { Ideas } from './ideas.ts'

/** Folded words of a product, strongest field first: title and brand; what it is; other attributes; descriptions. */
export interface Document {
  readonly a: string
  readonly b: string
  readonly c: string
  readonly d: string
}

/** Attributes that say what a product is. Source: search.md 3. */
const strong = new Set(['colour', 'shape', 'garment', 'use', 'concentration', 'volumeMl', 'family'])

/** Words of a code in both languages; the code itself where it has none. */
export type WordsOfCode = (group: string, code: string) => readonly string[]

/** What a product is found by. Every value is read alone, so that no idea is seen across two values. */
export function documentOf(product: Product, categoryNames: readonly string[], labels: WordsOfCode, ideas: Ideas): Document {
  const fields = new Map<string, Set<string>>()
  const add = (name: string, value: Attribute) => {
    const said = fields.get(name) ?? new Set<string>()
    fields.set(name, said)
    for (const code of codesOf(value)) for (const word of labels(name, code)) said.add(word)
  }
  for (const { attributes, options } of [{ attributes: product.attributes, options: {} }, ...product.variants]) {
    for (const [name, value] of [...Object.entries(attributes), ...Object.entries(options)]) {
      if (name === 'volumeMl') add('volumeMl', `${String(value)} ml`)
      else if (name !== 'inci' && name !== 'allergens' && name !== 'sizeChart') add(name, value)
    }
  }
  const said = (keep: (name: string) => boolean) => [...fields].filter(([name]) => keep(name)).flatMap(([, values]) => [...values])
  const written = (parts: readonly string[]) =>
    parts
      .map((part) => {
        const words = documentWords(part)
        return [...words, ...ideas.marksIn(words)].join(' ')
      })
      .join(' ')
  return {
    a: written([product.name.fr, product.name.en, product.brand]),
    b: written([...said((name) => strong.has(name)), ...categoryNames]),
    c: written(said((name) => !strong.has(name))),
    d: written([product.summary.fr, product.summary.en, product.description.fr, product.description.en]),
  }
}
