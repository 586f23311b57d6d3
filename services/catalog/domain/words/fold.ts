/** Words as the index sees them: lower case, no accent. "Œil-de-Chat DORÉ" is "oeil-de-chat dore". */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')

/** Letters and digits, folded. A volume is one word, so 50 never matches 50 ml by accident: "l'Eau 50 ml" is l, eau, 50ml. */
export const wordsOf = (text: string): string[] =>
  fold(text)
    .replace(/(\d+)[.,]?\d*\s*(ml|cl)\b/g, '$1$2')
    .match(/[a-z0-9]+/g) ?? []

/** Words of a document: also hyphenated ones joined (t-shirt, tshirt), and "sans x" as one word, so that x itself is not found there. */
export function documentWords(text: string): string[] {
  const joined = (fold(text).match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []).map((word) => word.replaceAll('-', ''))
  const plain = wordsOf(text)
  const found: string[] = []
  for (let at = 0; at < plain.length; at++) {
    const [word, next] = [plain[at]!, plain[at + 1]]
    const without = word === 'sans' || word === 'without'
    found.push(without && next ? `sans${next}` : word)
    if (without && next) at++
  }
  return [...found, ...joined]
}
