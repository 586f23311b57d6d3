import { type FormEvent, useEffect } from 'react'
import { useSubmit } from 'react-router'

type Texts = Readonly<Record<string, string>>

/** Where it waits: of this tab alone, gone when it closes. */
type TabStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** So long it waits for whoever comes back to the tab; it may be of somebody's eyes. */
const keptMs = 3_600_000

/** Agreements are given anew, in the sight of what they are for. */
const neverKept = ['consent', 'keep']

/** A form of several steps whose place no address says. One page of each kind is kept: another one takes its place. */
export interface TypedPlace {
  readonly kind: string
  readonly page: string
}

export function keepTyped(store: TabStore, { kind, page }: TypedPlace, texts: Texts, now: Date): void {
  const kept = Object.fromEntries(Object.entries(texts).filter(([name, text]) => text !== '' && !neverKept.includes(name)))
  try {
    store.setItem(keyOf(kind), JSON.stringify({ page, texts: kept, until: now.getTime() + keptMs }))
  } catch {
    // a browser that keeps nothing for pages: a reload begins anew
  }
}

export function forgetTyped(store: TabStore, { kind }: TypedPlace): void {
  try {
    store.removeItem(keyOf(kind))
  } catch {
    // nothing was kept
  }
}

/** What was typed on this page in the last hour; undefined when nothing was. */
export function typedIn(store: TabStore, place: TypedPlace, now: Date): Texts | undefined {
  try {
    const kept = JSON.parse(store.getItem(keyOf(place.kind)) ?? '{}') as { page?: string; texts?: Texts; until?: number }
    if (kept.page === place.page && now.getTime() < (kept.until ?? 0)) return kept.texts
  } catch {
    // as above, or not of ours
  }
  forgetTyped(store, place)
  return undefined
}

const keyOf = (kind: string): string => `typed ${kind}`

interface KeptForm extends TypedPlace {
  /** What a form says that asks the server for this step and does nothing else. */
  readonly step: Texts
  /** What the server answered last; undefined on a page that was only opened. */
  readonly answered: Texts | undefined
  /** It was sent for good: nothing waits any more. */
  readonly isDone: boolean
}

/**
 * Keeps what is typed into a form of several steps in this tab, and asks the server for its step again when the page is reloaded or come back to. Without
 * scripts a browser sends the last form again, as it always does. Answers what listens to changes of the form.
 */
export function useKeptInTab({ kind, page, step, answered, isDone }: KeptForm): (event: FormEvent) => void {
  const submit = useSubmit()
  const said = answered && JSON.stringify({ ...answered, ...step })
  useEffect(() => {
    const [place, now] = [{ kind, page }, new Date()]
    if (isDone) return forgetTyped(sessionStorage, place)
    if (said !== undefined) return keepTyped(sessionStorage, place, JSON.parse(said), now)
    const typed = typedIn(sessionStorage, place, now)
    if (typed) void submit(typed, { method: 'post', replace: true, preventScrollReset: true })
  }, [kind, page, said, isDone, submit])
  return ({ target }) => {
    const form = target instanceof Element ? target.closest('form') : null
    if (form) keepTyped(sessionStorage, { kind, page }, { ...textsOf(form), ...step }, new Date())
  }
}

const textsOf = (form: HTMLFormElement): Texts =>
  Object.fromEntries([...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
