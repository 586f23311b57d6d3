import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { VatRate } from '@vitrine/gateway/schemas/admin-prices'
import { formatDate } from '@vitrine/ui/format'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, newKey } from '../api.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { percentText } from '../parts/percent-text.ts'
import { Status } from '../parts/status.tsx'
import { Told } from '../parts/told.tsx'
import { VatForm } from '../parts/vat-form.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

const list = '/v1/admin/vat-rates'

/** VAT by country and class: what held, what holds, what will. */
export function Taxes() {
  const own = usePriceWords()
  const [chosen, setChosen] = useState<VatRate>()
  const choose = (rate: VatRate) => {
    setChosen({ ...rate })
    document.getElementById('new-rate')?.focus()
  }
  return (
    <>
      <PageTitle title={own.taxes} intro={own.taxesIntro} />
      <Rates onChange={choose} />
      <section aria-labelledby="new-rate">
        <h2 className="oh" id="new-rate" tabIndex={-1}>
          {own.newRate}
        </h2>
        <p className="ink-2">{own.newRateHint}</p>
        <VatForm key={chosen ? `${chosen.country} ${chosen.from}` : ''} like={chosen} />
      </section>
    </>
  )
}

const tones = { past: '', current: 'verre', coming: 'azur' } as const satisfies Record<VatRate['state'], string>
const countryName = (country: string, locale: Locale) => new Intl.DisplayNames([locale], { type: 'region' }).of(country) ?? country

const lowRatesOf = ({ lowPercent, lowestPercent }: VatRate) => [lowPercent, lowestPercent].filter((percent) => percent !== undefined)

function Rates({ onChange }: { readonly onChange: (rate: VatRate) => void }) {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: ({ country, from }: VatRate) =>
      ask(`${list}/${country}/${encodeURIComponent(from)}`, { method: 'DELETE', key: newKey(), body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [list] }),
  })
  return (
    <>
      {remove.error && <Told error={remove.error} />}
      <ListPage<VatRate>
        path={list}
        caption={own.taxes}
        idOf={({ country, from }) => `${country} ${from}`}
        empty={own.noRates}
        searchLabel={own.searchRates}
        fileName="vat"
        tabs={{
          name: 'state',
          values: [['', words.all], ...(['current', 'coming', 'past'] as const).map((state) => [state, own.vatStates[state]] as const)],
        }}
        columns={[
          {
            name: own.taxCountry,
            isHead: true,
            cell: ({ country }) => `${countryName(country, locale)} (${country})`,
            plain: ({ country }) => country,
          },
          {
            name: own.standardRate,
            isNumber: true,
            cell: ({ standardPercent }) => percentText(standardPercent, locale),
            plain: ({ standardPercent }) => standardPercent,
          },
          {
            name: own.reducedRate,
            isNumber: true,
            cell: ({ reducedPercent }) => percentText(reducedPercent, locale),
            plain: ({ reducedPercent }) => reducedPercent,
          },
          {
            name: own.lowRates,
            isNumber: true,
            cell: (rate) =>
              lowRatesOf(rate)
                .map((percent) => percentText(percent, locale))
                .join(' · '),
            plain: (rate) => lowRatesOf(rate).join(' '),
          },
          {
            name: own.pricesThere,
            cell: ({ included }) => own.pricesHold[included ? 'included' : 'added'],
            plain: ({ included }) => own.pricesHold[included ? 'included' : 'added'],
          },
          { name: own.holdsFrom, cell: ({ from }) => <time dateTime={from}>{formatDate(locale, from)}</time>, plain: ({ from }) => from },
          {
            name: words.status,
            isCorner: true,
            cell: ({ state }) => <Status text={own.vatStates[state]} tone={tones[state]} />,
            plain: ({ state }) => own.vatStates[state],
          },
          {
            name: own.change,
            cell: (rate) =>
              rate.state === 'coming' ? (
                <button
                  className="ob"
                  type="button"
                  aria-label={own.takeBack(countryName(rate.country, locale))}
                  onClick={() => !remove.isPending && remove.mutate(rate)}
                >
                  {own.takeBackShort}
                </button>
              ) : (
                rate.state === 'current' && (
                  <button
                    className="ob"
                    type="button"
                    aria-label={own.changeRate(countryName(rate.country, locale))}
                    onClick={() => onChange(rate)}
                  >
                    {own.change}
                  </button>
                )
              ),
          },
        ]}
      />
    </>
  )
}
