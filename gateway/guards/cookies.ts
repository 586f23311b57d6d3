/** What the browser holds for us: each absent or a value we once set. */
export interface Cookies {
  readonly access?: string
  readonly refresh?: string
  readonly cart?: string
  /** Who looks, where they agreed to be remembered and did not sign in. */
  readonly visitor?: string
}

export interface CookieJar {
  read(header: string | undefined): Cookies
  /** A `Set-Cookie` value. Without `maxAgeSeconds` it lasts as long as the browser runs. */
  set(name: keyof Cookies, value: string, maxAgeSeconds?: number): string
  clear(name: keyof Cookies): string
}

const names = ['access', 'refresh', 'cart', 'visitor'] as const

/**
 * The one place that decides how our cookies look: HttpOnly, SameSite=Lax, whole origin; over HTTPS with the `__Host-` prefix and `Secure`, on
 * plain HTTP (loopback) without. Source: stack.md section 7, RFC 6265bis 4.1.3.2.
 */
export function cookieJar(publicUrl: string): CookieJar {
  const secure = publicUrl.startsWith('https:')
  const nameOf = (name: keyof Cookies) => `${secure ? '__Host-' : ''}vitrine-${name}`
  const known = new Map<string, keyof Cookies>(names.map((name) => [nameOf(name), name]))
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    read(header) {
      const cookies: { -readonly [Name in keyof Cookies]: string } = {}
      if (!header) return cookies
      for (const pair of header.split(';')) {
        const cut = pair.indexOf('=')
        const name = known.get(pair.slice(0, cut).trim())
        // The first one counts: a second of the same name was planted from a wider path.
        if (cut > 0 && name && cookies[name] === undefined) cookies[name] = pair.slice(cut + 1).trim()
      }
      return cookies
    },
    set: (name, value, maxAgeSeconds) =>
      `${nameOf(name)}=${value}${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`,
    clear: (name) => `${nameOf(name)}=${attributes}; Max-Age=0`,
  }
}
