const closing = '</body></html>'
const unsafe: Record<string, string> = { '&': '\\u0026', '>': '\\u003e', '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' }

/** The page with its data behind its markup, for its scripts, as the router's own streaming would have written it. */
export function withHandoff(markup: string, handoff: string): string {
  const safe = JSON.stringify(handoff).replace(/[&><\u2028\u2029]/g, (character) => unsafe[character] ?? character)
  const script = `<script>window.__reactRouterContext.streamController.enqueue(${safe});window.__reactRouterContext.streamController.close();</script>`
  // Cut, not replaced: `$&` in what shoppers search for or staff write is no pattern.
  const end = markup.lastIndexOf(closing)
  return end === -1 ? markup : `${markup.slice(0, end)}${script}${markup.slice(end)}`
}
