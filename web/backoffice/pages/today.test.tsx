import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Summary } from '@vitrine/gateway/schemas/admin'
import type { AwaitedRefund } from '@vitrine/gateway/schemas/admin-orders'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { Refunds } from './refunds.tsx'
import { Today } from './today.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const at = '2026-11-28T10:00:00.000Z'
const summary: Summary = {
  ...{ since: at, until: at, orders: 0, sales: eur(0), refunded: eur(0), toPack: 0, toSend: 0, awaitingPayment: 0, carts: 0 },
  ...{
    soldOut: 0,
    low: 0,
    toReorder: 0,
    returnsToCheck: 4,
    lateTrials: 5,
    refundsToAgree: 6,
    disputes: 7,
    stuck: null,
    glassesToVerify: 8,
    adviceToAnswer: 9,
  },
  ...{ days: [], bestSellers: [] },
}
const awaited: AwaitedRefund = { id: 'r', orderId: 'o', amount: eur(90_000), reason: 'Cassé', cancels: false, askedBy: 'joe', at }

describe.each(['fr', 'en'] as const)('what waits in %s', (locale) => {
  const words = { fr, en }[locale]
  function screen(element: React.ReactNode, refunds: AwaitedRefund[] = [awaited], me = 'ada'): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['summary'], summary)
    queries.setQueryData(['me'], { id: me, roles: ['support'] })
    queries.setQueryData(['/v1/admin/refunds'], { items: refunds })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <MemoryRouter>{element}</MemoryRouter>
        </LocaleContext>
      </QueryClientProvider>,
    )
      .replaceAll('&#x27;', "'")
      .replaceAll(' data-discover="true"', '')
  }

  test('every queue says how many, and leads to its rows; one nobody counted says so', () => {
    const html = screen(<Today />)
    const queues = [
      ['/returns?state=received', '4', words.returnsToCheck],
      ['/home-trials?late=yes', '5', words.lateTrials],
      ['/refunds', '6', words.refundsToAgree],
      ['/payments/disputes', '7', words.openDisputes],
      ['/glasses', '8', words.glassesToVerify],
      ['/advice', '9', words.adviceToAnswer],
    ]
    for (const [to, count, text] of queues) expect(html).toContain(`href="${to}"><b>${count}</b><span>${text}</span>`)
    expect(html).toContain(`href="/payments/stuck"><b>?</b><span class="sr">${words.notCounted}</span>`)
  })

  test('a refund that waits leads to its order and is decided by somebody else than who asked', () => {
    const html = screen(<Refunds />)
    expect(html).toContain('href="/orders/o"')
    expect(html).not.toContain('aria-disabled="true"')
    expect(screen(<Refunds />, [awaited], 'joe')).toMatch(/aria-disabled="true" aria-describedby="why-r"/)
    expect(screen(<Refunds />, [])).toContain(words.noRefundsAwaited)
  })
})
