import type { LocalText } from './product.ts'

/** A page of words: terms, privacy, who sells. Paragraphs are parted by an empty line; one that begins with `## ` is a heading. */
export interface ShopPage {
  readonly slug: string
  readonly title: LocalText
  readonly body: LocalText
}

const longestTitle = 100
const longestBody = 50_000

/** Throws RangeError naming the field. */
export function checkPage({ title, body }: ShopPage): void {
  for (const language of ['fr', 'en'] as const) {
    const [named, said] = [title[language].trim(), body[language].trim()]
    if (named === '' || named.length > longestTitle) throw new RangeError(`title.${language}: 1 to ${longestTitle} characters`)
    if (said === '' || said.length > longestBody) throw new RangeError(`body.${language}: 1 to ${longestBody} characters`)
  }
}
