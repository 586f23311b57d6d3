import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Image as ImageMessage } from '@vitrine/contracts/shop/v1'
import type { Image } from '../schemas/shapes.ts'
import type { Locale } from '../words/words.ts'
import { pick } from './texts.ts'

/** Widths a picture is given out in, never above its master's. Source: media.md section 3. */
export const widths = [160, 320, 480, 640, 960, 1280, 1600] as const
/** What a browser takes that does not read `srcset`. */
const usual = 640
/** Addresses remembered: signing one picture costs 7 HMACs, remembering it nothing. */
const remembered = 20_000

export interface PictureAddresses {
  /** The picture as answers carry it, its addresses signed. `apiBase` is where the API stands on the caller's origin: `/api` or nothing. */
  imageOf(image: ImageMessage, locale: Locale, apiBase: string): Image
  /** One address of a picture kept by its hash. */
  addressOf(sha256: string, width: number, format: string, apiBase: string): string
  isSigned(path: string, signature: string): boolean
}

/**
 * Signs the addresses of public pictures, so that strangers cannot order sizes: `s = base64url(first 16 bytes of HMAC-SHA256(secret, path +
 * "\n0"))` over `/m/<sha256>/<width>.<format>`. Source: media.md section 4; the 0 stands for "never ends".
 * `assetBaseUrl`: another origin that fetches from here (a CDN); else addresses stand on the caller's own.
 */
export function pictureAddresses(secret: Uint8Array, assetBaseUrl = ''): PictureAddresses {
  const known = new Map<string, { readonly url: string; readonly srcset: string }>()
  const sign = (path: string) => createHmac('sha256', secret).update(`${path}\n0`).digest().subarray(0, 16)
  const addressOf = (sha256: string, width: number, format: string, apiBase: string) => {
    const path = `/m/${sha256}/${width}.${format}`
    return `${assetBaseUrl || apiBase}${path}?s=${sign(path).toString('base64url')}`
  }

  function addressesOf(sha256: string, masterWidth: number, apiBase: string) {
    const key = `${apiBase} ${masterWidth} ${sha256}`
    let found = known.get(key)
    if (!found) {
      const fitting = widths.filter((width) => width <= masterWidth)
      const own = fitting.length > 0 ? fitting : [widths[0]]
      const sized = own.map((width) => ({ width, url: addressOf(sha256, width, 'webp', apiBase) }))
      const chosen = sized.findLast(({ width }) => width <= usual) ?? sized[0]! // one at least, see above
      found = { url: chosen.url, srcset: sized.map(({ width, url }) => `${url} ${width}w`).join(', ') }
      if (known.size >= remembered) known.delete(known.keys().next().value ?? '')
      known.set(key, found)
    }
    return found
  }

  return {
    imageOf(image, locale, apiBase) {
      const { url, srcset } = addressesOf(image.sha256, image.width, apiBase)
      const { width, height, view, colour } = image
      return { url, width, height, alt: pick(image.alt, locale), srcset, ...(view && { view }), ...(colour && { colour }) }
    },
    addressOf,
    isSigned(path, signature) {
      const given = Buffer.from(signature, 'base64url')
      const right = sign(path)
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}
