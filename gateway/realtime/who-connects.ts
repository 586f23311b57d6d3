import type { IncomingHttpHeaders } from 'node:http'
import type { CookieJar } from '../guards/cookies.ts'
import type { Account } from '../guards/identity.ts'
import { isOwnPage } from '../guards/origin.ts'

export interface ConnectingNeeds {
  /** Pages that may open sockets. */
  readonly origins: ReadonlySet<string>
  readonly jar: CookieJar
  readonly readToken: (token: string) => Promise<Account | undefined>
}

/**
 * Who opens a socket: a browser comes with its cookie and is checked for its page, others name themselves in a header, or later in a `hello`.
 * `account` is undefined for a guest.
 */
export async function whoConnects(
  headers: IncomingHttpHeaders,
  { origins, jar, readToken }: ConnectingNeeds,
): Promise<{ readonly outcome: 'known'; readonly account: Account | undefined } | { readonly outcome: 'foreign-page' | 'bad-token' }> {
  const fetchSite = headers['sec-fetch-site']
  const page = { origin: headers.origin, host: headers.host, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined }
  if (!isOwnPage(page, origins)) return { outcome: 'foreign-page' }
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  const { access } = jar.read(headers.cookie)
  if (bearer === undefined) return { outcome: 'known', account: access === undefined ? undefined : await readToken(access) }
  const account = await readToken(bearer)
  return account ? { outcome: 'known', account } : { outcome: 'bad-token' }
}
