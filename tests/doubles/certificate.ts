import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A key, and a certificate it signed for itself (X.509, DER in PEM), as small as one can be. Node makes keys and no certificates. */
export function makeCertificate(commonName: string, from: Date, until: Date): { privateKey: KeyObject; pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = sequence(Buffer.from('06092a864886f70d01010b', 'hex'), Buffer.from('0500', 'hex')) // sha256WithRSAEncryption
  const name = sequence(tagged(0x31, sequence(Buffer.from('0603550403', 'hex'), tagged(0x0c, Buffer.from(commonName)))))
  const time = (at: Date) => tagged(0x18, Buffer.from(`${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`))
  const version = tagged(0xa0, Buffer.from('020102', 'hex'))
  const serial = Buffer.from('020101', 'hex')
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(version, serial, algorithm, name, sequence(time(from), time(until)), name, key)
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]))
  const text = sequence(body, algorithm, signature)
    .toString('base64')
    .match(/.{1,64}/g)!
  return { privateKey, pem: `-----BEGIN CERTIFICATE-----\n${text.join('\n')}\n-----END CERTIFICATE-----\n` }
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts))

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
