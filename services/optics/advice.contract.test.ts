import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { AdviceService } from '@vitrine/contracts/optics/v1/advice'
import { PersonConcernedSchema } from '@vitrine/contracts/optics/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { frame, openOptics, sheet } from './test-optics.ts'

describe.each(inject('servers'))('advice on %s', async (_, serverUrl) => {
  const { pool, clock, shop, ways, stop } = await openOptics(serverUrl)
  const optics = createClient(OpticsService, shop.peer('optics'))
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
        await optics.decide({ configurationId, decision: 'refuse', reason, actorId: 'an optician' })
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
