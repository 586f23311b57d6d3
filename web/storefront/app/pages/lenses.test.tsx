import { type GatewayClient, GatewayProblem } from '@vitrine/gateway/client'
import type { RxSheet } from '@vitrine/gateway/schemas/optics'
import { beforeEach, describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { mostScanBytes } from '../send-scan.ts'
import { lensWords } from '../words/lenses.ts'
import * as lensesPage from './lenses.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const problem = (status: number, code: string, more: object = {}) =>
  new GatewayProblem({ type: 'about:blank', title: code, status, code, ...more })
const eye = (text: string) => ({
  sph: 2.25,
  cyl: -0.5,
  axis: 10,
  transposed: { sph: 1.75, cyl: 0.5, axis: 100 },
  sphericalEquivalent: 2,
  text,
})
const lens = (id: string, more: object = {}) => ({
  ...{ id, name: `Lens ${id}`, use: 'sv-far', index: 1.6, price: eur(8_000), leadDays: 5, reasons: [], treatmentIds: ['ar'] },
  reach: { sph: { low: -4, high: 4 }, cyl: { low: -2.75, high: 0 } },
  ...more,
})
const fitOf = { decentrationMm: 2.5, minBlankMm: 71 }
const fit = { right: fitOf, left: { ...fitOf, decentrationMm: -1.5 }, minBlankMm: 71, verdict: 'fair', reasons: ['A little off your eyes'] }
const refused = { reasons: [{ rule: 'LN-2', code: 'index-too-low', text: 'Too thick.' }], nearestId: 'far-160' }
const clash = { rule: 'LN-7', code: 'treatments-clash' }
const clashing = {
  reasons: [
    { ...clash, text: 'Not this one.' },
    { ...clash, text: 'Mirror and photochromic do not go together' },
  ],
}
const range = {
  lenses: [
    lens('far-150', refused),
    lens('far-160', { fit }),
    lens('far-174', clashing),
    lens('plano', { use: 'plano', price: eur(2_000) }),
  ],
  treatments: [{ id: 'ar', name: 'Anti-reflective', price: eur(3_000) }],
}
const asked: [string, Record<string, unknown>][] = []

/** What the door would say: optics is tested where it is; here is what the pages do with its answers. */
function answer(name: string, input: Record<string, unknown>): unknown {
  const sheet = input.prescription as RxSheet | undefined
  switch (name) {
    case 'parsePrescription': {
      if (sheet?.right.sph === '2.25')
        throw problem(400, 'bad-input', { errors: [{ path: 'prescription.right.sph', code: 'sign-missing', message: 'Write + or −' }] })
      const warnings = sheet?.left.sph === '-1' ? [{ code: 'opposite-signs', text: 'One eye has a plus' }] : []
      const isOld = sheet?.issuedOn === '2010-01-31'
      const of = {
        ...{ required: sheet?.country === 'IT' ? ['prescriber', 'pdHalves'] : [], lostOrBroken: sheet?.country !== 'BE' },
        ...(isOld && { validity: { state: 'expired', until: '2015-01-31' } }),
      }
      const pd = { farMm: 63, rightMm: 31, leftMm: 32, nearMm: 60, nearDerived: true }
      return { prescription: { right: eye('+2.25 (−0.50) 10°'), left: eye('+1.00'), pd, vertexMm: 12, notation: 'minus' }, warnings, ...of }
    }
    case 'fitCheck':
      throw problem(409, 'pd-too-coarse')
    case 'lensQuote': {
      if (input.lensId === 'far-150') throw problem(409, 'lens-refused', refused)
      const lines = [
        { id: 'v', kind: 'frame', name: 'Lise', price: eur(12_900) },
        { id: 'l', kind: 'lenses', name: 'Lens', price: eur(8_000) },
      ]
      return { ...range, ...(input.lensId !== undefined && { quote: { lines, total: eur(20_900), leadDays: 5 } }) }
    }
    case 'configureLenses':
      if (sheet?.right.sph === '+3' && !(input.ticked as string[]).includes('eyes-swapped'))
        throw problem(409, 'warnings-unticked', { warnings: [{ code: 'eyes-swapped', text: 'Right and left are the other way round' }] })
      if (sheet?.right.sph === '+4')
        throw problem(400, 'bad-input', { errors: [{ path: 'prescription.pdFar', message: 'Have it measured again' }] })
      return { configurationId: 'c', toPrescription: true, leadDays: 5 }
    case 'addScan':
      if (new TextDecoder().decode(input.scan as Uint8Array).includes('too often')) throw problem(429, 'too-many-requests')
      return { configurationId: 'c', hasScan: true }
    case 'dropLenses':
      return { dropped: true }
    case 'addCartLine':
      if (isSoldOut) throw problem(409, 'out-of-stock')
      return { lines: [{ quantity: 1 }, { quantity: 1, partOf: 'x' }] }
    case 'myPrescriptions':
      throw problem(401, 'unauthorised')
    case 'myMeasures':
      if (!own) throw problem(401, 'unauthorised')
      return own
    case 'addPrescription':
      if (input.wearer === 'Too many') throw problem(409, 'warnings-unticked')
      return {}
    default:
      throw new Error(`nobody asks for ${name}`)
  }
}

/** What the shopper keeps in an account; of a guest nothing. */
let own: object | undefined
let isSoldOut = false
const memory = memoryGateway()
const gateway = {
  async call(name: string, input: never, caller: never) {
    if (name === 'product') return memory.call(name, input, caller)
    asked.push([name, input])
    return { status: 200, body: answer(name, input), setCookie: [] }
  },
} as GatewayClient
beforeEach(() => void asked.splice(0))

/** The page as a browser without scripts gets it; or where it is sent. */
async function page(path: string, form?: Record<string, string>, scan?: File): Promise<string> {
  const { html, to } = await drawPage(gateway, { '/p/:slug/lenses': lensesPage }, path, form && scan ? withFile(form, scan) : form)
  return to === null ? html : `to ${to}`
}

function withFile(form: Record<string, string>, scan: File): FormData {
  const whole = new FormData()
  for (const [name, text] of Object.entries(form)) whole.set(name, text)
  whole.set('scan', scan)
  return whole
}

const sheet = { use: 'sv-far', 'right.sph': '+225', 'left.sph': '+1', pdFar: '63', wearerBirthDate: '1990-06-15', issuedOn: '2026-01-31' }
const plain = (html: string) => html.replaceAll(/[\u00a0\u202f]/g, ' ')
const fieldsOf = (html: string) => [...html.matchAll(/<input[^>]* name="([^"]+)"/g)].map(([, name]) => name)

describe.each(['fr', 'en'] as const)('lenses for a frame in %s, with scripts off', (locale) => {
  const path = `${locale === 'fr' ? '' : '/en'}/p/lise/lenses`
  const words = lensWords[locale]

  test('the first question is what they are for; nothing is chosen, nothing is skipped', async () => {
    expect(await page(path)).toContain(words.step(1, words.steps.use))
    expect(await page(path, { go: 'sheet' })).toContain(words.chooseUse)
    expect(await page(path, { go: 'sheet', use: 'plano' })).toContain(words.step(3, words.steps.lens))
    expect(await page(path, { go: 'sheet', use: 'sv-far' })).toContain(words.step(2, words.steps.sheet))
  })

  test('OPT-1 a wrong field keeps all that was typed, and says why beside it and on top', async () => {
    const html = await page(path, { ...sheet, go: 'check', 'right.sph': '2.25' })
    const named = words.fieldWrong(words.fieldOf(words.fields.sph, words.eyes.right), 'Write + or −')
    expect(html).toContain(`<a href="#right.sph">${named}</a>`)
    expect(html).toContain('id="right.sph-error"')
    expect(html).toMatch(/name="right.sph"[^>]*value="2.25"|value="2.25"[^>]*name="right.sph"/)
  })

  test('a distance kept in the account is filled in, with its error bar where it was measured', async () => {
    own = { pd: { mm: 62.5, errorMm: 5.9, method: 'iris' } }
    const html = await page(path, { use: 'sv-far', go: 'sheet' })
    own = undefined
    for (const field of ['value="62.5"', 'name="pdMeasured"', 'name="pdErrorMm" value="5.9"']) expect(html).toContain(field)
    expect(await page(path, { use: 'sv-far', go: 'sheet' })).not.toContain('pdMeasured')
  })

  test('a sheet to order with has its distance of the pupils and its dates', async () => {
    const html = await page(path, { ...sheet, go: 'check', pdFar: '', issuedOn: '', wearerBirthDate: '' })
    for (const text of [words.needsPd, words.needsIssued, words.needsBirth]) expect(html).toContain(text)
  })

  test('RX-1 RX-3 what was read is shown as an optician writes it, and in the other sign of cylinder', async () => {
    const html = await page(path, { ...sheet, go: 'check' })
    expect(html).toContain('+2.25 (−0.50) 10°')
    expect(html).toContain(words.same(locale === 'fr' ? '+1,75 (+0,50) 100°' : '+1.75 (+0.50) 100°'))
    expect(fieldsOf(html)).toContain('right.sph')
    expect(plain(html)).toContain(locale === 'fr' ? '(droit 31 mm, gauche 32 mm)' : '(right 31 mm, left 32 mm)')
    expect(plain(html)).toContain(locale === 'fr' ? 'Verre-œil 12 mm' : 'Lens to eye 12 mm')
  })

  test('RX-6 a warning that is not ticked stops, a ticked one does not', async () => {
    const likely = { ...sheet, 'left.sph': '-1', go: 'lens' }
    expect(await page(path, likely)).toContain('href="#tick opposite-signs"')
    expect(await page(path, { ...likely, 'tick opposite-signs': 'yes' })).toContain(words.step(3, words.steps.lens))
  })

  test('OPT-8 a distance the try-on measured too coarsely is refused; one typed over it is not', async () => {
    const measured = { ...sheet, pdMeasured: '63', pdErrorMm: '5.3', go: 'check' }
    expect(await page(path, measured)).toContain(words.pdTooCoarse)
    expect(await page(path, { ...measured, pdFar: '62' })).toContain(words.step(2, words.steps.check))
  })

  test('LN-9 a lens that cannot be had stays in view with its reason and the nearest that works', async () => {
    const html = await page(path, { ...sheet, go: 'lens' })
    expect(plain(html)).toContain(`>${plain(words.cannot('Too thick.'))}</span>`)
    expect(html).toContain(words.nearest('Lens far-160'))
    expect(html.match(/<input[^>]*id="lens-far-174"/)).toHaveLength(1)
    expect(html).toContain('<span class="block">Mirror and photochromic do not go together</span>')
    expect(html).toContain(words.otherTreatments)
    expect(html).not.toContain(words.noneNearest)
    expect(html).not.toContain('Lens plano')
    expect(await page(path, { ...sheet, go: 'lens', lens: 'far-150' })).not.toContain('class="summary-err"')
    expect(await page(path, { ...sheet, go: 'sum' })).toContain(words.chooseLens)
    const chosen = await page(path, { ...sheet, go: 'sum', lens: 'far-150' })
    expect(chosen).toContain('<a href="#lens-far-150">Too thick.</a>')
    expect(chosen).toContain(words.step(3, words.steps.lens))
  })

  test('LN-8 the price is shown line by line, and needs consent before it is added', async () => {
    const chosen = { ...sheet, lens: 'far-160', 'treatment ar': 'yes' }
    const html = await page(path, { ...chosen, go: 'sum' })
    expect(html.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ')).toContain(locale === 'fr' ? '209,00 €' : '€209.00')
    expect(await page(path, { ...chosen, go: 'add' })).toContain(words.needsConsent)
    expect(asked.map(([name]) => name)).not.toContain('configureLenses')
    expect(await page(path, { ...chosen, go: 'add', consent: 'yes' })).toBe(`to ${locale === 'fr' ? '' : '/en'}/cart?added`)
    expect(asked.find(([name]) => name === 'configureLenses')?.[1]).toMatchObject({
      ...{ lensId: 'far-160', treatments: ['ar'], consent: 'health-data', pdErrorMm: 0 },
      prescription: { right: { sph: '+225' }, left: { sph: '+1' }, pdFar: '63', issuedOn: '2026-01-31' },
    })
    expect(asked.at(-1)).toMatchObject(['addCartLine', { cartId: 'mine', quantity: 1, lensConfigurationId: 'c' }])
  })

  test('OPT-7 how a lens sits is said in words and figures before it is bought', async () => {
    for (const go of ['lens', 'sum']) {
      const html = plain(await page(path, { ...sheet, go, lens: 'far-160' }))
      expect(html).toContain('A little off your eyes')
      expect(html).toContain(locale === 'fr' ? '2,5 mm à droite, 1,5 mm à gauche' : '2.5 mm right, 1.5 mm left')
      expect(html).toContain(locale === 'fr' ? '71 mm de diamètre' : '71 mm across')
    }
  })

  test('RX-6 eyes that are swapped against the last sheet are ticked before the pair is made; what is wrong with a sheet is said', async () => {
    const chosen = { ...sheet, lens: 'far-160', go: 'add', consent: 'yes' }
    const html = await page(path, { ...chosen, 'right.sph': '+3' })
    expect(html).toContain('href="#tick eyes-swapped"')
    expect(html).toContain('id="tick eyes-swapped"')
    expect(await page(path, { ...chosen, 'right.sph': '+3', 'tick eyes-swapped': 'yes' })).toMatch(/cart\?added$/)
    expect(await page(path, { ...chosen, 'right.sph': '+4' })).toContain('Have it measured again')
  })

  test('a prescription that cannot be kept costs nobody the glasses, and is not kept silently', async () => {
    const chosen = { ...sheet, lens: 'far-160', go: 'add', consent: 'yes', keep: 'yes' }
    expect(await page(path, chosen)).toMatch(/cart\?added$/)
    expect(asked.at(-1)).toMatchObject(['addPrescription', { wearer: words.me, pdErrorMm: 0 }])
    expect(await page(path, { ...chosen, wearer: 'Too many' })).toMatch(/cart\?added=unkept$/)
  })

  test('OPT-3 a picture of the sheet goes along, to the glasses it is of, once they are in the cart', async () => {
    const chosen = { ...sheet, lens: 'far-160' }
    expect(await page(path, { ...chosen, go: 'sum' })).toMatch(/<form[^>]*enctype="multipart\/form-data"/i)
    expect(await page(path, { ...chosen, go: 'add', consent: 'yes' }, new File(['%PDF-1.7'], 'sheet.pdf'))).toMatch(/cart\?added$/)
    expect(asked.slice(-3).map(([name]) => name)).toEqual(['configureLenses', 'addCartLine', 'addScan'])
    expect(asked.at(-1)?.[1]).toMatchObject({ configurationId: 'c', consent: 'health-data' })
    expect(await page(path, { ...chosen, go: 'add', consent: 'yes' }, new File([], ''))).toMatch(/cart\?added$/)
  })

  test('OPT-3 glasses that cannot be had leave no sheet and no picture; a picture that cannot be added costs nobody the glasses, and is said', async () => {
    const chosen = { ...sheet, lens: 'far-160', go: 'add', consent: 'yes' }
    isSoldOut = true
    const html = await page(path, chosen, new File(['%PDF-1.7'], 'sheet.pdf'))
    isSoldOut = false
    expect(html).toContain(words.soldOut)
    expect(asked.map(([name]) => name)).not.toContain('addScan')
    expect(asked).toContainEqual(['dropLenses', { configurationId: 'c' }])
    const often = () => new File(['%PDF-1.7 too often'], 'sheet.pdf')
    expect(await page(path, chosen, often())).toMatch(/cart\?added&unscanned$/)
    expect(await page(path, { ...chosen, keep: 'yes', wearer: 'Too many' }, often())).toMatch(/cart\?added=unkept&unscanned$/)
  })

  test.each([
    ['what is none', '<html>'],
    ['what is too large', `%PDF-1.7${'0'.repeat(10 * 1_024 * 1_024)}`],
  ])('OPT-3 %s is refused beside its field, before anything is kept, and all agreements stay', async (_, content) => {
    const html = await page(path, { ...sheet, lens: 'far-160', go: 'add', consent: 'yes' }, new File([content], 'sheet'))
    expect(html).toContain(`<a href="#scan">${words.scanRefused}</a>`)
    expect(html).toContain('id="scan-error"')
    expect(html).toMatch(/<input[^>]*name="consent"[^>]*checked=""|<input[^>]*checked=""[^>]*name="consent"/)
    expect(asked.map(([name]) => name)).not.toContain('configureLenses')
  })

  test('OPT-3 with a file that is too heavy nothing is read: the page says so, and where what was typed is', async () => {
    const heavy = new File([new Uint8Array(mostScanBytes)], 'sheet.pdf')
    const html = await page(path, { ...sheet, lens: 'far-160', go: 'add', consent: 'yes' }, heavy)
    expect(html).toContain(words.scanUnread)
    expect(asked.map(([name]) => name)).not.toContain('configureLenses')
    // With scripts the tab sends what it kept, and says what for.
    const back = await page(path, { ...sheet, lens: 'far-160', go: 'sum', unread: 'scan' })
    expect(back).toContain(words.step(4, words.steps.sum))
    expect(back).toContain(`<a href="#scan">${words.scanTooLarge}</a>`)
    expect(back).toContain('id="scan-error"')
    expect(fieldsOf(back)).toContain('right.sph')
    expect(fieldsOf(back)).not.toContain('unread')
  })

  test('OPT-3 a picture goes along with a kept prescription too, and is agreed to by itself', async () => {
    const kept = { use: 'sv-far', kept: 'rx1', lens: 'far-160' }
    expect(await page(path, { ...kept, go: 'sum' })).toContain(words.scanAgree)
    const file = () => new File(['%PDF-1.7'], 'sheet.pdf')
    expect(await page(path, { ...kept, go: 'add' }, file())).toContain('<a href="#consent">')
    expect(asked.map(([name]) => name)).not.toContain('configureLenses')
    expect(await page(path, { ...kept, go: 'add', consent: 'yes' }, file())).toMatch(/cart\?added$/)
    expect(asked.map(([name]) => name)).toContain('addScan')
    expect(await page(path, { ...kept, go: 'add' })).toMatch(/cart\?added$/)
  })

  test('OPT-4 what the country of a prescription asks for is asked for, beside its field', async () => {
    const html = await page(path, { ...sheet, country: 'IT', pdFarRight: '31', go: 'check' })
    for (const field of ['prescriber', 'pdFarLeft'] as const) {
      expect(html).toContain(`<a href="#${field}">${words.needsRequired[field]}</a>`)
      expect(html).toContain(`id="${field}-error"`)
    }
    expect(html).not.toContain(words.needsRequired.pdFarRight)
    expect(
      await page(path, { ...sheet, country: 'IT', pdFarRight: '31', pdFarLeft: '32', prescriber: 'Dott. Rossi', go: 'check' }),
    ).toContain('+2.25')
  })

  test('LAW-13 an expired sheet stops, but of whoever says that their glasses are lost or broken, where an optician may decide', async () => {
    const old = { ...sheet, issuedOn: '2010-01-31' }
    const html = await page(path, { ...old, go: 'check' })
    for (const said of [words.expired, words.lost, words.lostMore]) expect(html).toContain(said)
    expect(await page(path, { ...old, country: 'BE', go: 'check' })).not.toContain(words.lost)
    expect(await page(path, { ...old, country: 'BE', lost: 'yes', go: 'check' })).toContain(words.expired)
    const checked = await page(path, { ...old, lost: 'yes', go: 'check' })
    expect(checked).toContain(words.step(2, words.steps.check))
    expect(fieldsOf(checked)).toContain('lost')
    expect(await page(path, { ...old, lost: 'yes', lens: 'far-160', go: 'add', consent: 'yes' })).toMatch(/cart\?added$/)
    expect(asked.find(([name]) => name === 'configureLenses')?.[1]).toMatchObject({ lostOrBroken: true })
  })

  test('OPT-5 a picture alone will do: nothing is typed, the price stands, and what may come of it is said', async () => {
    expect(await page(path, { use: 'sv-far', go: 'sheet' })).toContain(words.sendPicture)
    const unread = { use: 'sv-far', kept: 'picture', wearer: 'Ada' }
    const lenses = plain(await page(path, { ...unread, go: 'check' }))
    expect(lenses).toContain(plain(words.step(3, words.steps.lens)))
    expect(lenses).toContain(plain(words.pictureLenses))
    expect(lenses).toContain(locale === 'fr' ? 'de −4,00 à +4,00, des cylindres jusqu’à −2,75' : '−4.00 to +4.00, cylinders to −2.75')
    const chosen = { ...unread, lens: 'far-160' }
    const sum = plain(await page(path, { ...chosen, go: 'sum' }))
    expect(sum).toContain(plain(words.pictureHint))
    expect(sum).toContain(locale === 'fr' ? '209,00 €' : '€209.00')
    expect(fieldsOf(sum)).not.toContain('keep')
    expect(await page(path, { ...chosen, go: 'add', consent: 'yes' })).toContain(`<a href="#scan">${words.needsPicture}</a>`)
    const file = () => new File(['%PDF-1.7'], 'sheet.pdf')
    expect(await page(path, { ...chosen, go: 'add' }, file())).toContain('<a href="#consent">')
    expect(asked.map(([name]) => name)).not.toContain('configureLenses')
    expect(await page(path, { ...chosen, go: 'add', consent: 'yes' }, file())).toMatch(/cart\?added$/)
    expect(asked.find(([name]) => name === 'configureLenses')?.[1]).toEqual({
      ...{ variantId: expect.any(String), lensId: 'far-160', treatments: [], fromPicture: true },
      ...{ wearer: 'Ada', prescriber: '', consent: 'health-data' },
    })
    expect(asked.map(([name]) => name)).not.toContain('parsePrescription')
    expect(asked.at(-1)?.[0]).toBe('addScan')
    expect(await page(path, { ...sheet, go: 'lens' })).not.toContain(words.reach('', '', '').slice(0, 12))
  })

  test('a step comes back as it was left, with what is typed and not judged yet', async () => {
    const html = await page(path, { ...sheet, 'right.sph': '2.25', go: 'sheet' })
    expect(html).toMatch(/name="right.sph"[^>]*value="2.25"|value="2.25"[^>]*name="right.sph"/)
    expect(asked.map(([name]) => name)).not.toContain('parsePrescription')
    expect(await page(path, { ...sheet, lens: 'far-160', go: 'sum' })).toContain(words.step(4, words.steps.sum))
  })

  test('lenses without power need no prescription and no consent', async () => {
    expect(await page(path, { use: 'plano', lens: 'plano', go: 'add' })).toContain('/cart?added')
    expect(asked.find(([name]) => name === 'configureLenses')?.[1]).not.toHaveProperty('prescription')
  })
})
