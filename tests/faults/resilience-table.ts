import type { PageName } from './page-visits.ts'
import type { DoorName } from './spread-shop.ts'

/** What a page must still do: all it does; that it cannot, in the shop's words, with a way on; or its work without something. */
export type Must = 'works' | 'says so' | { readonly without: string }

export interface Row {
  readonly dependency: DoorName
  /** For people. */
  readonly name: string
  /** Pages that notice; all others work. */
  readonly pages: Partial<Readonly<Record<PageName, Must>>>
}

const browsing = ['home', 'list', 'search', 'product'] as const
const buying = ['cart', 'checkout', 'paying', 'order'] as const
const lastWords = { without: 'words that changed since: those last heard' } as const
const all = (pages: readonly PageName[], must: Must): Row['pages'] => Object.fromEntries(pages.map((page) => [page, must]))

/** Every part that another one asks, and what each kind of page does while it is away or too slow. Read by the proof and by docs/resilience.md. */
export const resilience: readonly Row[] = [
  {
    dependency: 'catalog',
    name: 'catalogue',
    pages: { ...all(browsing, 'says so'), 'try on': { without: 'frames to choose from' }, information: lastWords },
  },
  {
    dependency: 'stock',
    name: 'stock',
    pages: { product: { without: 'the number of pieces: on sale or not, as last heard' }, paying: 'says so' },
  },
  {
    dependency: 'pricing',
    name: 'pricing',
    pages: { product: { without: 'the day it arrives' }, ...all(['cart', 'checkout', 'paying'], 'says so') },
  },
  { dependency: 'accounts', name: 'accounts', pages: { account: 'says so' } },
  {
    dependency: 'orders',
    name: 'orders',
    pages: { ...all([...buying, 'back office orders'], 'says so'), account: { without: 'the last order' } },
  },
  {
    dependency: 'payments',
    name: 'payments',
    pages: {
      ...all(['cart', 'checkout'], { without: 'new ways to pay: those last heard' }),
      paying: { without: 'an answer at once: it waits' },
    },
  },
  {
    dependency: 'delivery',
    name: 'delivery',
    pages: { product: { without: 'the day it arrives' }, cart: { without: 'the chosen delivery' }, checkout: 'says so' },
  },
  { dependency: 'notifications', name: 'notifications', pages: {} },
  { dependency: 'media', name: 'media', pages: { ...all(browsing, { without: 'pictures a browser has not kept' }) } },
  { dependency: 'optics', name: 'optics', pages: {} },
  { dependency: 'tryon', name: 'try-on (server)', pages: { 'try on': { without: 'photos; live, it works in the browser' } } },
  {
    dependency: 'recommendations',
    name: 'recommendations',
    pages: { ...all(['home', 'product'], { without: 'recommendations' }) },
  },
  { dependency: 'audit', name: 'audit', pages: {} },
  { dependency: 'gateway events', name: 'what the gateway hears', pages: { order: { without: 'live news' } } },
  {
    dependency: 'gateway',
    name: 'gateway',
    pages: {
      ...all([...browsing, ...buying, 'account', 'back office orders'], 'says so'),
      'try on': { without: 'frames to choose from' },
      information: lastWords,
    },
  },
  { dependency: 'sandbox', name: 'payment provider', pages: { paying: { without: 'an answer at once: it waits' } } },
  {
    dependency: 'postgres',
    name: 'PostgreSQL',
    pages: {
      ...all([...browsing, ...buying, 'account', 'back office orders'], 'says so'),
      'try on': { without: 'frames to choose from' },
      information: lastWords,
    },
  },
  { dependency: 'mail', name: 'mail server', pages: {} },
]

/** A checkout has 8 s (settled.md 28). */
export const payWithinMs = 9_000
/** How long a page may take while a part is away, and while it is slow: two reads of 2 s each, one after the other, and the drawing. */
export const withinMs = { down: 3_000, slow: 6_000 } as const
