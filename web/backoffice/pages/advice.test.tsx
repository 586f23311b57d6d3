import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { OpenedAdvice } from '@vitrine/gateway/schemas/advice'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { adviceWords } from '../words/advice.ts'
import { glassesWords } from '../words/glasses.ts'
import { Advice } from './advice.tsx'
import { AdvicePage } from './advice-one.tsx'

const eye = { sph: 1, cyl: 0, transposed: { sph: 1, cyl: 0 }, sphericalEquivalent: 1, text: '+1.00' }
const sheet = (state: OpenedAdvice['sheets'][number]['kept']['state']): OpenedAdvice['sheets'][number] => ({
  kept: {
    ...{ id: 'p', wearer: 'Ada', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31', state, corrected: false },
    ...(state === 'rejected' && { reason: { code: 'unreadable' as const, text: 'A value could not be read' } }),
    prescription: { right: eye, left: eye, vertexMm: 12, notation: 'none' },
    ...{ validity: { state: 'valid', until: '2030-01-31' }, at: '2026-11-28T10:00:00Z' },
  },
  written: [{ field: 'right.sph', text: '+100' }],
})
const opened = (more: Partial<OpenedAdvice> = {}): OpenedAdvice => ({
  ...{ accountId: 'a', isOwn: false, sheets: [sheet('submitted')] },
  messages: [{ id: 'm', at: '2026-11-28T10:00:00Z', from: 'person', text: 'Do I need a higher index?' }],
  ...more,
})

describe.each(['fr', 'en'] as const)('advice in %s', (locale) => {
  const words = adviceWords[locale]
  function screen(path: string, found = opened()): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    const items = [{ accountId: 'a', since: '2026-11-28T10:00:00Z', sheets: 1, messages: 2 }]
    queries.setQueryData(['/v1/admin/advice', {}], { pages: [{ items, nextCursor: null, total: 1 }], pageParams: [''] })
    queries.setQueryData(['advice', 'a'], found)
    const routes = [
      { path: '/advice', Component: Advice },
      { path: '/advice/:accountId', Component: AdvicePage },
    ]
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('the list says who waits, and nothing of why', () => {
    const html = screen('/advice')
    expect(html).toContain(words.one('a'))
    expect(html).not.toMatch(/Ada|higher index|\+1/)
  })

  test('OPT-5 a person’s thread and sheets, with the answer and the three decisions', () => {
    const html = screen('/advice/a')
    for (const said of ['Do I need a higher index?', '+100', words.reply, words.verify, words.ask, words.reject])
      expect(html).toContain(said)
  })

  test('what was decided is read only, and one’s own is somebody else’s', () => {
    for (const state of ['verified', 'rejected'] as const) {
      const html = screen('/advice/a', opened({ sheets: [sheet(state)] }))
      expect(html).toContain(words.states[state])
      expect(html).not.toContain(words.verify)
    }
    expect(screen('/advice/a', opened({ sheets: [sheet('rejected')] }))).toContain('A value could not be read')
    const own = screen('/advice/a', opened({ isOwn: true }))
    expect(own).toContain(words.own)
    for (const act of [words.reply, words.verify, glassesWords[locale].messageHint]) expect(own).not.toContain(act)
  })
})
