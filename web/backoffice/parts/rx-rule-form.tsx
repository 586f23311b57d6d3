import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RxRule, RxRules } from '@vitrine/gateway/schemas/optics'
import { useState } from 'react'
import { ask, newKey } from '../api.ts'
import { useRxRuleWords } from '../words/rx-rules.ts'
import { Text } from './form-fields.tsx'
import { Check, NumberField } from './number-fields.tsx'
import { Ticks } from './ticks.tsx'
import { Told } from './told.tsx'

const path = '/v1/admin/rx-rules'
const empty: RxRule = { country: '', ages: [{ from: 0, months: 12 }], required: [], lostOrBroken: false, source: '' }

/** The rule of a country, beginning with that of `like`; it takes the place of the country's own. */
export function RxRuleForm({ like }: { readonly like: RxRule | undefined }) {
  const [own, queries] = [useRxRuleWords(), useQueryClient()]
  const [rule, setRule] = useState<RxRule>(like ?? empty)
  const change = (part: Partial<RxRule>) => setRule((before) => ({ ...before, ...part }))
  const set = useMutation({
    mutationFn: ({ country, ...body }: RxRule) => ask<RxRules>(`${path}/${country}`, { method: 'PUT', key: newKey(), body }),
    onSuccess: (rules) => void queries.setQueryData([path], rules),
  })
  const isRising = rule.ages.every(({ from }, at) => (at === 0 ? from === 0 : from > (rule.ages[at - 1]?.from ?? 0)))
  const isReady = /^[A-Z]{2}$/.test(rule.country) && rule.source.trim() !== '' && isRising && rule.ages.every(({ months }) => months > 0)
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !set.isPending) set.mutate(rule)
      }}
    >
      <Text
        label={own.countryCode}
        value={rule.country}
        required
        onChange={(text) => change({ country: text.toUpperCase().slice(0, 2) })}
      />
      <AgeFields ages={rule.ages} onChange={(ages) => change({ ages })} />
      {!isRising && (
        <p className="fine bad" role="alert">
          {own.wrongAges}
        </p>
      )}
      <Ticks
        label={own.required}
        options={(['prescriber', 'pdHalves', 'vertexMm'] as const).map((field) => [field, own.fields[field]] as const)}
        chosen={rule.required}
        onChange={(required) => change({ required })}
      />
      <Check label={own.lostOrBroken} checked={rule.lostOrBroken} onChange={(lostOrBroken) => change({ lostOrBroken })} />
      <Text label={own.source} value={rule.source} required onChange={(source) => change({ source: source.slice(0, 500) })} />
      <button className="ob main" type="submit" aria-disabled={!isReady || set.isPending || undefined}>
        {own.save}
      </button>
      <p role="status">{set.isSuccess ? own.saved : ''}</p>
      {set.error && <Told error={set.error} />}
    </form>
  )
}

function AgeFields({ ages, onChange }: { readonly ages: RxRule['ages']; readonly onChange: (ages: RxRule['ages']) => void }) {
  const own = useRxRuleWords()
  const set = (at: number, part: Partial<RxRule['ages'][number]>) => onChange(ages.map((one, n) => (n === at ? { ...one, ...part } : one)))
  return (
    <fieldset className="oblanks owide">
      <legend>{own.ages}</legend>
      {ages.map(({ from, months }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an age group is its place in the list, and its fields keep nothing of their own
        <div key={at} className="orate" role="group" aria-label={own.ageOf(at + 1)}>
          <NumberField label={own.from} value={from} min={0} max={120} required onChange={(age = 0) => set(at, { from: age })} />
          <NumberField label={own.months} value={months} min={1} max={120} required onChange={(most = 0) => set(at, { months: most })} />
          {at > 0 && (
            <button className="ob" type="button" onClick={() => onChange(ages.filter((_, n) => n !== at))}>
              {own.removeAge(at + 1)}
            </button>
          )}
        </div>
      ))}
      {ages.length < 20 && (
        <button className="ob omore" type="button" onClick={() => onChange([...ages, { from: (ages.at(-1)?.from ?? 0) + 1, months: 12 }])}>
          {own.addAge}
        </button>
      )}
    </fieldset>
  )
}
