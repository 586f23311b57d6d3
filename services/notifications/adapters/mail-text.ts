import type { MailContent, MailPart } from './mail-parts.ts'

/** The same mail for readers without HTML: the same parts in the same order, at most 72 columns where lines are ours to break. */
export const mailText = ({ title, parts, footer }: MailContent): string =>
  [title, ...parts.map(partText), '--', footer]
    .map((block) => block.trim())
    .join('\n\n')
    .concat('\n')

function partText(part: MailPart): string {
  switch (part.is) {
    case 'text':
      return part.text
    case 'button':
      return `${part.text}\n${part.href}`
    case 'fact':
      return `${part.name} ${part.value}`
    case 'lines':
      return [part.title, ...part.lines.map(({ name, options, total }) => row(options ? `${name} (${options})` : name, total))].join('\n')
    case 'totals':
      return part.rows.map(({ name, amount }) => row(name, amount)).join('\n')
    case 'address':
      return [part.title, ...part.lines].join('\n')
  }
}

const columns = 60
/** A name at the left, its amount at the right. */
const row = (name: string, amount: string) => `${name.padEnd(Math.max(columns - amount.length, name.length + 2))}${amount}`
