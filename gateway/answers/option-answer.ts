import type { LocalText } from '@vitrine/contracts/shop/v1'
import type { Option } from '../schemas/shapes.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { pick } from './texts.ts'

/** Options of a line, as orders kept them with their words when the line was added. */
export const optionsOf = (options: Readonly<Record<string, LocalText>>, locale: Locale): Option[] =>
  Object.entries(options).map(([name, text]) => ({ name, label: textOf(wordsOf(locale).axes, name), value: text.en || text.fr, text: pick(text, locale) }))
