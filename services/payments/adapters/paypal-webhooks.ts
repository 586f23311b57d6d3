import { verify, X509Certificate } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Older or younger than this is a replay. Source: reliability.md T4. What PayPal tells too late is found by asking. */
const toleranceMs = 300_000
/** The one place certificates are taken from; a header names them, and a header may say anything. */
const certificateUrl = /^https:\/\/api(-m)?(\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/[\w-]{1,100}$/
const signer = /(^|\n)CN=([\w-]+\.)*paypal\.com(\n|$)/
const certificatesKept = 8

/**
 * Checks what PayPal signs: `transmission id|time|webhook id|crc32 of the raw body`, SHA256withRSA, under a certificate taken over TLS from
 * paypal.com and kept until it ends. Source: PayPal, verify the webhook message yourself.
 */
export function paypalSignatures({ webhookId, http }: { webhookId: string; http: typeof fetch }) {
  const certificates = new Map<string, X509Certificate>()

  async function certificateOf(url: string, now: Date): Promise<X509Certificate | undefined> {
    const known = certificates.get(url)
    if (known && isValid(known, now)) return known
    const reply = await http(url, { redirect: 'error', signal: AbortSignal.timeout(2_000) }).catch(() => undefined) // PayPal tells again
    if (!reply?.ok) return undefined
    const certificate = readCertificate(await reply.text())
    if (!certificate || !isValid(certificate, now)) return undefined
    if (certificates.size >= certificatesKept) certificates.clear()
    certificates.set(url, certificate)
    return certificate
  }

  return async (body: Uint8Array, headers: Readonly<Record<string, string>>, now: Date): Promise<boolean> => {
    const [id, time, signature] = ['id', 'time', 'sig'].map((name) => headers[`paypal-transmission-${name}`] ?? '') as [
      string,
      string,
      string,
    ]
    const age = now.getTime() - Date.parse(time)
    const url = headers['paypal-cert-url'] ?? ''
    if (id === '' || !(Math.abs(age) <= toleranceMs) || headers['paypal-auth-algo'] !== 'SHA256withRSA' || !certificateUrl.test(url))
      return false
    const certificate = await certificateOf(url, now)
    const signed = `${id}|${time}|${webhookId}|${crc32(body)}`
    return certificate ? verify('sha256', Buffer.from(signed), certificate.publicKey, Buffer.from(signature, 'base64')) : false
  }
}

const isValid = ({ validFrom, validTo, subject }: X509Certificate, now: Date) =>
  Date.parse(validFrom) <= now.getTime() && now.getTime() < Date.parse(validTo) && signer.test(subject)

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined // a page, not a certificate
  }
}
