import type { LocalText } from '@vitrine/contracts/shop/v1'
import type { Option } from '../schemas/shapes.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { pick } from './texts.ts'

/** Axes in the order people choose in; the others as they are named. */
const axisOrder = ['colour', 'size', 'volumeMl', 'kind', 'amount']
const place = (axis: string) => (axisOrder.indexOf(axis) + axisOrder.length + 1) % (axisOrder.length + 1)
export const inAxisOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => place(a) - place(b)

/** Chosen options with their words; `codes` are their neutral values, where the service kept them. */
export const optionsOf = (texts: Readonly<Record<string, LocalText>>, codes: Readonly<Record<string, string>>, locale: Locale): Option[] =>
  Object.entries(texts)
    .toSorted(inAxisOrder)
    .map(([name, text]) => ({
      name,
      label: textOf(wordsOf(locale).axes, name),
      value: codes[name] ?? (text.en || text.fr),
      text: pick(text, locale),
    }))
