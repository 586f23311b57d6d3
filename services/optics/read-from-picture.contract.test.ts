import { createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { frame, openOptics, sheet } from './test-optics.ts'

const picture = { source: { case: 'picture' as const, value: {} } }
const dated = { ...sheet, pdFar: '66' }
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3)

describe.each(inject('servers'))('a sheet that an optician reads from its picture, on %s', async (_, serverUrl) => {
  const { pool, ways, stop } = await openOptics(serverUrl)
  afterAll(stop)

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(OpticsService, transport)
    const told = async (orderId: string) =>
      (await pool.query<{ type: string }>('select type from optics.outbox where key = $1 order by position', [orderId])).rows.map(
        ({ type }) => type.split('.').at(-1),
      )

    /** A pair as orders leave it: ordered, and waiting for an optician. */
    async function ordered(more: object = {}) {
      const configurationId = randomIds()
      const wish = { configurationId, variantId: 'lise', frame, lensId: 'far-150', treatmentIds: ['ar'], powers: picture, wearer: 'Ada' }
      const { result } = await called.configure({ ...wish, ...more })
      expect(result.case).toBe('configuration')
      await called.putScan({ configurationId, bytes: jpeg, accountId: 'accountId' in more ? String(more.accountId) : '' })
      const orderId = randomIds()
      await pool.query(`update optics.configuration set state = 'submitted', order_id = $2, ordered_at = now() where id = $1`, [
        configurationId,
        orderId,
      ])
      return { configurationId, orderId }
    }
    const seenOf = async (configurationId: string) => (await called.getConfiguration({ configurationId })).version
    const type = async (configurationId: string, more: object = {}) =>
      called
        .typeSheet({
          ...{ configurationId, sheet: dated, again: dated, actorId: 'the optician', ticked: [], seen: await seenOf(configurationId) },
          ...more,
        })
        .then(({ result }) => result)
    const decide = async (configurationId: string, decision: string, more: object = {}) =>
      called
        .decide({ configurationId, decision, actorId: 'the optician', seen: await seenOf(configurationId), ...more })
        .then(({ result }) => result)

    test('lenses are judged by what does not depend on powers, and say what they are made for', async () => {
      const { result } = await called.judgeLenses({ frame: { ...frame, rim: 'rimless', lensHeightMm: 25 }, powers: picture })
      const lenses = result.case === 'judged' ? result.value.lenses : []
      const codes = Object.fromEntries(lenses.map(({ id, refusals }) => [id, refusals.map(({ code }) => code)]))
      expect(codes).toMatchObject({
        'far-150': ['index-too-low-for-rimless'],
        'far-160': [],
        'progressive-160': ['lens-too-low'],
        'short-160': [],
      })
      const reachOf = (id: string) => lenses.find((one) => one.id === id)?.reach
      // LN-2: beyond 4 dioptres, or from a cylinder of 3, an index below 1.60 is too low.
      expect(reachOf('far-150')).toMatchObject({ sph: { low: -400, high: 400 }, cyl: { low: -275, high: 0 } })
      expect(reachOf('short-160')).toMatchObject({ sph: { low: -1_000, high: 600 }, cyl: { low: -400 }, add: { low: 100, high: 250 } })
    })

    test('are verified by nobody before they were read, by the rule and by the database', async () => {
      const { configurationId } = await ordered()
      expect(await called.getConfiguration({ configurationId })).toMatchObject({ toRead: true, toPrescription: true, hasScan: true })
      expect(await decide(configurationId, 'verify')).toMatchObject({ case: 'refused', value: { why: 'not-read' } })
      await expect(pool.query(`update optics.configuration set state = 'verified' where id = $1`, [configurationId])).rejects.toThrow(
        'configuration_read',
      )
    })

    test('typed twice the same, however it is written, they can be verified: who typed and who verified stays', async () => {
      const { configurationId } = await ordered()
      const again = { ...dated, right: { sph: '-2,25', cyl: '-75', axis: '010' } }
      expect(await type(configurationId, { again, prescriber: 'Dr Roux' })).toMatchObject({
        case: 'typed',
        value: { state: 'submitted', toRead: false },
      })
      expect(await type(configurationId)).toMatchObject({ case: 'typed' }) // the same again changes nothing
      const opened = await called.openConfiguration({ configurationId })
      expect(opened).toMatchObject({
        prescriber: 'Dr Roux',
        wearer: 'Ada',
        prescription: { right: { sph: -225 } },
        validity: { state: 'valid' },
      })
      expect(await decide(configurationId, 'verify', { actorId: 'another' })).toMatchObject({ case: 'decided' })
      const { steps } = await called.getConfiguration({ configurationId })
      expect(steps.map(({ what, actor }) => [what, actor])).toEqual([
        ['typed', 'the optician'],
        ['verified', 'another'],
      ])
      expect(await type(configurationId, { reason: 'slip' })).toMatchObject({ case: 'notNow', value: { why: 'wrong-state' } })
    })

    test('where the two do not agree nothing is kept, and the fields are named; what cannot be read is said first', async () => {
      const { configurationId } = await ordered()
      const slip = { ...dated, right: { ...dated.right, axis: '100' }, issuedOn: '2024-01-30' }
      expect(await type(configurationId, { again: slip })).toMatchObject({
        case: 'differing',
        value: { fields: ['right.axis', 'issuedOn'] },
      })
      expect(await type(configurationId, { sheet: { ...dated, right: { sph: '2.25' } } })).toMatchObject({
        case: 'refused',
        value: { wrong: [{ field: 'right.sph', code: 'sign-missing' }] },
      })
      const warned = { ...dated, left: { sph: '+1' } }
      expect(await type(configurationId, { sheet: warned, again: warned })).toMatchObject({ case: 'unticked' })
      expect((await called.getConfiguration({ configurationId })).toRead).toBe(true)
    })

    test('a prism above 5 is read by an optician, which a shopper may not type', async () => {
      const prism = { ...dated, right: { ...dated.right, prismH: '7,5', baseH: 'in' } }
      const asked = { configurationId: randomIds(), variantId: 'lise', frame, lensId: 'far-174' }
      const byShopper = await called.configure({ ...asked, powers: { source: { case: 'sheet', value: prism } } })
      expect(byShopper.result).toMatchObject({ case: 'refused', value: { wrong: [{ field: 'right.prismH', code: 'through-optician' }] } })
      const { configurationId } = await ordered({ lensId: 'far-174' })
      expect((await type(configurationId, { sheet: prism, again: prism })).case).toBe('typed')
      expect((await called.openConfiguration({ configurationId })).prescription?.right?.prismH).toMatchObject({ delta: 750, base: 'in' })
      const beyond = { ...dated, right: { ...dated.right, prismH: '10.25', baseH: 'in' } }
      expect(await type(configurationId, { sheet: beyond, again: beyond, reason: 'slip' })).toMatchObject({ case: 'refused' })
    })

    test('a lens that is not made for what was read is not verified, and refused with a reason', async () => {
      const strong = { ...dated, right: { sph: '-5' }, left: { sph: '-5' } }
      const { configurationId, orderId } = await ordered()
      expect((await type(configurationId, { sheet: strong, again: strong })).case).toBe('typed')
      expect((await called.openConfiguration({ configurationId })).lens?.refusals).toMatchObject([{ rule: 'LN-2' }, { rule: 'LN-2' }])
      expect(await decide(configurationId, 'verify', { overridesFit: true })).toMatchObject({
        case: 'refused',
        value: { why: 'not-makeable' },
      })
      expect(await decide(configurationId, 'refuse', { reason: 'other', message: 'Take a thinner lens' })).toMatchObject({
        case: 'decided',
      })
      expect(await told(orderId)).toEqual(['LensesRefused'])
    })

    test('another picture is the other sheet that was asked for; so is one that the optician types meanwhile', async () => {
      const { configurationId, orderId } = await ordered()
      await decide(configurationId, 'ask', { reason: 'unreadable' })
      const { result } = await called.putScan({ configurationId, orderId, bytes: jpeg })
      expect(result).toMatchObject({ case: 'kept', value: { state: 'submitted', toRead: true, hasScan: true } })
      await decide(configurationId, 'ask', { reason: 'pd-missing' })
      expect(await type(configurationId)).toMatchObject({ case: 'typed', value: { state: 'submitted' } })
      expect(await told(orderId)).toEqual(['CorrectionAsked', 'SheetCorrected', 'CorrectionAsked', 'SheetCorrected'])
    })

    test('what is typed beside a picture that was replaced meanwhile is not kept, and can be verified by nobody', async () => {
      const { configurationId, orderId } = await ordered()
      const seen = await seenOf(configurationId)
      await called.putScan({ configurationId, orderId, bytes: Uint8Array.of(...jpeg, 4) })
      expect(await type(configurationId, { seen })).toMatchObject({ case: 'notNow', value: { why: 'replaced', state: 'submitted' } })
      expect(await decide(configurationId, 'verify')).toMatchObject({ case: 'refused', value: { why: 'not-read' } })
      // What is amended is amended beside what was seen, too.
      expect((await type(configurationId)).case).toBe('typed')
      const typedAt = await seenOf(configurationId)
      await called.putScan({ configurationId, orderId, bytes: jpeg })
      const other = { ...dated, right: { ...dated.right, axis: '20' } }
      const amended = { sheet: other, again: other, ticked: ['eyes-swapped'], reason: 'slip' }
      expect(await type(configurationId, { ...amended, seen: typedAt })).toMatchObject({ case: 'notNow', value: { why: 'replaced' } })
      expect((await called.getConfiguration({ configurationId })).steps.map(({ what }) => what)).toEqual(['typed'])
    })

    test('who wrote the sheet is amended too, where nothing else is', async () => {
      const { configurationId } = await ordered()
      expect((await type(configurationId, { prescriber: 'Dr Roux' })).case).toBe('typed')
      expect(await type(configurationId, { prescriber: 'Dr Blanc' })).toMatchObject({ case: 'notNow', value: { why: 'reason-missing' } })
      expect((await type(configurationId, { prescriber: 'Dr Blanc', reason: 'slip' })).case).toBe('typed')
      expect(await called.openConfiguration({ configurationId })).toMatchObject({ prescriber: 'Dr Blanc' })
    })

    test('whoever did not hear that their sheet was kept sends it again, and is told', async () => {
      const { configurationId, orderId } = await ordered()
      const seen = await seenOf(configurationId)
      expect((await type(configurationId, { seen })).case).toBe('typed')
      expect((await type(configurationId, { seen })).case).toBe('typed')
      expect(await type(configurationId, { seen, actorId: 'another' })).toMatchObject({ case: 'notNow', value: { why: 'replaced' } })
      await called.putScan({ configurationId, orderId, bytes: jpeg })
      expect(await type(configurationId, { seen })).toMatchObject({ case: 'notNow', value: { why: 'replaced' } })
      expect((await called.getConfiguration({ configurationId })).steps).toHaveLength(1)
    })

    test('of pictures and an optician who types at once, what is kept was read from the picture that is there, or is seen to be of another', async () => {
      for (let round = 0; round < 15; round++) {
        const { configurationId, orderId } = await ordered()
        const seen = await seenOf(configurationId)
        const [typed] = await Promise.all([type(configurationId, { seen }), called.putScan({ configurationId, orderId, bytes: jpeg })])
        // Whichever came first, nothing of the version that was seen is decided after both.
        expect(['typed', 'notNow']).toContain(typed.case)
        expect((await called.getConfiguration({ configurationId })).toRead).toBe(typed.case !== 'typed')
        expect(await decide(configurationId, 'verify', { seen: seen + 1 })).toMatchObject({ case: 'refused' })
      }
    })

    test('of many pictures that answer what was asked the last is shown, and it is told once', async () => {
      const { configurationId, orderId } = await ordered()
      await decide(configurationId, 'ask', { reason: 'unreadable' })
      await Promise.all(Array.from({ length: 4 }, () => called.putScan({ configurationId, orderId, bytes: jpeg })))
      expect(await called.getConfiguration({ configurationId })).toMatchObject({ state: 'submitted', toRead: true })
      expect(await told(orderId)).toEqual(['CorrectionAsked', 'SheetCorrected'])
    })

    test('whoever was asked may type the sheet after all', async () => {
      const { configurationId, orderId } = await ordered()
      await decide(configurationId, 'ask', { reason: 'unreadable' })
      const { result } = await called.correctSheet({ configurationId, orderId, sheet: dated, ticked: [] })
      expect(result).toMatchObject({ case: 'corrected', value: { state: 'submitted', toRead: false } })
    })

    test('what was typed is amended with a reason; what stood there, who amended it and why stays, sealed', async () => {
      const accountId = randomIds()
      const kept = await called.addPrescription({ prescriptionId: randomIds(), accountId, wearer: 'Ada', sheet: dated, ticked: [] })
      const prescriptionId = kept.result.case === 'kept' ? kept.result.value.id : ''
      const { configurationId } = await ordered({ accountId, powers: { source: { case: 'kept', value: { accountId, prescriptionId } } } })
      const right = { ...dated.right, axis: '100' }
      const amended = { sheet: { ...dated, right }, again: { ...dated, right }, ticked: ['eyes-swapped'] }
      expect(await type(configurationId, amended)).toMatchObject({ case: 'notNow', value: { why: 'reason-missing' } })
      expect(await type(configurationId, { ...amended, reason: 'slip', actorId: accountId })).toMatchObject({
        case: 'notNow',
        value: { why: 'own-prescription' },
      })
      expect((await type(configurationId, { ...amended, reason: 'slip', note: 'The picture says 100' })).case).toBe('typed')
      const opened = await called.openConfiguration({ configurationId })
      expect(opened.prescription?.right?.axis).toBe(100)
      expect(opened.earlier).toMatchObject([{ actor: 'the optician', note: 'The picture says 100', sheet: { right: { axis: '10' } } }])
      expect(opened.configuration?.steps).toMatchObject([{ what: 'amended', reason: 'slip', actor: 'the optician' }])
      const { rows } = await pool.query<{ facts: object }>('select facts from optics.configuration where id = $1', [configurationId])
      expect(JSON.stringify(rows[0]!.facts)).not.toMatch(/picture says|"axis"/)
      // The kept sheet has the slip: it is not verified with the glasses.
      expect((await decide(configurationId, 'verify')).case).toBe('decided')
      const { prescriptions } = await called.listPrescriptions({ accountId })
      expect(prescriptions).toMatchObject([{ state: 'submitted' }])
    })

    test('of two opticians who type at once one is taken, and the other is told', async () => {
      const { configurationId } = await ordered()
      const other = { ...dated, right: { ...dated.right, axis: '20' } }
      const both = await Promise.all([type(configurationId), type(configurationId, { sheet: other, again: other, actorId: 'another' })])
      expect(both.map(({ case: outcome }) => outcome).toSorted()).toEqual(['notNow', 'typed'])
      expect((await called.getConfiguration({ configurationId })).steps.filter(({ what }) => what === 'typed')).toHaveLength(1)
    })
  })
})
