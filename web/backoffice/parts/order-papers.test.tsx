import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { OrderInvoices } from '@vitrine/gateway/schemas/order'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { orderPaperWords } from '../words/order-papers.ts'
import { OrderPapers } from './order-papers.tsx'

test.each(['fr', 'en'] as const)('an order has its invoice and its credit notes to save, or says why it has none, in %s', (locale) => {
  function screen(items: OrderInvoices['items']): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/orders/o/invoices'], { items })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <OrderPapers order={{ id: 'o' } as AdminOrder} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }
  const total = { amountMinor: 25_300, currency: 'EUR' }
  const at = '2026-11-29T23:25:00Z'
  const html = screen([
    { number: 'F-000001', kind: 'invoice', at, total },
    { number: 'A-000001', kind: 'credit-note', at, total },
  ])
  const { title, none, save } = orderPaperWords[locale]
  for (const said of [title, save.invoice('F-000001'), save['credit-note']('A-000001'), '253']) expect(html).toContain(said)
  expect(html).not.toContain(none)
  expect(screen([])).toContain(none)
})
