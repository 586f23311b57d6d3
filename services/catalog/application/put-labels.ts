import type { LocalText } from '../domain/product.ts'

export interface Label {
  /** The attribute whose codes these are: `colour`, `notes`; `facet` for the names of attributes, `swatch` for `#rrggbb` of colours. */
  readonly group: string
  readonly code: string
  readonly text: LocalText
}

export interface LabelStore {
  putLabels(labels: readonly Label[]): Promise<void>
}

/** Sets the words of the codes named; others stay. Throws RangeError for a label without a group, a code, or one of its languages. */
export async function putLabels(store: LabelStore, labels: readonly Label[]): Promise<void> {
  for (const { group, code, text } of labels) {
    if (!group || !code) throw new RangeError('labels: group and code are required')
    if (!text.fr || !text.en) throw new RangeError(`labels: French and English of ${group}:${code}`)
  }
  await store.putLabels(labels)
}
