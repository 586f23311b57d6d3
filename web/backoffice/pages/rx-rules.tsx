import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RxRule, RxRules } from '@vitrine/gateway/schemas/optics'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask, newKey } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { RxRuleForm } from '../parts/rx-rule-form.tsx'
import { Told } from '../parts/told.tsx'
import { useRxRuleWords } from '../words/rx-rules.ts'
import { useWords } from '../words/words.tsx'

const path = '/v1/admin/rx-rules'

/** How long prescriptions hold, country by country, and where each rule was read. */
export function RxRulesPage() {
  const [words, own] = [useWords(), useRxRuleWords()]
  const [chosen, setChosen] = useState<RxRule>()
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<RxRules>(path, { signal }) })
  const choose = (rule: RxRule) => {
    setChosen({ ...rule })
    document.getElementById('set-rule')?.focus()
  }
  return (
    <>
      <PageTitle title={own.title} intro={own.intro} above={<Link to="/lenses">{words.lenses}</Link>} />
      {found.error ? (
        <Failed error={found.error} retry={found.refetch} />
      ) : found.data ? (
        <Rules rules={found.data.items} onChange={choose} />
      ) : (
        <Waiting rows={3} />
      )}
      <section aria-labelledby="set-rule">
        <h2 className="oh" id="set-rule" tabIndex={-1}>
          {own.set}
        </h2>
        <p className="ink-2">{own.setHint}</p>
        <RxRuleForm key={chosen ? JSON.stringify(chosen) : ''} like={chosen} />
      </section>
    </>
  )
}

const countryName = (country: string, locale: Locale) => new Intl.DisplayNames([locale], { type: 'region' }).of(country) ?? country

function Rules({ rules, onChange }: { readonly rules: readonly RxRule[]; readonly onChange: (rule: RxRule) => void }) {
  const [own, locale, queries] = [useRxRuleWords(), useLocale(), useQueryClient()]
  const remove = useMutation({
    mutationFn: ({ country }: RxRule) => ask<RxRules>(`${path}/${country}`, { method: 'DELETE', key: newKey(), body: {} }),
    onSuccess: (left) => void queries.setQueryData([path], left),
  })
  if (rules.length === 0) return <p role="status">{own.none}</p>
  return (
    <>
      {remove.error && <Told error={remove.error} />}
      <DataTable
        caption={own.title}
        rows={rules}
        idOf={({ country }) => country}
        columns={[
          { name: own.country, isHead: true, cell: ({ country }) => `${countryName(country, locale)} (${country})` },
          { name: own.ages, cell: ({ ages }) => ages.map(({ from, months }, at) => own.age(from, toOf(ages[at + 1]), months)).join(', ') },
          { name: own.required, cell: ({ required }) => required.map((field) => own.fields[field]).join(', ') || own.nothing },
          { name: own.lostShort, cell: ({ lostOrBroken }) => (lostOrBroken ? own.yes : own.no) },
          { name: own.source, cell: ({ source }) => source },
          {
            name: own.editShort,
            cell: (rule) => (
              <span className="oact">
                <button
                  className="ob"
                  type="button"
                  aria-label={own.edit(countryName(rule.country, locale))}
                  onClick={() => onChange(rule)}
                >
                  {own.editShort}
                </button>
                <button
                  className="ob"
                  type="button"
                  aria-label={own.remove(countryName(rule.country, locale))}
                  onClick={() => !remove.isPending && remove.mutate(rule)}
                >
                  {own.removeShort}
                </button>
              </span>
            ),
          },
        ]}
      />
    </>
  )
}

const toOf = (next: RxRule['ages'][number] | undefined) => (next === undefined ? undefined : next.from - 1)
