import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { openReturnWords } from '../words/open-return.ts'
import { OrderOpenReturn } from './order-open-return.tsx'

test.each(['fr', 'en'] as const)('staff open a file for what is with the shopper, and for nothing else, in %s', (locale) => {
  const line = { id: 'a', name: 'Lise', kind: 'eyewear', sent: 3, returned: 1 }
  const screen = (lines: readonly object[]) =>
    renderToStaticMarkup(
      <QueryClientProvider client={new QueryClient()}>
        <LocaleContext value={locale}>
          <OrderOpenReturn order={{ id: 'o', lines } as unknown as AdminOrder} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  const words = openReturnWords[locale]
  const html = screen([line, { ...line, id: 'card', name: 'Carte', kind: 'gift-card' }, { ...line, id: 'b', name: 'Noé', returned: 3 }])
  for (const said of [words.of('Lise', 2), words.kinds.claim, words.remedies.repair, words.button]) expect(html).toContain(said)
  for (const gone of ['Carte', 'Noé']) expect(html).not.toContain(gone)
  expect(screen([{ ...line, returned: 3 }])).toBe('')
})
