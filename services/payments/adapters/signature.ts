import { createHmac, timingSafeEqual } from 'node:crypto'

/** Older or younger than this is a replay. Source: reliability.md 4.3. */
const toleranceMs = 300_000

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "seconds.payload">`: what shop and sandbox provider put under everything they say to each other. */
export function sign(secret: string, payload: string | Uint8Array, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1_000)
  return `t=${seconds},v1=${macOf(secret, seconds, payload).toString('hex')}`
}

/** True when these bytes were signed with this secret within 300 s of now. Compared in constant time. */
export function isSigned(secret: string, payload: string | Uint8Array, signature: string | undefined, now: Date): boolean {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? []
  if (given === '' || Math.abs(now.getTime() - Number(seconds) * 1_000) > toleranceMs) return false
  return timingSafeEqual(Buffer.from(given, 'hex'), macOf(secret, Number(seconds), payload))
}

const macOf = (secret: string, seconds: number, payload: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(payload).digest()
