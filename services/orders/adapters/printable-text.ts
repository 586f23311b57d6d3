/** Letters of Windows-1252 beyond Latin-1, the encoding of the fonts every PDF reader has. Source: PDF 32000-1:2008, annex D.2 (WinAnsiEncoding). */
const beyondLatin1 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')
/** Letters that do not come apart into one letter and a mark. */
const plain: Readonly<Record<string, string>> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i', '−': '-', '\u202f': '\u00a0' }

const isEncoded = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || beyondLatin1.has(letter)
}

/** A text in the letters that can be printed: others lose their accent, or become a question mark. */
export const printable = (text: string): string => Array.from(text.normalize('NFC'), printed).join('')

function printed(letter: string): string {
  if (isEncoded(letter)) return letter
  const simple = plain[letter] ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return simple !== '' && Array.from(simple).every(isEncoded) ? simple : '?'
}
