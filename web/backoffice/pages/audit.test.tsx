import { InfiniteQueryObserver, type InfiniteQueryObserverOptions, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AuditEntry } from '@vitrine/gateway/schemas/admin'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test, vi } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { Audit } from './audit.tsx'

const entry: AuditEntry = {
  ...{ position: 7, actorId: 'grace', action: 'refundOrder', object: 'orders o-1', address: '192.0.2.7', requestId: 'r-1', hash: 'ab' },
  at: '2026-11-28T10:00:00Z',
  details: { input: { amount: { amountMinor: 500 } }, status: 200 },
}

describe.each([
  ['fr', fr],
  ['en', en],
] as const)('the audit in %s', (locale, words) => {
  function screen(address: string): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    const search = new URLSearchParams(address.split('?')[1])
    const asked = Object.fromEntries(['actorId', 'object', 'action', 'since', 'until'].map((name) => [name, search.get(name) ?? undefined]))
    queries.setQueryData(['/v1/admin/audit', asked], { pages: [{ items: [entry], nextCursor: null, total: 1 }], pageParams: [''] })
    queries.setQueryData(['staff'], { items: [{ id: 'grace', name: 'Grace' }] })
    const router = createMemoryRouter([{ path: '/audit', element: <Audit /> }], { initialEntries: [address] })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }

  test('says who did what, with what was sent, and leads to all they did', () => {
    const html = screen('/audit')
    for (const said of [words.actions.refundOrder, 'Grace, 192.0.2.7', '&quot;amountMinor&quot;: 500', words.exportCsv])
      expect(html).toContain(said)
    for (const way of [words.auditBy('Grace'), words.auditOf('orders o-1')]) expect(html).toContain(`aria-label="${way}"`)
  })

  test('shows what it is narrowed by, as what takes that away', () => {
    const html = screen('/audit?actorId=grace&object=orders+o-1&action=refundOrder&since=2026-11-28T00:00:00.000Z')
    expect(html).toMatch(new RegExp(`class="ochip" type="button">${words.auditBy('Grace')}`))
    expect(html).toContain(`class="ochip" type="button">${words.objects.orders} o-1`)
    expect(html).toContain('<option value="refundOrder" selected="">')
    expect(html).toContain('type="date" value="2026-11-28"')
    expect(html).not.toContain(`aria-label="${words.auditBy('Grace')}"`)
  })
})

test('is not read again when its window is looked at: each reading of a narrowed one is written down', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: true, retry: false } } })
  const router = createMemoryRouter([{ path: '/audit', element: <Audit /> }], { initialEntries: ['/audit?actorId=grace'] })
  renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <LocaleContext value="en">
        <RouterProvider router={router} />
      </LocaleContext>
    </QueryClientProvider>,
  )
  const { options } = queries.getQueryCache().find({ queryKey: ['/v1/admin/audit'], exact: false })!
  let reads = 0
  const read = () => {
    reads++
    return Promise.resolve({ items: [entry], nextCursor: null, total: 1 })
  }
  const observer = new InfiniteQueryObserver(queries, { ...(options as InfiniteQueryObserverOptions), queryFn: read })
  const stop = observer.subscribe(() => {})
  await vi.waitFor(() => expect(observer.getCurrentResult().isSuccess).toBe(true))
  queries.getQueryCache().onFocus()
  queries.getQueryCache().onOnline()
  expect(observer.getCurrentResult().fetchStatus).toBe('idle')
  expect(reads).toBe(1)
  stop()
})
