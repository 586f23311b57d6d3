import { pathIn, useLocale } from '@vitrine/ui/locale'
import { useLocation } from 'react-router'
import { layoutWords } from '../words/layout.ts'

/** What prices are shown in: `codes` to choose from, the shop's own first. */
export interface Currencies {
  readonly codes: readonly string[]
  readonly chosen: string
}

/** A form, with or without scripts: prices are the server's, so the page comes anew. Nothing where there is nothing to choose. */
export function CurrencyChoice({ codes, chosen }: Currencies) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const { pathname, search } = useLocation()
  const names = new Intl.DisplayNames([locale], { type: 'currency' })
  if (codes.length < 2) return null
  return (
    <form className="seg" method="post" action={pathIn(locale, '/preferences')} aria-label={words.currency} id="currency">
      <span className="lg" aria-hidden="true">
        {words.currency}
      </span>
      <input type="hidden" name="back" value={pathname + search} />
      {codes.map((code) => (
        <button
          key={code}
          type="submit"
          name="currency"
          value={code}
          aria-pressed={code === chosen}
          aria-label={`${code}, ${names.of(code)}`}
        >
          {code}
        </button>
      ))}
    </form>
  )
}
