import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'
import { type Locale, LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrameEditor } from './frame-editor.tsx'

// The scale of the screen is kept in the browser; there is none here.
beforeAll(() => void Object.assign(globalThis, { localStorage: { getItem: () => null, setItem: () => {} } }))
afterAll(() => void Reflect.deleteProperty(globalThis, 'localStorage'))

const lise = (attributes: AdminProduct['attributes']): AdminProduct => ({
  ...{ slug: 'lise', kind: 'eyewear', brand: 'Vitrine', status: 'draft', categoryIds: [], images: [] },
  ...{ name: { fr: 'Lise', en: 'Lise' }, summary: { fr: '', en: '' }, description: { fr: '', en: '' } },
  attributes: { shape: 'panto', ...attributes },
  variants: [
    { id: 'a', sku: 'LISE-48', options: { colour: 'black' }, attributes: { lensWidthMm: 48, bridgeMm: 20 } },
    { id: 'b', sku: 'LISE-50', options: { colour: 'black' }, attributes: {} },
  ],
})
const shown = (locale: Locale, draft: AdminProduct) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <LocaleContext value={locale}>
        <FrameEditor draft={draft} onChange={() => {}} />
      </LocaleContext>
    </QueryClientProvider>,
  )

test('every field has a label, in both languages, and the numbers of the product stand where the variant says nothing', () => {
  for (const [locale, label] of [
    ['en', 'Lens height B, mm'],
    ['fr', 'Hauteur du verre B, mm'],
  ] as const) {
    const page = shown(locale, lise({ lensHeightMm: 42 }))
    const named = new Set([...page.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id))
    const unlabelled = [...page.matchAll(/<(?:input|select)[^>]*>/g)].filter(([field]) => {
      const id = /id="([^"]+)"/.exec(field)?.[1]
      return id !== undefined && !named.has(id)
    })
    expect(unlabelled).toEqual([])
    expect(page).toContain(label)
    expect(page).toContain('value="42"')
  }
})

test('a frame that lacks a number says which, and is not drawn; one whose numbers agree is held against the screen', () => {
  const lacking = shown('en', lise({}))
  expect(lacking).toContain('Lens height B, mm is missing.')
  expect(lacking).toContain('This frame cannot be tried on yet.')
  expect(lacking).not.toContain('bank card')
  const whole = shown('en', lise({ lensHeightMm: 42 }))
  expect(whole).toContain('The numbers agree')
  expect(whole).toContain('Outline of a bank card')
})
