import { matchRoutes, type RouteObject } from 'react-router'
import { describe, expect, test } from 'vitest'
import routes from '../../web/storefront/app/routes.ts'
import { formatDate, formatMoney } from './adapters/mail-format.ts'
import { html } from './adapters/mail-html.ts'
import { mailPage, withStyles } from './adapters/mail-page.ts'
import { mailContent, type MailPart } from './adapters/mail-parts.ts'
import { mailText } from './adapters/mail-text.ts'
import { mailWords } from './adapters/mail-words.ts'
import { trialWords } from './adapters/trial-words.ts'
import type { Letter, Locale, OrderFacts } from './domain/letter.ts'

const order = (locale: Locale, more: Partial<OrderFacts> = {}): OrderFacts => ({
  ...{ id: 'o1', number: 'V-000042', email: 'ada@example.com', locale, currency: 'EUR' },
  lines: [{ name: { fr: 'Lise', en: 'Lise' }, options: [{ fr: 'Écaille', en: 'Tortoise' }], quantity: 2, totalMinor: 246_900 }],
  ...{
    linesMinor: 246_900,
    discountMinor: 10_000,
    deliveryMinor: 0,
    taxMinor: 39_483,
    totalMinor: 236_900,
    taxIncluded: true,
    capturedMinor: 236_900,
  },
  shipping: {
    name: 'Ada <b>Blanc</b>',
    company: '',
    line1: '1 rue de la Paix',
    line2: '',
    postcode: '75002',
    city: 'Paris',
    region: '',
    country: 'BE',
  },
  ...more,
})
/** The pages of the storefront, as its router sees them. */
const pages = routes as unknown as RouteObject[]
const parcel = { carrier: 'Colissimo', trackingNumber: 'VT123', at: '2026-11-24T23:30:00Z' }
const file = {
  ...{ name: 'Ada Blanc', at: '2026-11-25T23:30:05Z', amountMinor: 12_900, isAwaited: true, note: '', shopPays: false },
  lines: [{ name: { fr: 'Lise', en: 'Lise' }, quantity: 1 }],
}
const trial = {
  ...{ id: 't1', name: 'Ada Blanc', currency: 'EUR', depositMinor: 24_900, takenMinor: 12_900, hasInvoice: true },
  ...{ shipBy: '2026-11-24T10:00:00Z', returnBy: '2026-11-30T10:00:00Z', lateAt: '2026-12-09T10:00:00Z' },
  frames: [
    { variantId: 'v', name: { fr: 'Lise', en: 'Lise' }, priceMinor: 12_900, isCharged: true },
    { name: { fr: 'Noé', en: 'Noé' }, priceMinor: 12_000, isCharged: false },
  ],
}
/** One of every kind: a new kind does not build until it is here. */
const letterOf = (locale: Locale): { readonly [Kind in Letter['kind']]: Extract<Letter, { kind: Kind }> } => ({
  'order-confirmed': { kind: 'order-confirmed', order: order(locale) },
  'order-cancelled': { kind: 'order-cancelled', order: order(locale) },
  'order-refunded': { kind: 'order-refunded', order: order(locale), amountMinor: 500 },
  'parcel-shipped': { kind: 'parcel-shipped', order: order(locale), parcel },
  'parcel-delivered': { kind: 'parcel-delivered', order: order(locale), parcel },
  'prove-address': { kind: 'prove-address', name: 'Ada', token: 'a/b+c' },
  'sign-up-repeated': { kind: 'sign-up-repeated' },
  'password-forgotten': { kind: 'password-forgotten', name: 'Ada', token: 'a/b+c' },
  'password-changed': { kind: 'password-changed', name: 'Ada' },
  advice: { kind: 'advice', name: 'Ada' },
  'prescription-ends': { kind: 'prescription-ends', name: 'Ada' },
  'staff-invited': { kind: 'staff-invited', name: 'Grace', inviter: 'Ada', token: 'a/b+c', until: '2026-12-06T10:00:00Z' },
  'account-erased': { kind: 'account-erased' },
  'back-in-stock': { kind: 'back-in-stock', name: 'Lise', slug: 'lise' },
  'withdrawal-received': { kind: 'withdrawal-received', order: order(locale), file },
  'return-approved': { kind: 'return-approved', order: order(locale), file },
  'claim-mended': { kind: 'claim-mended', order: order(locale), file: { ...file, isClaim: true, shopPays: true, note: 'VT456' } },
  'trial-begun': { kind: 'trial-begun', trial },
  'trial-delivered': { kind: 'trial-delivered', trial },
  'trial-noticed': { kind: 'trial-noticed', trial },
  'trial-deposit-asked': { kind: 'trial-deposit-asked', trial },
  'trial-closed': { kind: 'trial-closed', trial },
  'trial-cancelled': { kind: 'trial-cancelled', trial },
  'checkout-lost': {
    kind: 'checkout-lost',
    lost: { amountMinor: 12_900, currency: 'EUR', lines: [{ name: { fr: 'Lise', en: 'Lise' }, quantity: 1, isShort: true }] },
  },
  'exchange-to-pay': {
    kind: 'exchange-to-pay',
    order: order(locale),
    file: { ...file, until: '2026-11-26T10:00:00Z', exchange: { fileId: 'f1', dueMinor: 3_000, sendsAtOnce: false } },
  },
  'exchange-lapsed': { kind: 'exchange-lapsed', order: order(locale), file: { ...file, until: '2026-11-26T10:00:00Z' } },
  'trial-recalled': { kind: 'trial-recalled', trial, recall: { variantId: 'v', lot: 'L-2611', note: 'A hinge may break' } },
  'lot-recalled': { kind: 'lot-recalled', order: order(locale), recall: { variantId: 'v', lot: 'L-2611', note: 'A cap may break' } },
  'gift-card': {
    kind: 'gift-card',
    card: { code: '7XK2-M9QD-4RTW-08HB', amountMinor: 5_000, currency: 'EUR', giver: 'Ada Blanc', message: 'Happy birthday <3' },
  },
  'return-lapsed': { kind: 'return-lapsed', order: order(locale), file },
  'return-refused': { kind: 'return-refused', order: order(locale), file: { ...file, note: 'Worn' } },
  'order-awaits': { kind: 'order-awaits', order: order(locale, { capturedMinor: 0 }), until: '2026-11-26T10:00:00Z' },
  'order-pay-again': { kind: 'order-pay-again', order: order(locale, { capturedMinor: 0 }), until: '2026-11-26T10:00:00Z' },
  'order-asked': { kind: 'order-asked', order: order(locale, { capturedMinor: 0 }), until: '2026-11-26T10:00:00Z' },
})
const letters = (locale: Locale): Letter[] => Object.values(letterOf(locale))
const shop = { publicUrl: 'https://vitrine.example', shopName: 'Chez Ada', returnAddress: ['Chez Ada', '2 rue du Retour'] }
const written = (letter: Letter, locale: Locale) => {
  const content = mailContent(letter, { email: 'ada@example.com', locale }, shop)
  return { content, html: withStyles(mailPage(content)), text: mailText(content) }
}
const stringsOf = (part: MailPart): string[] =>
  JSON.stringify(part, (_, value: unknown) => value)
    .match(/"(?:[^"\\]|\\.)*"/g)!
    .map((text) => JSON.parse(text) as string)
const bare = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')

describe.each<Locale>(['fr', 'en'])('in %s', (locale) => {
  test.each(letters(locale))('$kind says the same in HTML and in plain text', (letter) => {
    const { content, html, text } = written(letter, locale)
    for (const part of content.parts) {
      const said = stringsOf(part).filter(
        (each) =>
          !['is', part.is, 'text', 'href', 'name', 'value', 'title', 'lines', 'options', 'total', 'rows', 'amount', 'isTotal', ''].includes(
            each,
          ),
      )
      for (const each of said) {
        expect(bare(html)).toContain(each)
        expect(text).toContain(each)
      }
    }
  })

  test.each(letters(locale))('$kind is of the shop by its name, and of no other', (letter) => {
    const { html, text } = written(letter, locale)
    expect(html).toContain('Chez Ada')
    expect(html + text).not.toContain('Vitrine')
  })

  test.each(letters(locale))('$kind holds no script, no picture, no style sheet and no address outside the shop', (letter) => {
    const { html } = written(letter, locale)
    expect(html).not.toMatch(/<(script|img|link|style|iframe)/)
    expect([...html.matchAll(/https?:\/\/[^"< ]+/g)].every(([address]) => address.startsWith('https://vitrine.example/'))).toBe(true)
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${locale}">`))
  })

  test.each(letters(locale))('every link of $kind leads to a page of the shop in that language', (letter) => {
    const { html, text } = written(letter, locale)
    const links = [...`${html} ${text}`.matchAll(/https:\/\/vitrine\.example[^"<\s]*/g)].map(([link]) => new URL(link))
    expect(links.length).toBeGreaterThan(0)
    for (const { pathname } of links) {
      if (letter.kind === 'staff-invited') {
        expect(pathname).toBe('/admin/invited')
        continue
      }
      const page = matchRoutes(pages, pathname)?.at(-1)?.route
      expect([page?.id, pathname]).toEqual([expect.stringMatching(`^${locale}/(?!\\*)`), pathname])
    }
  })
})

test.each(letters('fr'))(
  'each class of $kind becomes its style, and is kept in little more than half of the space that takes',
  (letter) => {
    const kept = mailPage(mailContent(letter, { email: 'ada@example.com', locale: 'fr' }, shop))
    const page = withStyles(kept)
    expect(page).not.toMatch(/ class="| style=""/)
    expect([kept.includes(' style="'), kept.length < page.length * 0.6]).toEqual([false, true])
    expect(withStyles(page)).toBe(page) // mails of before hold their styles
  },
)

test('a name cannot write HTML, nor how it looks', () => {
  const { html } = written(letters('fr')[0]!, 'fr')
  expect(html).toContain('Ada &lt;b&gt;Blanc&lt;/b&gt;')
  const name = 'Ada <p class="sheet">'
  const typed = written({ kind: 'password-changed', name }, 'fr').html
  expect(typed).toContain('Ada &lt;p class=&quot;sheet&quot;&gt;')
})

test('a confirmation in French has its lines, totals, address and link', () => {
  const { content, text } = written(letters('fr')[0]!, 'fr')
  expect(content.subject).toBe('Votre commande V-000042 est confirmée')
  for (const said of [
    '2 × Lise (Écaille)',
    '2 469,00 €',
    '−100,00 €',
    'Offert',
    'dont TVA',
    '394,83 €',
    '75002 Paris',
    'Belgique',
    'https://vitrine.example/o/o1',
    '14 jours',
  ])
    expect(text.replaceAll('\u00a0', ' ')).toContain(said)
})

test('English mails lead to English pages', () => {
  expect(written(letters('en')[0]!, 'en').text).toContain('https://vitrine.example/en/o/o1')
  expect(written(letters('en')[5]!, 'en').text).toContain('https://vitrine.example/en/verify?token=a%2Fb%2Bc')
})

test.each<Locale>(['fr', 'en'])('a parcel that left says its number and where it is followed, as far as they are known (%s)', (locale) => {
  const trackingUrl = 'https://track.example/?n=VT123'
  const mail = written({ kind: 'parcel-shipped', order: order(locale), parcel: { ...parcel, trackingUrl } }, locale)
  expect(mail.html).toContain(`href="${trackingUrl}"`)
  expect(mail.text).toContain(trackingUrl)
  const none = written({ kind: 'parcel-shipped', order: order(locale), parcel: { ...parcel, trackingNumber: '' } }, locale).text
  expect([none.includes(locale === 'fr' ? 'Numéro de suivi' : 'Tracking number'), none.includes('track.example')]).toEqual([false, false])
})

test('a parcel that arrived says until when the shopper may change their mind, in days of Paris', () => {
  expect(written(letters('en')[4]!, 'en').text).toContain('delivered on 25 November 2026')
  expect(written(letters('en')[4]!, 'en').text).toContain('until 9 December 2026')
})

test('a tax on top stands before the total', () => {
  const { text } = written({ kind: 'order-confirmed', order: order('en', { taxIncluded: false }) }, 'en')
  expect(text.indexOf('VAT')).toBeLessThan(text.indexOf('Total'))
})

test('an order nobody was charged for says so when it is cancelled', () =>
  expect(written({ kind: 'order-cancelled', order: order('en', { capturedMinor: 0 }) }, 'en').text).toContain('Nothing was charged.'))

test.each([
  ['fr', 123_450, 'EUR', '1\u00a0234,50\u00a0€'],
  ['en', 123_450, 'EUR', '€1,234.50'],
  ['en', 500, 'JPY', 'JP¥500'],
  ['en', 1_290_000, 'HUF', 'HUF\u00a012,900.00'],
  ['fr', -500, 'EUR', '\u22125,00\u00a0€'],
] as const)('money in %s of %i %s is %s', (locale, amountMinor, currency, text) =>
  expect(formatMoney(locale, amountMinor, currency)).toBe(text),
)

test('French keeps its spaces together, and no words are missing', () => {
  const all = (words: object): string[] =>
    Object.values(words).flatMap((value: unknown) => {
      if (typeof value === 'string') return [value]
      if (typeof value === 'function') return [String((value as (...args: unknown[]) => unknown)(1, 'x'))]
      return all(value as object)
    })
  for (const text of [...all(mailWords.fr), ...all(trialWords.fr)])
    expect(text).not.toMatch(/(^|[^\u00a0\u202f:/])[:;!?»](?!\/\/)|«(?!\u00a0)|'/)
  for (const text of [...all(mailWords.fr), ...all(mailWords.en), ...all(trialWords.fr), ...all(trialWords.en)])
    expect(text.trim()).not.toBe('')
})

test('ORD-13: the mails of a home trial say the amounts, the days, and at the end what was paid for', () => {
  const said = (kind: keyof ReturnType<typeof letterOf>) => written(letterOf('fr')[kind], 'fr').text.replaceAll('\u00a0', ' ')
  for (const part of ['249,00 €', '24 novembre 2026', 'Lise', 'Noé', 'https://vitrine.example/home-trial/t1'])
    expect(said('trial-begun')).toContain(part)
  expect(said('trial-noticed')).toContain('avant le 30 novembre 2026')
  expect(said('trial-noticed')).toContain('arrivé le 9 décembre 2026')
  expect(said('trial-closed')).toContain('129,00 €')
  expect(said('trial-closed')).not.toContain('Noé')
  const free = { ...trial, takenMinor: 0, frames: trial.frames.map((frame) => ({ ...frame, isCharged: false })) }
  expect(written({ kind: 'trial-closed', trial: free }, 'fr').text).toContain('Rien n’a été débité')
})

test('LAW-3: the receipt of a withdrawal says what was declared, by whom, and when to the second', () => {
  const { text, content } = written(letterOf('fr')['withdrawal-received'], 'fr')
  expect(content.subject).toBe('Votre rétractation de la commande V-000042')
  for (const said of ['Ada Blanc', '26 novembre 2026', '00:30:05', 'V-000042', '1 × Lise', '129,00', '14 jours'])
    expect(text).toContain(said)
  const cancelled = { ...file, isAwaited: false }
  expect(written({ kind: 'withdrawal-received', order: order('fr'), file: cancelled }, 'fr').text).not.toContain('Renvoyez')
})

test.each<[Locale, string, string]>([
  ['fr', 'Carte cadeau ou avoir', 'Payé par la banque'],
  ['en', 'Gift card or store credit', 'Paid by the bank'],
])('what credit paid, and gets back, is said (%s)', (locale, byCredit, byBank) => {
  const facts = order(locale, { creditMinor: 36_900, creditDueBackMinor: 36_900 })
  const { text } = written({ kind: 'order-confirmed', order: facts }, locale)
  for (const part of [byCredit, byBank, formatMoney(locale, -36_900, 'EUR'), formatMoney(locale, 200_000, 'EUR')])
    expect(text).toContain(part)
  const words = mailWords[locale]
  const back = words.cancelled.credit(formatMoney(locale, 36_900, 'EUR'))
  expect(written({ kind: 'order-cancelled', order: facts }, locale).text).toContain(back)
  const byCreditAlone = written({ kind: 'order-cancelled', order: { ...facts, capturedMinor: 0 } }, locale).text
  expect([byCreditAlone.includes(back), byCreditAlone.includes(words.cancelled.nothing)]).toEqual([true, false])
  const refunded = written({ kind: 'order-refunded', order: facts, amountMinor: 500, isCredit: true }, locale).text
  expect([refunded.includes(words.refunded.credit), refunded.includes(words.refunded.body)]).toEqual([true, false])
})

test.each<Locale>(['fr', 'en'])('a mail of one parcel of several says what is in it, and that the rest follows (%s)', (locale) => {
  const words = mailWords[locale]
  const lines = ['Lise', 'Noé'].map((name) => ({
    name: { fr: name, en: name },
    options: [],
    quantity: 2,
    totalMinor: 100,
    variantId: name,
  }))
  const one = { ...parcel, pieces: [{ variantId: 'Noé', quantity: 1 }] }
  const left = written({ kind: 'parcel-shipped', order: order(locale, { lines }), parcel: one }, locale).text
  expect([left.includes(words.quantity(1, 'Noé')), left.includes('Lise')]).toEqual([true, false])
  const arrived = (othersFollow: boolean) =>
    written({ kind: 'parcel-delivered', order: order(locale), parcel: { ...one, othersFollow } }, locale).text.includes(
      words.delivered.othersFollow,
    )
  expect([arrived(true), arrived(false)]).toEqual([true, false])
})

test.each<Locale>(['fr', 'en'])('an order that waits says from which day it leaves (%s)', (locale) => {
  const { waits } = mailWords[locale].confirmed
  const { text } = written({ kind: 'order-confirmed', order: order(locale, { waitsUntil: '2026-12-24' }) }, locale)
  expect(text).toContain(waits(locale === 'fr' ? '24 décembre 2026' : '24 December 2026'))
  expect(written(letterOf(locale)['order-confirmed'], locale).text).not.toContain(waits('').slice(0, 20))
})

test.each<Locale>(['fr', 'en'])('what comes back goes where the mail says, at whose cost it says, and for how much (%s)', (locale) => {
  const { sendTo, returnApproved } = mailWords[locale]
  const approved = (more: object) => written({ kind: 'return-approved', order: order(locale), file: { ...file, ...more } }, locale).text
  const back = returnApproved.back(formatMoney(locale, file.amountMinor, 'EUR'))
  for (const said of [sendTo, '2 rue du Retour', returnApproved.youPay, back]) expect(approved({})).toContain(said)
  for (const said of ['2 rue du Retour', returnApproved.shopPays, returnApproved.claimed])
    expect(approved({ isClaim: true, shopPays: true })).toContain(said)
  // What becomes of a claim is known once it is looked at.
  expect(approved({ isClaim: true, shopPays: true })).not.toContain(back)
  const withdrawn = (isAwaited: boolean) =>
    written({ kind: 'withdrawal-received', order: order(locale), file: { ...file, isAwaited } }, locale).text
  expect([withdrawn(true), withdrawn(false)].map((text) => text.includes('2 rue du Retour'))).toEqual([true, false])
  expect(written(letterOf(locale)['claim-mended'], locale).text).toContain('VT456')
})

test.each<Locale>(['fr', 'en'])('an exchange says what it costs and where that is paid, and what comes in return (%s)', (locale) => {
  const words = mailWords[locale]
  const exchange = { fileId: 'f/1', dueMinor: 3_000, sendsAtOnce: false }
  const toPay = written({ kind: 'exchange-to-pay', order: order(locale), file: { ...file, exchange } }, locale).text
  expect(toPay).toContain(words.exchangeToPay.body(formatMoney(locale, 3_000, 'EUR')))
  const isSwap = true
  const swap = written({ kind: 'exchange-to-pay', order: order(locale), file: { ...file, exchange, isSwap } }, locale).text
  expect(swap).toContain(words.swapToPay.body(formatMoney(locale, 3_000, 'EUR')))
  expect(written({ kind: 'return-lapsed', order: order(locale), file: { ...file, isSwap } }, locale).text).toContain(words.swapLapsed.body)
  const late = written(letterOf(locale)['exchange-lapsed'], locale).text
  expect(late).toContain(
    words.exchangeLapsed.body(formatMoney(locale, file.amountMinor, 'EUR'), formatDate(locale, '2026-11-26T10:00:00Z')),
  )
  expect(toPay).toContain(`https://vitrine.example${locale === 'en' ? '/en' : ''}/o/o1/exchange/f%2F1`)
  const approved = (sendsAtOnce: boolean) =>
    written({ kind: 'return-approved', order: order(locale), file: { ...file, exchange: { ...exchange, sendsAtOnce } } }, locale).text
  expect(approved(false)).toContain(words.returnApproved.exchanged)
  expect(approved(true)).toContain(words.returnApproved.exchangedAtOnce)
  const replacement = order(locale, { exchangeOf: 'V-7', creditMinor: 100, creditDueBackMinor: 100 })
  const confirmed = written({ kind: 'order-confirmed', order: replacement }, locale).text
  for (const said of [words.confirmed.replaces('V-7'), words.byPieces('V-7')]) expect(confirmed).toContain(said)
  expect(confirmed).not.toMatch(/exchang|échang/i) // the pieces may never have left
  expect(written({ kind: 'order-cancelled', order: replacement }, locale).text).toContain(words.cancelled.exchange('V-7'))
})

test.each<Locale>(['fr', 'en'])(
  'a purchase lost at the bank says what went, that nothing is charged, and how much is dropped (%s)',
  (locale) => {
    const { lost } = mailWords[locale]
    const { text } = written(letterOf(locale)['checkout-lost'], locale)
    for (const said of [lost.nothing('Lise'), lost.body(formatMoney(locale, 12_900, 'EUR'))]) expect(text).toContain(said)
    const free = { ...letterOf(locale)['checkout-lost'].lost, amountMinor: 0 }
    expect(written({ kind: 'checkout-lost', lost: free }, locale).text).not.toContain(formatMoney(locale, 0, 'EUR'))
  },
)

test.each([
  ['fr', 'Remise\u00a0: Bienvenue (ETE), Ouverture'],
  ['en', 'Discount: Welcome (ETE), Opening'],
] as const)('a mail about an order names what took money off (%s)', (locale, said) => {
  const promotions = [
    { title: { fr: 'Bienvenue', en: 'Welcome' }, code: 'ETE' },
    { title: { fr: 'Ouverture', en: 'Opening' }, code: '' },
  ]
  const rows = (more: Partial<OrderFacts>) =>
    mailContent({ kind: 'order-confirmed', order: order(locale, more) }, { email: '', locale }, shop).parts.flatMap((part) =>
      part.is === 'totals' ? part.rows.map(({ name }) => name) : [],
    )
  expect(rows({ promotions })).toContain(said)
  expect(rows({})).toContain(locale === 'fr' ? 'Remise' : 'Discount')
})

test('what somebody typed stays text, between tags and inside an attribute; HTML that was made so is put in as it is', () => {
  const typed = `"><script>alert('a & b')</script>`
  const safe = '&quot;&gt;&lt;script&gt;alert(&#x27;a &amp; b&#x27;)&lt;/script&gt;'
  const inside = [html`<b>${typed}</b>`, html`<i>1</i>`]
  expect(html`<p title="${typed}">${typed}${inside}</p>`.html).toBe(`<p title="${safe}">${safe}<b>${safe}</b><i>1</i></p>`)
})
