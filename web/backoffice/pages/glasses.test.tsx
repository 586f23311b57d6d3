import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { AdminGlasses, OpenedGlasses } from '@vitrine/gateway/schemas/optics'
import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { glassesWords } from '../words/glasses.ts'
import { GlassesList } from './glasses.tsx'
import { GlassesPage } from './glasses-one.tsx'

const glasses: AdminGlasses = {
  ...{
    id: 'c',
    orderId: 'o',
    orderNumber: 'V-000042',
    frame: 'Lise, noir',
    parts: ['Far 1.60'],
    state: 'submitted',
    text: '',
    toPrescription: true,
    labMoves: [],
    hasScan: false,
    version: 1,
    toRead: false,
  },
  ...{ orderedAt: '2026-11-28T10:00:00Z', steps: [{ at: '2026-11-28T10:00:00Z', what: 'submitted', actor: '' }], remakes: [] },
}
const eye = (text: string) => ({ sph: 1, cyl: 0, transposed: { sph: 1, cyl: 0 }, sphericalEquivalent: 1, text })
const fitOf = (verdict: 'good' | 'no') => {
  const side = { decentrationMm: 5, minBlankMm: 70, edgeMm: 3.1 }
  return { right: side, left: side, minBlankMm: 70, verdict, reasons: ['fits'] }
}
const opened = (more: Partial<OpenedGlasses> = {}): OpenedGlasses => ({
  ...{ glasses, warnings: [{ code: 'add-differs', text: 'The additions differ' }], wearer: 'Ada', prescriber: 'Dr Roux' },
  written: [
    { field: 'right.sph', text: '+100' },
    { field: 'left.sph', text: '+1,00' },
    { field: 'issuedOn', text: '2025-01-31' },
  ],
  read: { right: eye('+1.00'), left: eye('+1.00'), vertexMm: 14, notation: 'none' },
  validity: { state: 'valid', until: '2030-01-31' },
  frame: { lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, rim: 'full' },
  lens: { name: 'Far 1.60', use: 'sv-far', index: 1.6, reasons: [], fit: fitOf('good') },
  ...{ pdErrorMm: 0, message: '', isOwn: false, hasScan: false, earlier: [] },
  ...{ lostOrBroken: false, mayBeExpired: true, lostNote: '' },
  ...more,
})

describe.each(['fr', 'en'] as const)('prescriptions in %s', (locale) => {
  const words = glassesWords[locale]
  let lastQueries = new QueryClient()
  function screen(path: string, found = opened(), listed = glasses): string {
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
    queries.setQueryData(['/v1/admin/glasses', { state: undefined, lab: undefined }], {
      pages: [{ items: [listed], nextCursor: null, total: 1 }],
      pageParams: [''],
    })
    queries.setQueryData(['glasses', 'c'], found)
    lastQueries = queries
    const routes = [
      { path: '/glasses', Component: GlassesList },
      { path: '/glasses/:configurationId', Component: GlassesPage },
    ]
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <LocaleContext value={locale}>
          <RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />
        </LocaleContext>
      </QueryClientProvider>,
    )
  }

  test('the queue names the order and the glasses, and nothing of the prescription', () => {
    const html = screen('/glasses')
    expect(html).toContain('V-000042')
    expect(html).toContain(words.tabs.submitted)
    expect(html).not.toMatch(/\+1\.00|Ada/)
  })

  test('a sheet stands as it was written beside what was read, with what was ticked and how it fits', () => {
    const html = screen('/glasses/c')
    for (const text of [
      '+100',
      '+1,00',
      '+1.00',
      'The additions differ',
      'Ada',
      words.validity.valid('').trim(),
      words.decentration,
      words.verify,
    ])
      expect(html).toContain(text)
    expect(html).toContain(locale === 'fr' ? 'Cerclée' : 'Full')
    expect(html).toContain(`>${words.wearer}${locale === 'fr' ? '\u00a0:' : ':'} Ada<`)
    expect(html).toContain(locale === 'fr' ? '31 janvier 2025' : '31 January 2025')
    expect(html).toContain(`<th scope="col" role="columnheader">${words.field}</th>`)
    // In one line on a phone, each eye says which it is.
    expect(html).toContain(`<td role="cell" class="num" data-name="${words.right}">+100</td>`)
    expect(html).not.toContain(words.overrides)
  })

  test('a fit that says no has to be taken by hand, and one’s own prescription is somebody else’s to decide', () => {
    const poor = opened({ lens: { ...opened().lens, fit: fitOf('no') } })
    expect(screen('/glasses/c', poor)).toContain(words.overrides)
    const own = screen('/glasses/c', opened({ isOwn: true }))
    expect(own).toContain(words.own)
    expect(own).not.toContain(words.verify)
  })

  test('a picture of the sheet is offered where there is one', () => {
    expect(screen('/glasses/c')).not.toContain(words.picture)
    const withPicture = (state: AdminGlasses['state']) =>
      screen('/glasses/c', opened({ hasScan: true, glasses: { ...glasses, hasScan: true, state } }))
    expect(withPicture('submitted')).toContain(`id="picture">${words.picture}`)
    expect(withPicture('submitted')).not.toContain(words.showPicture)
    expect(withPicture('verified')).toContain(words.showPicture) // another look is another act
    expect(screen('/glasses')).not.toContain(words.withScan)
    expect(screen('/glasses', opened(), { ...glasses, hasScan: true })).toContain(words.withScan)
  })

  test('OPT-5 the picture that stands beside a version is asked for with it, so that no other version is decided by it', () => {
    const looked = () => lastQueries.getQueryCache().findAll({ queryKey: ['picture'] })
    for (const version of [1, 2]) {
      screen('/glasses/c', opened({ hasScan: true, glasses: { ...glasses, hasScan: true, version } }))
      expect(looked().map(({ queryKey }) => queryKey)).toEqual([['picture', 'c', version]])
    }
  })

  test('OPT-5 a picture alone is typed beside it, before it can be verified; what was typed is amended with a reason', () => {
    const unread = { ...glasses, hasScan: true, toRead: true }
    const html = screen('/glasses/c', opened({ glasses: unread, hasScan: true, written: [], warnings: [] }))
    for (const said of [words.type, words.typeFirst, words.typeNext, words.verifyUnread]) expect(html).toContain(said)
    expect(html).toMatch(/value="verify" aria-disabled="true"/)
    expect(html).toContain(`aria-label="${words.sideOf(words.fields['axis'] ?? '', words.right)}"`)
    expect(html).not.toContain(words.amendReason)
    expect(screen('/glasses', opened(), unread)).toContain(words.toRead)
    const amended = screen(
      '/glasses/c',
      opened({
        earlier: [{ at: '2026-11-28T10:00:00Z', actor: 'a', note: 'It says 100', written: [{ field: 'right.axis', text: '10' }] }],
      }),
    )
    for (const said of [words.amend, words.amendReasons.prescriber, 'It says 100']) expect(amended).toContain(said)
    for (const closed of [opened({ isOwn: true }), opened({ glasses: { ...glasses, state: 'verified' } })])
      expect(screen('/glasses/c', closed)).not.toContain(words.amend)
  })

  test('LAW-13 an expired sheet of lost or broken glasses is verified with a reason, where its country lets an optician decide', () => {
    const expired = { validity: { state: 'expired', until: '2020-01-31' } } as const
    const html = screen('/glasses/c', opened({ ...expired, lostOrBroken: true }))
    for (const said of [words.saysLost, words.lostWhy, words.lostReasons.broken]) expect(html).toContain(said)
    expect(screen('/glasses/c', opened({ ...expired, mayBeExpired: false }))).not.toContain(words.lostWhy)
    expect(screen('/glasses/c')).not.toContain(words.lostWhy)
    expect(screen('/glasses/c', opened({ ...expired, lostNote: 'Looked at by video' }))).toContain('Looked at by video')
  })

  test('the lab’s file is there once there is something to make', () => {
    expect(screen('/glasses/c')).not.toContain(words.downloadCsv)
    const made = screen(
      '/glasses/c',
      opened({ glasses: { ...glasses, state: 'verified', labState: 'queued', labMoves: ['sent', 'received'] } }),
    )
    for (const said of [words.downloadCsv, words.labMoves.sent, words.labMoves.received]) expect(made).toContain(said)
    expect(made).not.toContain(words.labMoves.refused)
    expect(made).toContain(words.ended)
  })

  test('OPT-10: a pair that was at the lab may be made again, and says which job it replaces', () => {
    const remade = { number: 2, of: 1, reason: 'Scratched', paidBy: 'lab', at: '2026-11-28T10:00:00Z' } as const
    const made: AdminGlasses = { ...glasses, state: 'verified', labState: 'received', remakes: [remade] }
    const html = screen('/glasses/c', opened({ glasses: made })).replaceAll('&#x27;', "'")
    expect(html).toContain(words.remade(2, 1, 'Scratched', words.payers.lab))
    for (const said of [words.remake, words.payers.shop, words.remakeReasons.broken]) expect(html).toContain(said)
    expect(screen('/glasses/c', opened({ glasses: { ...made, labState: 'queued' } }))).not.toContain(words.remakeHint)
  })
})
