import { Icon } from '@vitrine/ui/components/icon'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { componentWords } from '@vitrine/ui/component-words'
import { useShopName } from '../shop-name.ts'
import { layoutWords } from '../words/layout.ts'

/** The page for what is not here, has ended, or could not be loaded: what happened, what still works, a search box, a number to quote. */
export function Problem({ status, reference }: { readonly status: number; readonly reference?: string | undefined }) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const missing = status === 404 || status === 405
  const title = missing ? words.notFoundTitle : status === 410 ? words.goneTitle : status === 429 ? words.busyTitle : words.brokenTitle
  const text = missing || status === 410 ? words.notFoundText : status === 429 ? words.busyText : words.brokenText
  return (
    <div className="wrap problem">
      <title>{`${title} · ${useShopName()}`}</title>
      <h1 className="title">{title}</h1>
      <p className="prose">{text}</p>
      {missing || status === 410 ? (
        <form className="find" action={pathIn(locale, '/search')}>
          <label className="sr" htmlFor="search-problem">
            {words.searchLabel}
          </label>
          <Icon name="search" />
          <input id="search-problem" name="q" type="search" placeholder={words.searchHint} />
        </form>
      ) : (
        <p>
          <a className="btn" href="">
            {words.retry}
          </a>
        </p>
      )}
      <p>
        <a className="link tap" href={pathIn(locale, '/')}>
          {words.home}
        </a>
      </p>
      {reference && !missing && <p className="fine ink-3">{componentWords[locale].reference(reference)}</p>}
    </div>
  )
}
