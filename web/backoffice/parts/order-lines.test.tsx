import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { OrderLines } from './order-lines.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const line: AdminOrder['lines'][number] = {
  ...{ id: 'l', variantId: 'v', productId: 'p', sku: 'LISE-BLACK', slug: 'lise', kind: 'eyewear', name: 'Lise', options: [], image: null },
  ...{ quantity: 1, unitPrice: eur(12_900), total: eur(12_900), discount: eur(0), cancelled: 0, sent: 0, returned: 0 },
}

describe.each(['fr', 'en'] as const)('what was bought in %s', (locale) => {
  const words = { fr, en }[locale]
  function screen(promotions: AdminOrder['promotions']): string {
    const totals = { lines: eur(12_900), discount: eur(0), delivery: eur(0), tax: eur(2_150), total: eur(12_900), taxIncluded: true }
    return renderToStaticMarkup(
      <LocaleContext value={locale}>
        <MemoryRouter>
          <OrderLines order={{ lines: [line], promotions, totals } as unknown as AdminOrder} />
        </MemoryRouter>
      </LocaleContext>,
    )
  }

  test('each line says which variant it is', () => {
    expect(screen([])).toContain('LISE-BLACK')
    expect(screen([])).not.toContain(words.promotionsUsed)
  })

  test('what gave something leads to its promotion, with its code and what it gave', () => {
    const html = screen([
      { promotionId: 'a', title: 'Bienvenue', code: 'ETE', amount: eur(1_290) },
      { promotionId: 'b', code: 'PORT', amount: eur(0) },
    ])
    for (const said of [words.promotionsUsed, 'href="/promotions/a"', 'Bienvenue', 'ETE', '>PORT<', words.freeDelivery])
      expect(html).toContain(said)
  })
})
