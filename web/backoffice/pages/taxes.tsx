import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { VatRate } from '@vitrine/gateway/schemas/admin-prices'
import { formatDate } from '@vitrine/ui/format'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, newKey } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { percentText } from '../parts/percent-text.ts'
import { Failed, Waiting } from '../parts/region.tsx'
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
  const rates = useQuery({ queryKey: [list], queryFn: ({ signal }) => ask<{ items: VatRate[] }>(list, { signal }) })
  const choose = (rate: VatRate) => {
    setChosen({ ...rate })
    document.getElementById('new-rate')?.focus()
  }
  return (
    <>
      <PageTitle title={own.taxes} intro={own.taxesIntro} />
      {rates.error ? (
        <Failed error={rates.error} retry={rates.refetch} />
      ) : !rates.data ? (
        <Waiting rows={8} />
      ) : (
        <Rates rates={rates.data.items} onChange={choose} />
      )}
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

function Rates({ rates, onChange }: { readonly rates: readonly VatRate[]; readonly onChange: (rate: VatRate) => void }) {
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
      <DataTable
        caption={own.taxes}
        rows={rates}
        idOf={({ country, from }) => `${country} ${from}`}
        columns={[
          { name: own.taxCountry, isHead: true, cell: ({ country }) => `${countryName(country, locale)} (${country})` },
          { name: own.standardRate, isNumber: true, cell: ({ standardPercent }) => percentText(standardPercent, locale) },
          { name: own.reducedRate, isNumber: true, cell: ({ reducedPercent }) => percentText(reducedPercent, locale) },
          { name: own.pricesThere, cell: ({ included }) => own.pricesHold[included ? 'included' : 'added'] },
          { name: own.holdsFrom, cell: ({ from }) => <time dateTime={from}>{formatDate(locale, from)}</time> },
          { name: words.status, isCorner: true, cell: ({ state }) => <Status text={own.vatStates[state]} tone={tones[state]} /> },
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
