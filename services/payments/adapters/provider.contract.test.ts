import { describe, expect, test } from 'vitest'
import { type Asked, ProviderSilent, type Standing } from '../application/provider.ts'
import { type Movement, stateOf } from '../domain/attempt.ts'
import { isInProvidersBooks } from '../domain/ledger.ts'
import { openings } from './test-providers.ts'

const now = new Date('2026-11-20T10:00:00Z')
const dayMs = 24 * 60 * 60_000
const dayBefore = new Date(now.getTime() - dayMs)
const dayAfter = new Date(now.getTime() + dayMs)

describe.each(openings)('the provider %s', async (_, open) => {
  const opened = await open(() => now)
  const { provider, goodToken, captures, setOutage, dropNextReply, webhook } = opened
  const known = new Map<string, { reference: string; movements: Map<string, Movement> }>()

  const asked = (attemptId: string, step: string, token = goodToken): Asked => ({
    ...{ key: `${attemptId}:${step}`, attemptId, orderId: `order ${attemptId}`, amountMinor: 12_900, currency: 'EUR', method: 'card' },
    ...{ token, returnUrl: 'http://shop.example/back', reference: known.get(attemptId)?.reference ?? '' },
  })
  /** As the shop hears it: what was told before is never forgotten. */
  function hear(attemptId: string, standing: Standing | undefined): readonly Movement[] {
    const before = known.get(attemptId)?.movements ?? new Map<string, Movement>()
    for (const movement of standing?.movements ?? []) before.set(movement.id, movement)
    known.set(attemptId, { reference: standing?.reference || (known.get(attemptId)?.reference ?? ''), movements: before })
    return [...before.values()]
  }
  const stateAt = (attemptId: string) => stateOf([...(known.get(attemptId)?.movements.values() ?? [])], 'EUR')
  const read = async (attemptId: string) => hear(attemptId, await provider.read(asked(attemptId, 'read')))
  const send = async (attemptId: string, token = goodToken) =>
    hear(attemptId, await provider.authorise(asked(attemptId, 'authorise', token)))
  const capture = async (attemptId: string, amountMinor = 12_900) =>
    hear(attemptId, await provider.capture(asked(attemptId, 'capture'), amountMinor))
  const drop = async (attemptId: string) => hear(attemptId, await provider.void(asked(attemptId, 'void')))
  const refund = async (attemptId: string, refundId: string, amountMinor: number) =>
    hear(attemptId, await provider.refund(asked(attemptId, `refund:${refundId}`), { refundId, amountMinor }))

  const decide = async (attemptId: string, decision: 'approve' | 'refuse') => {
    const action = [...known.get(attemptId)!.movements.values()].find(({ kind }) => kind === 'action-required')!
    const back = await fetch(action.detail, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })
    expect([back.status, back.headers.get('location')]).toEqual([303, 'http://shop.example/back'])
  }
  /** As the shop goes on with an attempt: reads, and sends what nobody has heard yet, or what the shopper has just approved. */
  async function goOn(attemptId: string) {
    await read(attemptId)
    if (stateAt(attemptId) === 'pending') await send(attemptId)
  }
  /** Set aside, with the shopper at the bank or on the provider's page where that is asked for. */
  async function authorise(attemptId: string) {
    await send(attemptId)
    if (stateAt(attemptId) !== 'action-required') return
    await decide(attemptId, 'approve')
    await goOn(attemptId)
  }

  test('an amount is set aside, taken and given back in parts, each step once however often it is asked', async () => {
    const many = <T>(asking: () => Promise<T>) => Promise.all(Array.from({ length: 8 }, asking))
    await many(() => send('a'))
    await authorise('a')
    expect(stateAt('a')).toBe('authorised')
    const before = captures()
    await many(() => capture('a'))
    expect([captures() - before, stateAt('a')]).toEqual([1, 'captured'])
    await many(() => refund('a', '1', 900))
    expect(stateAt('a')).toBe('partially-refunded')
    const movements = await refund('a', '2', 12_000)
    expect(movements.filter(({ kind }) => kind === 'refunded').map(({ amountMinor, refundId }) => `${refundId}: ${amountMinor}`)).toEqual([
      '1: 900',
      '2: 12000',
    ])
    await refund('a', '3', 1)
    expect(stateAt('a')).toBe('refunded')
  })

  /** Of what a provider may do and another not, the test is there or is not. */
  const ifThere = <T>(one: T | undefined) => (one === undefined ? [] : [one])
  const { bad, challengeToken, chargeSomebody } = opened

  test.each(ifThere(bad))('a refused card says why', async ({ token, reason }) => {
    const movements = await send('b', token)
    expect(movements).toMatchObject([{ kind: 'failed', detail: reason }])
  })

  test.each(ifThere(challengeToken))('a bank that wants to see the shopper (%s) is heard, whether they say yes or no', async (token) => {
    for (const [id, decision, state] of [
      ['yes', 'approve', 'authorised'],
      ['no', 'refuse', 'failed'],
    ] as const) {
      const { actionKind, ...standing } = await provider.authorise(asked(id, 'authorise', token))
      expect(actionKind ?? 'three-d-secure').toBe('three-d-secure')
      hear(id, standing)
      expect(stateAt(id)).toBe('action-required')
      await decide(id, decision)
      await read(id)
      expect(stateAt(id)).toBe(state)
    }
  })

  test('what is dropped cannot be taken, and what is taken cannot be dropped', async () => {
    await authorise('c')
    await drop('c')
    await capture('c')
    expect(stateAt('c')).toBe('voided')
    await authorise('d')
    await capture('d')
    await drop('d')
    expect(stateAt('d')).toBe('captured')
  })

  test('an attempt that was given up before it was heard of is not authorised when it comes late', async () => {
    expect(await provider.read(asked('e', 'read'))).toBeUndefined()
    await drop('e')
    known.set('e', { reference: '', movements: known.get('e')!.movements })
    await send('e')
    expect(stateAt('e')).toBe('expired')
  })

  test('a shopper who never comes back is given up', async () => {
    const token = challengeToken ?? goodToken
    hear('w', await provider.authorise(asked('w', 'authorise', token)))
    expect(stateAt('w')).toBe('action-required')
    await drop('w')
    expect(stateAt('w')).toBe('expired')
  })

  test('an answer that is lost is silence; asking again tells what happened, and nothing happens twice', async () => {
    const taken = captures()
    dropNextReply()
    await expect(send('f')).rejects.toThrow(ProviderSilent)
    await goOn('f')
    await authorise('f')
    expect(stateAt('f')).toBe('authorised')
    dropNextReply()
    await expect(capture('f')).rejects.toThrow(ProviderSilent)
    await read('f')
    expect([stateAt('f'), captures() - taken]).toEqual(['captured', 1])
    dropNextReply()
    await expect(refund('f', '1', 900)).rejects.toThrow(ProviderSilent)
    await refund('f', '1', 900)
    const back = [...known.get('f')!.movements.values()].filter(({ kind }) => kind === 'refunded')
    expect(back.map(({ amountMinor }) => amountMinor)).toEqual([900])
    setOutage(true)
    await expect(read('f')).rejects.toThrow(ProviderSilent)
    await expect(provider.movementsBetween(dayBefore, dayAfter)).rejects.toThrow(ProviderSilent)
    setOutage(false)
  })

  test('its books list what moved between two moments, with the order it belongs to, and as it was told', async () => {
    await authorise('g')
    await capture('g')
    await refund('g', '1', 2_900)
    await refund('g', '2', 10_000)
    const listed = await provider.movementsBetween(dayBefore, dayAfter)
    const told = [...known.get('g')!.movements.values()].filter(({ kind }) => kind === 'captured' || kind === 'refunded')
    expect(told).toHaveLength(3)
    for (const { id, kind, amountMinor, at } of told)
      expect(listed.find((one) => one.id === id)).toMatchObject({ kind, amountMinor, at, attemptId: 'g', orderId: 'order g' })
    expect(await provider.movementsBetween(dayAfter, new Date(dayAfter.getTime() + dayMs))).toEqual([])
    expect(await provider.movementsBetween(new Date(dayBefore.getTime() - dayMs), dayBefore)).toEqual([])
  })

  test.each(ifThere(chargeSomebody))('what somebody else took on the same account is listed without a mark of ours', async (charge) => {
    charge(4_242)
    const listed = await provider.movementsBetween(dayBefore, dayAfter)
    expect(listed.find(({ amountMinor }) => amountMinor === 4_242)).toMatchObject({ kind: 'captured', attemptId: '', orderId: '' })
  })

  test('money a bank takes back is disputed until that is won or lost', async () => {
    for (const [id, outcome, state] of [
      ['h', 'won', 'captured'],
      ['i', 'lost', 'charged-back'],
    ] as const) {
      await authorise(id)
      await capture(id)
      await opened.dispute(id, 'opened')
      await read(id)
      expect(stateAt(id)).toBe('disputed')
      await opened.dispute(id, outcome)
      await read(id)
      expect(stateAt(id)).toBe(state)
    }
    // Its books add and take away what was told, and no more: the money of a lost dispute was gone already.
    const told = ['h', 'i'].flatMap((id) => [...known.get(id)!.movements.values()])
    const moved = (all: readonly Movement[]) =>
      all.filter((one) => one.kind.startsWith('dispute') && isInProvidersBooks(one)).map(({ id, kind }) => `${kind} ${id}`)
    expect(moved(told)).toHaveLength(3)
    expect(moved(await provider.movementsBetween(dayBefore, dayAfter)).toSorted()).toEqual(moved(told).toSorted())
  })

  test('what a customer agreed to keep pays again by a token alone, and nothing once it is forgotten', async () => {
    const customer = { id: 'ada', reference: '', saves: true, paysWithKept: false }
    let kept = (await provider.authorise({ ...asked('k1', 'authorise'), customer })).kept
    hear('k1', await provider.read({ ...asked('k1', 'read'), reference: known.get('k1')?.reference ?? '' }))
    if (!kept) {
      hear('k1', await provider.authorise({ ...asked('k1', 'authorise'), customer }))
      if (stateAt('k1') === 'action-required') await decide('k1', 'approve')
      await read('k1')
      kept = (await provider.authorise({ ...asked('k1', 'authorise'), customer })).kept
    }
    kept ??= (await provider.read(asked('k1', 'read')))?.kept
    expect(kept).toMatchObject({ reference: expect.stringMatching(/./), brand: expect.stringMatching(/^(visa|paypal)$/) })
    expect(JSON.stringify(kept)).not.toMatch(/(?<!\w)\d{12,19}(?!\w)/)

    const again = { id: 'ada', reference: kept!.customerReference, saves: false, paysWithKept: true }
    const pay = async (id: string) => {
      // Nobody is there to come back.
      const paid = { ...asked(id, 'authorise', kept!.reference), customer: again, returnUrl: '' }
      hear(id, await provider.authorise(paid))
      return stateAt(id)
    }
    const before = captures()
    expect(await pay('k2')).toBe('authorised')
    await capture('k2')
    expect([stateAt('k2'), captures() - before]).toEqual(['captured', 1])
    // ORD-14: set aside, dropped before the bank lets go of it, and set aside anew with what was kept: one of both is taken.
    expect(await pay('k5')).toBe('authorised')
    await drop('k5')
    expect([stateAt('k5'), await pay('k6')]).toEqual(['voided', 'authorised'])
    await capture('k5')
    await capture('k6')
    expect([stateAt('k5'), stateAt('k6'), captures() - before]).toEqual(['voided', 'captured', 2])
    for (let times = 0; times < 2; times++) await provider.forget(kept!.reference)
    expect(await pay('k3')).toBe('failed')
    setOutage(true)
    await expect(provider.forget(kept!.reference)).rejects.toThrow(ProviderSilent)
    setOutage(false)
  })

  test('what nobody agreed to keep is not kept', async () => {
    await authorise('k4')
    expect((await provider.read(asked('k4', 'read')))?.kept).toBeUndefined()
  })

  test('a part is taken and the rest is dropped; no more than the part is given back, and its books say the part', async () => {
    await authorise('p1')
    const before = captures()
    await Promise.all(Array.from({ length: 8 }, () => capture('p1', 12_000)))
    expect([captures() - before, stateAt('p1')]).toEqual([1, 'captured'])
    const said = () => [...known.get('p1')!.movements.values()].map(({ kind, amountMinor }) => [kind, amountMinor])
    const held = ['authorised', 12_900]
    expect(said().filter(([kind]) => !['action-required', 'approved'].includes(String(kind)))).toEqual(
      expect.arrayContaining([held, ['captured', 12_000], ['voided', 900]]),
    )
    const told = [...known.get('p1')!.movements.values()].find(({ kind }) => kind === 'captured')!
    const listed = await provider.movementsBetween(dayBefore, dayAfter)
    expect(listed.find(({ id }) => id === told.id)).toMatchObject({ kind: 'captured', amountMinor: 12_000, attemptId: 'p1' })
    await refund('p1', '1', 12_001)
    expect(stateAt('p1')).toBe('captured')
    await refund('p1', '2', 12_000)
    expect(stateAt('p1')).toBe('refunded')
    await drop('p1')
    await read('p1')
    expect(said().filter(([kind]) => kind === 'refunded' || kind === 'voided')).toEqual([
      ['voided', 900],
      ['refunded', 12_000],
    ])
  })

  test('more than was set aside is never taken', async () => {
    await authorise('p2')
    await capture('p2', 12_901).catch(() => [])
    await read('p2')
    const taken = [...known.get('p2')!.movements.values()].filter(({ kind }) => kind === 'captured')
    expect(taken.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBeLessThanOrEqual(12_900)
  })

  test('a webhook counts when its bytes were signed within 300 s, and not otherwise', async () => {
    const { body, headers } = webhook('g', now)
    expect(await provider.verifyWebhook(body, headers, now)).toMatchObject({ attemptId: 'g' })
    expect(await provider.verifyWebhook(body, headers, new Date(now.getTime() + 301_000))).toBeUndefined()
    expect(await provider.verifyWebhook(Buffer.concat([body, Buffer.from(' ')]), headers, now)).toBeUndefined()
    expect(await provider.verifyWebhook(body, {}, now)).toBeUndefined()
    const forged = webhook('g', now, true)
    expect(await provider.verifyWebhook(forged.body, forged.headers, now)).toBeUndefined()
    for (let n = 0; n < body.length; n++) {
      const changed = Uint8Array.from(body, (byte, at) => (at === n ? byte ^ 1 : byte))
      expect(await provider.verifyWebhook(changed, headers, now)).toBeUndefined()
    }
  })

  test.each(ifThere(opened.misfits))('nothing was sent that its own description does not know', () => {
    expect(opened.misfits).toEqual([])
  })
})
