import { Icon } from '@vitrine/ui/components/icon'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useWords } from '../words/words.tsx'

/** What a list is narrowed by: kept in the address, so that Back and a link to a colleague show the same rows. */
export function useFilters() {
  const [search, setSearch] = useSearchParams()
  return {
    get: (name: string) => search.get(name) ?? '',
    /** An empty value takes the filter away. */
    set: (changes: Readonly<Record<string, string>>) =>
      setSearch((before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value)
          else next.delete(name)
        }
        return next
      }),
  }
}

export interface Tabs {
  /** Its parameter. */
  readonly name: string
  /** The first value is "all". */
  readonly values: readonly (readonly [value: string, text: string])[]
  /** Parameters that mean something else than this tab, and go when it is chosen. */
  readonly drops?: readonly string[]
}

export function FilterTabs({ name, values, drops = [] }: Tabs) {
  const words = useWords()
  const { get, set } = useFilters()
  const isElsewhere = drops.some((other) => get(other) !== '')
  const dropped = Object.fromEntries(drops.map((other) => [other, '']))
  return (
    <nav className="otabs" aria-label={words.filter}>
      <ul>
        {values.map(([value, text]) => (
          <li key={value}>
            <button
              type="button"
              aria-current={(!isElsewhere && get(name) === value) || undefined}
              onClick={() => set({ ...dropped, [name]: value })}
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export function Search({ label }: { readonly label: string }) {
  const { get, set } = useFilters()
  const value = get('q')
  return (
    <form
      className="ofind"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        set({ q: String(new FormData(event.currentTarget).get('q') ?? '').trim() })
      }}
    >
      <Icon name="search" />
      <input key={value} type="search" name="q" aria-label={label} placeholder={label} defaultValue={value} />
    </form>
  )
}

const dayMs = 86_400_000
const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10)

/** First and last day of a list, in UTC as the dashboard counts; the address holds `since` and `until`, which is not included. */
export function Period() {
  const words = useWords()
  const { get, set } = useFilters()
  const [since, until] = [Date.parse(get('since')), Date.parse(get('until'))]
  const [first, last] = [Number.isNaN(since) ? '' : dayOf(since), Number.isNaN(until) ? '' : dayOf(until - 1)]
  return (
    <fieldset className="operiod">
      <legend className="sr">{words.placedAt}</legend>
      <label>
        {words.fromDay}
        <input
          type="date"
          value={first}
          max={last || undefined}
          onChange={({ target }) => set({ since: target.value && `${target.value}T00:00:00.000Z` })}
        />
      </label>
      <label>
        {words.toDay}
        <input
          type="date"
          value={last}
          min={first || undefined}
          onChange={({ target }) => set({ until: target.value && new Date(Date.parse(target.value) + dayMs).toISOString() })}
        />
      </label>
    </fieldset>
  )
}

/** A filter that came with a link, and the way out of it. */
export function Chip({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const words = useWords()
  const { set } = useFilters()
  return (
    <button className="ochip" type="button" onClick={() => set({ [name]: '' })}>
      {children}
      <Icon name="close" />
      <span className="sr">{words.removeFilter}</span>
    </button>
  )
}
