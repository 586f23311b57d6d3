/** Digits and letters nobody confuses: without I, L, O and U (Crockford base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A code nobody guesses: what it begins with, and 60 random bits (12 letters) of a random id in hexadecimal. `NOEL-7XK2M9QD4RTW`. */
export function madeCodeOf(prefix: string, randomHex: string): string {
  let bits = BigInt(`0x${randomHex.slice(0, 15)}`)
  let code = ''
  for (let n = 0; n < 12; n++, bits >>= 5n) code += alphabet[Number(bits & 31n)]!
  return prefix === '' ? code : `${prefix}-${code}`
}

export interface CodeBatch {
  readonly id: string
  readonly promotionId: string
  readonly count: number
  readonly prefix: string
  /** Uses of each. */
  readonly limit: number
}

/** Throws RangeError unless such codes can be made. */
export function checkBatch(batch: CodeBatch): CodeBatch {
  const { id, count, prefix, limit } = batch
  if (id === '') throw new RangeError('a batch of codes needs an id')
  if (!Number.isSafeInteger(count) || count < 1 || count > 5_000) throw new RangeError('count: a batch holds 1 to 5,000 codes')
  if (!/^[A-Z0-9]{0,12}$/.test(prefix)) throw new RangeError('prefix: up to 12 letters and digits')
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000_000) throw new RangeError('limit: a code has 1 to 1,000,000 uses')
  return batch
}
