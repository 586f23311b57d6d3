import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { HomeTrial } from '@vitrine/gateway/schemas/home-trial'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { homeTrialWords } from '../words/home-trials.ts'
import { HomeTrialPage } from './home-trial.tsx'
import { HomeTrials } from './home-trials.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const frame = (variantId: string, name: string) => ({ variantId, name, slug: 'p', options: [], image: null, price: eur(12_900) })
const trial: HomeTrial = {
  ...{ id: 't1', state: 'delivered', text: '', deposit: eur(25_800), depositState: 'held', depositText: 'held', notices: 1 },
  frames: [frame('a', 'Lise'), { ...frame('b', 'Noé'), outcome: 'kept', text: 'Kept' }],
  ...{ charged: eur(12_900), taken: eur(0), email: 'ada@example.com', deliveries: [], allowed: ['keep', 'return'] },
  shipping: { name: 'Ada Blanc', line1: '1 rue', postcode: '75002', city: 'Paris', country: 'FR' },
  timeline: [{ at: '2026-11-24T10:12:00Z', event: 'trial-asked', text: 'Asked for' }],
  ...{ askedAt: '2026-11-24T10:12:00Z', shipBy: '2026-11-26T10:12:00Z', returnBy: '2026-12-01T10:12:00Z', lateAt: '2026-12-10T10:12:00Z' },
}

describe.each(['fr', 'en'] as const)('home trials in %s', (locale) => {
  const words = homeTrialWords[locale]
  function screen(path: string, found = trial): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/home-trials', { state: undefined }], {
      pages: [{ items: [found], nextCursor: null, total: null }],
      pageParams: [''],
    })
    queries.setQueryData(['/v1/admin/home-trials', 't1'], found)
    const routes = [
      { path: '/home-trials', Component: HomeTrials },
      { path: '/home-trials/:trialId', Component: HomeTrialPage },
    ]
    const html = renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />
        </LocaleContext>
      </QueryClientProvider>,
    )
    return html.replaceAll('&#x27;', "'")
  }

  test('the list says who has what, and how far it is', () => {
    for (const said of ['Ada Blanc', 'Lise, Noé', words.states.delivered, '/home-trials/t1']) expect(screen('/home-trials')).toContain(said)
  })

  test('ORD-13: staff say what became of each frame that has no outcome yet', () => {
    const html = screen('/home-trials/t1')
    for (const said of [words.save, words.outcomes.damaged, words.notices(1), 'name="a"', 'Noé']) expect(html).toContain(said)
    expect(html).not.toContain('name="b"')
    expect(html).not.toContain(words.cancel)
  })

  test('one that has not left can be called off, and one that ended cannot be changed', () => {
    expect(screen('/home-trials/t1', { ...trial, state: 'preparing', allowed: ['cancel'] })).toContain(words.cancel)
    const ended = screen('/home-trials/t1', { ...trial, state: 'closed', taken: eur(12_900), allowed: [] })
    expect(ended).not.toContain('<form')
    expect(ended).toContain(locale === 'fr' ? 'prélevés' : 'taken')
    expect(ended).not.toContain(words.invoice('F-000042'))
    const invoiced = screen('/home-trials/t1', { ...trial, state: 'closed', taken: eur(12_900), invoiceNumber: 'F-000042', allowed: [] })
    expect(invoiced).toContain(words.invoice('F-000042'))
  })

  test('one whose money no bank holds says so', () => {
    const waiting = { ...trial, state: 'settling' as const, depositState: 'dropped' as const, allowed: ['deposit'] }
    expect(screen('/home-trials/t1', waiting)).toContain(locale === 'fr' ? 'demandée au client' : 'the customer was asked for it')
  })
})
