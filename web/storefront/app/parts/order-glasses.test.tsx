import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, test } from 'vitest'
import { orderWords } from '../words/order.ts'
import { OrderGlasses } from './order-glasses.tsx'

const pair = {
  configurationId: 'c',
  frame: 'Lise',
  parts: ['Far 1.60'],
  text: 'These lenses cannot be made',
  hasScan: false,
  toRead: false,
}
const reason = { code: 'other', text: 'The optician cannot have these lenses made' } as const

test.each(['fr', 'en'] as const)('a refused pair says why in %s, also when its order has ended', (locale) => {
  const html = (isOpen: boolean) =>
    renderToStaticMarkup(
      <LocaleContext value={locale}>
        <OrderGlasses orderId="o" glasses={[{ ...pair, state: 'refused', reason, message: 'Too heavy.' }]} isOpen={isOpen} />
      </LocaleContext>,
    )
  const before = { fr: 'L’opticien dit pourquoi\u00a0: ', en: 'The optician says why: ' }[locale]
  expect(html(false)).toContain(`${before}${reason.text}. Too heavy.`)
  expect(html(true)).toContain('Too heavy.')
})

test.each(['fr', 'en'] as const)('a pair whose sheet came as a picture says so in %s, while another may still be sent', (locale) => {
  const waiting = (hasScan: boolean) => [{ ...pair, state: 'submitted' as const, hasScan }]
  const html = (hasScan: boolean) =>
    renderToStaticMarkup(
      <LocaleContext value={locale}>
        <RouterProvider
          router={createMemoryRouter([{ path: '/', element: <OrderGlasses orderId="o" glasses={waiting(hasScan)} isOpen /> }])}
        />
      </LocaleContext>,
    )
  expect(html(true)).toContain(orderWords[locale].scanIsThere)
  expect(html(false)).not.toContain(orderWords[locale].scanIsThere)
})

test.each(['fr', 'en'] as const)(
  'a pair whose picture is all there is asks for it in %s where it is missing or cannot be read',
  (locale) => {
    const html = (state: 'submitted' | 'asked', hasScan: boolean) => {
      const glasses = [{ ...pair, state, hasScan, toRead: true }]
      const routes = [{ path: '/', element: <OrderGlasses orderId="o" glasses={glasses} isOpen /> }]
      return renderToStaticMarkup(
        <LocaleContext value={locale}>
          <RouterProvider router={createMemoryRouter(routes)} />
        </LocaleContext>,
      )
    }
    expect(html('submitted', false)).toContain('<details open="">')
    expect(html('submitted', true)).not.toContain('<details open="">')
    expect(html('asked', true)).toContain('<details open="">')
    expect(html('asked', true)).toContain(orderWords[locale].typeInstead)
  },
)

test.each(['fr', 'en'] as const)('LAW-15 the optician who verified a pair is named in %s, also when the order has ended', (locale) => {
  const html = renderToStaticMarkup(
    <LocaleContext value={locale}>
      <OrderGlasses orderId="o" glasses={[{ ...pair, state: 'verified', optician: 'Zoé Martin' }]} isOpen={false} />
    </LocaleContext>,
  )
  expect(html).toContain(orderWords[locale].verifiedBy('Zoé Martin'))
  expect(html).toContain('/info/opticiens')
})
