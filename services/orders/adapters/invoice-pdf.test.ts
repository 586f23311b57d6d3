import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { InvoiceBody } from '../domain/invoice.ts'
import { invoicePdf } from './invoice-pdf.ts'
import { printable } from './printable-text.ts'

const address = {
  name: 'Ada Blanc',
  company: '',
  line1: '1 rue de l’Étang',
  line2: '',
  postcode: '75002',
  city: 'Paris',
  region: '',
  country: 'FR',
  phone: '',
}
const row = {
  sku: 'S-1',
  name: { fr: 'Lunettes Lise', en: 'Lise glasses' },
  options: [{ fr: 'Écaille', en: 'Tortoise' }],
  quantity: 2,
  unitMinor: 12_900,
  totalMinor: 25_800,
}
const body = (more: Partial<InvoiceBody> = {}): InvoiceBody => ({
  ...{ kind: 'invoice', locale: 'fr', currency: 'EUR', orderNumber: 'V-000042', orderedAt: '2026-11-20T10:00:00Z' },
  ...{ seller: ['Vitrine SAS', '2 rue Neuve', 'FR00123456789'], buyer: address, shipTo: address, rows: [row] },
  ...{ discountMinor: 800, deliveryMinor: 490, taxes: [{ ratePpm: 200_000, netMinor: 21_242, taxMinor: 4_248 }], taxIncluded: true },
  ...{ totalMinor: 25_490, invoiceNumber: '', reason: '' },
  ...more,
})
const printed = (more: Partial<InvoiceBody> = {}, number = 'F-000042') =>
  invoicePdf({ number, cause: 'o', body: body(more), issuedAt: new Date('2026-11-25T09:00:00Z') }, new URL('../fonts/', import.meta.url))

/** The words on its pages, as a reader of the file finds them: streams are deflated, texts are hexadecimal pieces between kernings. */
function wordsOn(pdf: Uint8Array): string {
  const file = Buffer.from(pdf)
  const words: string[] = []
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    if (file.subarray(at - 3, at).toString() === 'end') continue
    const content = inflateSync(file.subarray(at + 7, file.indexOf('\nendstream', at))).toString('latin1')
    for (const [, pieces = ''] of content.matchAll(/\[(.*?)\] TJ/g)) {
      words.push([...pieces.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''))
    }
  }
  return words.join('\n')
}
/** Latin-1 has the euro sign nowhere; the fonts of PDF have it at 0x80. */
const euros = (text: string) => text.replaceAll('€', '\u0080').replaceAll('’', '\u0092')

test('an invoice says who sells what to whom, at which price and tax, and when', async () => {
  const said = wordsOn(await printed())
  for (const part of [
    'Facture n° F-000042',
    'Émise le 25 novembre 2026',
    'Commande V-000042 du 20 novembre 2026',
    'FR00123456789',
    'Ada Blanc',
    '75002 Paris',
  ]) {
    expect(said).toContain(part)
  }
  for (const part of [
    '1 rue de l’Étang',
    'Lunettes Lise, Écaille (S-1)',
    '258,00 €',
    '-8,00 €',
    '212,42 €',
    'TVA 20 %',
    '42,48 €',
    '254,90 €',
  ]) {
    expect(said.replaceAll('\u00a0', ' ')).toContain(euros(part))
  }
})
test.each(['fr', 'en'] as const)(
  'a company reads its name and its VAT number on its invoice, and nobody else has one (%s)',
  async (locale) => {
    const buyer = { ...address, company: 'Blanc & Filles', vatNumber: 'FR 12 345678901' }
    const said = wordsOn(await printed({ locale, buyer }))
    for (const part of ['Blanc & Filles', 'FR 12 345678901']) expect(said).toContain(part)
    const label = locale === 'fr' ? 'N° TVA' : 'VAT no.'
    expect(said).toContain(label)
    expect(wordsOn(await printed({ locale }))).not.toContain(label)
  },
)

test('a credit note names its invoice and its reason, in English where the order was', async () => {
  const said = wordsOn(
    await printed({ kind: 'credit-note', locale: 'en', deliveryMinor: null, invoiceNumber: 'F-000042', reason: 'withdrawal' }, 'A-000001'),
  )
  for (const part of [
    'Credit note No. A-000001',
    'invoice F-000042',
    'Reason: withdrawal from the contract',
    'Lise glasses, Tortoise',
    'Total given back',
  ]) {
    expect(said).toContain(part)
  }
})

test('what credit paid, and gets back, is said; the country has its name', async () => {
  const invoice = wordsOn(await printed({ creditMinor: 5_000 })).replaceAll('\u00a0', ' ')
  for (const part of ['Carte cadeau ou avoir', '-50,00 €', 'Par la banque', '204,90 €', 'France']) expect(invoice).toContain(euros(part))
  const note = { kind: 'credit-note', locale: 'en', deliveryMinor: null, invoiceNumber: 'F-000042', creditMinor: 5_000 } as const
  expect(wordsOn(await printed(note, 'A-000001'))).toContain('of which to gift card or store credit')
})

test('frames of a home trial name the trial, why each is paid for, and what is no price', async () => {
  const lent = { orderNumber: '', deliveryMinor: null, discountMinor: 0, damagesMinor: 12_900, totalMinor: 38_390 }
  const rows = [
    { ...row, outcome: 'kept' },
    { ...row, outcome: 'damaged' },
  ]
  const said = wordsOn(await printed({ ...lent, rows })).replaceAll('\u00a0', ' ')
  for (const part of [
    'Essai à domicile du 20 novembre 2026',
    'gardée',
    'indemnité hors du champ de la TVA',
    'Prélevée sur la caution.',
    '129,00 €',
  ])
    expect(said.replaceAll(/\s+/g, ' ')).toContain(euros(part))
  const english = wordsOn(await printed({ ...lent, rows, taxes: [], locale: 'en' }))
  for (const part of ['Home trial of 20 November 2026', 'Paid from the deposit.', 'Compensation, outside the scope of VAT'])
    expect(english).toContain(part)
  expect(english).not.toContain('Net')
})

test('a row that does not fit whole begins the next page, and a long reason stays on its own', async () => {
  const long = { ...row, name: { fr: 'Très long nom '.repeat(40).trim(), en: '' } }
  const said = wordsOn(await printed({ rows: Array.from({ length: 9 }, (_, n) => ({ ...long, sku: `S-${n}` })) }))
  // Nine rows of eleven lines: three on the first page, four on the next, two and the sums on the last.
  expect([/Page 1 sur (\d+)/.exec(said)?.[1], said.split('Prix unitaire').length - 1]).toEqual(['3', 3])
  const reason = 'Rayure constatée à la réception, geste convenu au téléphone. '.repeat(6).trim()
  const note = wordsOn(await printed({ kind: 'credit-note', deliveryMinor: null, invoiceNumber: 'F-000042', reason }, 'A-000001'))
  expect(note.split('\n').filter((text) => text.includes('constatée')).length).toBeGreaterThan(2)
})

test('VAT is stated in the currency it is owed in too, with its rate; the days are those of the shop', async () => {
  const vat = { currency: 'EUR', ratePpb: 1_083_400_000, taxMinor: 3_921 }
  const night = { orderedAt: '2026-11-20T23:30:00Z' }
  const said = wordsOn(await printed({ locale: 'en', currency: 'USD', vat, ...night }))
  expect(said).toMatch(/VAT in EUR \(.1\.00 = US\$1\.0834\)/)
  expect(said).toMatch(/^.39\.21$/m)
  expect(said).toContain('of 21 November 2026')
  expect(wordsOn(await printed({ locale: 'en', timeZone: 'America/New_York', ...night }))).toContain('of 20 November 2026')
  const yen = { currency: 'EUR', ratePpb: 1_642_000_000, taxMinor: 500 }
  expect(wordsOn(await printed({ currency: 'JPY', vat: yen }))).toMatch(/TVA en EUR \(1,00.* = 164,2.*\)/)
})

test('the same document gives the same bytes, whenever it is printed', async () => {
  const [first, second] = [await printed(), await printed()]
  expect(Buffer.from(first).equals(second)).toBe(true)
})

test('two hundred lines fill several pages, each with its number', async () => {
  const said = wordsOn(await printed({ rows: Array.from({ length: 200 }, (_, n) => ({ ...row, sku: `S-${n}` })) }))
  const pages = /Page 1 sur (\d+)/.exec(said)?.[1]
  expect(Number(pages)).toBeGreaterThan(4)
  expect(said).toContain(`Page ${pages} sur ${pages}`)
  expect(said).toContain('(S-199)')
})

test.each([
  ['Zoë Çelik', 'Zoë Çelik'],
  ['Łukasz Škoda', 'Lukasz Škoda'],
  ['12 000 €', '12\u00a0000 €'.replace('\u00a0', ' ')],
  ['1\u202f234,50 €', '1\u00a0234,50 €'],
  ['Ελένη', '?????'],
  ['a\nb', 'a?b'],
])('%j is printed as %j', (text, shown) => expect(printable(text)).toBe(shown))

/** Of a font, by its map to Unicode: the letter of each glyph. */
function lettersOf(map: string): ReadonlyMap<number, string> {
  const ranges = [...map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/gs)]
  return new Map(
    ranges.flatMap(([, first = '', letters = '']) =>
      [...letters.matchAll(/<([0-9a-f ]+)>/g)].map(([, code = ''], n): [number, string] => [
        Number.parseInt(first, 16) + n,
        code
          .split(' ')
          .map((unit) => String.fromCharCode(Number.parseInt(unit, 16)))
          .join(''),
      ]),
    ),
  )
}

/** What its embedded fonts say they write, each piece of text by each of them: a reader knows which is meant. */
function lettersOn(pdf: Uint8Array): string {
  const file = Buffer.from(pdf)
  const streams: string[] = []
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    if (file.subarray(at - 3, at).toString() === 'end') continue
    streams.push(inflateSync(file.subarray(at + 7, file.indexOf('\nendstream', at))).toString('latin1'))
  }
  const fonts = streams.filter((text) => text.includes('beginbfrange')).map(lettersOf)
  const pieces = streams.flatMap((content) =>
    [...content.matchAll(/\[(.*?)\] TJ/g)].map(([, all = '']) => [...all.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => hex).join('')),
  )
  return fonts
    .flatMap((letters) =>
      pieces.map((hex) => (hex.match(/.{4}/g) ?? []).map((glyph) => letters.get(Number.parseInt(glyph, 16)) ?? '').join('')),
    )
    .join('\n')
}

test.each([
  ['Ada Łoś-Blanc', 'Poland'],
  ['Ελένη Παπαδοπούλου', 'Greece'],
  ['Мария Иванова-Щербакова', 'Bulgaria'],
  ['Žofie Příhodová', 'Czechia'],
  ['Ștefan Țărănescu', 'Romania'],
])('%s of %s is written as it is, with what else is on the page, and the same bytes each time', async (name) => {
  const buyer = { ...address, name }
  const [once, again] = [await printed({ buyer }), await printed({ buyer })]
  expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true)
  const said = lettersOn(once).replaceAll('\u00a0', ' ')
  for (const part of [name, 'Facture n° F-000042', '1 rue de l’Étang', '254,90 €']) expect(said).toContain(part)
  expect(once.length).toBeLessThan(60_000) // what it uses of the fonts, and no more
})

test('an invoice in letters every reader has embeds no font', async () => {
  const plain = await printed()
  expect(Buffer.from(plain).includes('FontFile')).toBe(false)
  expect(Buffer.from(plain).includes('/BaseFont /Helvetica')).toBe(true)
})

test('a letter of another script is a question mark, beside one that is written', async () => {
  expect(lettersOn(await printed({ buyer: { ...address, name: 'Łoś 山' } }))).toContain('Łoś ?')
})

test('a discount says what it is for, in the language of the document; one from before that was kept says what it did', async () => {
  expect(wordsOn(await printed({ discountNames: ['Bienvenue (ETE)', 'Ouverture'] }))).toContain('Remise\u00a0: Bienvenue (ETE), Ouverture')
  expect(wordsOn(await printed({ locale: 'en', discountNames: ['Welcome'] }))).toContain('Discount: Welcome')
  expect(wordsOn(await printed())).toMatch(/^Remise$/m)
})
