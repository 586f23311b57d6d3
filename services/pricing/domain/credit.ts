/** Money a shopper has with the shop: a gift card whoever holds its code, store credit whoever it was given to. It pays; it discounts nothing. */
export interface Credit {
  readonly id: string
  readonly kind: 'gift-card' | 'store-credit'
  /** As it was typed; empty for store credit. */
  readonly code: string
  readonly balanceMinor: number
  readonly isOpen: boolean
}

/** What a credit pays of one basket. */
export interface TakenCredit {
  readonly creditId: string
  readonly kind: Credit['kind']
  readonly code: string
  readonly takenMinor: number
  /** What stays on it afterwards. */
  readonly leftMinor: number
}

/**
 * Gift cards in the order given, then store credit; each pays what it can of what is still due. Gift cards do not pay what is worth itself, `vouchersMinor`:
 * nobody changes a card into another one.
 */
export function takeCredits(credits: readonly Credit[], dueMinor: number, vouchersMinor = 0): TakenCredit[] {
  let [left, byCards] = [dueMinor, dueMinor - vouchersMinor]
  const inOrder = credits.filter(({ isOpen }) => isOpen).toSorted((a, b) => rank(a) - rank(b))
  return inOrder.map(({ id: creditId, kind, code, balanceMinor }) => {
    const takenMinor = Math.min(left, balanceMinor, kind === 'gift-card' ? byCards : left)
    left -= takenMinor
    byCards -= takenMinor
    return { creditId, kind, code, takenMinor, leftMinor: balanceMinor - takenMinor }
  })
}

const rank = ({ kind }: Credit) => (kind === 'gift-card' ? 0 : 1)

/** Digits and letters nobody confuses: without I, L, O and U (Crockford base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A gift card's code from at least 80 random bits in hexadecimal: `7XK2-M9QD-4RTW-08HB`. Nobody guesses one. */
export function giftCodeOf(randomHex: string): string {
  let bits = BigInt(`0x${randomHex.slice(0, 20)}`)
  let code = ''
  for (let n = 0; n < 16; n++, bits >>= 5n) code += alphabet[Number(bits & 31n)]!
  return code.match(/.{4}/g)!.join('-')
}

/** The one spelling of what may be a gift card's code; empty when it cannot be one. */
export function giftCodeTyped(typed: string): string {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return code.length === 16 && [...code].every((letter) => alphabet.includes(letter)) ? code : ''
}
