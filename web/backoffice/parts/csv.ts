import type { Locale } from '@vitrine/ui/locale'

/**
 * Rows as a spreadsheet of that language opens them: `;` and decimal commas in French, `,` and points in English, with the mark that says UTF-8.
 * A text that begins like a formula is kept from being one. Source: OWASP, CSV Injection.
 */
export function csvOf(rows: readonly (readonly (string | number)[])[], locale: Locale): string {
  const [comma, point] = locale === 'fr' ? [';', ','] : [',', '.']
  const written = (value: string | number) => {
    if (typeof value === 'number') return String(value).replace('.', point)
    const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[";,\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
  }
  return `\ufeff${rows.map((row) => row.map(written).join(comma)).join('\r\n')}\r\n`
}
