import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BreakerState, createBreaker, openBreakers, shut } from './breaker.ts'

/** A breaker whose pauses have their full length, on a clock of its own. */
function testBreaker(random = () => 1) {
  let now = 0
  const changes: string[] = []
  const breaker = createBreaker('stock', { now: () => now, random, changed: (name, to) => changes.push(`${name} ${to}`) })
  const fail = (times: number) => {
    for (let n = 0; n < times; n++) breaker.silent(breaker.enter())
  }
  return { breaker, changes, fail, wait: (ms: number) => (now += ms) }
}

type Act = 'silent' | 'heard' | 'undecided' | number
const tables: readonly (readonly [string, readonly Act[], BreakerState, number])[] = [
  ['four silences in a row are bad luck', ['silent', 'silent', 'silent', 'silent'], 'closed', 0],
  ['five are somebody who is away', Array<Act>(5).fill('silent'), 'open', 1],
  ['an answer in between begins anew', ['silent', 'silent', 'silent', 'silent', 'heard', 'silent'], 'closed', 0],
  ['who gave up says nothing', ['silent', 'silent', 'silent', 'silent', 'undecided', 'silent'], 'open', 1],
  ['within its pause nobody is let through', [...Array<Act>(5).fill('silent'), 999, 'heard'], 'open', 1],
  ['after it an answer closes', [...Array<Act>(5).fill('silent'), 1_000, 'heard'], 'closed', 1],
  ['after it one silence opens it again', [...Array<Act>(5).fill('silent'), 1_000, 'silent'], 'open', 2],
  ['for twice as long', [...Array<Act>(5).fill('silent'), 1_000, 'silent', 1_999, 'heard'], 'open', 2],
  ['and then it is asked', [...Array<Act>(5).fill('silent'), 1_000, 'silent', 2_000, 'heard'], 'closed', 2],
  [
    'a look of which nothing can be said leaves the next one free',
    [...Array<Act>(5).fill('silent'), 1_000, 'undecided', 'heard'],
    'closed',
    1,
  ],
  ['a hundred answers, whichever, never open it', Array<Act>(100).fill('heard'), 'closed', 0],
]

test.each(tables)('%s', (_, acts, state, trips) => {
  const { breaker, wait } = testBreaker()
  for (const act of acts) {
    if (typeof act === 'number') wait(act)
    else {
      const pass = breaker.enter()
      if (pass !== shut) breaker[act](pass)
    }
  }
  expect([breaker.state(), breaker.trips()]).toEqual([state, trips])
})

test('one call looks whether somebody is back, the others do not wait for it', () => {
  const { breaker, fail, wait } = testBreaker()
  fail(5)
  wait(2_000)
  const probe = breaker.enter()
  expect(probe).not.toBe(shut)
  expect([breaker.enter(), breaker.enter(), breaker.state()]).toEqual([shut, shut, 'half-open'])
  breaker.heard()
  expect(breaker.enter()).not.toBe(shut)
})

test('calls that were out when it opened do not lengthen its pause, and one that is answered late closes it', () => {
  const { breaker, wait } = testBreaker()
  const passes = Array.from({ length: 100 }, () => breaker.enter())
  for (const pass of passes.slice(0, 99)) breaker.silent(pass)
  expect([breaker.state(), breaker.trips()]).toEqual(['open', 1])
  wait(2_000)
  const probe = breaker.enter()
  breaker.silent(passes[0]!)
  expect(breaker.state()).toBe('half-open')
  breaker.heard() // the hundredth
  breaker.silent(probe)
  expect([breaker.state(), breaker.trips()]).toEqual(['closed', 1])
})

test('its pauses grow to five seconds and no further, and processes do not come back in step', () => {
  const pauses = (random: () => number) => {
    const { breaker, fail, wait } = testBreaker(random)
    fail(5)
    return Array.from({ length: 5 }, () => {
      let pauseMs = 0
      for (; breaker.enter() === shut; pauseMs += 50) wait(50)
      breaker.silent(breaker.trips() * 2 + 1)
      return pauseMs
    })
  }
  expect(pauses(() => 1)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  expect(pauses(() => 0)).toEqual([750, 1_500, 3_000, 3_750, 3_750])
})

test('it is told of when it opens and when it closes, and not in between', () => {
  const { breaker, changes, fail, wait } = testBreaker()
  fail(5)
  for (let n = 0; n < 3; n++) {
    wait(10_000)
    fail(1)
  }
  expect(changes).toEqual(['stock open'])
  wait(10_000)
  breaker.enter()
  breaker.heard()
  expect(changes).toEqual(['stock open', 'stock closed'])
})

test('whatever happens: never more than one looks, and whoever is away is asked again within five seconds', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('enter' as const) }),
    fc.record({ do: fc.constantFrom('heard' as const, 'silent' as const, 'undecided' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 12_000 }) }),
  )
  const holds = fc.property(fc.array(step, { maxLength: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (steps, luck) => {
    const { breaker, changes, wait } = testBreaker(() => luck)
    const out: number[] = []
    let probe: number | undefined
    for (const act of steps) {
      if (act.do === 'wait') wait(act.ms)
      else if (act.do === 'enter') {
        const before = breaker.state()
        const pass = breaker.enter()
        if (before === 'closed') expect(pass).not.toBe(shut)
        if (before === 'half-open') expect(pass).toBe(shut)
        if (before === 'open' && pass !== shut) probe = pass
        if (pass !== shut) out.push(pass)
      } else if (out.length > 0) {
        const [pass] = out.splice(act.which % out.length, 1)
        breaker[act.do](pass!)
      }
      if (breaker.state() === 'half-open') expect(out).toContain(probe) // somebody will say how it went
    }
    expect(changes).toEqual(changes.map((_, n) => `stock ${n % 2 === 0 ? 'open' : 'closed'}`))
    if (breaker.state() === 'half-open') breaker.undecided(probe!)
    wait(5_000)
    expect(breaker.enter()).not.toBe(shut)
  })
  fc.assert(holds, { numRuns: 500 })
})

test('each name has its own, and names without end do not fill the memory', () => {
  const breakers = openBreakers({ now: () => 0, random: () => 0 })
  expect(breakers.of('stock')).toBe(breakers.of('stock'))
  for (let n = 0; n < 300; n++) breakers.of(`https://${n}.cdn.example`)
  expect(breakers.all()).toHaveLength(100)
  expect(breakers.all().at(-1)?.name).toBe('https://299.cdn.example')
})
