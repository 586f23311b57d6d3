import type { Suggestions } from '@vitrine/gateway/schemas/catalogue'
import { Icon } from '@vitrine/ui/components/icon'
import { Picture } from '@vitrine/ui/components/picture'
import { formatMoney } from '@vitrine/ui/format'
import { type Locale, pathIn, useLocale } from '@vitrine/ui/locale'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useRouteLoaderData } from 'react-router'
import type { loader as rootLoader } from '../root.tsx'
import { layoutWords } from '../words/layout.ts'

/** The search field once it is used: suggestions from the first letter, by arrow keys or pointer. Enter without a choice searches as typed. */
export function SearchCombobox({ id, placeholder }: { readonly id: string; readonly placeholder: string }) {
  const locale = useLocale()
  const words = layoutWords[locale]
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(() => (document.getElementById(id) as HTMLInputElement | null)?.value ?? '')
  const [open, setOpen] = useState(true)
  const [active, setActive] = useState(-1)
  const currency = useRouteLoaderData<typeof rootLoader>('root')?.currencies.chosen
  const { found, waiting } = useSuggestions(locale, currency, typed.trim())
  const choices = found ? choicesOf(locale, found, typed.trim()) : []
  const shown = open && typed.trim() !== '' && choices.length > 0

  // Takes the place of the plain field that had the focus.
  useEffect(() => field.current?.focus(), [])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false)
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActive((now) => (now + step + choices.length + 1) % (choices.length + 1 || 1))
    }
    const choice = choices[active]
    if (event.key === 'Enter' && shown && choice) {
      event.preventDefault()
      window.location.assign(choice.href)
    }
  }

  return (
    <div className="combo" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <Icon name="search" />
      <input
        ref={field}
        id={id}
        name="q"
        type="search"
        role="combobox"
        placeholder={placeholder}
        autoComplete="off"
        maxLength={200}
        value={typed}
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && choices[active] ? `${listId}-${active}` : undefined}
        aria-busy={waiting}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(-1)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label={words.suggestions} hidden={!shown}>
        {choices.map((choice, index) => (
          <li key={choice.href} id={`${listId}-${index}`} role="option" aria-selected={index === active}>
            <a href={choice.href} tabIndex={-1} onMouseDown={(event) => event.preventDefault()}>
              {choice.image && (
                <span className="pic plate fit">
                  <Picture image={choice.image} sizes="48px" silent />
                </span>
              )}
              <span>
                {choice.name}
                {choice.detail && <small>{choice.detail}</small>}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <p className="sr" role="status">
        {shown ? words.suggested(choices.length) : ''}
      </p>
    </div>
  )
}

function choicesOf(locale: Locale, found: Suggestions, typed: string) {
  const words = layoutWords[locale]
  const searched = (q: string) => pathIn(locale, `/search?q=${encodeURIComponent(q)}`)
  return [
    ...found.categories.map((category) => ({
      name: category.name,
      detail: String(category.count),
      href: pathIn(locale, `/c/${category.slug}`),
      image: undefined,
    })),
    ...found.products.slice(0, 4).map((card) => ({
      name: card.name,
      detail: [card.subtitle, formatMoney(locale, card.price)].filter(Boolean).join(' · '),
      href: pathIn(locale, `/p/${card.slug}`),
      image: card.image ?? undefined,
    })),
    ...(found.corrected
      ? [{ name: words.searchInstead(found.corrected), detail: undefined, href: searched(found.corrected), image: undefined }]
      : []),
    { name: words.allResults(typed), detail: undefined, href: searched(typed), image: undefined },
  ]
}

/** What fits the letters typed so far. An older answer stays until the newer one is there; typing is never held up. */
function useSuggestions(locale: Locale, currency: string | undefined, typed: string) {
  const [found, setFound] = useState<Suggestions>()
  const [waiting, setWaiting] = useState(false)
  useEffect(() => {
    if (typed === '') {
      setFound(undefined)
      return
    }
    const abort = new AbortController()
    const slow = setTimeout(() => setWaiting(true), 400)
    const look = async () => {
      try {
        const asked = new URLSearchParams({ q: typed, locale, ...(currency && { currency }) })
        const answer = await fetch(`/api/v1/search/suggest?${asked}`, { signal: abort.signal })
        if (answer.ok) setFound((await answer.json()) as Suggestions)
      } catch {
        // Superseded by the next letter, or no network: the form still searches.
      } finally {
        clearTimeout(slow)
        if (!abort.signal.aborted) setWaiting(false)
      }
    }
    const start = setTimeout(() => void look(), 80)
    return () => {
      abort.abort()
      clearTimeout(start)
      clearTimeout(slow)
    }
  }, [locale, currency, typed])
  return { found, waiting }
}
