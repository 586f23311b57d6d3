import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { KeptCurrency } from '@vitrine/gateway/schemas/currencies'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { CurrencyForm } from '../parts/currency-form.tsx'
import { currencyWords } from '../words/currencies.ts'

const dollars: KeptCurrency = {
  ...{ code: 'USD', isUsual: false, sold: true, prices: 40, converted: 38 },
  conversion: { from: 'EUR', rate: 1.085, stepMinor: 100, lessMinor: 1 },
}

describe.each(['fr', 'en'] as const)('a currency in %s', (locale) => {
  const words = currencyWords[locale]
  function form(like?: KeptCurrency): string {
    const router = createMemoryRouter([{ path: '/', Component: () => <CurrencyForm usual="EUR" like={like} /> }])
    return renderToStaticMarkup(
      <QueryClientProvider client={new QueryClient()}>
        <LocaleContext value={locale}>
          <RouterProvider router={router} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('is changed from what it is, with its rule', () => {
    const html = form(dollars)
    for (const said of [words.rate('EUR', 'USD'), 'value="USD"', 'value="1.085"', 'value="100"']) expect(html).toContain(said)
    expect(html).not.toContain('aria-disabled')
  })

  test('each price of which is set asks for no rule', () => {
    const { conversion: _, ...rest } = dollars
    expect(form(rest)).not.toContain(words.step)
  })

  test('that is new follows the currency of the shop, and is not saved without a rate', () => {
    const html = form()
    expect(html).toContain('value="EUR"')
    expect(html).toContain('aria-disabled="true"')
  })
})
