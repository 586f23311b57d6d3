import { hash } from 'node:crypto'

/**
 * What a page of the shop may load and do: only what stands on its own origin, inline scripts only by their hash (a nonce would repeat in
 * kept pages), WebAssembly for the try-on. Styles in attributes carry positions and colours of the drawing, hence the one exception.
 */
export function contentPolicy(html: string): string {
  const hashes = inlineScripts(html).map((script) => `'sha256-${hash('sha256', script, 'base64')}'`)
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${[...new Set(hashes)].join(' ')}`.trim(),
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** Found by their marks: a pattern that walks through the data of a page letter by letter took longer than its hash. */
function inlineScripts(html: string): string[] {
  const scripts: string[] = []
  for (let at = html.indexOf('<script'); at !== -1; at = html.indexOf('<script', at)) {
    const [begin, end] = [html.indexOf('>', at) + 1, html.indexOf('</script>', at)]
    if (begin === 0 || end === -1) break
    if (!/\ssrc=/.test(html.slice(at, begin))) scripts.push(html.slice(begin, end))
    at = end
  }
  return scripts
}

/** The headers every answer of the storefront carries besides its content policy. */
export const securityHeaders: readonly (readonly [name: string, value: string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(self), microphone=(), geolocation=(), payment=(self), browsing-topics=()'],
]
