import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testShop } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { optics } from './service.ts'
import { frame, openOptics, sheet } from './test-optics.ts'
import { range } from './test-lenses.ts'

describe.each(inject('servers'))('optics on %s', async (_, serverUrl) => {
  const { pool, clock, shop, ways, stop } = await openOptics(serverUrl)
  afterAll(stop)

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(OpticsService, transport)
    const add = (accountId: string, more: object = {}) =>
      called.addPrescription({ prescriptionId: randomIds(), accountId, wearer: 'Ada', prescriber: 'Dr Roux', sheet, ...more })

    test('OPT-1 a sheet is read, with its last day', async () => {
      const { result } = await called.readPrescription({ sheet })
      expect(result).toMatchObject({
        case: 'read',
        value: {
          prescription: {
            right: { sph: -225, cyl: -75, axis: 10, add: 0 },
            left: { sph: -225 },
            pd: { far: 63, near: 60, nearDerived: true },
            notation: 'minus',
          },
          warnings: [],
          validity: { state: 'valid', until: '2029-01-31' },
        },
      })
    })

    test('OPT-1 or everything wrong with it is said, each with its range', async () => {
      const wrong = { ...sheet, right: { sph: '-25.00', cyl: '-0.10' }, issuedOn: '2026-12-01' }
      const { result } = await called.readPrescription({ sheet: wrong })
      expect(result).toMatchObject({
        case: 'refused',
        value: {
          wrong: [
            { field: 'right.sph', code: 'out-of-range', range: { low: -20, high: 12, step: 0.25 } },
            { field: 'right.cyl', code: 'off-step' },
            { field: 'issuedOn', code: 'in-the-future' },
          ],
        },
      })
    })

    test('one date without the other is missing', async () => {
      const { result } = await called.readPrescription({ sheet: { ...sheet, wearerBirthDate: '' } })
      expect(result).toMatchObject({ case: 'refused', value: { wrong: [{ field: 'wearerBirthDate', code: 'missing' }] } })
    })

    test('a field that is no number at all is a fault of the caller', async () => {
      const endless = called.readPrescription({ sheet: { ...sheet, pdFar: '6'.repeat(25) } })
      await expect(endless).rejects.toMatchObject({ code: Code.InvalidArgument, rawMessage: 'pdFar: is longer than 24' })
    })

    test('RX-8 a sheet is kept for its person, and found by nobody else', async () => {
      const [ada, bob] = [randomIds(), randomIds()]
      const { result } = await add(ada)
      expect(result).toMatchObject({
        case: 'kept',
        value: { wearer: 'Ada', prescriber: 'Dr Roux', state: 'submitted', validity: { state: 'valid' } },
      })
      const { prescriptions } = await called.listPrescriptions({ accountId: ada })
      expect(prescriptions).toEqual([result.value])
      expect((await called.listPrescriptions({ accountId: bob })).prescriptions).toEqual([])
      const prescriptionId = prescriptions[0]!.id
      await expect(called.removePrescription({ accountId: bob, prescriptionId })).rejects.toMatchObject({ code: Code.NotFound })
      await called.removePrescription({ accountId: ada, prescriptionId })
      expect((await called.listPrescriptions({ accountId: ada })).prescriptions).toEqual([])
      await expect(called.removePrescription({ accountId: ada, prescriptionId })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('the same id again keeps nothing, and another account cannot take it', async () => {
      const [ada, prescriptionId] = [randomIds(), randomIds()]
      const first = await add(ada, { prescriptionId })
      expect(await add(ada, { prescriptionId, wearer: 'Somebody' })).toEqual(first)
      await expect(add(randomIds(), { prescriptionId })).rejects.toMatchObject({ code: Code.AlreadyExists })
    })

    test('twenty at once for a new person are twenty, under one key', async () => {
      const ada = randomIds()
      await Promise.all(Array.from({ length: 20 }, () => add(ada)))
      expect((await called.listPrescriptions({ accountId: ada })).prescriptions).toHaveLength(20)
    })

    test('OPT-2 a warning has to be ticked', async () => {
      const ada = randomIds()
      const doubtful = { sheet: { ...sheet, left: { sph: '+2.25' } } }
      expect((await add(ada, doubtful)).result).toMatchObject({
        case: 'unticked',
        value: { warnings: ['opposite-signs', 'eyes-far-apart'] },
      })
      expect((await add(ada, { ...doubtful, ticked: ['opposite-signs'] })).result).toMatchObject({
        value: { warnings: ['eyes-far-apart'] },
      })
      expect((await called.listPrescriptions({ accountId: ada })).prescriptions).toEqual([])
      expect((await add(ada, { ...doubtful, ticked: ['opposite-signs', 'eyes-far-apart'] })).result.case).toBe('kept')
    })

    test('RX-6 eyes swapped against the last sheet of the same wearer', async () => {
      const ada = randomIds()
      await add(ada)
      const swapped = { sheet: { ...sheet, right: sheet.left, left: sheet.right }, accountId: ada }
      const warningsFor = async (wearer: string) => {
        const { result } = await called.readPrescription({ ...swapped, wearer })
        return result.case === 'read' ? result.value.warnings : result.case
      }
      expect(await warningsFor('Ada')).toEqual(['eyes-swapped'])
      expect(await warningsFor('Her son')).toEqual([])
    })

    test('OPT-4 a sheet of a country without a rule, and one that ended, are kept and say so', async () => {
      const ada = randomIds()
      await add(ada, { sheet: { ...sheet, country: 'DE' } })
      await add(ada, { sheet: { ...sheet, issuedOn: '2020-01-15' } })
      const { prescriptions } = await called.listPrescriptions({ accountId: ada })
      expect(prescriptions.map(({ validity }) => [validity?.state, validity?.until]).toSorted()).toEqual([
        ['expired', '2025-01-15'],
        ['no-rule', ''],
      ])
    })

    test('dates are needed to keep a sheet, and a wearer', async () => {
      const undated = { ...sheet, wearerBirthDate: '', issuedOn: '' }
      expect((await add(randomIds(), { sheet: undated })).result).toMatchObject({
        case: 'refused',
        value: { wrong: [{ field: 'issuedOn', code: 'missing' }] },
      })
      await expect(add(randomIds(), { wearer: ' ' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('LN-9 every lens is judged, and a refused one names the rule and what works', async () => {
      const { result } = await called.judgeLenses({
        frame,
        powers: { source: { case: 'sheet', value: { ...sheet, right: { sph: '-5' }, left: { sph: '-5' } } } },
      })
      if (result.case !== 'judged') throw new Error(result.case)
      const { lenses, treatments, validity } = result.value
      expect(lenses.map(({ id }) => id)).toEqual(range.options.map(({ id }) => id))
      expect(treatments.map(({ id }) => id)).toEqual(range.treatments.map(({ id }) => id))
      expect(validity).toMatchObject({ state: 'valid' })
      const of = (id: string) => lenses.find((one) => one.id === id)
      expect(of('far-150')).toMatchObject({
        nearestId: 'far-160',
        refusals: [{ rule: 'LN-2', code: 'index-too-low', value: -5, limit: 1.6 }, { eye: 'left' }],
      })
      expect(of('far-160')).toMatchObject({ refusals: [], nearestId: '', leadDays: 5, fit: { verdict: 'good' } })
      expect(of('far-174')!.fit!.right!.edgeMm).toBeLessThan(of('far-160')!.fit!.right!.edgeMm!)
      expect(of('progressive-160')!.refusals.map(({ rule }) => rule)).toContain('LN-1')
    })

    test('OPT-4 lenses with power from an expired sheet are refused with the day it ended', async () => {
      const ada = randomIds()
      const { result: added } = await add(ada, { sheet: { ...sheet, issuedOn: '2020-01-15' } })
      const prescriptionId = added.case === 'kept' ? added.value.id : ''
      const powers = { source: { case: 'kept' as const, value: { accountId: ada, prescriptionId } } }
      const { result } = await called.judgeLenses({ frame, powers })
      if (result.case !== 'judged') throw new Error(result.case)
      expect(result.value.lenses.map(({ use, refusals }) => [use, refusals.some(({ code }) => code === 'prescription-expired')])).toEqual(
        range.options.map(({ use }) => [use, use !== 'plano']),
      )
      const foreign = { source: { case: 'kept' as const, value: { accountId: randomIds(), prescriptionId } } }
      await expect(called.judgeLenses({ frame, powers: foreign })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('what cannot be is a fault: a treatment, a frame', async () => {
      await expect(called.judgeLenses({ frame, treatmentIds: ['gold'] })).rejects.toMatchObject({ code: Code.NotFound })
      await expect(called.judgeLenses({ frame: { ...frame, bridgeMm: 0 } })).rejects.toMatchObject({
        code: Code.InvalidArgument,
        rawMessage: 'frame.bridgeMm: is not 5 to 200 mm',
      })
    })

    test('FT-1 to FT-6 how a frame fits', async () => {
      const powers = { source: { case: 'sheet' as const, value: { ...sheet, right: { sph: '-4' }, left: { sph: '-4' } } } }
      const asked = { frame: { ...frame, lensWidthMm: 52, effectiveDiameterMm: 54 }, pdMm: 62, faceWidthMm: 128, powers, lensId: 'far-160' }
      const { result } = await called.checkFit(asked)
      expect(result).toMatchObject({
        case: 'fit',
        value: {
          right: { decentrationMm: 4, minBlankMm: 64 },
          verdict: 'fair',
          diameterEstimated: false,
          width: { excessMm: 0, verdict: 'good', estimated: true },
        },
      })
      expect(result.case === 'fit' && result.value.right?.edgeMm).toBeCloseTo(1.5 + 3.2, 2)
    })

    test('OPT-8 a measured PD that is too coarse for the powers', async () => {
      const powers = { source: { case: 'sheet' as const, value: sheet } }
      expect((await called.checkFit({ frame, pdMm: 63, pdErrorMm: 5.3, powers })).result.case).toBe('pdTooCoarse')
      expect((await called.checkFit({ frame, pdMm: 63, pdErrorMm: 1, powers })).result.case).toBe('fit')
      expect((await called.checkFit({ frame, pdMm: 63, pdErrorMm: 5.3 })).result.case).toBe('fit')
    })

    test('OPT-8 near powers count where they are made', async () => {
      const powers = {
        source: { case: 'sheet' as const, value: { ...sheet, right: { sph: '0', add: '2.5' }, left: { sph: '0', add: '2.5' } } },
      }
      const coarse = (more: object) =>
        called.checkFit({ frame, pdMm: 64, pdErrorMm: 5.3, powers, ...more }).then(({ result }) => result.case)
      expect(await coarse({ lensId: 'near-160' })).toBe('pdTooCoarse')
      expect(await coarse({ use: 'progressive' })).toBe('pdTooCoarse')
      expect(await coarse({ use: 'sv-far' })).toBe('fit')
    })

    test('FT-1 lenses for reading are centred for near, in a check of the fit as in the judgement of the lens', async () => {
      const value = { ...sheet, pdFar: '64', right: { sph: '0', add: '2' }, left: { sph: '0', add: '2' } }
      const asked = { frame: { ...frame, lensWidthMm: 52 }, powers: { source: { case: 'sheet' as const, value } } }
      const { result: judged } = await called.judgeLenses(asked)
      const lens = judged.case === 'judged' ? judged.value.lenses.find(({ id }) => id === 'near-160') : undefined
      expect(lens).toMatchObject({ fit: { verdict: 'no', right: { decentrationMm: 4.5 } } })
      const { result } = await called.checkFit({ ...asked, pdMm: 64, lensId: 'near-160' })
      expect(result).toMatchObject({ case: 'fit', value: { verdict: 'no', right: { decentrationMm: 4.5 } } })
      const { result: unsaid } = await called.checkFit({ frame: asked.frame, pdMm: 64, use: 'sv-near' })
      expect(unsaid).toMatchObject({ case: 'fit', value: { right: { decentrationMm: 4.5 } } })
    })

    test('a distance that only children have is taken of a child, and while nobody knows whose it is', async () => {
      const wrongOf = async (dates: { wearerBirthDate: string; issuedOn: string }) => {
        const { result } = await called.readPrescription({ sheet: { ...sheet, pdFar: '42.5', ...dates } })
        return result.case === 'refused' ? result.value.wrong.map(({ field, code }) => `${field} ${code}`) : []
      }
      expect(await wrongOf({ wearerBirthDate: '', issuedOn: '' })).toEqual([])
      expect(await wrongOf({ wearerBirthDate: '2016-06-15', issuedOn: '2026-10-01' })).toEqual([])
      expect(await wrongOf({ wearerBirthDate: '1990-06-15', issuedOn: '2026-10-01' })).toEqual(['pdFar pd-of-child'])
      expect(await wrongOf({ wearerBirthDate: '1990-06-15', issuedOn: '' })).toEqual(['pdFar pd-of-child', 'issuedOn missing'])
      expect(await wrongOf({ wearerBirthDate: '2016-06-15', issuedOn: '' })).toEqual(['issuedOn missing'])
    })

    test('halves of a distance add up to it, and are two', async () => {
      const check = (more: object) => called.checkFit({ frame, pdMm: 64, ...more }).then(({ result }) => result)
      expect(await check({ pdRightMm: 31 })).toMatchObject({
        case: 'refused',
        value: { wrong: [{ field: 'pdLeftMm', code: 'half-missing' }] },
      })
      expect(await check({ pdRightMm: 31, pdLeftMm: 32 })).toMatchObject({
        case: 'refused',
        value: { wrong: [{ field: 'pdMm', code: 'halves-differ' }] },
      })
      expect((await check({ pdRightMm: 31, pdLeftMm: 33 })).case).toBe('fit')
    })
  })

  describe('LAW-9 what the database holds of a prescription', async () => {
    const called = createClient(OpticsService, shop.peer('optics'))
    const added = async (wearer: string) => {
      const [accountId, prescriptionId] = [randomIds(), randomIds()]
      await called.addPrescription({ prescriptionId, accountId, wearer, prescriber: 'Dr Roux', sheet })
      return { accountId, prescriptionId }
    }

    test('is ciphertext: neither names nor powers nor dates are in any row', async () => {
      await added('Marguerite')
      const { rows } = await pool.query<{ dump: string }>(
        `select coalesce(string_agg(encode(sealed, 'escape') || p::text, ' '), '') as dump from optics.prescription as p`,
      )
      expect(rows[0]!.dump.length).toBeGreaterThan(500)
      for (const secret of ['Marguerite', 'Dr Roux', '1990-06-15', '2024-01-31', '"-2.25"', '"prescription"'])
        expect(rows[0]!.dump).not.toContain(secret)
    })

    test('does not open when it is moved to another person, or to another row', async () => {
      const [one, other] = [await added('One'), await added('Other')]
      await pool.query(`update optics.prescription set sealed = (select sealed from optics.prescription where id = $1) where id = $2`, [
        one.prescriptionId,
        other.prescriptionId,
      ])
      await expect(called.listPrescriptions({ accountId: other.accountId })).rejects.toMatchObject({ code: Code.Internal })
      expect((await called.listPrescriptions({ accountId: one.accountId })).prescriptions).toHaveLength(1)
      await pool.query('delete from optics.prescription where id = $1', [other.prescriptionId])
    })

    test('is gone with the key of its person', async () => {
      const { accountId } = await added('Gone')
      await pool.query('delete from optics.person_key where account_id = $1', [accountId])
      expect((await called.listPrescriptions({ accountId })).prescriptions).toEqual([])
    })

    test('does not open without the key of the service', async () => {
      const { accountId } = await added('Ada')
      const stranger = await testShop(pool, { services: [optics], clock, settings: { OPTICS_KEY: 'another key, also for tests only' } })
      const theirs = createClient(OpticsService, stranger.peer('optics'))
      await expect(theirs.listPrescriptions({ accountId })).rejects.toMatchObject({ code: Code.Internal })
      await stranger.stop()
    })
  })

  test('ACC-13 without its key it does not start', async () => {
    await expect(testShop(pool, { services: [optics], clock })).rejects.toThrow('OPTICS_KEY needs at least 32 characters')
  })
})
