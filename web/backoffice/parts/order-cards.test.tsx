import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { OrderCard } from '@vitrine/gateway/schemas/admin-prices'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { orderCardWords } from '../words/order-cards.ts'
import { OrderCards } from './order-cards.tsx'

const card: OrderCard = {
  ...{ creditId: 'o-l-1', lineId: 'l', codeEnd: 'AB12', balance: { amountMinor: 5_000, currency: 'EUR' } },
  ...{ closed: false, sentAgain: 0, to: 'ada@example.com' },
}

describe.each(['fr', 'en'] as const)('gift cards of an order in %s', (locale) => {
  const words = orderCardWords[locale]
  function screen(items: readonly OrderCard[]): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/orders/o/gift-cards'], { items })
    const order = { id: 'o' } as AdminOrder
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <OrderCards order={order} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('each says what is on it, to whom it went, and may be sent again', () => {
    const html = screen([{ ...card, sentAgain: 2 }])
    for (const said of [words.send('AB12'), 'ada@example.com', words.again(2), words.hint]) expect(html).toContain(said)
    expect(html).not.toContain('aria-disabled')
    expect(screen([])).toBe('')
  })

  test('one that is closed, spent, or of somebody who was forgotten may not, and says why', () => {
    const odd: [Partial<OrderCard>, string][] = [
      [{ closed: true }, words.closed],
      [{ balance: { amountMinor: 0, currency: 'EUR' } }, words.spent],
      [{ to: '' }, words.nobody],
    ]
    for (const [change, why] of odd) {
      const html = screen([{ ...card, ...change }])
      expect([html.includes('aria-disabled="true"'), html.includes(why)]).toEqual([true, true])
    }
  })
})
