import type { LocalText } from '@vitrine/contracts/shop/v1'
import type { Option } from '../schemas/shapes.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { pick } from './texts.ts'

/** Chosen options with their words; `codes` are their neutral values, where the service kept them. */
export const optionsOf = (texts: Readonly<Record<string, LocalText>>, codes: Readonly<Record<string, string>>, locale: Locale): Option[] =>
  Object.entries(texts).map(([name, text]) => ({
    name,
    label: textOf(wordsOf(locale).axes, name),
    value: codes[name] ?? (text.en || text.fr),
    text: pick(text, locale),
  }))
