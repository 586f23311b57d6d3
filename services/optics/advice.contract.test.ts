import { randomBytes } from 'node:crypto'
import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { AdviceService } from '@vitrine/contracts/optics/v1/advice'
import { PersonConcernedSchema } from '@vitrine/contracts/optics/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlAdviceStore } from './adapters/sql-advice-store.ts'
import { sqlConfigurationStore } from './adapters/sql-configuration-store.ts'
import { sqlPersonKeys, wrappingKey } from './adapters/sql-person-keys.ts'
import { frame, openOptics, settings, sheet } from './test-optics.ts'

describe.each(inject('servers'))('advice on %s', async (_, serverUrl) => {
  const { pool, clock, shop, ways, stop } = await openOptics(serverUrl)
  const optics = createClient(OpticsService, shop.peer('optics'))
  const keys = sqlPersonKeys(pool, wrappingKey(settings.OPTICS_KEY), randomBytes)
  afterAll(stop)
  beforeEach(() => pool.query('delete from optics.person_key'))

  const keep = async (accountId: string, more: object = {}) => {
    const asked = {
      prescriptionId: randomIds(),
      accountId,
      wearer: 'Ada',
      prescriber: 'Dr Roux',
      sheet: { ...sheet, pdFar: '66' },
      ...more,
    }
    const { result } = await optics.addPrescription(asked)
    return result.case === 'kept' ? result.value.id : result.case!
  }
  const keptOf = async (accountId: string) => (await optics.listPrescriptions({ accountId })).prescriptions
  const toldOf = async (accountId: string) => {
    const text = 'select body from optics.outbox where type = $1 and key = $2 order by created_at, id'
    return (await pool.query<{ body: object }>(text, [PersonConcernedSchema.typeName, accountId])).rows.map(({ body }) => body)
  }

  const ordered = async (accountId: string, powers: object, more: object = {}) => {
    const configurationId = randomIds()
    await optics.configure({ configurationId, accountId, variantId: 'lise', frame, lensId: 'far-160', powers, ...more })
    const text = `update optics.configuration set state = 'submitted', order_id = $1, ordered_at = $2,
      facts = facts || jsonb_build_object('orderNumber', $1::text) where id = $1`
    await pool.query(text, [configurationId, clock()])
    return configurationId
  }
  const keptRef = (accountId: string, prescriptionId: string) => ({
    source: { case: 'kept' as const, value: { accountId, prescriptionId } },
  })
  const remind = () =>
    shop.running
      .get('optics')!
      .jobs!.find(({ name }) => name.startsWith('remind'))!
      .run()

  test('what an optician writes while its person is erased is kept by nobody, and makes no key anew', async () => {
    const ada = randomIds()
    const prescriptionId = await keep(ada)
    const store = sqlAdviceStore(pool, keys, randomIds)
    const [at, told] = [clock(), { type: PersonConcernedSchema.typeName, body: {} }]
    const message = { id: randomIds(), at, from: 'optician', text: 'The left eye is weaker', prescriptionId: '' } as const
    await optics.forget({ accountId: ada })
    await store.addOfOptician(ada, message, 'an optician', told)
    const decided = { prescriptionId, from: 'submitted', to: 'asked', reason: 'unlikely', actor: 'an optician', at, message, told } as const
    expect(await store.decide(ada, decided)).toBe(false)
    const left = 'select account_id from optics.person_key union all select account_id from optics.advice_message'
    expect((await pool.query(left)).rows).toEqual([])
    expect(await toldOf(ada)).toEqual([])
  })

  test('nor does what is decided about glasses of theirs', async () => {
    const ada = randomIds()
    const configurationId = await ordered(ada, { source: { case: 'sheet' as const, value: { ...sheet, pdFar: '66' } } })
    const store = sqlConfigurationStore(pool, keys, randomIds)
    const { configuration, wish } = (await store.open(configurationId))!
    await optics.forget({ accountId: ada })
    expect(await store.change({ ...configuration, state: 'asked' }, [], { wish: { ...wish, message: 'Which axis?' } })).toBe(false)
    expect((await pool.query('select from optics.person_key')).rowCount).toBe(0)
  })

  test('OPT-4 before a kept sheet ends, by its country and the age of its wearer, its person is told once', async () => {
    const ada = randomIds()
    // Ends on 2027-01-31: 36 months of somebody over 42, 60 of somebody younger, 12 of a child.
    const of = (wearerBirthDate: string, issuedOn: string, more: object = {}) => ({
      sheet: { ...sheet, wearerBirthDate, issuedOn, ...more },
    })
    const old = await keep(ada, { wearer: 'Old', ...of('1970-06-15', '2024-01-31') })
    const child = await keep(ada, { wearer: 'Child', ...of('2018-06-15', '2026-01-31') })
    await keep(ada, { wearer: 'Young', ...of('1990-06-15', '2024-01-31') })
    await keep(ada, { wearer: 'Abroad', ...of('1970-06-15', '2024-01-31', { country: 'DE' }) })
    await keep(ada, { wearer: 'Renewed', ...of('1970-06-15', '2024-01-31') })
    await keep(ada, { wearer: 'renewed ', ...of('1970-06-15', '2026-11-20') })
    const told = async () => (await toldOf(ada)).map((one) => (one as { noticeId: string }).noticeId).toSorted()
    await remind()
    expect(await told()).toEqual([])
    clock.advance(3 * 86_400_000) // 2026-12-02: 60 days before
    await remind()
    await Promise.all([remind(), remind()])
    expect(await told()).toEqual([old, child].toSorted())
    clock.advance(-3 * 86_400_000)
  })

  test('OPT-4 nobody is told who wants none, who was erased, or whose sheet was rejected', async () => {
    const [none, gone, rejected] = [randomIds(), randomIds(), randomIds()]
    const ends = { sheet: { ...sheet, wearerBirthDate: '1970-06-15', issuedOn: '2024-01-10' } }
    const ids = [await keep(none, ends), await keep(gone, ends), await keep(rejected, ends)]
    await optics.setReminders({ accountId: none, wanted: false })
    expect((await optics.listPrescriptions({ accountId: none })).reminders).toBe(false)
    await optics.forget({ accountId: gone })
    await pool.query(`update optics.prescription set state = 'rejected', reason = 'other' where id = $1`, [ids[2]])
    await remind()
    for (const person of [none, gone, rejected]) expect(await toldOf(person)).toEqual([])
    await optics.setReminders({ accountId: none, wanted: true })
    await remind()
    expect(await toldOf(none)).toMatchObject([{ noticeId: ids[0], what: 'prescription-ends' }])
  })

  test('OPT-4 a sheet that cannot be opened keeps nobody else from being told', async () => {
    const [lost, ada] = [randomIds(), randomIds()]
    const ends = { sheet: { ...sheet, wearerBirthDate: '1970-06-15', issuedOn: '2024-01-10' } }
    await keep(lost, ends)
    const id = await keep(ada, ends)
    await pool.query(`update optics.prescription set sealed = sealed || 'cut'::bytea, id = '0' || id where account_id = $1`, [lost])
    await remind()
    expect([await toldOf(lost), await toldOf(ada)]).toMatchObject([[], [{ noticeId: id }]])
    await pool.query('delete from optics.prescription where account_id = $1', [lost])
  })

  test('OPT-9 a wearer with open orders cannot go, nor the sheet they are made to; another sheet can', async () => {
    const ada = randomIds()
    const [first, second] = [await keep(ada), await keep(ada, { wearer: 'ada ' })]
    const son = await keep(ada, { wearer: 'Son', sheet: { ...sheet, wearerBirthDate: '2016-06-15', issuedOn: '2026-10-01' } })
    const configurationId = await ordered(ada, keptRef(ada, first))
    const remove = async (prescriptionId: string) => (await optics.removePrescription({ accountId: ada, prescriptionId })).result
    expect(await remove(first)).toMatchObject({ case: 'underWay', value: { orderNumbers: [configurationId] } })
    expect((await remove(second)).case).toBe('removed')
    expect((await remove(son)).case).toBe('removed')
    await pool.query(`update optics.configuration set state = 'verified', lab_state = 'received' where id = $1`, [configurationId])
    expect((await remove(first)).case).toBe('removed')
  })

  test('the queue of opticians is read to its end, oldest first, each once', async () => {
    const ada = randomIds()
    const powers = keptRef(ada, await keep(ada))
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      if (n !== 3) clock.advance(1_000) // two of one moment
      ids.push(await ordered(ada, powers))
    }
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await optics.listConfigurations({ state: 'submitted', page: { limit: 2, cursor } })
      expect([page.total, page.configurations.length <= 2]).toEqual([5, true])
      seen.push(...page.configurations.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen.map((id) => ids.indexOf(id)).slice(0, 2)).toEqual([0, 1])
    expect(seen.toSorted()).toEqual(ids.toSorted())
    const wrong = optics.listConfigurations({ state: 'submitted', page: { limit: 2, cursor: 'x' } })
    await expect(wrong).rejects.toMatchObject({ code: Code.InvalidArgument })
    clock.advance(-4_000)
  })

  describe.each(ways)('called %s', (_way, transport) => {
    const advice = createClient(AdviceService, transport)
    const decide = (accountId: string, prescriptionId: string, more: object) =>
      advice
        .decideSheet({ accountId, prescriptionId, messageId: randomIds(), actorId: 'an optician', reason: 'unreadable', ...more })
        .then(({ result }) => result)
    const ask = (accountId: string, text: string, more: object = {}) =>
      advice
        .ask({ accountId, messageId: randomIds(), text, ...more })
        .then(({ messages }) => messages.map(({ from, text }) => [from, text]))

    test('OPT-5 a question is answered, its person is told to look, and of what in no event', async () => {
      const ada = randomIds()
      expect(await ask(ada, ' Do I need a higher index? ')).toEqual([['person', 'Do I need a higher index?']])
      expect((await advice.listCases({})).cases).toMatchObject([{ accountId: ada, messages: 1, sheets: 0 }])
      const answer = { accountId: ada, messageId: randomIds(), text: 'No, 1.60 will do.', actorId: 'an optician' }
      await advice.answer(answer)
      expect((await advice.answer(answer)).result.case).toBe('done')
      expect((await advice.getThread({ accountId: ada })).messages.map(({ from }) => from)).toEqual(['person', 'optician'])
      expect((await advice.listCases({})).cases).toEqual([])
      expect(await toldOf(ada)).toEqual([
        { accountId: ada, noticeId: answer.messageId, what: 'advice', at: clock().toISOString().replace('.000', '') },
      ])
    })

    test('nobody reads in the database what was written', async () => {
      const ada = randomIds()
      await ask(ada, 'Somebody rare asks')
      const { rows } = await pool.query<{ whole: string; sealed: Buffer }>(
        'select m::text as whole, sealed from optics.advice_message as m',
      )
      expect(rows[0]!.whole).not.toContain('rare')
      expect(rows[0]!.sealed.includes(Buffer.from('rare'))).toBe(false)
      await optics.forget({ accountId: ada })
      expect((await advice.getThread({ accountId: ada })).messages).toEqual([])
      await expect(advice.openCase({ accountId: ada })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('RX-8 a rejected sheet says why, is decided no more, and is answered by another one in its place, once', async () => {
      const ada = randomIds()
      const first = await keep(ada)
      const rejected = await decide(ada, first, { decision: 'reject', text: 'The axis cannot be read.' })
      expect(rejected).toMatchObject({
        case: 'done',
        value: { messages: [{ from: 'optician', prescriptionId: first }], sheets: [{ kept: { state: 'rejected', reason: 'unreadable' } }] },
      })
      expect(await decide(ada, first, { decision: 'reject' })).toMatchObject({ case: 'done' })
      expect(await decide(ada, first, { decision: 'verify' })).toMatchObject({
        case: 'refused',
        value: { why: 'wrong-state', state: 'rejected' },
      })
      expect(await toldOf(ada)).toHaveLength(1)
      const powers = { source: { case: 'kept' as const, value: { accountId: ada, prescriptionId: first } } }
      const wish = { configurationId: randomIds(), accountId: ada, variantId: 'lise', frame, lensId: 'far-160', powers }
      await expect(optics.configure(wish)).rejects.toMatchObject({ code: Code.NotFound })
      const second = await keep(ada, { correctsId: first })
      expect((await keptOf(ada)).map(({ id, state, corrected }) => [id, state, corrected])).toEqual(
        expect.arrayContaining([
          [second, 'submitted', false],
          [first, 'rejected', true],
        ]),
      )
      await expect(keep(ada, { correctsId: first })).rejects.toMatchObject({ code: Code.NotFound })
      await expect(keep(randomIds(), { correctsId: first })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('a sheet that is asked about waits for its person, whose answer brings it back; a verified one is read only', async () => {
      const ada = randomIds()
      const id = await keep(ada)
      const stateOf = async () => (await keptOf(ada))[0]!.state
      expect((await decide(ada, id, { decision: 'ask', text: 'Is the axis 18 or 180?' })).case).toBe('done')
      expect([await stateOf(), (await advice.listCases({})).cases]).toEqual(['asked', []])
      await expect(ask(randomIds(), '180', { prescriptionId: id })).rejects.toMatchObject({ code: Code.NotFound })
      await ask(ada, '180', { prescriptionId: id })
      expect([await stateOf(), (await advice.listCases({})).cases]).toMatchObject(['submitted', [{ sheets: 1, messages: 1 }]])
      expect((await decide(ada, id, { decision: 'verify' })).case).toBe('done')
      for (const decision of ['ask', 'reject'])
        expect(await decide(ada, id, { decision })).toMatchObject({ case: 'refused', value: { why: 'wrong-state', state: 'verified' } })
      await expect(keep(ada, { correctsId: id })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('another sheet in the place of one that was asked about rejects that one', async () => {
      const ada = randomIds()
      const first = await keep(ada)
      await decide(ada, first, { decision: 'ask' })
      await keep(ada, { correctsId: first })
      expect((await keptOf(ada)).find(({ id }) => id === first)).toMatchObject({ state: 'rejected', corrected: true })
    })

    test('nobody decides about their own, nor verifies one that ended; twenty opticians at once decide once', async () => {
      const ada = randomIds()
      const [id, old] = [await keep(ada), await keep(ada, { wearer: 'Old', sheet: { ...sheet, issuedOn: '2020-01-15' } })]
      expect(await decide(ada, id, { decision: 'verify', actorId: ada })).toMatchObject({
        case: 'refused',
        value: { why: 'own-prescription' },
      })
      const own = { accountId: ada, messageId: randomIds(), text: 'Fine', actorId: ada }
      expect((await advice.answer(own)).result).toMatchObject({ case: 'refused', value: { why: 'own-prescription' } })
      expect(await decide(ada, old, { decision: 'verify' })).toMatchObject({ case: 'refused', value: { why: 'expired' } })
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) => decide(ada, id, { decision: n % 2 ? 'verify' : 'reject', text: `${n}` })),
      )
      expect(all.filter(({ case: is }) => is === 'done')).toHaveLength(10)
      const { rows } = await pool.query('select from optics.advice_message where account_id = $1', [ada])
      expect([rows.length, (await toldOf(ada)).length]).toEqual(
        (await keptOf(ada)).some(({ state }) => state === 'rejected') ? [1, 1] : [0, 0],
      )
    })

    test('an optician who refuses the glasses of a kept sheet rejects it, but not for a frame that does not suit', async () => {
      for (const [reason, state] of [
        ['unlikely', 'rejected'],
        ['does-not-fit', 'submitted'],
      ] as const) {
        const ada = randomIds()
        const prescriptionId = await keep(ada)
        const powers = { source: { case: 'kept' as const, value: { accountId: ada, prescriptionId } } }
        const configurationId = randomIds()
        await optics.configure({ configurationId, accountId: ada, variantId: 'lise', frame, lensId: 'far-160', powers })
        const ordering = `update optics.configuration set state = 'submitted', order_id = 'o', ordered_at = now() where id = $1`
        await pool.query(ordering, [configurationId])
        const { version: seen } = await optics.getConfiguration({ configurationId })
        await optics.decide({ configurationId, decision: 'refuse', reason, actorId: 'an optician', seen })
        expect((await keptOf(ada))[0]).toMatchObject({ state, reason: state === 'rejected' ? reason : '' })
      }
    })

    test('who waits longest comes first, page by page, each once', async () => {
      const people = Array.from({ length: 7 }, () => randomIds())
      for (const person of people) {
        clock.advance(1_000)
        await ask(person, 'A question')
      }
      await ask(people[0]!, 'And another')
      const seen: string[] = []
      let cursor = ''
      do {
        const { cases, nextCursor, total } = await advice.listCases({ page: { limit: 3, cursor } })
        expect(total).toBe(7)
        seen.push(...cases.map(({ accountId }) => accountId))
        cursor = nextCursor
      } while (cursor)
      expect(seen).toEqual(people)
      await expect(advice.listCases({ page: { limit: 3, cursor: 'nonsense' } })).rejects.toMatchObject({ code: Code.InvalidArgument })
      clock.advance(-7_000)
    })

    test('a text that says nothing, or too much, and a 21st question nobody answered yet', async () => {
      const ada = randomIds()
      for (const text of [' ', 'x'.repeat(2_001)]) await expect(ask(ada, text)).rejects.toMatchObject({ code: Code.InvalidArgument })
      for (let n = 0; n < 20; n++) await ask(ada, `${n}`)
      await expect(ask(ada, 'one more')).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })
})
