import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { frame, openOptics, sheet } from './test-optics.ts'

describe.each(inject('servers'))('glasses somebody wants, on %s', async (_, serverUrl) => {
  const { pool, clock, files, shop, ways, stop } = await openOptics(serverUrl)
  afterAll(stop)

  test('what is in no cart any more goes, with the key of its guest', async () => {
    const client = createClient(OpticsService, shop.peer('optics'))
    const powers = { source: { case: 'sheet' as const, value: { ...sheet, pdFar: '66' } } }
    const old = { configurationId: 'old', variantId: 'lise', frame, lensId: 'far-160', powers }
    expect((await client.configure(old)).result.case).toBe('configuration')
    clock.advance(91 * 86_400_000)
    await client.configure({ ...old, configurationId: 'new' })
    for (const job of shop.running.get('optics')!.jobs!) await job.run()
    const { rows } = await pool.query<{ id: string }>(
      `select id from optics.configuration union all select account_id from optics.person_key order by 1`,
    )
    expect(rows.map(({ id }) => id).filter((id) => /old|new/.test(id))).toEqual(['guest new', 'new'])
    clock.advance(-91 * 86_400_000)
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
      expect(rows[0]!.whole).not.toMatch(/Somebody Rare|sph/)
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
