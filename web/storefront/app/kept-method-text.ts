import type { KeptMethod } from '@vitrine/gateway/schemas/person'
import type { Locale } from '@vitrine/ui/locale'
import { accountWords } from './words/account.ts'

/** What a person knows a kept way to pay by: `Visa, ending in 4242, until 12/2030`. */
export function keptText({ brand = '', provider, last4, expires }: KeptMethod, locale: Locale): string {
  const { keptMethods: words } = accountWords[locale]
  const names: Readonly<Record<string, string>> = words.brands
  const [year = '', month = ''] = (expires ?? '').split('-')
  const parts = [names[brand || provider] ?? brand, last4 && words.ending(last4), expires && words.until(`${month}/${year}`)]
  return parts.filter(Boolean).join(', ')
}
