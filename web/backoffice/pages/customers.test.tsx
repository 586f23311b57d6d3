import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AccountRow } from '@vitrine/gateway/schemas/admin'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { EraseCustomer } from '../parts/erase-customer.tsx'
import { customerWords } from '../words/customers.ts'
import { staffWords } from '../words/staff.ts'
import { Customers } from './customers.tsx'

const account = (id: string, name: string, roles: string[]): AccountRow => ({
  ...{ id, name, roles, email: `${id}@example.com`, emailVerified: true, createdAt: '2026-11-28T10:00:00Z' },
})
const ada = account('ada', 'Ada', ['shopper'])

describe.each(['fr', 'en'] as const)('customers in %s', (locale) => {
  const words = customerWords[locale]
  function screen(element: React.ReactNode): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    const items = [ada, account('joe', 'Joe', ['support'])]
    queries.setQueryData(['/v1/admin/accounts', { q: undefined }], { pages: [{ items, nextCursor: null, total: 2 }], pageParams: [''] })
    const router = createMemoryRouter([{ path: '/', element }])
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }

  test('each has a way out by name; who works here has none', () => {
    const html = screen(<Customers />)
    expect(html).toContain(`aria-label="${words.eraseOne('Ada')}"`)
    expect(html).not.toContain(words.eraseOne('Joe'))
  })

  test('each leads to their orders, and who works here has a role with a name', () => {
    const html = screen(<Customers />)
    expect(html).toContain(`href="/orders?q=ada%40example.com"`)
    expect(html).toContain(words.ordersOf('Ada'))
    expect(html).toContain(staffWords[locale].roleNames['support']!)
  })

  test('says what goes and what stays, and does nothing before a reason and a tick', () => {
    const html = screen(<EraseCustomer account={ada} onEnd={() => {}} />)
    for (const said of [words.title('Ada'), words.goes, words.stays, words.reason, words.sure]) expect(html).toContain(said)
    expect(html).toMatch(/<button class="ob danger" type="submit" aria-disabled="true">/)
    expect(html).toMatch(/<input type="checkbox"\/>/)
  })
})
