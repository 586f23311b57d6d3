import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { DroppedWebhook, PaymentReport, StuckErrand } from '@vitrine/gateway/schemas/admin-payments'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { Reconciliation } from './reconciliation.tsx'
import { Stuck } from './stuck.tsx'

const at = '2026-11-28T10:00:00.000Z'
const items: StuckErrand[] = [
  { id: 'e', errandId: 'e', what: 'order-refund', orderId: 'o', orderNumber: 'V-000001', tries: 4, nextAt: at },
  { id: 'w', eventId: 'evt', what: 'webhook-given-up', provider: 'stripe', tries: 9, since: at },
  { id: 'p', what: 'capture', provider: 'stripe', paymentId: 'a', tries: 3, since: at, nextAt: at },
]
const report: PaymentReport = { day: '2026-11-27', provider: 'stripe', state: 'same', lines: [], differences: [], madeAt: at }

describe.each(['fr', 'en'] as const)('what is stuck in %s', (locale) => {
  const { pay } = { fr, en }[locale]
  function screen(element: React.ReactNode, nextBefore: string | null = null, dropped: readonly DroppedWebhook[] = []): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/payments', 'stuck'], { items, dropped })
    queries.setQueryData(['/v1/admin/payments', 'differences'], { items: [] })
    queries.setQueryData(['/v1/admin/payments', 'reports'], { pages: [{ items: [report], nextBefore }], pageParams: [''] })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <MemoryRouter>{element}</MemoryRouter>
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }

  test('an errand of an order and a webhook that was given up may be tried again; a payment has its own page', () => {
    const html = screen(<Stuck />)
    expect(html.split(`>${pay.tryAgain}<`)).toHaveLength(3)
    expect(html).toMatch(new RegExp(`aria-label="${pay.tryAgain}, [^"]+, V-000001"`))
    expect(html).toContain('href="/payments/a"')
  })

  test('a message that was put aside says why, which payment it names, and may be tried again; none, and there is no such list', () => {
    const html = screen(<Stuck />, null, [{ provider: 'stripe', eventId: 'evt_9', reference: 'pi_9', heardAt: at, droppedAt: at }])
    for (const said of [pay.dropped, pay.droppedWhy, 'evt_9', 'pi_9']) expect(html).toContain(said)
    expect(html).toContain(`aria-label="${pay.tryAgainOf('evt_9', '')}"`)
    expect(screen(<Stuck />)).not.toContain(pay.dropped)
  })

  test('older days are reached while there are some', () => {
    expect(screen(<Reconciliation />, '2026-11-27')).toContain(pay.olderDays)
    expect(screen(<Reconciliation />)).not.toContain(pay.olderDays)
  })
})
