import type { DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { checkoutWords } from '../words/checkout.ts'
import { OptionsForm } from './delivery-step.tsx'

const price = { amountMinor: 490, currency: 'EUR' }
const way = (id: string) => ({ id, name: `way ${id}`, price, earliest: '2026-12-01', latest: '2026-12-03' })
const pointOf = (n: number) => ({
  id: `p${n}`,
  name: `Tabac ${n}`,
  address: { name: `Tabac ${n}`, line1: `${n} rue Haute`, postcode: '69001', city: 'Lyon', country: 'FR' },
})
const options: DeliveryOptions = {
  items: [way('home'), { ...way('relay'), pickupPoints: Array.from({ length: 7 }, (_, n) => pointOf(n + 1)) }],
  unavailable: [],
}

describe.each(['fr', 'en'] as const)('ways to deliver in %s', (locale) => {
  const screen = (chosen?: string): string => {
    const Component = () => <OptionsForm options={options} chosen={chosen} errors={[]} />
    return renderToStaticMarkup(
      <LocaleContext value={locale}>
        <RouterProvider router={createMemoryRouter([{ path: '/', Component }])} />
      </LocaleContext>,
    )
  }

  test('every pickup point can be chosen: the four nearest at once, the others one press away', () => {
    const html = screen()
    for (let n = 1; n <= 7; n++) for (const said of [`value="relay|p${n}"`, `${n} rue Haute, 69001 Lyon`]) expect(html).toContain(said)
    const [open, folded = ''] = html.split('<details>')
    expect([open!.includes('p4"'), open!.includes('p5"'), folded.includes('p5"')]).toEqual([true, false, true])
    expect(folded).toContain(checkoutWords[locale].morePoints(3, 'way relay'))
  })

  test('who chose one of the others finds it open', () => {
    expect(screen('relay|p6')).toContain('<details open="">')
  })
})
