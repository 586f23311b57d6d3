import type { IncomingHttpHeaders } from 'node:http'

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/**
 * Whether the back office may be shown here. Without a second factor it is for this machine alone (`settled.md` 25): the socket comes from
 * loopback, the address typed is loopback's, and no proxy brought it from elsewhere.
 */
export function mayAdmin(peer: string | undefined, headers: IncomingHttpHeaders): boolean {
  const isHere = peer === '::1' || /^(::ffff:)?127\./.test(peer ?? '')
  const wasBrought = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => name in headers)
  return isHere && !wasBrought && loopbackHost.test(headers.host ?? '')
}
