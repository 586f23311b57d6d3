/** Light French and English stem: plural, feminine, -al/-aux, -eux/-euse. Deliberately timid: it must not merge two products. */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word
  return singular(word)
    .replace(/euse$/, 'eu')
    .replace(/^(.{3,})ee$/, '$1e')
    .replace(/(.)\1e$/, '$1')
    .replace(/^(.{4,})e$/, '$1')
}

function singular(word: string): string {
  if (word.endsWith('eaux')) return word.slice(0, -1)
  if (word.endsWith('aux') && word.length > 4) return `${word.slice(0, -2)}l`
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2)
  if (/[^s]s$/.test(word) || word.endsWith('x')) return word.slice(0, -1)
  return word
}
