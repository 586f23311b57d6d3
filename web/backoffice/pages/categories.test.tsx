import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminCategory } from '@vitrine/gateway/schemas/admin-categories'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { categoriesPath, depthOf, possibleParents } from '../parts/use-categories.ts'
import { categoryWords } from '../words/categories.ts'
import { Categories } from './categories.tsx'
import { categoryFieldText, CategoryPage } from './category.tsx'

const shelf = (id: string, parentId = '', more: Partial<AdminCategory> = {}): AdminCategory => ({
  ...{
    id,
    slug: id,
    parentId,
    name: { fr: `${id} (fr)`, en: `${id} (en)` },
    intro: { fr: '', en: '' },
    position: 0,
    productCount: 3,
    ...more,
  },
})
const all = [shelf('eyewear', '', { kind: 'eyewear' }), shelf('sun', 'eyewear'), shelf('round', 'sun'), shelf('perfume')]

test('how deep one stands, and where one may: not in itself nor in what stands in it, and no sixth level', () => {
  expect(all.map((one) => depthOf(all, one))).toEqual([0, 1, 2, 0])
  expect(possibleParents(all, 'sun').map(({ id }) => id)).toEqual(['eyewear', 'perfume'])
  const deep = [shelf('1'), shelf('2', '1'), shelf('3', '2'), shelf('4', '3'), shelf('5', '4')]
  expect(possibleParents(deep, undefined).map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
})

describe.each(['fr', 'en'] as const)('categories in %s', (locale) => {
  const own = categoryWords[locale]
  function screen(path: string, items: readonly AdminCategory[] = all): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData([categoriesPath], { items })
    const routes = [
      { path: '/categories', Component: Categories },
      { path: '/categories/:categoryId', Component: CategoryPage },
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

  test('the tree says where each stands, and each moves among those beside it', () => {
    const html = screen('/categories')
    for (const said of [`sun (${locale})`, '/c/round', '/categories/perfume', own.make]) expect(html).toContain(said)
    // sun and round are alone where they stand, eyewear is first and perfume last.
    expect(html.match(/aria-disabled="true"/g)).toHaveLength(6)
    expect(screen('/categories', [])).toContain(own.none)
  })

  test('one is shown as it is; a new one has nothing to take away; one that is gone is said to be lost', () => {
    const html = screen('/categories/sun')
    for (const value of ['sun (fr)', 'sun (en)']) expect(html).toContain(`value="${value}"`)
    expect(html).toMatch(/<option value="eyewear" selected="">eyewear/)
    expect(html).toContain(own.remove)
    expect(screen('/categories/new')).not.toContain(own.remove)
    expect(screen('/categories/gone')).not.toContain('<form')
  })

  test('what the door refuses is said at its field', () => {
    expect(categoryFieldText('slug', own, ':')).toBe(`${own.slug}: ${own.why.slug}`)
    expect(categoryFieldText('name.en', own, ':')).toBe(`${own.nameEn}: ${own.why.text}`)
    expect(categoryFieldText('categories', own, ':')).toBe(`${own.parent}: ${own.why.categories}`)
  })
})
