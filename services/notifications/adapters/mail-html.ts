/** Text that is HTML already. */
export interface Html {
  readonly html: string
}

type Part = string | Html | readonly Html[]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' }
const special = /[&<>"']/g
const escaped = (text: string) => (text.search(special) < 0 ? text : text.replace(special, (sign) => entities[sign]!))

const inside = (part: Part): string =>
  typeof part === 'string' ? escaped(part) : 'html' in part ? part.html : part.map(({ html }) => html).join('')

/** HTML as it is written here, and every text that is put in escaped: between tags, or inside the double quotes of an attribute. */
export const html = (written: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: written.reduce((before, after, n) => before + inside(parts[n - 1]!) + after),
})
