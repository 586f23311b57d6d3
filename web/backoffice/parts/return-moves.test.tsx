import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder, AdminReturn } from '@vitrine/gateway/schemas/admin-orders'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { ReturnMoves } from './return-moves.tsx'

const file = (allowed: string[]) =>
  ({
    ...{ id: 'f', state: 'received', refund: { amountMinor: 1_000, currency: 'EUR' }, allowed },
    lines: [{ lineId: 'l', name: 'Lise', quantity: 1 }],
  }) as unknown as AdminReturn

describe.each(['fr', 'en'] as const)('what may be done with a return in %s', (locale) => {
  const words = { fr, en }[locale]
  function screen(role: string, allowed: string[]): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['me'], { id: 'me', roles: [role] })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <ReturnMoves order={{ id: 'o' } as AdminOrder} file={file(allowed)} />
        </LocaleContext>
      </QueryClientProvider>,
    ).replaceAll('&#x27;', "'")
  }
  const buttonOf = (html: string, value: string) => new RegExp(`<button[^>]*value="${value}"[^>]*>`).exec(html)?.[0] ?? ''

  test('who takes goods in may receive and check; what is of money says whose it is, and stays where it is', () => {
    const html = screen('stock', ['received', 'refused'])
    expect(buttonOf(html, 'received')).not.toContain('aria-disabled')
    expect(buttonOf(html, 'refused')).toMatch(/aria-disabled="true".*aria-describedby="money-not-yours"/)
    expect(html).toContain(words.moneyNotYours)
    const checking = screen('stock', ['checked'])
    expect(buttonOf(checking, 'checked')).not.toContain('aria-disabled')
    expect(checking).toMatch(/<input[^>]*readOnly=""[^>]*id="withheld"/i)
  })

  test('who gives money back may everything', () => {
    const html = screen('support', ['checked', 'refused'])
    expect(html).not.toContain('aria-disabled')
    expect(html).not.toContain(words.moneyNotYours)
  })
})
