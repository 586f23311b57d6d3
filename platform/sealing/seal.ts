import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

const algorithm = 'aes-256-gcm'
/** NIST SP 800-38D: a nonce of 96 bits, drawn at random, and a tag of 128. */
const nonceBytes = 12
const tagBytes = 16
export const keyBytes = 32

/**
 * Seals bytes with AES-256-GCM: nonce, tag, ciphertext. `belongsTo` is authenticated with them, so what was sealed for one record or person
 * does not open as another's. `random` draws that many bytes nobody can guess.
 */
export function seal(key: Buffer, belongsTo: string, plain: Buffer, random: (bytes: number) => Buffer): Buffer {
  const nonce = random(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(belongsTo))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** The bytes again. Throws when they were changed, or are somebody else's. */
export function unseal(key: Buffer, belongsTo: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(belongsTo)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}

/** A key for one purpose from a secret (HKDF, RFC 5869). Any change of either makes another key. */
export const derivedKey = (secret: string | Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes))
