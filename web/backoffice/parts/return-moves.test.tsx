import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder, AdminReturn } from '@vitrine/gateway/schemas/admin-orders'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { ReturnMoves } from './return-moves.tsx'

const file = (allowed: string[], more: object = {}) =>
  ({
    ...{ id: 'f', kind: 'return', state: 'received', refund: { amountMinor: 1_000, currency: 'EUR' }, allowed },
    lines: [{ lineId: 'l', name: 'Lise', quantity: 1 }],
    ...more,
  }) as unknown as AdminReturn
const place = (placeId: string) => ({ placeId, name: `at ${placeId}`, kind: 'shop', turn: 1 })

describe.each(['fr', 'en'] as const)('what may be done with a return in %s', (locale) => {
  const words = { fr, en }[locale]
  function screen(role: string, allowed: string[], more: object = {}, places: readonly string[] = ['main']): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['me'], { id: 'me', roles: [role] })
    queries.setQueryData(['/v1/admin/places'], { items: places.map(place) })
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <ReturnMoves order={{ id: 'o' } as AdminOrder} file={file(allowed, more)} />
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

  test('where there are several places the check says to which what can be sold again goes, the first unless chosen', () => {
    const html = screen('stock', ['checked'], {}, ['main', 'lyon'])
    expect(html).toContain(`<label for="placeId">${words.putAt}</label>`)
    expect(html).toMatch(/<option value="main" selected="">at main<.*<option value="lyon">at lyon</)
    expect(screen('stock', ['checked'])).not.toContain('placeId')
    expect(screen('stock', ['received'], {}, ['main', 'lyon'])).not.toContain('placeId')
  })

  test('what was claimed as faulty goes on no shelf unless staff say so, withdrawn from since or not', () => {
    const soldAgain = (more: object) => /<input[^>]*id="restocked-l"[^>]*>/.exec(screen('stock', ['checked'], more))?.[0]
    expect(soldAgain({})).toContain('value="1"')
    expect(soldAgain({ kind: 'claim' })).toContain('value="0"')
    const lines = [{ lineId: 'l', name: 'Lise', quantity: 1, reason: 'faulty' }]
    expect(soldAgain({ kind: 'withdrawal', lines })).toContain('value="0"')
    expect(soldAgain({ lines })).toContain('value="1"')
  })

  test('who gives money back may everything', () => {
    const html = screen('support', ['checked', 'refused'])
    expect(html).not.toContain('aria-disabled')
    expect(html).not.toContain(words.moneyNotYours)
  })
})
