import { useQuery } from '@tanstack/react-query'
import type { RxRule, RxRules } from '@vitrine/gateway/schemas/optics'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { RemoveRxRule } from '../parts/remove-rx-rule.tsx'
import { RxRuleForm } from '../parts/rx-rule-form.tsx'
import { useRxRuleWords } from '../words/rx-rules.ts'
import { useWords } from '../words/words.tsx'

const path = '/v1/admin/rx-rules'

/** How long prescriptions hold, country by country, and where each rule was read. */
export function RxRulesPage() {
  const [words, own, locale] = [useWords(), useRxRuleWords(), useLocale()]
  const list = useRef<HTMLHeadingElement>(null)
  const [leaving, setLeaving] = useState<RxRule>()
  const [removed, setRemoved] = useState('')
  const [chosen, setChosen] = useState<RxRule>()
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<RxRules>(path, { signal }) })
  const choose = (rule: RxRule) => {
    setChosen({ ...rule })
    document.getElementById('set-rule')?.focus()
  }
  const onRemove = (rule: RxRule) => {
    setRemoved('')
    setLeaving({ ...rule })
  }
  const onRemoveEnd = (country: string, isRemoved: boolean) => {
    setRemoved(isRemoved ? own.removed(country) : '')
    setLeaving(undefined)
    list.current?.focus() // what was pressed is gone
  }
  return (
    <>
      <PageTitle title={own.title} intro={own.intro} above={<Link to="/lenses">{words.lenses}</Link>} />
      <p role="status">{removed}</p>
      <section aria-labelledby="rules">
        <h2 className="oh" id="rules" tabIndex={-1} ref={list}>
          {own.list}
        </h2>
        {found.error ? (
          <Failed error={found.error} retry={found.refetch} />
        ) : found.data ? (
          <Rules rules={found.data.items} onChange={choose} onRemove={onRemove} />
        ) : (
          <Waiting rows={3} />
        )}
      </section>
      {leaving && (
        <RemoveRxRule
          key={leaving.country}
          path={path}
          rule={leaving}
          country={countryName(leaving.country, locale)}
          onEnd={(isRemoved) => onRemoveEnd(countryName(leaving.country, locale), isRemoved)}
        />
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

interface RulesProps {
  readonly rules: readonly RxRule[]
  readonly onChange: (rule: RxRule) => void
  readonly onRemove: (rule: RxRule) => void
}

function Rules({ rules, onChange, onRemove }: RulesProps) {
  const [own, locale] = [useRxRuleWords(), useLocale()]
  if (rules.length === 0) return <p role="status">{own.none}</p>
  return (
    <>
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
                  onClick={() => onRemove(rule)}
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
