import type { GatewayClient } from '@vitrine/gateway/client'
import { GatewayProblem } from '@vitrine/gateway/client'
import type { HomeTrial } from '@vitrine/gateway/schemas/home-trial'
import { describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { frameOf, framesCookie, framesIn } from '../trial-frames.ts'
import { homeTrialWords } from '../words/home-trial.ts'
import * as onePage from './home-trial-one.tsx'
import * as trialPage from './home-trial.tsx'

const demo = memoryGateway()
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const nobody = { locale: 'fr', address: '203.0.113.1' } as const
const { items } = (await demo.call('products', { q: 'lise' }, nobody)).body
const { body: product } = await demo.call('product', { id: items[0]!.slug }, nobody)
const [variant] = product.variants
const wanted = { slug: product.slug, variantId: variant!.id }
const cookie = framesCookie([wanted]).split(';')[0]!
const terms = {
  ...{ maxFrames: 5, days: 5, countries: ['FR'] },
  paymentMethods: [{ provider: 'sandbox', method: 'card', label: 'Carte', sandbox: true }],
}
const trial: HomeTrial = {
  ...{ id: 't1', state: 'delivered', text: 'Chez vous', deposit: eur(12_900), depositState: 'held', depositText: 'réservée' },
  frames: [{ ...wanted, name: 'Lise', options: [], image: null, price: eur(12_900) }],
  ...{ charged: eur(0), taken: eur(0), email: 'ada@example.com', deliveries: [], notices: 0, allowed: ['keep', 'return'] },
  shipping: { name: 'Ada', line1: '1', postcode: '75002', city: 'Paris', country: 'FR' },
  timeline: [{ at: '2026-11-24T10:12:00Z', event: 'trial-asked', text: 'Demandé' }],
  ...{ askedAt: '2026-11-24T10:12:00Z', shipBy: '2026-11-26T10:12:00Z', returnBy: '2026-12-01T10:12:00Z', lateAt: '2026-12-10T10:12:00Z' },
}
const problem = (status: number, code: string, facts = {}) =>
  new GatewayProblem({ type: `https://vitrine.example/problems/${code}`, title: code, status, code, ...facts })

/** The shop, with these answers or refusals in it. What it was asked is kept. */
function shopWith(answers: Readonly<Record<string, unknown>>) {
  const asked: { readonly name: string; readonly input: unknown }[] = []
  const bodies: Readonly<Record<string, unknown>> = {
    ...{
      homeTrialTerms: terms,
      myHomeTrials: { items: [], nextCursor: null, total: null },
      myPaymentMethods: { items: [] },
      homeTrial: trial,
    },
    ...answers,
  }
  const gateway: GatewayClient = {
    ...demo,
    async call(name, input, caller) {
      asked.push({ name, input })
      const body = bodies[name]
      if (body instanceof GatewayProblem) throw body
      return body ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller)
    },
  }
  return { gateway, asked }
}

async function page(gateway: GatewayClient, path: string, form?: Record<string, string>, kept = cookie) {
  const pages = { '/home-trial': trialPage, '/home-trial/:id': onePage }
  const { html, to, shop } = await drawPage(gateway, pages, path, form, kept)
  return { html: to === null ? html.replaceAll('\u00a0', ' ').replaceAll('&#x27;', "'") : `to ${to}`, cookies: shop.cookies }
}

test('the list of frames holds five, whatever its cookie says', () => {
  const many = Array.from({ length: 7 }, (_, n) => ({ slug: 'lise', variantId: `v${n}` }))
  expect(framesIn(`other=1; ${framesCookie(many).split(';')[0]}`)).toEqual(many.slice(0, 5))
  for (const bad of ['trial-frames=%', 'trial-frames=<script>', 'trial-frames=lise', undefined]) expect(framesIn(bad)).toEqual([])
  expect(frameOf('lise~v1')).toEqual({ slug: 'lise', variantId: 'v1' })
  expect(frameOf('../x~v1')).toBeUndefined()
})

describe.each(['fr', 'en'] as const)('a home trial in %s, with scripts off', (locale) => {
  const words = homeTrialWords[locale]
  const at = locale === 'fr' ? '' : '/en'
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  const typed = {
    ...{
      intent: 'order',
      key: 'k',
      deposit: String(variant!.price.amountMinor),
      currency: 'EUR',
      method: 'sandbox/card',
      cards: 'sandbox/card',
    },
    ...{ token: 'ok', terms: 'yes', name: 'Ada', line1: '1 rue', postcode: '75002', city: 'Paris', country: 'FR' },
  }

  test('ORD-13: a frame is put on the list, shown with the deposit, and taken off again', async () => {
    const { gateway } = shopWith({})
    const frame = `${wanted.slug}~${wanted.variantId}`
    const added = await page(gateway, `${at}/home-trial`, { intent: 'add', frame }, '')
    expect([added.html, framesIn(added.cookies[0])]).toEqual([`to ${at}/home-trial`, [wanted]])
    const { html } = await page(gateway, `${at}/home-trial`)
    for (const said of [product.name, words.remove(product.name), words.keep, words.held]) expect(html).toContain(plain(said))
    const removed = await page(gateway, `${at}/home-trial`, { intent: 'remove', frame })
    expect(framesIn(removed.cookies[0])).toEqual([])
    expect((await page(gateway, `${at}/home-trial`, undefined, '')).html).toContain(plain(words.none))
  })

  test('who is not signed in is sent to sign in, and who has one open to that', async () => {
    const guest = await page(shopWith({ myHomeTrials: problem(401, 'unauthorised') }).gateway, `${at}/home-trial`)
    expect(guest.html).toContain(plain(words.signIn))
    expect(guest.html).not.toContain('name="terms"')
    const busy = await page(shopWith({ myHomeTrials: { items: [trial], nextCursor: null, total: null } }).gateway, `${at}/home-trial`)
    expect(busy.html).toContain(`${at}/home-trial/t1`)
    expect(busy.html).not.toContain('name="terms"')
  })

  test('ordered, its page follows; what is missing, or refused, is said', async () => {
    const { gateway, asked } = shopWith({ beginHomeTrial: trial })
    expect((await page(gateway, `${at}/home-trial`, typed)).html).toBe(`to ${at}/home-trial/t1`)
    expect(asked.find(({ name }) => name === 'beginHomeTrial')?.input).toMatchObject({
      ...{ variantIds: [wanted.variantId], expectedDeposit: variant!.price, acceptTerms: true },
      payment: { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: `${at}/home-trial` },
    })
    const { terms: _, ...unticked } = typed
    expect((await page(gateway, `${at}/home-trial`, unticked)).html).toContain(plain(words.agree))
    const refusals: [GatewayProblem, string][] = [
      [problem(402, 'payment-declined'), words.declined],
      [problem(409, 'out-of-stock'), words.outOfStock],
      [problem(409, 'delivery-refused'), words.noDelivery],
      [problem(409, 'trial-open'), words.open],
    ]
    for (const [refusal, said] of refusals)
      expect((await page(shopWith({ beginHomeTrial: refusal }).gateway, `${at}/home-trial`, typed)).html).toContain(plain(said))
  })

  test('its page says until when, lets frames be kept, and asks for the deposit where it lapsed', async () => {
    const { gateway, asked } = shopWith({ keepTrialFrames: trial })
    const { html } = await page(gateway, `${at}/home-trial/t1`)
    for (const said of [words.keepTitle, words.keepThem, words.history]) expect(html).toContain(plain(said))
    expect(html).not.toContain(plain(words.cancel))
    expect((await page(gateway, `${at}/home-trial/t1`, { intent: 'keep', frame: wanted.variantId })).html).toContain(plain(words.kept))
    expect(asked.find(({ name }) => name === 'keepTrialFrames')?.input).toEqual({ trialId: 't1', variantIds: [wanted.variantId] })
    expect((await page(gateway, `${at}/home-trial/t1`, { intent: 'keep' })).html).toContain(plain(words.keepNone))
    const lapsed = { ...trial, notices: 1, depositState: 'dropped', allowed: ['keep', 'deposit'] }
    const again = await page(shopWith({ homeTrial: lapsed }).gateway, `${at}/home-trial/t1`)
    for (const said of [words.again, 'name="token"']) expect(again.html).toContain(plain(said))
    expect(again.html).not.toContain('invoice.pdf')
    const ended = { ...trial, state: 'closed', taken: eur(12_900), invoiceNumber: 'F-000042', allowed: [] }
    const invoiced = await page(shopWith({ homeTrial: ended }).gateway, `${at}/home-trial/t1`)
    for (const said of [words.invoice, 'href="/api/v1/home-trials/t1/invoice.pdf"']) expect(invoiced.html).toContain(said)
    const gone = await page(shopWith({ cancelHomeTrial: problem(409, 'move-refused') }).gateway, `${at}/home-trial/t1`, {
      intent: 'cancel',
    })
    expect(gone.html).toContain(plain(words.refused))
  })
})
