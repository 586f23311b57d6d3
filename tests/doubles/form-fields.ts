export type Fields = { [name: string]: string | Fields }

/** `a[b][0]=c`, as Stripe's SDK writes it. */
export function fieldsOfForm(body: string): Fields {
  const fields: Fields = {}
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.replaceAll(']', '').split('[')
    let at = fields
    for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as Fields
    at[path.at(-1)!] = value
  }
  return fields
}

export const fieldsOf = (value: string | Fields | undefined): Fields => (typeof value === 'object' ? value : {})
export const textOf = (value: string | Fields | undefined): string => (typeof value === 'string' ? value : '')
