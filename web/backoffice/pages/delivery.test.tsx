import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { DeliveryMethod } from '@vitrine/gateway/schemas/admin-delivery'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { deliveryFieldText, draftOf, methodOf } from '../parts/delivery-draft.ts'
import { movedBy } from '../parts/move-buttons.tsx'
import { deliveryPath } from '../parts/use-delivery-methods.ts'
import { deliveryWords } from '../words/delivery.ts'
import { DeliveryMethodPage } from './delivery-method.tsx'
import { Delivery } from './delivery.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const point = { id: 'p1', name: 'Tabac du Port', line1: '3 quai du Port', postcode: '13002', city: 'Marseille' }
const home: DeliveryMethod = {
  ...{ id: 'home', version: 3, name: { fr: 'À domicile', en: 'Home' }, kind: 'home', carrier: 'Colissimo', maxWeightG: 30_000 },
  ...{
    takesDangerousGoods: false,
    daysMin: 2,
    daysMax: 3,
    pickupPoints: [],
    inUse: true,
    trackingUrlTemplate: 'https://track.example/{number}',
  },
  rates: [
    { zone: 'FR', price: eur(490), freeFrom: eur(20_000) },
    { zone: 'EU', price: eur(0) },
  ],
}
const relay: DeliveryMethod = {
  ...home,
  id: 'relay',
  name: { fr: 'Relais', en: 'Relay' },
  kind: 'pickup',
  pickupPoints: [point],
  inUse: false,
}

describe.each(['fr', 'en'] as const)('delivery methods in %s', (locale) => {
  const words = deliveryWords[locale]
  function screen(path: string, items: readonly DeliveryMethod[] = [home, relay], currency = 'EUR'): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData([deliveryPath], { items })
    queries.setQueryData(['me'], { roles: ['owner'], currency })
    const routes = [
      { path: '/delivery', Component: Delivery },
      { path: '/delivery/:methodId', Component: DeliveryMethodPage },
    ]
    const html = renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />
        </LocaleContext>
      </QueryClientProvider>,
    )
    return html.replaceAll('&#x27;', "'")
  }

  test('the list says where each goes and whether it is offered, and each can be moved but the ends', () => {
    const html = screen('/delivery')
    for (const said of ['FR, EU', words.kinds.pickup, words.inUse, words.outOfUse, '/delivery/home']) expect(html).toContain(said)
    expect(html.match(/aria-disabled="true"/g)).toHaveLength(2)
    expect(html).toMatch(new RegExp(`aria-label="${words.up(home.name[locale])}" aria-disabled="true"`))
    expect(screen('/delivery', [])).toContain(words.none)
  })

  test('a method shows its rates as they are typed, and points only where parcels are collected', () => {
    const html = screen('/delivery/home')
    for (const value of [locale === 'fr' ? '4,9' : '4.9', '200', 'FR', 'EU', '30']) expect(html).toContain(`value="${value}"`)
    expect(html).toContain(words.union)
    expect(html).not.toContain(words.addPoint)
    expect(screen('/delivery/relay')).toContain(words.removePoint('Tabac du Port'))
    expect(screen('/delivery/new')).toContain(words.make)
    expect(screen('/delivery/new', [], 'HUF')).toContain('value="HUF"') // the shop's, until another is typed
    expect(screen('/delivery/gone')).not.toContain('<form')
  })

  test('what the door refuses is said at its row and field', () => {
    expect(deliveryFieldText('rates.1.zone', words, ':')).toBe(`${words.rateOf(2)}, ${words.zone}: ${words.why.zone}`)
    expect(deliveryFieldText('pickupPoints.0.name', words, ':')).toBe(`${words.pointOf(1)}, ${words.pointName}: ${words.why.text}`)
    expect(deliveryFieldText('name.fr', words, ':')).toBe(`${words.nameFr}: ${words.why.text}`)
    expect(deliveryFieldText('daysMax', words, ':')).toBe(`${words.daysMax}: ${words.why.daysMax}`)
  })
})

test('what is typed goes out as it came in, and not at all while a price is missing', () => {
  const { id: _, version: __, ...terms } = home
  const draft = draftOf(home)
  expect(methodOf(draft)).toEqual(terms)
  expect(methodOf({ ...draft, rates: draft.rates.map((rate) => ({ ...rate, price: undefined })) })).toBeUndefined()
  expect(methodOf({ ...draft, daysMax: undefined })).toBeUndefined()
})

test('a row moves one place', () => {
  expect([movedBy(['a', 'b', 'c'], 2, -1), movedBy(['a', 'b', 'c'], 0, 1)]).toEqual([
    ['a', 'c', 'b'],
    ['b', 'a', 'c'],
  ])
})
