import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type { Once } from './idempotency.ts'

/** What an answer calls a code, in its JSON: between quotes of a key, which never stand inside a text without a backslash. */
const plain = /"(code|coupon)":"((?:[^"\\]|\\.)*)"/g
const sealed = /"(code|coupon)":"sealed ([\w+/=]+)"/g

/**
 * Keeps answers with the codes of gift cards and promotions sealed: they are as good as money, and an answer is kept for a day. A repeat hears the same bytes. All
 * that an answer calls a code is sealed, whatever it is, so that no operation can forget to say so; what was kept before is given as it is. An answer that was
 * sealed with another key does not open: that repeat is a fault. `random` draws that many bytes nobody can guess.
 */
export const withSealedCodes =
  (once: Once, key: Buffer, random: (bytes: number) => Buffer): Once =>
  async (call, run) => {
    const belongsTo = `${call.scope} ${call.key}`
    const closed = (json: string) =>
      json.replace(plain, (_, name: string, code: string) => {
        return `"${name}":"sealed ${seal(key, belongsTo, Buffer.from(code), random).toString('base64')}"`
      })
    const opened = (json: string) =>
      json.replace(
        sealed,
        (_, name: string, code: string) => `"${name}":"${unseal(key, belongsTo, Buffer.from(code, 'base64')).toString()}"`,
      )

    const result = await once(call, async (newId) => {
      const { kept, next } = await run(newId)
      return { kept: next === 'keep' ? { ...kept, json: closed(kept.json) } : kept, next }
    })
    return 'problem' in result ? result : { ...result, kept: { ...result.kept, json: opened(result.kept.json) } }
  }
