import { type GatewayClient, GatewayProblem } from '@vitrine/gateway/client'
import type { KeptRx } from '@vitrine/gateway/schemas/optics'
import { describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { adviceWords } from '../words/advice.ts'
import * as addPage from './add-prescription.tsx'
import * as listPage from './prescriptions.tsx'

const eye = { sph: -2, cyl: 0, transposed: { sph: -2, cyl: 0 }, sphericalEquivalent: -2, text: '−2.00' }
const kept = (more: Partial<KeptRx> = {}): KeptRx => ({
  ...{ id: 'p', wearer: 'Ada', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31', state: 'submitted', corrected: false },
  prescription: { right: eye, left: eye, vertexMm: 12, notation: 'none' },
  ...{ validity: { state: 'valid', until: '2030-01-31' }, at: '2026-11-28T10:00:00Z' },
  ...more,
})
const rejected = kept({ state: 'rejected', reason: { code: 'unreadable', text: 'A value could not be read' } })
const messages = [{ id: 'm', at: '2026-11-28T10:00:00Z', from: 'optician' as const, text: 'Is it 18 or 180?' }]
const typed = {
  ...{ 'right.sph': '-2.00', 'left.sph': '-2.00', pdFar: '63', issuedOn: '2026-10-01', wearerBirthDate: '1990-06-15', wearer: 'Ada' },
}

/** A shop that keeps these prescriptions; what it is asked is kept. */
function shopWith(items: readonly KeptRx[], answers: Readonly<Record<string, unknown>> = {}) {
  const asked: [string, unknown][] = []
  const read = { prescription: kept().prescription, warnings: [] }
  const bodies: Readonly<Record<string, unknown>> = {
    ...{ myPrescriptions: { items, reminders: true }, myAdvice: { items: messages }, parsePrescription: read },
    ...{ askOptician: messages[0], addPrescription: kept(), setReminders: { items, reminders: false } },
    ...answers,
  }
  const demo = memoryGateway()
  const gateway: GatewayClient = {
    ...demo,
    async call(name, input, caller) {
      asked.push([name, input])
      const body = bodies[name]
      if (body instanceof GatewayProblem) throw body
      return body ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller)
    },
  }
  return { gateway, asked }
}

async function page(gateway: GatewayClient, path: string, form?: Record<string, string>): Promise<string> {
  const pages = { '/account/prescriptions': listPage, '/account/prescriptions/new': addPage }
  const { html, to } = await drawPage(gateway, pages, path, form)
  return to === null ? html.replaceAll('&#x27;', "'") : `to ${to}`
}

describe.each(['fr', 'en'] as const)('OPT-5 kept prescriptions and advice in %s, with scripts off', (locale) => {
  const words = adviceWords[locale]
  const root = `${locale === 'fr' ? '' : '/en'}/account/prescriptions`

  test('a rejected one says why and leads to the form for another; what the optician wrote stands below', async () => {
    const html = await page(shopWith([rejected]).gateway, root)
    for (const said of ['A value could not be read', words.states.rejected, `${root}/new?corrects=p`, 'Is it 18 or 180?', words.remind])
      expect(html).toContain(said)
    expect(await page(shopWith([kept({ ...rejected, corrected: true })]).gateway, root)).toContain(words.replaced)
    expect(await page(shopWith([kept()]).gateway, root)).not.toContain('corrects=')
  })

  test('OPT-9 wearers who are known already are there to choose from, each once', async () => {
    const html = await page(shopWith([kept(), kept({ id: 'q' }), kept({ id: 'r', wearer: 'Léo' })]).gateway, `${root}/new`)
    expect(html).toContain('<datalist id="wearers"><option value="Ada"></option><option value="Léo"></option></datalist>')
    expect(html).toMatch(/<input[^>]*list="wearers"/)
    expect(await page(shopWith([]).gateway, `${root}/new`)).not.toContain('wearers')
  })

  test('a message is sent with consent alone, about the prescription that is chosen', async () => {
    const { gateway, asked } = shopWith([kept({ state: 'asked' })])
    expect(await page(gateway, root, { intent: 'ask', text: '180' })).toContain(words.needsAgree)
    expect(await page(gateway, root, { intent: 'ask', text: ' ', agree: 'yes' })).toContain(words.needsText)
    expect(await page(gateway, root, { intent: 'ask', text: '180', about: 'p', agree: 'yes' })).toContain(words.sent)
    const sent = asked.filter(([name]) => name === 'askOptician').map(([, input]) => input)
    expect(sent).toEqual([{ message: '180', prescriptionId: 'p', consent: 'health-data' }])
  })

  test('OPT-4 reminders are switched off; OPT-9 a wearer whose glasses are under way stays, and it is said why', async () => {
    const underWay = new GatewayProblem({ type: 'x', title: 'x', status: 409, code: 'glasses-under-way', orders: ['V-000042'] })
    const { gateway, asked } = shopWith([kept()], { removePrescription: underWay })
    expect(await page(gateway, root, { intent: 'remind' })).toContain(words.reminded)
    expect(asked).toContainEqual(['setReminders', { wanted: false }])
    expect(await page(gateway, root, { prescription: 'p' })).toContain('V-000042')
  })

  test('a corrected one is read, compared, and kept in the place of the first', async () => {
    const { gateway, asked } = shopWith([rejected])
    const path = `${root}/new?corrects=p`
    const form = await page(gateway, path)
    for (const said of [words.correctTitle, 'A value could not be read', 'value="Ada"']) expect(form).toContain(said)
    expect(await page(gateway, path, { ...typed, wearer: '', go: 'check' })).toContain(words.needsWearer)
    const abroad = { ...typed, country: 'BE', prescriberMonths: '12', go: 'check' }
    expect(await page(gateway, path, abroad)).toContain('name="prescriberMonths" value="12"')
    expect(asked.findLast(([name]) => name === 'parsePrescription')?.[1]).toMatchObject({
      prescription: { country: 'BE', prescriberMonths: 12 },
    })
    expect(await page(gateway, path, { ...typed, prescriberMonths: '-3', go: 'check' })).toContain('−2.00')
    expect(asked.findLast(([name]) => name === 'parsePrescription')?.[1]).not.toMatchObject({
      prescription: { prescriberMonths: expect.anything() },
    })
    expect(await page(gateway, path, { ...typed, go: 'keep', consent: 'yes' })).toBe(`to ${root}?kept`)
    expect(asked.find(([name]) => name === 'addPrescription')?.[1]).toMatchObject({
      correctsId: 'p',
      wearer: 'Ada',
      consent: 'health-data',
    })
    expect(await page(shopWith([kept()]).gateway, path)).toContain(words.correctGone)
  })
})
