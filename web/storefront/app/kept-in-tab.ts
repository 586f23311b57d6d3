import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import { useLocation, useSubmit } from 'react-router'
import { signInMarkIn } from './sign-in-mark.ts'

type Texts = Readonly<Record<string, string>>

/** Where it waits: of this tab alone, gone when it closes. */
export type TabStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** So long it waits for whoever comes back to the tab; it may be of somebody's eyes. */
const keptMs = 3_600_000

/** Agreements are given anew, in the sight of what they are for. */
const neverKept = ['consent', 'keep']

/** A form of several steps whose place no address says. One page of each kind is kept: another one takes its place. */
export interface TypedPlace {
  readonly kind: string
  readonly page: string
}

/** When a page stands in the tab, and for whom: the mark of the sign-in, empty while nobody is signed in. */
export interface Visit {
  readonly now: Date
  readonly signIn: string
}

interface Kept {
  readonly page?: string
  readonly texts?: Texts
  readonly until?: number
  readonly signIn?: string
}

export function keepTyped(store: TabStore, { kind, page }: TypedPlace, texts: Texts, { now, signIn }: Visit): void {
  try {
    store.setItem(keyOf(kind), JSON.stringify({ page, texts: keptOf(texts), until: now.getTime() + keptMs, signIn } satisfies Kept))
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

/** What was typed on this page in the last hour, by who is signed in or by a guest as now; undefined when nothing was. */
export function typedIn(store: TabStore, place: TypedPlace, visit: Visit): Texts | undefined {
  const kept = keptAt(store, keyOf(place.kind))
  if (kept.page === place.page && isOf(visit, kept)) return kept.texts
  forgetTyped(store, place)
  return undefined
}

/** Forgets every form that is older than an hour, or of somebody else than who is here now. */
export function forgetOthers(store: TabStore, visit: Visit): void {
  try {
    const keys = Array.from({ length: store.length }, (_, n) => store.key(n) ?? '').filter((key) => key.startsWith(keyOf('')))
    for (const key of keys) if (!isOf(visit, keptAt(store, key))) store.removeItem(key)
  } catch {
    // nothing was kept
  }
}

/** Whether more was typed on this step than the server answered with: a page that was sent without scripts is reloaded as it was sent. */
export function goesOn(typed: Texts, said: Texts): boolean {
  const told = Object.entries(keptOf(said))
  return told.every(([name, text]) => typed[name] === text) && Object.keys(typed).length > told.length
}

const keptOf = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([name, text]) => text !== '' && !neverKept.includes(name)))

const keyOf = (kind: string): string => `typed ${kind}`

const isOf = ({ now, signIn }: Visit, kept: Kept): boolean => now.getTime() < (kept.until ?? 0) && kept.signIn === signIn

function keptAt(store: TabStore, key: string): Kept {
  try {
    return (JSON.parse(store.getItem(key) ?? '{}') as Kept | null) ?? {}
  } catch {
    return {} // as above, or not of ours
  }
}

const nowhere: TabStore = { length: 0, key: () => null, getItem: () => null, setItem: () => {}, removeItem: () => {} }

/** The store of this tab. A browser may refuse even to name it. */
export function tabStore(open: () => TabStore = () => sessionStorage): TabStore {
  try {
    return open()
  } catch {
    return nowhere
  }
}

export const visitNow = (): Visit => ({ now: new Date(), signIn: signInMarkIn(document.cookie) })

/** On every page: what was typed here outlives neither its hour nor the one who typed it. */
export function useOthersForgotten(): void {
  const { key } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew on each page that is opened
  useEffect(() => forgetOthers(tabStore(), visitNow()), [key])
}

interface KeptForm extends TypedPlace {
  /** What a form says that asks the server for this step and does nothing else. */
  readonly step: Texts
  /** What the server answered last; undefined on a page that was only opened, and where the server could not read what it was sent. */
  readonly answered: Texts | undefined
  /** What a form says besides that comes back from the tab: why it does. Not kept. */
  readonly whenBack?: Texts | undefined
  /** It was sent for good: nothing waits any more. */
  readonly isDone: boolean
}

/** For the element around the form. */
interface Listening {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly onChange: (event: FormEvent) => void
}

/**
 * Keeps what is typed into a form of several steps in this tab, and asks the server for its step again when the page is reloaded or come back to. Without
 * scripts a browser sends the last form again, as it always does.
 */
export function useKeptInTab({ kind, page, step, answered, whenBack, isDone }: KeptForm): Listening {
  const submit = useSubmit()
  const ref = useRef<HTMLDivElement>(null)
  const isOpening = useRef(true)
  const said = answered && JSON.stringify({ ...answered, ...step })
  const reason = whenBack && JSON.stringify(whenBack)
  useEffect(() => {
    const [place, store, visit] = [{ kind, page }, tabStore(), visitNow()]
    const wasOpening = isOpening.current
    isOpening.current = false
    if (isDone) return forgetTyped(store, place)
    const told = said === undefined ? undefined : (JSON.parse(said) as Texts)
    const typed = told && !wasOpening ? undefined : typedIn(store, place, visit)
    if (typed && (!told || goesOn(typed, told)))
      return void submit({ ...typed, ...(reason && JSON.parse(reason)) }, { method: 'post', replace: true, preventScrollReset: true })
    const early = wasOpening ? ref.current?.querySelector('form') : undefined // typed before the page listened
    if (told) keepTyped(store, place, { ...told, ...(early && textsOf(early)), ...step }, visit)
    // biome-ignore lint/correctness/useExhaustiveDependencies: `said` holds the step
  }, [kind, page, said, reason, isDone, submit])
  const onChange = ({ target }: FormEvent) => {
    const form = target instanceof Element ? target.closest('form') : null
    if (form) keepTyped(tabStore(), { kind, page }, { ...textsOf(form), ...step }, visitNow())
  }
  return { ref, onChange }
}

const textsOf = (form: HTMLFormElement): Texts =>
  Object.fromEntries([...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
