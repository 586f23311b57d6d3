import { readFile } from 'node:fs/promises'
import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { frame, lensRange, openOptics, sheet } from './test-optics.ts'

describe.each(inject('servers'))('glasses somebody wants, on %s', async (_, serverUrl) => {
  const { pool, clock, files, shop, ways, stop } = await openOptics(serverUrl)
  afterAll(stop)

  test('what is in no cart any more goes, with the key of its guest and the picture of its sheet', async () => {
    const client = createClient(OpticsService, shop.peer('optics'))
    const powers = { source: { case: 'sheet' as const, value: { ...sheet, pdFar: '66' } } }
    const old = { configurationId: 'old', variantId: 'lise', frame, lensId: 'far-160', powers }
    expect((await client.configure(old)).result.case).toBe('configuration')
    const bytes = new TextEncoder().encode('%PDF-1.7')
    await client.putScan({ configurationId: 'old', bytes })
    clock.advance(91 * 86_400_000)
    await client.configure({ ...old, configurationId: 'new' })
    await client.putScan({ configurationId: 'new', bytes })
    for (const job of shop.running.get('optics')!.jobs!) await job.run()
    const { rows } = await pool.query<{ id: string }>(
      `select id from optics.configuration union all select account_id from optics.person_key order by 1`,
    )
    expect(rows.map(({ id }) => id).filter((id) => /old|new/.test(id))).toEqual(['guest new', 'new'])
    expect([await files.has('optics/scans/old'), await files.has('optics/scans/new')]).toEqual([false, true])
    clock.advance(-91 * 86_400_000)
  })

  test('pairs from before the lenses were kept with them get those of the range, and open when theirs is gone from it', async () => {
    const client = createClient(OpticsService, shop.peer('optics'))
    const powers = { source: { case: 'sheet' as const, value: { ...sheet, pdFar: '66' } } }
    const treatmentIds = ['ar', 'tint']
    for (const id of ['known', 'gone'])
      await client.configure({ configurationId: id, variantId: 'lise', frame, lensId: 'far-160', treatmentIds, powers })
    const open = (configurationId: string) => client.openConfiguration({ configurationId })
    const before = await open('known')
    await pool.query(`
      alter table optics.configuration drop constraint configuration_lens;
      update optics.configuration set facts = (facts - '{lens,treatments}'::text[]) || jsonb_build_object(
        'lensId', case id when 'gone' then 'gone-170' else 'far-160' end, 'use', 'sv-far', 'index', 160, 'parts', '[
          {"id": "far-160", "kind": "lenses", "name": {"fr": "Far 1.60", "en": "Far 1.60"}},
          {"id": "ar", "kind": "treatment", "name": {"fr": "ar", "en": "ar"}}, {"id": "tint", "kind": "treatment", "name": {"fr": "tint", "en": "tint"}}]'::jsonb)
      where id in ('known', 'gone')`)
    await pool.query(await readFile(new URL('migrations/006-sold-lenses.sql', import.meta.url), 'utf8'))
    expect(await open('known')).toEqual(before)
    expect(await open('gone')).toMatchObject({ lens: { id: 'gone-170', name: { en: 'Far 1.60' }, index: 160, refusals: [], fit: {} } })
  })

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(OpticsService, transport)
    const add = (accountId: string, more: object = {}) =>
      called.addPrescription({ prescriptionId: randomIds(), accountId, wearer: 'Ada', prescriber: 'Dr Roux', sheet, ...more })
    const dated = { ...sheet, pdFar: '66' }
    const configure = (more: object = {}) =>
      called
        .configure({
          ...{ configurationId: randomIds(), variantId: 'lise', frame, lensId: 'far-160', treatmentIds: ['ar'] },
          ...{ powers: { source: { case: 'sheet' as const, value: dated } }, wearer: 'Ada', ...more },
        })
        .then(({ result }) => result)
    const idOf = (result: Awaited<ReturnType<typeof configure>>) => (result.case === 'configuration' ? result.value.id : '')

    test('are kept once under an id, which is nobody else’s', async () => {
      const configurationId = randomIds()
      const first = await configure({ configurationId })
      expect(first).toMatchObject({
        case: 'configuration',
        value: {
          state: 'drafted',
          toPrescription: true,
          leadDays: 5,
          parts: [
            { id: 'far-160', kind: 'lenses' },
            { id: 'ar', kind: 'treatment' },
          ],
        },
      })
      expect(await configure({ configurationId, lensId: 'far-174' })).toEqual(first)
      await expect(configure({ configurationId, variantId: 'other' })).rejects.toMatchObject({ code: Code.AlreadyExists })
      await expect(configure({ configurationId, accountId: 'ada' })).rejects.toMatchObject({ code: Code.AlreadyExists })
    })

    test('a kept prescription is taken as it is, of its account alone', async () => {
      const accountId = randomIds()
      const { result } = await add(accountId, { sheet: dated })
      const prescriptionId = result.case === 'kept' ? result.value.id : ''
      const powers = (of: string) => ({ source: { case: 'kept' as const, value: { accountId: of, prescriptionId } } })
      expect((await configure({ accountId, powers: powers(accountId) })).case).toBe('configuration')
      await expect(configure({ powers: powers('somebody') })).rejects.toMatchObject({ code: Code.NotFound })
      await expect(configure({ lensId: 'nothing' })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('in the database nobody reads what is sealed', async () => {
      const id = idOf(await configure({ wearer: 'Somebody Rare' }))
      const { rows } = await pool.query<{ whole: string; sealed: Buffer }>(
        'select c::text as whole, sealed from optics.configuration as c where id = $1',
        [id],
      )
      expect(rows[0]!.whole).not.toMatch(/Somebody Rare|-225|-2\.25|-75\b|1990-06-15|2024-01-31|"typed"|"pd/)
      expect(rows[0]!.sealed.includes(Buffer.from('Somebody Rare'))).toBe(false)
      expect((await called.openConfiguration({ configurationId: id })).wearer).toBe('Somebody Rare')
    })

    test('RX-7 powers written at another distance are proposed at the usual one, and applied to nothing', async () => {
      const strong = { ...dated, right: { sph: '-9.00' }, left: { sph: '-8.75' }, vertexMm: '14' }
      const near = await called.openConfiguration({
        configurationId: idOf(await configure({ powers: { source: { case: 'sheet', value: strong } } })),
      })
      expect(near.vertex).toBeUndefined() // 2 mm are no difference
      expect(near.prescription?.right?.sph).toBe(-900)
      const far = { powers: { source: { case: 'sheet' as const, value: { ...strong, vertexMm: '16' } } } }
      expect((await configure(far)).case).toBe('unticked')
      const configurationId = idOf(await configure({ ...far, ticked: ['vertex-unusual'] }))
      const { vertex, prescription } = await called.openConfiguration({ configurationId })
      expect(vertex).toMatchObject({ fromMm: 16, toMm: 12, right: { sph: -875 }, left: { sph: -850 } })
      expect([prescription?.vertexMm, prescription?.right?.sph]).toEqual([16, -900])
    })

    /** As orders say it, and an optician: ordered at that moment, and another sheet asked for. */
    const asked = async (id: string, orderedAt: Date) => {
      await pool.query(`update optics.configuration set state = 'asked', order_id = 'o', ordered_at = $2 where id = $1`, [id, orderedAt])
      return { configurationId: id, orderId: 'o' }
    }
    const verify = async (configurationId: string) => {
      const { version: seen } = await called.getConfiguration({ configurationId })
      return (await called.decide({ configurationId, decision: 'verify', actorId: 'an optician', seen })).result
    }

    test('a person reads all glasses of their account as they open, and nobody else’s', async () => {
      const [accountId, other] = [randomIds(), randomIds()]
      const [mine, asGuest, theirs] = [
        idOf(await configure({ accountId })),
        idOf(await configure()),
        idOf(await configure({ accountId: other })),
      ]
      await configure() // a guest's, in a cart
      for (const id of [asGuest, theirs]) {
        await asked(id, clock())
        await pool.query(`update optics.configuration set facts = facts || jsonb_build_object('customerId', $2::text) where id = $1`, [
          id,
          accountId,
        ])
      }
      const { glasses } = await called.listOwnGlasses({ accountId })
      expect(glasses.map(({ configuration }) => configuration?.id).toSorted()).toEqual([mine, asGuest].toSorted())
      for (const one of glasses) expect(one).toEqual(await called.openConfiguration({ configurationId: one.configuration!.id }))
      await expect(called.listOwnGlasses({ accountId: '' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('a corrected sheet dated after the order is judged on the day it was taken', async () => {
      const order = await asked(idOf(await configure()), clock())
      clock.advance(5 * 86_400_000)
      const ended = await called.correctSheet({ ...order, sheet: { ...dated, issuedOn: '2021-12-01' } })
      expect(ended.result).toMatchObject({
        case: 'lensRefused',
        value: { refusals: [{ code: 'prescription-expired', names: ['2026-12-01'] }] },
      })
      const { result } = await called.correctSheet({ ...order, sheet: { ...dated, issuedOn: '2026-12-03' } })
      expect(result.case).toBe('corrected')
      expect(await called.openConfiguration(order)).toMatchObject({ validity: { state: 'valid' }, sheet: { issuedOn: '2026-12-03' } })
      expect(await verify(order.configurationId)).toMatchObject({ case: 'decided', value: { state: 'verified' } })
      await pool.query(`update optics.configuration set lab_state = 'queued' where id = $1`, [order.configurationId])
      expect((await called.getLabJob(order)).fit?.verdict).toBe('good')
      clock.advance(-5 * 86_400_000)
    })

    test('RX-9 what was taken of a child stays readable when it has grown up; a new order says what to do', async () => {
      const child = { ...dated, pdFar: '42', wearerBirthDate: '2010-12-01', issuedOn: '2026-11-20' }
      const small = { frame: { ...frame, lensWidthMm: 36, bridgeMm: 14 }, powers: { source: { case: 'sheet' as const, value: child } } }
      const configurationId = idOf(await configure(small))
      const accountId = randomIds()
      const { result } = await add(accountId, { sheet: child })
      clock.advance(2 * 86_400_000)
      await pool.query(`update optics.configuration set state = 'submitted', order_id = 'o', ordered_at = $2 where id = $1`, [
        configurationId,
        clock(),
      ])
      expect((await called.openConfiguration({ configurationId })).prescription?.pd?.far).toBe(42)
      expect((await called.listPrescriptions({ accountId })).prescriptions[0]?.validity?.state).toBe('valid')
      const wrong = { case: 'refused', value: { wrong: [{ field: 'pdFar', code: 'pd-outgrown' }] } }
      expect(await configure(small)).toMatchObject(wrong)
      const prescriptionId = result.case === 'kept' ? result.value.id : ''
      const kept = { source: { case: 'kept' as const, value: { accountId, prescriptionId } } }
      expect(await configure({ ...small, accountId, powers: kept })).toMatchObject(wrong)
      expect(await verify(configurationId)).toMatchObject({ case: 'decided' })
      clock.advance(-2 * 86_400_000)
    })

    test('a pair keeps the lens it was sold when it leaves the range, and nobody configures it anew', async () => {
      const configurationId = idOf(await configure())
      const before = await called.openConfiguration({ configurationId })
      await called.putLensRange({ options: lensRange.options.slice(0, 2), treatments: lensRange.treatments })
      await asked(configurationId, clock())
      const opened = await called.openConfiguration({ configurationId })
      expect([opened.lens, opened.configuration?.parts]).toEqual([before.lens, before.configuration?.parts])
      await expect(configure()).rejects.toMatchObject({ code: Code.NotFound })
      expect((await called.correctSheet({ configurationId, orderId: 'o', sheet: dated })).result.case).toBe('corrected')
      expect(await verify(configurationId)).toMatchObject({ case: 'decided' })
      await called.putLensRange(lensRange)
    })

    test('OPT-8 a measured distance is too coarse for the near powers that are made, kept or typed', async () => {
      const accountId = randomIds()
      const reading = { ...dated, right: { sph: '0', add: '2.5' }, left: { sph: '0', add: '2.5' } }
      const near = { frame: { ...frame, lensWidthMm: 46 }, lensId: 'near-160', accountId }
      const typed = { source: { case: 'sheet' as const, value: reading } }
      expect(await configure({ ...near, powers: typed, pdErrorMm: 5.3 })).toMatchObject({ case: 'pdTooCoarse', value: { pdErrorMm: 5.3 } })
      const { result } = await add(accountId, { sheet: reading, pdErrorMm: 5.3 })
      expect(result).toMatchObject({ case: 'kept', value: { pdErrorMm: 5.3 } })
      const prescriptionId = result.case === 'kept' ? result.value.id : ''
      const powers = { source: { case: 'kept' as const, value: { accountId, prescriptionId } } }
      expect(await configure({ ...near, powers })).toMatchObject({ case: 'pdTooCoarse', value: { pdErrorMm: 5.3 } })
      expect((await configure({ ...near, powers: typed })).case).toBe('configuration')
    })

    test('RX-6 eyes swapped against the last verified sheet have to be ticked where it counts', async () => {
      const accountId = randomIds()
      const { result } = await add(accountId, { sheet: dated })
      const verifiedId = result.case === 'kept' ? result.value.id : ''
      const swapped = { ...dated, right: dated.left, left: dated.right }
      await pool.query(`update optics.prescription set state = 'verified' where id = $1`, [verifiedId])
      clock.advance(1_000)
      expect((await add(accountId, { sheet: swapped })).result).toMatchObject({ case: 'unticked', value: { warnings: ['eyes-swapped'] } })
      expect((await add(accountId, { sheet: swapped, ticked: ['eyes-swapped'] })).result.case).toBe('kept')
      const powers = { source: { case: 'sheet' as const, value: swapped } }
      const unticked = { case: 'unticked', value: { warnings: ['eyes-swapped'] } }
      expect(await configure({ accountId, powers })).toMatchObject(unticked)
      expect(await configure({ accountId, powers, wearer: '' })).toMatchObject(unticked) // known by the birth date
      expect((await configure({ accountId, powers, wearer: 'Her son' })).case).toBe('configuration')
      const order = await asked(idOf(await configure({ accountId, wearer: 'ada ' })), clock())
      expect((await called.correctSheet({ ...order, sheet: swapped })).result).toMatchObject(unticked)
      expect((await called.correctSheet({ ...order, sheet: swapped, ticked: ['eyes-swapped'] })).result.case).toBe('corrected')
      clock.advance(-1_000)
    })

    test('OPT-3 a picture of the sheet is ciphertext in the files, and goes with its person', async () => {
      const accountId = randomIds()
      const configurationId = idOf(await configure({ accountId }))
      const picture = { configurationId, orderId: 'o', bytes: new TextEncoder().encode('%PDF-1.7 sph -2.25') }
      await expect(called.putScan(picture)).rejects.toMatchObject({ code: Code.NotFound })
      await pool.query(`update optics.configuration set state = 'submitted', order_id = 'o', ordered_at = now() where id = $1`, [
        configurationId,
      ])
      expect((await called.putScan(picture)).result.case).toBe('kept')
      expect((await called.putScan({ ...picture, bytes: new Uint8Array(10 * 1_024 * 1_024 + 1) })).result).toMatchObject({
        case: 'refused',
        value: { code: 'too-large' },
      })
      const kept = await files.get(`optics/scans/${configurationId}`)
      expect(kept?.includes('PDF') || kept?.includes('2.25')).toBe(false)
      expect(Buffer.from((await called.getScan({ configurationId })).bytes).toString()).toBe('%PDF-1.7 sph -2.25')
      await called.forget({ accountId })
      expect(await files.has(`optics/scans/${configurationId}`)).toBe(false)
    })

    test('OPT-3 a picture is added while the glasses are in a cart, by whose cart it is, and comes along with the order', async () => {
      const accountId = randomIds()
      const bytes = new TextEncoder().encode('%PDF-1.7 sph -2.25')
      const [own, guest] = [idOf(await configure({ accountId })), idOf(await configure())]
      for (const asked of [{}, { accountId: randomIds() }, { accountId, orderId: 'o' }])
        await expect(called.putScan({ configurationId: own, bytes, ...asked })).rejects.toMatchObject({ code: Code.NotFound })
      expect((await called.putScan({ configurationId: own, bytes, accountId })).result).toMatchObject({
        case: 'kept',
        value: { hasScan: true },
      })
      expect((await called.putScan({ configurationId: guest, bytes })).result.case).toBe('kept')
      const plano = idOf(await configure({ lensId: 'plano-150', powers: {} }))
      expect((await called.putScan({ configurationId: plano, bytes })).result.case).toBe('notAsked')
      await asked(guest, clock())
      expect((await called.getConfiguration({ configurationId: guest })).hasScan).toBe(true)
      expect(Buffer.from((await called.getScan({ configurationId: guest })).bytes).toString()).toContain('sph -2.25')
      await expect(called.putScan({ configurationId: guest, bytes })).rejects.toMatchObject({ code: Code.NotFound })
      await called.forget({ accountId })
      expect(await files.has(`optics/scans/${own}`)).toBe(false)
    })

    test('ACC-12 with their person go all sheets: what was sealed never opens again', async () => {
      const accountId = randomIds()
      await add(accountId)
      const [own, guest] = [idOf(await configure({ accountId })), idOf(await configure())]
      await called.forget({ accountId })
      await called.forget({ accountId })
      expect((await called.listPrescriptions({ accountId })).prescriptions).toEqual([])
      await expect(called.openConfiguration({ configurationId: own })).rejects.toMatchObject({ code: Code.NotFound })
      expect((await called.openConfiguration({ configurationId: guest })).wearer).toBe('Ada')
      const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from optics.person_key where account_id = $1', [
        accountId,
      ])
      expect(rows[0]!.count).toBe(0)
    })
  })
})
