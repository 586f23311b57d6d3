import { rateClasses, type RateClass } from './guards/rate-limit.ts'

export interface GatewaySettings {
  readonly publicUrl: string
  readonly corsOrigins: ReadonlySet<string>
  /** Calls per address, in the time of each class. */
  readonly most: Readonly<Record<RateClass, number>>
  readonly mediaKey: Uint8Array
  readonly assetBaseUrl: string
  readonly trustedProxies: string
  readonly hs256Secret: Uint8Array | undefined
  readonly isProduction: boolean
  readonly currency: string
  readonly country: string
  readonly returnAddress: readonly string[]
}

/** Source: settled.md 37. */
const usualMost: Readonly<Record<RateClass, number>> = { read: 600, write: 120, login: 10, upload: 20, picture: 20, webhook: 1_200 }

/**
 * The gateway's settings out of the environment. Throws with the name of the one that is missing or malformed: the process does not start.
 *
 * `PUBLIC_URL`, `CORS_ORIGINS` (comma-separated), `RATE_LIMIT_READ|WRITE|LOGIN|UPLOAD|PICTURE|WEBHOOK`, `MEDIA_SIGNING_KEY` (>= 32 characters),
 * `ASSET_BASE_URL`, `TRUSTED_PROXIES` (addresses, networks, `loopback`), `JWT_ALGORITHM` with `JWT_SECRET_KEY`, `NODE_ENV`, `CURRENCY`,
 * `SHOP_COUNTRY`, `SHOP_RETURN_ADDRESS`, `SHOP_SELLER` (lines, with | between).
 */
export function readSettings(settings: Readonly<Record<string, string | undefined>>): GatewaySettings {
  const { PUBLIC_URL: publicUrl = 'http://localhost:3000', ASSET_BASE_URL = '', MEDIA_SIGNING_KEY: mediaKey = '' } = settings
  if (mediaKey.length < 32) throw new Error('MEDIA_SIGNING_KEY needs at least 32 characters')
  if (!URL.canParse(publicUrl)) throw new Error('PUBLIC_URL is not an address')
  return {
    publicUrl,
    corsOrigins: corsOrigins(settings['CORS_ORIGINS'] ?? ''),
    most: Object.fromEntries(rateClasses.map((rate) => [rate, mostOf(rate, settings)])) as Record<RateClass, number>, // each class has one
    mediaKey: Buffer.from(mediaKey),
    assetBaseUrl: ASSET_BASE_URL.replace(/\/$/, ''),
    trustedProxies: settings['TRUSTED_PROXIES'] ?? '',
    hs256Secret: hs256Secret(settings),
    isProduction: settings['NODE_ENV'] === 'production',
    currency: settings['CURRENCY'] ?? 'EUR',
    country: settings['SHOP_COUNTRY'] ?? 'FR',
    returnAddress: linesOf(settings['SHOP_RETURN_ADDRESS'] || settings['SHOP_SELLER'] || 'Vitrine | Demonstration shop'),
  }
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('|')
    .map((line) => line.trim())
    .filter(Boolean)

function mostOf(rate: RateClass, settings: Readonly<Record<string, string | undefined>>): number {
  const name = `RATE_LIMIT_${rate.toUpperCase()}`
  const text = settings[name]
  if (text === undefined) return usualMost[rate]
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} is a number of calls, not ${text}`)
  return Number(text)
}

/** Whole origins only: cookies travel with these calls, so `*` or a pattern would lend them to strangers. */
function corsOrigins(text: string): ReadonlySet<string> {
  const origins = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new Error(`CORS_ORIGINS lists whole origins, not ${origin}`)
  }
  return new Set(origins)
}

/** Source: RFC 7518 section 3.2, a key of at least 256 bits. */
function hs256Secret(settings: Readonly<Record<string, string | undefined>>): Uint8Array | undefined {
  const { JWT_ALGORITHM: algorithm = 'EdDSA', JWT_SECRET_KEY: secret = '' } = settings
  if (algorithm === 'EdDSA') return undefined
  if (algorithm !== 'HS256') throw new Error(`JWT_ALGORITHM is EdDSA or HS256, not ${algorithm}`)
  if (Buffer.byteLength(secret) < 32) throw new Error('JWT_SECRET_KEY needs at least 32 bytes')
  return Buffer.from(secret)
}

/** Origins of the shop's own pages. On loopback the same place has two names. */
export function ownOrigins({ publicUrl, corsOrigins: allowed }: Pick<GatewaySettings, 'publicUrl' | 'corsOrigins'>): ReadonlySet<string> {
  const { origin, hostname, port, protocol } = new URL(publicUrl)
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1'
  const twins = isLoopback ? ['localhost', '127.0.0.1'].map((name) => `${protocol}//${name}${port ? `:${port}` : ''}`) : []
  return new Set([origin, ...twins, ...allowed])
}
