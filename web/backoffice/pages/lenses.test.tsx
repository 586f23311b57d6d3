import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { LensRangeAnswer } from '@vitrine/gateway/schemas/admin-lenses'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { blankLens, lensFieldText, rangeOfFile, rangeWithFile } from '../parts/lens-rows.ts'
import { lensWords } from '../words/lenses.ts'
import { Lenses } from './lenses.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const lens = {
  ...blankLens(),
  id: 'far-160',
  name: { fr: 'Loin 1,60', en: 'Far 1.60' },
  index: 1.6,
  blanks: [{ diameterMm: 71, baseCurve: 4.5 }],
  treatments: ['ar'],
  price: eur(8_900),
}
const coat = { id: 'ar', name: { fr: 'Antireflet', en: 'Anti-reflective' }, leadDays: 1, clashesWith: [], needsOneOf: [], inUse: false }
const range: LensRangeAnswer = { options: [lens], treatments: [coat], version: 3, currency: 'EUR' }

describe.each(['fr', 'en'] as const)('lenses in %s', (locale) => {
  const words = lensWords[locale]
  function screen(answer = range): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/lenses'], answer)
    const router = createMemoryRouter([{ path: '/lenses', Component: Lenses }], { initialEntries: ['/lenses'] })
    const html = renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    )
    return html.replaceAll('&#x27;', "'")
  }

  test('every row says what it is called and costs, and what is offered no more', () => {
    const html = screen()
    const [decimal, uses] = [locale === 'fr' ? ',' : '.', words.uses['sv-far']]
    for (const said of [
      lens.name[locale],
      `${uses}, 1${decimal}60`,
      `value="89"`,
      `value="71"`,
      words.blankOf(1),
      words.outOfUse,
      words.noPrice,
      'value="-6"',
    ])
      expect(html).toContain(said)
    expect(html.match(/<details/g)).toHaveLength(2)
    expect(html).not.toContain(words.from(words.add))
    expect(screen({ ...range, options: [], treatments: [] })).toContain(words.none)
  })

  test('what the door refuses is said at its row and field', () => {
    const text = (path: string) => lensFieldText(path, range, words, { locale, colon: ':' })
    expect(text('options.far-160.add')).toBe(`${lens.name[locale]}, ${words.add}: ${words.why.add}`)
    expect(text('options.0.sph.low')).toBe(`${lens.name[locale]}, ${words.sph}: ${words.why.span}`)
    expect(text('treatments.0.name.en')).toBe(`${coat.name[locale]}, ${words.nameEn}: ${words.why.text}`)
    expect(text('options.0.blanks.1.diameterMm')).toBe(`${lens.name[locale]}, ${words.blanks}: ${words.why.blanks}`)
    expect(text('options.7.index')).toBe(`${words.row(words.lenses, 8)}, ${words.index}: ${words.why.index}`)
  })
})

test('a file comes back as it was saved; what is not in it stays, out of use', () => {
  const { options, treatments } = range
  const read = rangeOfFile(JSON.stringify({ options, treatments }))
  expect(read).toEqual({ outcome: 'read', range: { options, treatments } })
  const other = { ...lens, id: 'far-167' }
  expect(rangeWithFile({ options, treatments }, { options: [other], treatments })).toEqual({
    options: [other, { ...lens, inUse: false }],
    treatments,
  })
})

test.each([
  ['[', { outcome: 'not-json' }],
  ['[]', { outcome: 'not-json' }],
  ['{}', { outcome: 'wrong', list: 'options', row: 0, field: 'options' }],
  [
    JSON.stringify({ options: [lens, { ...lens, sph: { low: 1 } }], treatments: [] }),
    { outcome: 'wrong', list: 'options', row: 2, field: 'sph.high' },
  ],
  [
    JSON.stringify({ options: [], treatments: [{ ...coat, clashesWith: 'tint' }] }),
    { outcome: 'wrong', list: 'treatments', row: 1, field: 'clashesWith' },
  ],
])('a file that is none says where: %#', (text, read) => expect(rangeOfFile(text)).toEqual(read))
