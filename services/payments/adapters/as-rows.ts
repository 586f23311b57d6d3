const byId = (one: { readonly id: string }, other: { readonly id: string }) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)

/**
 * Commands as their statement takes them: a JSON list, in the order of their ids, so that two processes take locks in one order. What a provider
 * says is never refused, so NUL and half a character (a text that was cut), which PostgreSQL keeps in no text, become U+FFFD.
 */
export function asRows(commands: readonly { readonly id: string }[]): string {
  const sorted = commands.toSorted(byId)
  const rows = JSON.stringify(sorted)
  return /\\u(?:d[89a-f]|0000)/.test(rows) ? JSON.stringify(sorted, fit) : rows
}

const fit = (_key: string, value: unknown) => (typeof value === 'string' ? value.replaceAll(/\0|\p{Surrogate}/gu, '\ufffd') : value)
