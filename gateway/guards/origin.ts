/**
 * Whether an unsafe call without a token of its own may be the shop's own page: the browser's `Origin` and `Sec-Fetch-Site` say where it comes
 * from. Neither is sent by anything but a browser, and only browsers lend cookies to strangers, so without both it passes.
 * Source: OWASP Cross-Site Request Forgery Prevention, "Fetch Metadata" and "Verifying origin".
 */
export function isOwnPage(
  {
    origin,
    fetchSite,
    host,
  }: { readonly origin?: string | undefined; readonly fetchSite?: string | undefined; readonly host?: string | undefined },
  allowed: ReadonlySet<string>,
): boolean {
  if (origin !== undefined) return allowed.has(origin) || isHost(origin, host)
  return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none'
}

const isHost = (origin: string, host: string | undefined): boolean =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
