import { useQuery } from '@tanstack/react-query'
import type { KeptCurrency } from '@vitrine/gateway/schemas/currencies'
import { formatNumber } from '@vitrine/ui/format'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask } from '../api.ts'
import { CurrencyForm } from '../parts/currency-form.tsx'
import { FixPrice } from '../parts/fix-price.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useCurrencyWords } from '../words/currencies.ts'
import { useWords } from '../words/words.tsx'

const list = '/v1/admin/currencies'

/** What the shop sells in, how prices in each are made, and the prices that are set by hand. */
export function CurrenciesPage() {
  const own = useCurrencyWords()
  const [chosen, setChosen] = useState<KeptCurrency>()
  const sold = useQuery({ queryKey: ['/v1/currencies'], queryFn: ({ signal }) => ask<{ usual: string }>('/v1/currencies', { signal }) })
  const usual = sold.data?.usual
  const choose = (currency: KeptCurrency) => {
    setChosen({ ...currency })
    document.getElementById('put-currency')?.focus()
  }
  return (
    <>
      <PageTitle title={own.title} intro={own.intro} />
      <KeptCurrencies onChange={choose} />
      <section aria-labelledby="put-currency">
        <h2 className="oh" id="put-currency" tabIndex={-1}>
          {own.put}
        </h2>
        <p className="ink-2">{own.putHint}</p>
        {usual && <CurrencyForm key={JSON.stringify(chosen ?? '')} usual={usual} like={chosen} />}
      </section>
      {chosen && !chosen.isUsual && (
        <section aria-labelledby="fix-price">
          <h2 className="oh" id="fix-price">
            {own.fix}
          </h2>
          <p className="ink-2">{own.fixHint}</p>
          <FixPrice key={chosen.code} currency={chosen.code} />
        </section>
      )}
    </>
  )
}

const nameOf = (code: string, locale: Locale) => `${new Intl.DisplayNames([locale], { type: 'currency' }).of(code) ?? code} (${code})`

function KeptCurrencies({ onChange }: { readonly onChange: (currency: KeptCurrency) => void }) {
  const [words, own, locale] = [useWords(), useCurrencyWords(), useLocale()]
  const ruleOf = ({ code, conversion }: KeptCurrency) =>
    conversion ? own.ruleOf(conversion.from, formatNumber(locale, conversion.rate), code) : own.eachSet
  const stateOf = ({ isUsual, sold }: KeptCurrency) => (isUsual ? own.usual : sold ? own.sold : own.notSold)
  return (
    <ListPage<KeptCurrency>
      path={list}
      caption={own.title}
      idOf={({ code }) => code}
      empty={own.none}
      searchLabel={own.search}
      fileName="currencies"
      columns={[
        { name: own.name, isHead: true, cell: ({ code }) => nameOf(code, locale), plain: ({ code }) => code },
        { name: own.rule, cell: ruleOf, plain: ruleOf },
        { name: own.prices, isNumber: true, cell: ({ prices }) => formatNumber(locale, prices), plain: ({ prices }) => prices },
        {
          name: own.converted,
          isNumber: true,
          cell: ({ converted }) => formatNumber(locale, converted),
          plain: ({ converted }) => converted,
        },
        {
          name: words.status,
          isCorner: true,
          cell: (currency) => <Status text={stateOf(currency)} tone={currency.sold ? 'verre' : ''} />,
          plain: stateOf,
        },
        {
          name: own.change,
          cell: (currency) => (
            <button
              className="ob"
              type="button"
              aria-label={own.changeOf(nameOf(currency.code, locale))}
              onClick={() => onChange(currency)}
            >
              {own.change}
            </button>
          ),
        },
      ]}
    />
  )
}
