import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { frame, openOptics, sheet } from './test-optics.ts'
import { france } from './test-rules.ts'

const dated = { ...sheet, pdFar: '66' }
const expired = { ...dated, issuedOn: '2020-01-31' } // five years at 29

describe.each(inject('servers'))('rules of prescriptions by country, on %s', async (_, serverUrl) => {
  const { pool, ways, stop } = await openOptics(serverUrl)
  afterAll(stop)

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(OpticsService, transport)
    const message = ({ ages, required, ...rule }: typeof france) => ({
      ...rule,
      ages: ages.map((age) => ({ ...age })),
      required: [...required],
    })
    const put = (rule: typeof france) => called.putRxRule({ rule: message(rule) }).then(({ rules }) => rules)
    const configure = (of: object, more: object = {}) =>
      called
        .configure({
          ...{ configurationId: randomIds(), variantId: 'lise', frame, lensId: 'far-160', treatmentIds: [], wearer: 'Ada' },
          ...{ powers: { source: { case: 'sheet' as const, value: of } }, ...more },
        })
        .then(({ result }) => result)
    async function ordered(of: object, more: object = {}) {
      const result = await configure(of, more)
      expect(result.case).toBe('configuration')
      const configurationId = result.case === 'configuration' ? result.value.id : ''
      await pool.query(
        `update optics.configuration set state = 'submitted', order_id = $2, ordered_at = '2026-11-29T10:00:00Z' where id = $1`,
        [configurationId, randomIds()],
      )
      return configurationId
    }
    const seenOf = async (configurationId: string) => (await called.getConfiguration({ configurationId })).version
    const verify = async (configurationId: string, more: object = {}) =>
      called
        .decide({ configurationId, decision: 'verify', actorId: 'the optician', seen: await seenOf(configurationId), ...more })
        .then(({ result }) => result)

    test('France is there from the start; another country is put, changed and removed, each whole', async () => {
      expect((await called.listRxRules({})).rules).toMatchObject([message(france)])
      const belgium = { ...france, country: 'BE', lostOrBroken: false, source: 'asked in Brussels', required: ['prescriber' as const] }
      expect(await put(belgium)).toMatchObject([message(belgium), { country: 'FR' }])
      const changed = { ...belgium, ages: [{ from: 0, months: 24 }], required: [] }
      expect(await put(changed)).toMatchObject([message(changed), { country: 'FR' }])
      expect(await put(changed)).toMatchObject([message(changed), { country: 'FR' }])
      expect((await called.removeRxRule({ country: 'BE' })).rules).toMatchObject([{ country: 'FR' }])
      expect((await called.removeRxRule({ country: 'BE' })).rules).toHaveLength(1) // twice is once
      await expect(put({ ...france, ages: [{ from: 3, months: 12 }] })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(put({ ...france, required: ['shoeSize' as 'prescriber'] })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('the database keeps no rule that says two things, or nothing', async () => {
      const insert = (ages: string, months: string, more = `'{}', 'x'`) =>
        pool.query(
          `insert into optics.rx_country (country, lost_or_broken, ages_from, months, required, source) values ('ES', false, '${ages}', '${months}', ${more})`,
        )
      for (const [ages, months] of [
        ['{1}', '{12}'],
        ['{0, 16, 16}', '{12, 12, 12}'],
        ['{0, 16}', '{12}'],
        ['{0}', '{0}'],
        ['{}', '{}'],
      ] as const)
        await expect(insert(ages, months)).rejects.toThrow('check constraint')
      for (const more of [`'{shoeSize}', 'x'`, `'{}', ''`]) await expect(insert('{0}', '{12}', more)).rejects.toThrow('check constraint')
    })

    test('two who put a rule at once leave one of them whole', async () => {
      const one = {
        ...france,
        country: 'NL',
        ages: [
          { from: 0, months: 1 },
          { from: 10, months: 2 },
        ],
        source: 'one',
      }
      const other = {
        ...france,
        country: 'NL',
        ages: [
          { from: 0, months: 3 },
          { from: 20, months: 4 },
        ],
        source: 'other',
      }
      for (let round = 0; round < 10; round++) {
        await Promise.all([put(one), put(other), put(one), put(other)])
        const kept = (await called.listRxRules({})).rules.find(({ country }) => country === 'NL')
        expect(kept).toMatchObject(kept?.source === 'one' ? message(one) : message(other))
      }
      await called.removeRxRule({ country: 'NL' })
    })

    test('OPT-4 a country without a rule is sold no lenses to a prescription, and says so; with one it is', async () => {
      const german = { ...dated, country: 'DE' }
      expect(await configure(german)).toMatchObject({ case: 'lensRefused', value: { refusals: [{ code: 'country-without-rule' }] } })
      await put({ ...france, country: 'DE', ages: [{ from: 0, months: 36 }], source: 'asked in Berlin' })
      expect((await configure(german)).case).toBe('configuration')
      await called.removeRxRule({ country: 'DE' })
    })

    test('what the rule asks for has to be there to order, and is told when the sheet is read', async () => {
      await put({ ...france, country: 'IT', required: ['prescriber', 'pdHalves', 'vertexMm'] })
      const italian = { ...dated, country: 'IT' }
      const { result } = await called.readPrescription({ sheet: italian })
      expect(result).toMatchObject({ case: 'read', value: { required: ['prescriber', 'pdHalves', 'vertexMm'], lostOrBroken: true } })
      const fields = (await configure(italian)) as { value: { wrong: { field: string }[] } }
      expect(fields.value.wrong.map(({ field }) => field)).toEqual(['prescriber', 'pdFarRight', 'pdFarLeft', 'vertexMm'])
      const whole = { ...italian, pdFarRight: '33', pdFarLeft: '33', vertexMm: '12' }
      expect((await configure(whole, { prescriber: 'Dott. Rossi' })).case).toBe('configuration')
      await called.removeRxRule({ country: 'IT' })
    })

    test('what was ordered keeps the rule it was ordered under', async () => {
      const configurationId = await ordered(dated)
      await put({ ...france, ages: [{ from: 0, months: 1 }] })
      expect((await configure(dated)).case).toBe('lensRefused')
      expect((await called.openConfiguration({ configurationId })).validity).toMatchObject({ state: 'valid', until: '2029-01-31' })
      await called.removeRxRule({ country: 'FR' })
      expect(await verify(configurationId)).toMatchObject({ case: 'decided' })
      await put(france)
    })

    test('LAW-13 an expired sheet of whoever lost or broke their glasses is an optician’s to decide, who says why', async () => {
      expect(await configure(expired)).toMatchObject({ case: 'lensRefused', value: { refusals: [{ code: 'prescription-expired' }] } })
      const configurationId = await ordered(expired, { lostOrBroken: true })
      expect(await called.openConfiguration({ configurationId })).toMatchObject({
        lostOrBroken: true,
        mayBeExpired: true,
        validity: { state: 'expired' },
      })
      expect(await verify(configurationId)).toMatchObject({ case: 'refused', value: { why: 'expired' } })
      await expect(verify(configurationId, { lost: 'broken' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      const said = { lost: 'broken', message: 'Refraction looked at by video' }
      expect(await verify(configurationId, said)).toMatchObject({
        case: 'decided',
        value: { state: 'verified', steps: [{ what: 'verified', reason: 'broken', actor: 'the optician' }] },
      })
      expect((await called.openConfiguration({ configurationId })).lostNote).toBe('Refraction looked at by video')
      const { rows } = await pool.query<{ facts: object }>('select facts from optics.configuration where id = $1', [configurationId])
      expect(JSON.stringify(rows[0]!.facts)).not.toContain('Refraction')
    })

    test('LAW-13 a country whose rule does not let them, does not', async () => {
      await put({ ...france, country: 'PT', lostOrBroken: false })
      expect((await configure({ ...expired, country: 'PT' }, { lostOrBroken: true })).case).toBe('lensRefused')
      const configurationId = await ordered(expired, { lostOrBroken: true })
      const { result } = await called.typeSheet({
        ...{ configurationId, sheet: { ...expired, country: 'PT' }, again: { ...expired, country: 'PT' } },
        ...{ reason: 'other', actorId: 'the optician' },
      })
      expect(result.case).toBe('typed')
      expect(await verify(configurationId, { lost: 'lost', message: 'why' })).toMatchObject({ case: 'refused', value: { why: 'expired' } })
      await called.removeRxRule({ country: 'PT' })
    })
  })
})
