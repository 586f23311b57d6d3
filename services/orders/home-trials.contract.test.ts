import { Code, createClient } from '@connectrpc/connect'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, workOff } from './test-till.ts'
import { dayMs, payment, trials } from './test-trials.ts'

const notes = `
  create table if not exists public.told (key text, type text);
  create or replace function public.note_told() returns trigger language plpgsql as $$ begin insert into public.told values (new.key, new.type); return new; end $$;
  create or replace trigger note_told after insert on orders.outbox for each row execute function public.note_told()`

describe.each(inject('servers'))('home trials on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, bank, heldFor, setPieces } = till
  const { ways, close } = await bothWays(shop, 'orders')
  afterAll(async () => {
    await close()
    await till.close()
  })

  const stock = createClient(StockService, shop.peer('stock'))

  describe.each(ways)('asked %s', (_way, transport) => {
    const { client, wish, frames, trialOf, settled, begun, scanned, atHome, back, onShelf, keptMethods, days, movesOf, parcelOf } = trials(
      { ...till, pool },
      transport,
    )

    test('ORD-13: frames are lent once their price is set aside, and nobody else can buy them', async () => {
      const { trialId, trial, variantIds, customerId } = await begun(2)
      expect(trial).toMatchObject({ state: 'preparing', depositState: 'held', allowed: ['cancel'], taken: eur(0n) })
      expect([trial.deposit, trial.frames.map(({ price }) => price?.amountMinor)]).toMatchObject([eur(25_800n), [12_900n, 12_900n]])
      expect([movesOf(trialId), await heldFor(trialId), await keptMethods(customerId)]).toEqual([['authorised'], 2, 1])
      expect(await onShelf(variantIds[0]!)).toEqual([3, 2])
      expect((await trialOf(trialId)).deliveries).toMatchObject([{ state: 'made' }])
      expect(await breaksIn(shop)).toEqual([])
    })

    test('ORD-13: a sixth frame is refused, and one that is named twice', async () => {
      const [one = ''] = await frames(1)
      const six = Array.from({ length: 6 }, (_, n) => `${one}${n}`)
      for (const variantIds of [six, [one, one], []])
        await expect(client.begin(wish(variantIds))).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.begin(wish(['nobody knows it']))).rejects.toMatchObject({ code: Code.NotFound })
      await expect(client.begin(wish([await till.stockedPerfume()], { amountMinor: 8_900n }))).rejects.toThrow('is no frame')
    })

    test('ORD-13: a second trial waits for the end of the first, whoever asks how often at once', async () => {
      const customerId = randomIds()
      const asked = await Promise.all(Array.from({ length: 8 }, async () => wish(await frames(1), { customerId })))
      const results = await Promise.all(asked.map((each) => client.begin(each).then(({ result }) => result)))
      const begunOnes = results.flatMap((result) => (result.case === 'trial' ? [result.value.id] : []))
      expect(begunOnes).toHaveLength(1)
      expect(results.filter((result) => result.case === 'open' && result.value.trialId === begunOnes[0])).toHaveLength(7)
      expect((await client.begin(asked.find(({ trialId }) => trialId === begunOnes[0])!)).result.case).toBe('trial')
      expect(movesOf(begunOnes[0]!)).toEqual(['authorised'])
      await client.cancel({ trialId: begunOnes[0]!, viewer: { customerId } })
      expect((await client.begin(wish(await frames(1), { customerId }))).result.case).toBe('trial')
    })

    test('what cannot be lent is refused, nothing is held, and its customer may ask again', async () => {
      const customerId = randomIds()
      const [one = '', gone = ''] = await frames(2)
      await setPieces(gone, 0)
      const outcomes = []
      for (const asked of [wish([one, gone], { customerId }), wish([one], { customerId, token: 'declined' })]) {
        const { result } = await client.begin(asked)
        outcomes.push(result.case === 'trial' && [result.value.state, result.value.refusal])
        await settled()
        expect([await heldFor(asked.trialId), movesOf(asked.trialId).includes('authorised')]).toEqual([0, false])
      }
      expect(outcomes).toEqual([
        ['refused', 'out-of-stock'],
        ['refused', 'payment-declined'],
      ])
      expect((await client.begin(wish([one], { customerId, amountMinor: 1n }))).result).toMatchObject({
        case: 'depositChanged',
        value: { deposit: eur(12_900n) },
      })
      const draft = await till.stocked(3, 12_900n, 'draft')
      expect((await client.begin(wish([draft]))).result).toMatchObject({ case: 'notLent', value: { variantId: draft } })
    })

    test('one that was given up because stock stayed away begins again under the same id', async () => {
      const asked = wish(await frames(1))
      till.world.isStockAway = true
      expect((await client.begin(asked)).result).toMatchObject({ case: 'trial', value: { state: 'asked' } })
      clock.advance(61_000)
      await workOff(shop)
      till.world.isStockAway = false
      clock.advance(60_000)
      await settled()
      expect(await trialOf(asked.trialId)).toMatchObject({ state: 'refused', refusal: 'unavailable' })
      expect((await client.begin(asked)).result).toMatchObject({ case: 'trial', value: { state: 'preparing', depositState: 'held' } })
      expect([movesOf(asked.trialId), await heldFor(asked.trialId)]).toEqual([['authorised'], 1])
      expect(await breaksIn(shop)).toEqual([])
    })

    test('a bank that wants to see the customer is waited for a quarter of an hour', async () => {
      const [left, come] = [wish(await frames(1), { token: 'three-d-secure' }), wish(await frames(1), { token: 'three-d-secure' })]
      for (const asked of [left, come]) {
        const { result } = await client.begin(asked)
        expect(result).toMatchObject({ case: 'trial', value: { state: 'asked', action: { kind: 'three-d-secure' } } })
      }
      const { action } = await trialOf(come.trialId)
      await fetch(action!.url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
      clock.advance(5_000)
      await workOff(shop, 'payments') // notices by itself, as when no webhook comes
      await settled()
      expect((await trialOf(come.trialId)).state).toBe('preparing')
      clock.advance(16 * 60_000)
      await settled()
      expect(await trialOf(left.trialId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
      expect(await heldFor(left.trialId)).toBe(0)
    })

    test('called off before it left: the pieces are on sale, nothing was charged, and the kept card is forgotten', async () => {
      const { trialId, customerId, variantIds } = await begun(1)
      await expect(client.cancel({ trialId, viewer: { customerId: 'eve' } })).rejects.toMatchObject({ code: Code.NotFound })
      for (let times = 0; times < 2; times++)
        expect((await client.cancel({ trialId, viewer: { customerId } })).result).toMatchObject({
          case: 'changed',
          value: { state: 'cancelled' },
        })
      await settled()
      expect([movesOf(trialId), await heldFor(trialId), await keptMethods(customerId)]).toEqual([['authorised', 'voided'], 0, 0])
      expect(await onShelf(variantIds[0]!)).toEqual([3, 3])
      expect(await parcelOf(trialId)).toBe('stopped')
      expect((await client.keep({ trialId, variantIds, viewer: { customerId } })).result).toMatchObject({
        case: 'refused',
        value: { status: 'cancelled', allowed: [] },
      })
    })

    test('frames that are kept are taken from the deposit, the others go back to their shelves', async () => {
      const { trialId, customerId, variantIds } = await atHome(3)
      const [kept = '', home = '', spoiled = ''] = variantIds
      expect(await trialOf(trialId)).toMatchObject({ state: 'delivered', allowed: ['keep', 'return'] })
      await client.keep({ trialId, variantIds: [kept], viewer: { customerId } })
      expect(movesOf(trialId)).toEqual(['authorised'])
      await expect(back(trialId, { [home]: 'missing' })).rejects.toThrow('none is missing before two notices')
      await back(trialId, { [home]: 'back', [spoiled]: 'damaged' })
      await settled()
      expect(await trialOf(trialId)).toMatchObject({ state: 'closed', charged: eur(25_800n), taken: eur(25_800n), depositState: 'taken' })
      expect(bank.movements.filter(({ orderId }) => orderId === trialId).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
        ['authorised', 38_700],
        ['captured', 25_800],
        ['voided', 12_900],
      ])
      expect(await Promise.all(variantIds.map(onShelf))).toEqual([
        [2, 2],
        [3, 3],
        [2, 2],
      ])
      expect([await heldFor(trialId), await keptMethods(customerId)]).toEqual([0, 0])
      expect([await breaksIn(shop), await breaksIn(shop, 'stock'), await breaksIn(shop, 'payments')]).toEqual([[], [], []])
    })

    test('ORD-10: frames that are paid for have an invoice of the one row of numbers, with the VAT of where they went on the day they were asked for', async () => {
      const { trialId, customerId, variantIds } = await atHome(3)
      const [kept = '', home = '', spoiled = ''] = variantIds
      const asked = () => client.printInvoice({ trialId, viewer: { customerId } })
      await expect(asked()).rejects.toMatchObject({ code: Code.NotFound })
      // What the frames cost since then is nothing to them.
      for (const variantId of variantIds) await till.setPrice(variantId, 99_900n)
      await back(trialId, { [kept]: 'kept', [home]: 'back', [spoiled]: 'damaged' })
      await settled()
      const { invoiceNumber } = await trialOf(trialId)
      const { invoice, pdf } = await asked()
      expect(invoice).toMatchObject({ kind: 'invoice', number: invoiceNumber, total: eur(25_800n) })
      expect(invoiceNumber).toMatch(/^F-\d{6}$/)
      expect(Buffer.from((await client.printInvoice({ trialId, viewer: { staff: true } })).pdf).equals(pdf)).toBe(true)
      await expect(client.printInvoice({ trialId, viewer: { customerId: 'eve' } })).rejects.toMatchObject({ code: Code.NotFound })
      const { rows } = await pool.query('select body, order_id from orders.invoice where trial_id = $1', [trialId])
      // 129.00 with 20 % in it; what is damaged is compensation, without tax.
      expect(rows).toMatchObject([
        { order_id: null, body: { taxes: [{ ratePpm: 200_000, netMinor: 10_750, taxMinor: 2_150 }], damagesMinor: 12_900 } },
      ])
      expect(await breaksIn(shop)).toEqual([])
    })

    test('when all came back nothing is charged, and a return said twice is one', async () => {
      const { trialId, variantIds } = await atHome(2)
      const all = Object.fromEntries(variantIds.map((variantId) => [variantId, 'back']))
      const said = await Promise.all([back(trialId, all), back(trialId, all)])
      expect(said.map(({ result }) => result.case)).toEqual(['changed', 'changed'])
      await settled()
      expect([(await trialOf(trialId)).state, movesOf(trialId)]).toEqual(['closed', ['authorised', 'voided']])
      expect(await onShelf(variantIds[0]!)).toEqual([3, 3])
    })

    test('ORD-14: an authorisation that would lapse is dropped and set aside again, never taken early', async () => {
      const { trialId } = await begun(1)
      await scanned(trialId, 'handed-over')
      await days(6)
      expect([movesOf(trialId), (await trialOf(trialId)).depositState]).toEqual([['authorised', 'voided', 'authorised'], 'held'])
      expect(await trialOf(trialId)).toMatchObject({ state: 'sent', taken: eur(0n) })
    })

    test('ORD-13: a late return takes the deposit after two notices, each once', async () => {
      const { trialId, variantIds } = await atHome(2)
      await days(8) // sent back after five, and three for the post
      expect(await trialOf(trialId)).toMatchObject({ state: 'delivered', notices: 1, taken: eur(0n) })
      expect((await client.list({ late: true })).trials.map(({ id }) => id)).toContain(trialId)
      await days(3)
      expect(await trialOf(trialId)).toMatchObject({ state: 'delivered', notices: 2, taken: eur(0n) })
      await days(3)
      expect(await trialOf(trialId)).toMatchObject({
        state: 'closed',
        taken: eur(25_800n),
        frames: [{ outcome: 'missing' }, { outcome: 'missing' }],
      })
      expect(movesOf(trialId).filter((kind) => kind === 'captured')).toHaveLength(1)
      expect((await client.printInvoice({ trialId, viewer: { staff: true } })).invoice).toMatchObject({ total: eur(25_800n) })
      expect(await onShelf(variantIds[0]!)).toEqual([2, 2])
      expect(await breaksIn(shop)).toEqual([])
    })

    test('a deposit no bank sets aside again is asked of the customer; until then nobody else is lent frames', async () => {
      const { trialId, customerId, variantIds } = await atHome(1)
      await pool.query(`update orders.home_trial set deposit = deposit || '{"savedMethodId": ""}' where id = $1`, [trialId])
      await days(6)
      expect(await trialOf(trialId)).toMatchObject({ state: 'delivered', depositState: 'dropped', allowed: ['keep', 'return', 'deposit'] })
      await client.keep({ trialId, variantIds, viewer: { customerId } })
      await settled()
      expect(await trialOf(trialId)).toMatchObject({ state: 'settling', taken: eur(0n), allowed: ['deposit'] })
      expect((await client.begin(wish(await frames(1), { customerId }))).result.case).toBe('open')
      const declined = await client.setDeposit({ trialId, payment: { ...payment, token: 'declined' }, viewer: { customerId } })
      expect(declined.result).toMatchObject({ case: 'changed', value: { depositState: 'dropped', refusal: 'payment-declined' } })
      await client.setDeposit({ trialId, payment, viewer: { customerId } })
      await settled()
      expect(await trialOf(trialId)).toMatchObject({ state: 'closed', taken: eur(12_900n) })
    })

    test('STK-8: who kept a frame of a recalled lot, or has one at home, is told once; who sent it back, or got another, is not', async () => {
      // What is told leaves the outbox at once: somebody takes notes.
      await pool.query(notes)
      const [variantId, lot] = [await till.stocked(0), randomIds()]
      const receive = (movementId: string) => stock.move({ movementId, variantId, quantity: 5, reason: 'received', actor: 'joe', lot })
      const movementId = randomIds()
      await receive(movementId)
      const made = []
      for (let n = 0; n < 3; n++) {
        const asked = wish([variantId])
        await client.begin(asked)
        await settled()
        clock.advance(dayMs)
        await scanned(asked.trialId, 'delivered')
        made.push(asked)
      }
      const [kept, home, sentBack] = made.map(({ trialId }) => trialId)
      await back(kept!, { [variantId]: 'kept' })
      await back(sentBack!, { [variantId]: 'back' })
      const other = await atHome(1)
      await settled()
      const { sales } = await stock.recallLot({ variantId, lot, note: 'A hinge may break', actor: 'joe' })
      expect(sales.map(({ orderId }) => orderId)).toEqual([kept])
      await stock.recallLot({ variantId, lot, note: 'A hinge may break', actor: 'joe' })
      await settled()
      const text = `select key from public.told where type like '%HomeTrialRecalled' and key = any($1) order by key`
      const { rows } = await pool.query<{ key: string }>(text, [[kept, home, sentBack, other.trialId]])
      expect(rows.map(({ key }) => key)).toEqual([kept, home].toSorted())
      const holders = await client.listHolders({ variantId, ids: [kept!, 'an order'] })
      expect(holders.trials.map(({ id }) => id).toSorted()).toEqual([kept, home].toSorted())
    })

    test('staff see all of them, customers their own, newest first', async () => {
      const { trialId, customerId } = await begun(1)
      expect((await client.list({ customerId })).trials.map(({ id }) => id)).toEqual([trialId])
      const { trials: page, nextCursor } = await client.list({ state: 'preparing', page: { limit: 1, cursor: '' } })
      expect([page.map(({ id }) => id), nextCursor === '']).toEqual([[trialId], false])
      await expect(client.list({ state: 'nowhere' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.get({ trialId, viewer: { customerId: 'eve' } })).rejects.toMatchObject({ code: Code.NotFound })
    })
  })

  test('ACC-12 who is forgotten stands in no trial that ended; one under way ends first, and its parcel is blanked with it', async () => {
    const { begun, client, trialOf, settled } = trials({ ...till, pool })
    const { trialId, customerId } = await begun(1)
    const body = { accountId: customerId, email: 'ada@example.com', emailVerified: true }
    for (let twice = 0; twice < 2; twice++)
      await shop.deliver({ id: `erased ${customerId}`, type: AccountErasedSchema.typeName, key: customerId, body })
    await settled()
    expect(await trialOf(trialId)).toMatchObject({ email: 'ada@example.com', shipping: { name: 'Ada Blanc' } })
    await client.cancel({ trialId, viewer: { staff: true } })
    await settled()
    expect(await trialOf(trialId)).toMatchObject({ email: '', shipping: { name: '', line1: '', country: 'FR' }, state: 'cancelled' })
    const { rows } = await pool.query<{ address: object }>('select address from delivery.parcel where order_id = $1', [trialId])
    expect(rows).toMatchObject([{ address: { name: '', country: 'FR' } }])
  })

  test('the database refuses a sixth frame, a price that is not its tax and the rest, a taken deposit without its frames, and a missing one without notices', async () => {
    const { begun } = trials({ ...till, pool })
    const { trialId } = await begun(1)
    const forged: [string, string][] = [
      [`frames = '[1, 2, 3, 4, 5, 6]'`, 'home_trial_frames_check'],
      [`taken_minor = 1`, 'home_trial_taken'],
      [`state = 'delivered', frames = jsonb_set(frames, '{0,outcome}', '"missing"')`, 'home_trial_late'],
      [`state = 'closed'`, 'home_trial_decided'],
      [`frames = jsonb_set(frames, '{0,outcome}', '"back"')`, 'home_trial_undecided'],
      [`notices = 3`, 'home_trial_notices'],
      [`frames = frames #- '{0,tax}'`, 'home_trial_taxes'],
      [`frames = jsonb_set(frames, '{0,tax,taxMinor}', '1')`, 'home_trial_tax_of_price'],
    ]
    for (const [change, constraint] of forged)
      await expect(pool.query(`update orders.home_trial set ${change} where id = $1`, [trialId])).rejects.toThrow(constraint)
    const invoice = (kind: string, orderId: string | null) =>
      pool.query(
        `insert into orders.invoice (number, kind, position, order_id, trial_id, cause, total_minor, body, issued_at) values ('F-x', $1, 999, $2, $3, 'x', 1, '{}', now())`,
        [kind, orderId, trialId],
      )
    await expect(invoice('invoice', 'an order too')).rejects.toThrow('invoice_subject')
    await expect(invoice('credit-note', null)).rejects.toThrow('invoice_of_trial_kind')
  })
})
