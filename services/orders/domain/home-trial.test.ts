import { describe, expect, test } from 'vitest'
import {
  afterTime,
  arrived,
  checkedFrames,
  chargedOf,
  decided,
  depositOf,
  type FrameOutcome,
  hasEnded,
  type HomeTrial,
  mayHold,
  mayMove,
  movedTrial,
  nextEvent,
  openStates,
  trialMoves,
  type TrialState,
} from './home-trial.ts'

const day = 86_400_000
const start = '2026-11-02T10:00:00.000Z'
const after = (days: number) => new Date(new Date(start).getTime() + days * day)
const frame = (variantId: string, priceMinor = 10_000) => ({
  ...{ variantId, productId: 'p', sku: 's', slug: 'p', kind: 'eyewear', name: { fr: 'Lise', en: 'Lise' }, options: {}, image: null },
  ...{ weightG: 20, priceMinor },
})
const trial = (change: Partial<HomeTrial> = {}): HomeTrial => ({
  ...{ id: 't', customerId: 'ada', state: 'preparing', email: 'ada@example.com', locale: 'fr', currency: 'EUR', deliveryMethodId: 'home' },
  shipping: { name: '', company: '', line1: '', line2: '', postcode: '', city: '', region: '', country: 'FR', phone: '' },
  frames: [frame('a'), frame('b', 15_000)],
  deposit: { attemptId: 't-deposit-1', attempt: 1, state: 'held', heldAt: start, provider: 'sandbox', method: 'card', savedMethodId: '' },
  ...{ payment: null, takenMinor: 0, invoiceNumber: '', owes: [], action: null, refusal: null, deliveries: [], notices: 0 },
  timeline: [{ at: start, event: 'trial-asked', facts: {} }],
  ...{ askedAt: start, shipBy: start, returnBy: null, tries: 0, version: 0, ...change },
})
/** A trial that has been with its customer since the start. */
const delivered = (change: Partial<HomeTrial> = {}) => arrived(trial({ state: 'sent', ...change }), start)
const outcomes = (...pairs: [string, FrameOutcome][]) => pairs.map(([variantId, outcome]) => ({ variantId, outcome }))

describe('ORD-13 what may be lent', () => {
  test('one to five frames, one of each', () => {
    const five = ['a', 'b', 'c', 'd', 'e']
    expect(checkedFrames(five)).toBe(five)
    expect(() => checkedFrames([...five, 'f'])).toThrow('frames: 6 are named, not 1 to 5')
    expect(() => checkedFrames([])).toThrow('0 are named')
    expect(() => checkedFrames(['a', 'a'])).toThrow('one is named twice')
  })

  test('the deposit is what the frames cost, and what is charged what those cost that do not come back', () => {
    const all = trial({ frames: [frame('a'), { ...frame('b', 15_000), outcome: 'back' }, { ...frame('c', 700), outcome: 'kept' }] })
    expect([depositOf(all), chargedOf(all)]).toEqual([25_700, 700])
  })
})

describe('ORD-13 the states of a trial', () => {
  test('a trial moves along its table, and what has ended moves no more', () => {
    const states = Object.keys(trialMoves) as TrialState[]
    for (const from of states) {
      for (const to of states) {
        const moving = () => movedTrial(trial({ state: from }), to, start)
        if (mayMove(from, to)) expect(moving().timeline.at(-1)?.event).toBe(`trial-${to}`)
        else expect(moving).toThrow(`does not go from ${from} to ${to}`)
      }
    }
    expect(states.filter(hasEnded)).toEqual(['closed', 'refused', 'cancelled'])
    expect(states.filter((state) => !hasEnded(state))).toEqual(openStates)
  })

  test('it settles once something became of every frame, and takes what the kept ones cost', () => {
    const one = decided(delivered(), outcomes(['b', 'kept']), start)
    expect([one.state, one.owes]).toEqual(['delivered', []])
    const both = decided(one, outcomes(['a', 'back'], ['b', 'back']), start)
    expect([both.state, both.owes]).toEqual(['settling', ['take', 'invoice', 'put-back', 'forget-method']])
    expect(both.frames.map(({ outcome }) => outcome)).toEqual(['back', 'kept'])
    expect(() => decided(delivered(), outcomes(['x', 'back']), start)).toThrow('x was not lent')
  })

  test('when all came back the deposit is dropped, whatever was asked of it', () => {
    const asking = delivered({ owes: ['drop', 'renew'] })
    expect(decided(asking, outcomes(['a', 'back'], ['b', 'back']), start).owes).toEqual(['give-back', 'put-back', 'forget-method'])
    expect(decided(asking, outcomes(['a', 'back'], ['b', 'damaged']), start).owes).toEqual([
      ...['drop', 'renew', 'take', 'invoice', 'put-back', 'forget-method'],
    ])
  })
})

describe('STK-8 who may have a frame of a lot', () => {
  const out = delivered({ timeline: [...trial().timeline, { at: after(1).toISOString(), event: 'trial-sent', facts: {} }] })
  test('a frame that is out of the shop, taken from its shelf while the lot was there', () => {
    expect(mayHold(out, 'a', { firstAt: after(0) })).toBe(true)
    expect(mayHold(out, 'x', { firstAt: after(0) })).toBe(false)
    expect(mayHold(out, 'a', { firstAt: after(2) })).toBe(false) // came when it had left
    expect(mayHold(out, 'a', { firstAt: after(-9), goneAt: after(-1) })).toBe(false) // all were gone before
    expect(mayHold(out, 'a', { firstAt: after(-9), goneAt: after(0) })).toBe(true)
    const back = { ...out, frames: [{ ...frame('a'), outcome: 'back' as const }, frame('b')] }
    expect([mayHold(back, 'a', { firstAt: after(0) }), mayHold(trial(), 'a', { firstAt: after(0) })]).toEqual([false, false])
  })
})

describe('ORD-13 what time does', () => {
  test('five days at home, two notices, and then the deposit', () => {
    let late = delivered({ deposit: { ...trial().deposit, state: 'dropped' } })
    expect(late.returnBy).toBe(after(5).toISOString())
    const seen = []
    for (let next = nextEvent(late); next; next = nextEvent(late)) {
      seen.push([next.event, (next.at.getTime() - new Date(start).getTime()) / day])
      late = afterTime(late, next.event, next.at.toISOString())
    }
    expect(seen).toEqual([
      ['notice', 8],
      ['notice', 11],
      ['late', 14],
    ])
    expect([late.state, late.frames.map(({ outcome }) => outcome), chargedOf(late)]).toEqual(['settling', ['missing', 'missing'], 25_000])
  })

  test('a frame that was kept, or came back, is not missing', () => {
    const some = delivered({ notices: 2, frames: [frame('a'), { ...frame('b', 15_000), outcome: 'back' }] })
    expect(chargedOf(afterTime(some, 'late', start))).toBe(10_000)
  })

  test('ORD-14 an authorisation that would lapse is dropped and asked for anew, never taken early', () => {
    expect(nextEvent(trial())).toEqual({ event: 'lapse', at: after(6) })
    expect(afterTime(trial(), 'lapse', start)).toMatchObject({ owes: ['drop', 'renew'], takenMinor: 0, state: 'preparing' })
    expect(nextEvent(trial({ deposit: { ...trial().deposit, state: 'dropped' } }))).toBeUndefined()
    for (const state of ['asked', 'settling', 'closed', 'cancelled'] as const) expect(nextEvent(trial({ state }))).toBeUndefined()
  })
})
