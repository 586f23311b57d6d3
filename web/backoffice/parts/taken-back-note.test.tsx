import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { TakenBackNote } from './taken-back-note.tsx'

describe.each([
  ['fr', fr],
  ['en', en],
] as const)('a payment a bank took back, in %s', (locale, words) => {
  const noteOf = (state: string) =>
    renderToStaticMarkup(
      <LocaleContext value={locale}>
        <MemoryRouter>
          <TakenBackNote
            order={{ payments: [{ id: 'p 1', provider: 'sandbox', method: 'card', state, amount: { amountMinor: 1, currency: 'EUR' } }] }}
          />
        </MemoryRouter>
      </LocaleContext>,
    )

  test('says why what is to be given back waits, or is not given back, and leads to the payment', () => {
    expect(noteOf('disputed')).toContain(words.refundWaits)
    expect(noteOf('charged-back')).toContain(words.refundTaken)
    expect(noteOf('disputed')).toContain('href="/payments/p%201"')
    expect(noteOf('captured')).toBe('')
  })
})
