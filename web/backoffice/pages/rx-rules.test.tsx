import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { RxRules } from '@vitrine/gateway/schemas/optics'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { rxRuleWords } from '../words/rx-rules.ts'
import { RxRulesPage } from './rx-rules.tsx'

const france: RxRules['items'][number] = {
  ...{ country: 'FR', required: ['prescriber'], lostOrBroken: true, source: 'décret 2016-1381' },
  ages: [
    { from: 0, months: 12 },
    { from: 16, months: 60 },
    { from: 43, months: 36 },
  ],
}

describe.each(['fr', 'en'] as const)('rules of prescriptions in %s', (locale) => {
  const words = rxRuleWords[locale]
  function screen(items: RxRules['items']): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/rx-rules'], { items })
    const router = createMemoryRouter([{ path: '/', Component: RxRulesPage }])
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('each country says how long, by which ages, what has to be there, and where it was read', () => {
    const html = screen([france])
    for (const said of [words.age(0, 15, 12), words.age(16, 42, 60), words.age(43, undefined, 36)]) expect(html).toContain(said)
    for (const said of [words.fields.prescriber, words.yes, 'décret 2016-1381']) expect(html).toContain(said)
    expect(html).toContain(`aria-label="${words.edit('France')}"`)
    expect(html).toContain(`aria-label="${words.remove('France')}"`)
  })

  test('without any it says what is sold', () => {
    expect(screen([])).toContain(words.none)
    expect(screen([{ ...france, required: [], lostOrBroken: false }])).toContain(words.nothing)
  })
})
