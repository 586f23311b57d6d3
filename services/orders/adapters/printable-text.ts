/** Letters of Windows-1252 beyond Latin-1, the encoding of the fonts every PDF reader has. Source: PDF 32000-1:2008, annex D.2 (WinAnsiEncoding). */
const beyondLatin1 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')
/** Letters that do not come apart into one letter and a mark. */
const plain: Readonly<Record<string, string>> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i', '−': '-', '\u202f': '\u00a0' }

const isEncoded = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || beyondLatin1.has(letter)
}

/** Letters that Noto Sans has as it is cut (`fonts/README.md`): all those above, Latin with its extensions, Greek and Cyrillic. */
export const isInNotoSans = (letter: string): boolean =>
  isEncoded(letter) || /[\u0100-\u024f\u0370-\u045f\u0490\u0491\u1e00-\u1eff]/.test(letter)

/** Whether a text has a letter that those fonts do not know: its document is set in fonts of our own. */
export const hasOtherLetters = (text: string): boolean =>
  Array.from(text.normalize('NFC')).some((letter) => /\p{L}/u.test(letter) && !isEncoded(letter))

/** A text in the letters that can be printed: those a font knows, `isKnown`; others lose their accent, or become a question mark. */
export const printable = (text: string, isKnown: (letter: string) => boolean = isEncoded): string =>
  Array.from(text.normalize('NFC'), (letter) => (isKnown(letter) ? letter : printed(letter))).join('')

function printed(letter: string): string {
  if (isEncoded(letter)) return letter
  const simple = plain[letter] ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return simple !== '' && Array.from(simple).every(isEncoded) ? simple : '?'
}
