/** Minor units of what a person typed: `12,5`, `12.50`, `1 234,00`. Undefined when it is no amount of that currency, or not above zero. */
export function amountOf(typed: string, currency: string): number | undefined {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const plain = typed.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  const found = /^(\d{1,9})(?:\.(\d+))?$/.exec(plain)
  if (!found || (found[2]?.length ?? 0) > digits) return undefined
  const amount = Number(found[1]) * 10 ** digits + Number((found[2] ?? '').padEnd(digits, '0') || 0)
  return amount > 0 ? amount : undefined
}
