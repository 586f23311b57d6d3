import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { PackingSlip, ParcelRow } from '@vitrine/gateway/schemas/admin-parcels'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { OrderParcels } from '../parts/order-parcels.tsx'
import { en } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { parcelWords } from '../words/parcels.ts'
import { PackingSlipPage } from './packing-slip.tsx'
import { Parcels } from './parcels.tsx'

const row: ParcelRow = {
  ...{ id: 'p1', orderId: 'o1', orderNumber: 'V-000007', isTrial: false, carrier: 'Colissimo', trackingNumber: '', trackingUrl: '' },
  ...{ state: 'made', waits: false, pieces: 2, createdAt: '2026-11-24T10:12:00Z', earliest: '2026-11-26', latest: '2026-11-27' },
  address: { name: 'Ada Blanc', line1: '1 rue', postcode: '75002', city: 'Paris', country: 'FR' },
}
const slip: PackingSlip = {
  ...row,
  lines: [
    {
      ...{ variantId: 'set', sku: 'SET-1', name: 'Coffret', quantity: 2 },
      options: [{ name: 'kind', label: 'Genre', value: 'set', text: 'découverte' }],
      parts: [{ variantId: 'a', sku: 'VIAL-A', name: 'Fiole', options: [], quantity: 3 }],
    },
  ],
}
const parcel = { id: 'p1', name: 'Colis 1', carrier: 'Colissimo', lines: [], events: [] }

describe.each(['fr', 'en'] as const)('parcels in %s', (locale) => {
  const own = parcelWords[locale]
  const words = { fr, en }[locale]
  function screen(path: string, items: readonly ParcelRow[] = [row], order: object = {}): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    const pages = { pages: [{ items, nextCursor: items.length > 1 ? 'next' : null, total: null }], pageParams: [''] }
    for (const view of [undefined, 'late']) queries.setQueryData(['/v1/admin/deliveries', { view }], pages)
    queries.setQueryData(['/v1/admin/deliveries', 'p1', 'slip'], slip)
    const shown = { id: 'o1', status: 'packed', lines: [], deliveries: [], ...order } as unknown as AdminOrder // what the part reads of it
    const routes = [
      { path: '/parcels', Component: Parcels },
      { path: '/parcels/:parcelId/slip', Component: PackingSlipPage },
      { path: '/order', Component: () => <OrderParcels order={shown} /> },
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

  test('the list is told apart by what is to be done, and says of each parcel whose it is and by when it was promised', () => {
    const html = screen('/parcels')
    for (const said of [...Object.values(own.views), own.ofOrder('V-000007'), 'Ada Blanc, Paris, FR', '/orders/o1', '/parcels/p1/slip'])
      expect(html).toContain(said)
    expect(html).toContain('dateTime="2026-11-27"')
    expect(html).toContain(own.numberOf('Ada Blanc'))
    expect(screen('/parcels', [{ ...row, isTrial: true, orderNumber: '', orderId: 't1' }])).toContain('/home-trials/t1')
    expect(screen('/parcels?view=late', [])).toContain(words.noMatch)
    expect(screen('/parcels', [])).toContain(own.none)
    expect(screen('/parcels', [row, { ...row, id: 'p2' }])).toContain(words.more)
  })

  test('what can leave can be chosen, what waits or left cannot; the number of what arrived is only read', () => {
    expect(screen('/parcels')).toContain(own.chooseOf('Ada Blanc'))
    for (const one of [{ waits: true }, { state: 'in-transit' as const }])
      expect(screen('/parcels', [{ ...row, ...one }])).not.toContain('type="checkbox"')
    const arrived = screen('/parcels', [
      { ...row, state: 'delivered', trackingNumber: '6A123', trackingUrl: 'https://track.example/6A123' },
    ])
    expect(arrived).not.toContain(own.saveNumber)
    for (const said of ['6A123', 'href="https://track.example/6A123"']) expect(arrived).toContain(said)
  })

  test('what became of a parcel on its way is said from the list, also of a home trial', () => {
    const html = screen('/parcels', [{ ...row, isTrial: true, state: 'out-for-delivery' }])
    for (const said of [own.became, words.nextSteps.delivered, own.marks.lost, own.marks.returned]) expect(html).toContain(said)
    for (const state of ['made', 'delivered', 'returned'] as const)
      expect(screen('/parcels', [{ ...row, state }])).not.toContain(own.became)
  })

  test('a slip says what to pack, with what is in a bundle, and where it goes', () => {
    const html = screen('/parcels/p1/slip')
    for (const said of [
      own.slipOf('V-000007'),
      own.print,
      'SET-1',
      'Coffret, découverte',
      own.part(3, 'Fiole', ''),
      'VIAL-A',
      '75002 Paris',
    ])
      expect(html).toContain(said)
  })

  test.each([
    ['packed', [words.nextSteps['handed-over']], [words.nextSteps.delivered]],
    ['handed', [words.nextSteps.delivered, ...Object.values(own.marks)], []],
    ['in-transit', [words.nextSteps.delivered, own.marks.lost, own.marks.returned], [own.marks['in-transit']]],
    ['lost', [words.nextSteps.delivered, own.marks.returned], [own.marks.lost]],
    ['delivered', [], [own.saveNumber, ...Object.values(own.marks)]],
    ['returned', [], [own.saveNumber, words.nextSteps.delivered]],
  ])('of a parcel that is %s staff say what may follow', (state, offered, absent) => {
    const html = screen('/order', [], { deliveries: [{ ...parcel, state, trackingNumber: '6A123' }] })
    for (const said of offered) expect(html).toContain(said)
    for (const said of absent) expect(html).not.toContain(`${said}</button>`)
    expect(html).toContain('6A123')
  })
})
