import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { groupWords } from '../words/groups.ts'
import { CustomerGroupPage } from './customer-group.tsx'
import { CustomerGroups } from './customer-groups.tsx'
import { GroupsOfCustomer } from './groups-of-customer.tsx'

const ada = { id: 'ada', name: 'Ada', email: 'ada@example.com' }
const gone = { id: 'f'.repeat(32), name: '', email: '' }

describe.each(['fr', 'en'] as const)('groups of customers in %s', (locale) => {
  const words = groupWords[locale]
  function screen(path: string, at: string, element: React.ReactNode, vip = { code: 'vip', members: 2, lists: 1, promotions: 3 }): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/customer-groups'], { items: vip.code ? [vip] : [] })
    queries.setQueryData(['/v1/admin/customer-groups/vip/members', {}], {
      pages: [{ items: [ada, gone], nextCursor: null, total: 2 }],
      pageParams: [''],
    })
    queries.setQueryData(['/v1/admin/customers', 'ada', 'groups'], { groups: ['vip', 'press'] })
    queries.setQueryData(['/v1/admin/customers', 'ada'], { items: [ada] })
    const router = createMemoryRouter([{ path, element }], { initialEntries: [at] })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }

  test('each group leads to its members; none yet says how one begins', () => {
    const html = screen('/customer-groups', '/customer-groups', <CustomerGroups />)
    expect(html).toContain('href="/customer-groups/vip"')
    expect(html).toContain(words.openHint)
    const none = screen('/customer-groups', '/customer-groups', <CustomerGroups />, { code: '', members: 0, lists: 0, promotions: 0 })
    expect(none).toContain(words.none)
  })

  test('a group says what names it, and each member by name has a way out; whose account is no more too', () => {
    const html = screen('/customer-groups/:group', '/customer-groups/vip', <CustomerGroupPage />)
    expect(html).toContain(words.named(1, 3))
    expect(html).toContain(`aria-label="${words.takeOutOne('Ada')}"`)
    expect(html).toContain('href="/customers/ada/groups"')
    expect(html).toContain(words.gone('ffffffff'))
  })

  test('a customer is called by name, is taken out of each group, and is put in one by its code', () => {
    const html = screen('/customers/:customerId/groups', '/customers/ada/groups', <GroupsOfCustomer />)
    expect(html).toContain(words.groupsOf('Ada'))
    for (const group of ['vip', 'press']) expect(html).toContain(`aria-label="${words.leave(group)}"`)
    expect(html).toContain(words.putInGroup)
    expect(html).toContain('<option value="vip">')
  })
})
