import { createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LensQuote } from '../schemas/optics.ts'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'

const door = await testGateway(await testDatabase())
const rx = { right: { sph: '+1,00', cyl: '-250', axis: '180' }, left: { sph: '+225' }, pdFar: '66' }
const dated = { ...rx, wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' }

const far = {
  ...{ name: { fr: 'Verres de loin', en: 'Far lenses' }, use: 'sv-far', sph: { low: -1_000, high: 600 }, cyl: { low: -400, high: 0 } },
  ...{ rims: ['full', 'semi'], centreMm: 1.5, edgeMinMm: 1, leadDays: 5, treatmentIds: ['ar', 'polarised', 'photochromic', 'unpriced'] },
}
const treatment = (id: string, fr: string, en: string, clashesWith: string[] = []) => ({ id, name: { fr, en }, leadDays: 2, clashesWith })

beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
  await createClient(OpticsService, door.shop.peer('optics')).putLensRange({
    options: [
      { ...far, id: 'far-150', index: 150 },
      { ...far, id: 'far-160', index: 160 },
      { ...far, id: 'plano', use: 'plano', index: 150 },
    ],
    treatments: [
      treatment('ar', 'Antireflet', 'Anti-reflective'),
      treatment('polarised', 'Polarisé', 'Polarised'),
      treatment('unpriced', 'Sans prix', 'Without a price'),
      treatment('photochromic', 'Photochromique', 'Photochromic', ['polarised']),
    ],
  })
})
afterAll(() => door.stop())

const post = (url: string, body: object, token?: string, locale = 'en') =>
  door.ask({ method: 'POST', url, body, headers: { 'accept-language': locale }, ...(token && { token }) })
const quote = (body: object, token?: string) => post('/v1/optics/lens-quotes', { variantId: 'lise-black', ...body }, token)

test('OPT-1 a prescription is read as it was typed, and shown as an optician writes it', async () => {
  const answer = await post('/v1/optics/prescriptions/parse', { prescription: dated }, undefined, 'fr')
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({
    prescription: {
      right: {
        sph: 1,
        cyl: -2.5,
        axis: 180,
        text: '+1,00 (−2,50) 180°',
        transposed: { sph: -1.5, cyl: 2.5, axis: 90 },
        sphericalEquivalent: -0.25,
      },
      left: { sph: 2.25, cyl: 0, text: '+2,25' },
      pd: { farMm: 66, rightMm: 33, nearMm: 63, nearDerived: true },
      notation: 'minus',
    },
    warnings: [],
    validity: { state: 'valid', until: '2030-01-31' },
  })
  expect(answer.headers['cache-control']).toContain('no-store')
})

test('OPT-1 with its prisms, by the name of their base', async () => {
  const prisms = { ...dated, right: { sph: '+1,00', prismH: '1,5', baseH: 'in', prismV: '0.5', baseV: 'up' } }
  const textIn = async (locale: string) =>
    (await post('/v1/optics/prescriptions/parse', { prescription: prisms }, undefined, locale)).json().prescription.right.text
  expect(await textIn('fr')).toBe('+1,00 1,5\u00a0Δ base nasale 0,5\u00a0Δ base supérieure')
  expect(await textIn('en')).toBe('+1.00 1.5\u00a0Δ base in 0.5\u00a0Δ base up')
})

test('OPT-1 or each field says what is wrong with it, in the language asked for', async () => {
  const wrong = { ...rx, right: { sph: '2.25', cyl: '-0.50' }, left: { sph: '-25.00' } }
  const answer = await post('/v1/optics/prescriptions/parse', { prescription: wrong }, undefined, 'fr')
  expect(answer.statusCode).toBe(400)
  expect(answer.json().errors).toEqual([
    {
      path: 'prescription.right.sph',
      code: 'sign-missing',
      message: 'Écrivez + ou − devant\u00a0: sans signe, cette puissance a deux sens',
      range: { low: -20, high: 12, step: 0.25 },
    },
    { path: 'prescription.right.axis', code: 'axis-missing', message: expect.any(String), range: { low: 1, high: 180, step: 1 } },
    {
      path: 'prescription.left.sph',
      code: 'out-of-range',
      message: 'La valeur doit être entre −20,00 et +12,00, par pas de 0,25',
      range: { low: -20, high: 12, step: 0.25 },
    },
  ])
})

test('RX-6 a likely slip is a warning with its sentence', async () => {
  const answer = await post('/v1/optics/prescriptions/parse', { prescription: { ...rx, right: { sph: '-1' }, left: { sph: '+1' } } })
  expect(answer.json().warnings).toEqual([
    { code: 'opposite-signs', text: 'One eye has a plus and the other a minus: please check both signs' },
  ])
})

test('LN-9 every lens comes with its price or the sentence that forbids it', async () => {
  const { lenses, treatments } = (await quote({ prescription: { ...rx, right: { sph: '-5' }, left: { sph: '-4' } } })).json<LensQuote>()
  expect(treatments.map(({ name }) => name)).toEqual(['Anti-reflective', 'Polarised', 'Photochromic'])
  const [low, high, plano] = lenses
  expect(low).toMatchObject({
    ...{ id: 'far-150', index: 1.5, price: { amountMinor: 12_900, currency: 'EUR' }, nearestId: 'far-160' },
    reasons: [{ rule: 'LN-2', text: 'At −5.00 (right eye) this lens would be too thick. Choose index 1.60 or higher.' }],
  })
  expect(high).toMatchObject({ id: 'far-160', reasons: [], leadDays: 5, fit: { verdict: 'good', right: { decentrationMm: 1 } } })
  expect(high!.fit!.right.edgeMm).toBeGreaterThan(1.5)
  expect(plano!.fit!.right).not.toHaveProperty('edgeMm')
})

test('LN-8 the chosen lens is priced line by line, and summed by pricing', async () => {
  const answer = (await quote({ prescription: rx, lensId: 'far-150', treatments: ['ar'] })).json<LensQuote>()
  expect(answer.quote).toEqual({
    lines: [
      { id: 'lise-black', kind: 'frame', name: 'Lise', price: { amountMinor: 12_900, currency: 'EUR' } },
      { id: 'far-150', kind: 'lenses', name: 'Far lenses', price: { amountMinor: 12_900, currency: 'EUR' } },
      { id: 'ar', kind: 'treatment', name: 'Anti-reflective', price: { amountMinor: 12_900, currency: 'EUR' } },
    ],
    total: { amountMinor: 38_700, currency: 'EUR' },
    leadDays: 5,
  })
})

test('LN-8 a treatment without a price is not sold, and left out of no total', async () => {
  const unpriced = await quote({ prescription: dated, lensId: 'far-160', treatments: ['unpriced'] })
  expect([unpriced.statusCode, unpriced.json()]).toMatchObject([409, { code: 'not-sold', variantId: 'unpriced' }])
})

test('OPT-6 an impossible choice sent anyway is refused with its rule and what works', async () => {
  const strong = { ...rx, right: { sph: '-5' }, left: { sph: '-5' } }
  const thick = await quote({ prescription: strong, lensId: 'far-150' })
  expect([thick.statusCode, thick.json()]).toMatchObject([
    409,
    { code: 'lens-refused', reasons: [{ rule: 'LN-2' }, { rule: 'LN-2' }], nearestId: 'far-160' },
  ])
  const clash = await quote({ prescription: rx, lensId: 'far-160', treatments: ['polarised', 'photochromic'] })
  expect(clash.json()).toMatchObject({
    code: 'lens-refused',
    reasons: [{ rule: 'LN-7', text: 'These do not go together: Polarised, Photochromic' }],
  })
  const bare = await quote({ lensId: 'far-160' })
  expect(bare.json()).toMatchObject({ reasons: [{ rule: 'LN-1', text: 'This lens needs a prescription' }] })
})

test('OPT-4 an expired prescription is refused with its day', async () => {
  const answer = await quote({ prescription: { ...dated, issuedOn: '2020-01-15' }, lensId: 'far-160' })
  expect([answer.statusCode, answer.json()]).toMatchObject([
    409,
    { code: 'prescription-expired', reasons: [{ rule: 'LAW-13', text: 'The prescription ended on 15 January 2025' }] },
  ])
})

test('OPT-7 how the frame fits, in millimetres and in words', async () => {
  const answer = await post('/v1/optics/fit-checks', { variantId: 'lise-black', pdMm: 63, faceWidthMm: 132 })
  expect(answer.json()).toMatchObject({
    right: { decentrationMm: 2.5, minBlankMm: expect.any(Number) },
    verdict: 'good',
    width: { excessMm: -10, verdict: 'narrow', estimated: true },
    reasons: ['The lenses sit well before your eyes', '10 mm narrow for your face', expect.any(String), expect.any(String)],
  })
})

test('OPT-7 halves of a distance that do not add up are refused where they were written', async () => {
  const errorsOf = async (more: object) =>
    (await post('/v1/optics/fit-checks', { variantId: 'lise-black', pdMm: 64, ...more })).json().errors
  expect(await errorsOf({ pdRightMm: 31 })).toMatchObject([{ path: 'pdLeftMm', code: 'half-missing' }])
  expect(await errorsOf({ pdRightMm: 31, pdLeftMm: 31 })).toMatchObject([{ path: 'pdMm', code: 'halves-differ' }])
  const prescription = { ...dated, right: { sph: '9' } }
  expect(await errorsOf({ prescription })).toMatchObject([{ path: 'prescription.right.sph' }])
})

test('OPT-8 a measured PD that is too coarse is refused', async () => {
  const coarse = await post('/v1/optics/fit-checks', { variantId: 'lise-black', pdMm: 63, pdErrorMm: 5.3, prescription: rx })
  expect([coarse.statusCode, coarse.json()]).toMatchObject([409, { code: 'pd-too-coarse', pdErrorMm: 5.3 }])
})

test('what is no frame on sale, no lens or no treatment of the shop is not found', async () => {
  expect((await quote({ variantId: 'nothing' })).statusCode).toBe(404)
  expect((await quote({ lensId: 'nothing' })).statusCode).toBe(404)
  expect((await quote({ treatments: ['gold'] })).statusCode).toBe(404)
  expect((await post('/v1/optics/fit-checks', { variantId: 'nothing', pdMm: 63 })).statusCode).toBe(404)
})

test('prescriptions are kept with consent, seen by their owner alone, and removed', async () => {
  const [{ token }, stranger] = [await door.customer(), await door.customer()]
  const body = { prescription: dated, wearer: 'Ada', prescriber: 'Dr Roux' }
  expect((await post('/v1/me/prescriptions', { ...body, consent: 'health-data' })).statusCode).toBe(401)
  expect((await post('/v1/me/prescriptions', body, token)).statusCode).toBe(400)
  const added = await post('/v1/me/prescriptions', { ...body, consent: 'health-data' }, token)
  expect([added.statusCode, added.json()]).toMatchObject([
    201,
    { wearer: 'Ada', prescriber: 'Dr Roux', state: 'submitted', validity: { state: 'valid' }, prescription: { left: { sph: 2.25 } } },
  ])
  const { id } = added.json()
  expect((await door.get('/v1/me/prescriptions', token)).json()).toMatchObject({ items: [{ id, wearer: 'Ada' }] })
  expect((await door.get('/v1/me/prescriptions', stranger.token)).json()).toEqual({ items: [], reminders: true })
  const remove = (who: string) => door.ask({ method: 'DELETE', url: `/v1/me/prescriptions/${id}`, token: who })
  expect((await remove(stranger.token)).statusCode).toBe(404)
  expect((await quote({ prescriptionId: id }, stranger.token)).statusCode).toBe(404)
  expect((await quote({ prescriptionId: id })).statusCode).toBe(404)
  expect((await quote({ prescriptionId: id }, token)).json()).toMatchObject({ validity: { state: 'valid' } })
  expect((await remove(token)).json()).toEqual({ items: [], reminders: true })
})

test('OPT-2 an unticked warning is 409, and names it', async () => {
  const { token } = await door.customer()
  const body = { prescription: { ...dated, left: { sph: '-2.25' }, right: { sph: '+1' } }, wearer: 'Ada', consent: 'health-data' }
  const unticked = await post('/v1/me/prescriptions', body, token)
  const codes = ['opposite-signs', 'eyes-far-apart']
  expect([unticked.statusCode, unticked.json()]).toMatchObject([
    409,
    { code: 'warnings-unticked', warnings: codes.map((code) => ({ code })) },
  ])
  expect((await post('/v1/me/prescriptions', { ...body, ticked: codes }, token)).statusCode).toBe(201)
})

test('FT-2 a lens whose blanks are too narrow says how wide it would have to be; one that may be says so', async () => {
  const blanks = (diameterMm: number) => [{ diameterMm, baseCurve: 4.5 }]
  await createClient(OpticsService, door.shop.peer('optics')).putLensRange({
    options: [
      { ...far, id: 'far-150', index: 150, treatmentIds: [], blanks: blanks(50) },
      { ...far, id: 'far-160', index: 160, treatmentIds: [], blanks: blanks(60) },
      { ...far, id: 'plano', index: 167, treatmentIds: [], blanks: blanks(75) },
    ],
  })
  const [narrow, unsure, wide] = (await quote({ prescription: rx })).json<LensQuote>().lenses
  expect(narrow).toMatchObject({
    nearestId: 'far-160',
    reasons: ['right', 'left'].map((eye) => ({
      ...{ rule: 'FT-2', code: 'blank-too-small' },
      text: `This frame needs a lens of 52 mm across for your ${eye} eye; these are made up to 50 mm. A smaller frame may do.`,
    })),
  })
  expect(unsure).toMatchObject({ reasons: [], fit: { reasons: expect.arrayContaining([expect.stringContaining('may be too narrow')]) } })
  expect(wide).toMatchObject({ reasons: [], fit: { right: { blank: { diameterMm: 75, baseCurve: 4.5 } } } })
  expect(unsure?.fit?.right).not.toHaveProperty('blank')
})
