/** A set of small whole numbers, 32 to a word: product numbers, so that "black and round" is an `and` of words. Grows by itself. */
export interface Bits {
  words: Uint32Array
}

export const noBits = (): Bits => ({ words: new Uint32Array(32) })

export function bitsOf(numbers: Iterable<number>): Bits {
  const bits = noBits()
  for (const number of numbers) setBit(bits, number)
  return bits
}

export function setBit(bits: Bits, number: number): void {
  const at = number >>> 5
  if (at >= bits.words.length) {
    const wider = new Uint32Array(Math.max(at + 1, bits.words.length * 2))
    wider.set(bits.words)
    bits.words = wider
  }
  bits.words[at]! |= 1 << (number & 31)
}

export function clearBit(bits: Bits, number: number): void {
  const at = number >>> 5
  if (at < bits.words.length) bits.words[at]! &= ~(1 << (number & 31))
}

export const hasBit = ({ words }: Bits, number: number): boolean => ((words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0

export const copyBits = ({ words }: Bits): Bits => ({ words: words.slice() })

/** Keeps in `bits` what is in `others` too. */
export function keepOnly(bits: Bits, { words }: Bits): void {
  for (let at = 0; at < bits.words.length; at++) bits.words[at]! &= words[at] ?? 0
}

/** Takes out of `bits` what is in `others`. */
export function takeOut(bits: Bits, { words }: Bits): void {
  for (let at = 0; at < bits.words.length; at++) bits.words[at]! &= ~(words[at] ?? 0)
}

export function unionOf(sets: readonly Bits[]): Bits {
  const wide = sets.reduce((most, { words }) => Math.max(most, words.length), 1)
  const union: Bits = { words: new Uint32Array(wide) }
  for (const { words } of sets) for (let at = 0; at < words.length; at++) union.words[at]! |= words[at]!
  return union
}

/** How many numbers both sets have. Source of the word count: Warren, Hacker's Delight, section 5-1. */
export function countBoth(a: Bits, b: Bits): number {
  const length = Math.min(a.words.length, b.words.length)
  let count = 0
  for (let at = 0; at < length; at++) {
    let word = a.words[at]! & b.words[at]!
    if (word === 0) continue
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

export const countBits = (bits: Bits): number => countBoth(bits, bits)

/** Rising. */
export function* numbersIn({ words }: Bits): Generator<number> {
  for (let at = 0; at < words.length; at++) {
    for (let word = words[at]!; word !== 0; word &= word - 1) yield at * 32 + (31 - Math.clz32(word & -word))
  }
}
