import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { VatRate } from '@vitrine/gateway/schemas/admin-prices'
import { useState } from 'react'
import { ask, isAnswered, newKey } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'
import { Text } from './form-fields.tsx'
import { Check, MomentField, NumberField } from './number-fields.tsx'
import { Told } from './told.tsx'

/** New rates for a country, beginning with those of `like`. One press is one change, however often it is sent. */
export function VatForm({ like }: { readonly like: VatRate | undefined }) {
  const [own, queries] = [usePriceWords(), useQueryClient()]
  const [country, setCountry] = useState(like?.country ?? '')
  const [standardPercent, setStandard] = useState(like?.standardPercent)
  const [reducedPercent, setReduced] = useState(like?.reducedPercent)
  const [lowPercent, setLow] = useState(like?.lowPercent)
  const [lowestPercent, setLowest] = useState(like?.lowestPercent)
  const [included, setIncluded] = useState(like?.included ?? true)
  const [from, setFrom] = useState<string>()
  const [key, setKey] = useState(newKey)
  const set = useMutation({
    mutationFn: () =>
      ask<VatRate>(`/v1/admin/vat-rates/${country}`, {
        method: 'PUT',
        key,
        body: { standardPercent, reducedPercent, lowPercent, lowestPercent, included, from },
      }),
    onSuccess: async () => {
      setKey(newKey())
      await queries.invalidateQueries({ queryKey: ['/v1/admin/vat-rates'] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another change
    },
  })
  const isReady = /^[A-Z]{2}$/.test(country) && standardPercent !== undefined && reducedPercent !== undefined
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !set.isPending) set.mutate()
      }}
    >
      <Text label={own.countryCode} value={country} required onChange={(typed) => setCountry(typed.toUpperCase().slice(0, 2))} />
      <NumberField label={own.standardPercent} value={standardPercent} min={0} max={100} step="any" required onChange={setStandard} />
      <NumberField label={own.reducedPercent} value={reducedPercent} min={0} max={100} step="any" required onChange={setReduced} />
      <NumberField label={own.lowPercent} value={lowPercent} min={0} max={100} step="any" onChange={setLow} />
      <NumberField label={own.lowestPercent} value={lowestPercent} min={0} max={100} step="any" onChange={setLowest} />
      <MomentField label={own.holdsFrom} value={from} onChange={setFrom} />
      <Check label={own.includedThere} checked={included} onChange={setIncluded} />
      <button className="ob main" type="submit" aria-disabled={!isReady || set.isPending || undefined}>
        {own.setRates}
      </button>
      <p role="status">{set.isSuccess ? own.rateSet : ''}</p>
      {set.error && <Told error={set.error} />}
    </form>
  )
}
