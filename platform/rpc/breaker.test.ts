import fc from 'fast-check'
import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { expect, test } from 'vitest'
import { type BreakerState, createBreaker, openBreakers, shut } from './breaker.ts'
import { guardedTransport } from './guarded-transport.ts'

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

/** A service whose calls are answered by hand, asked through a breaker that just let one look. */
function lookedAt(timeoutMs?: number) {
  const { breaker, fail, wait } = testBreaker()
  fail(5)
  wait(2_000)
  const asked: { readonly timeoutMs: number | undefined; readonly answer: () => void; readonly lose: (error: ConnectError) => void }[] = []
  const unary = (_method: unknown, _signal: unknown, given: number | undefined) =>
    new Promise((resolve, reject) => asked.push({ timeoutMs: given, answer: () => resolve('answered'), lose: reject }))
  const transport = guardedTransport({ unary } as unknown as Transport, breaker)
  const call = (within = timeoutMs) =>
    transport.unary({} as never, undefined, within, undefined, {} as never).then(
      () => 'answered',
      ({ message }: ConnectError) => (message.includes('is not asked now') ? 'refused' : 'lost'),
    )
  const probe = call()
  expect([asked.length, breaker.state()]).toEqual([1, 'half-open'])
  return { asked, call, probe, breaker, wait }
}
const away = () => new ConnectError('nobody there', Code.Unavailable)
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('beside the one that looks others wait: they go once somebody is back, with what is left of their time', async () => {
  const { asked, call, probe } = lookedAt(5_000)
  const others = [call(), call(), call()]
  await turn()
  expect(asked).toHaveLength(1)
  asked[0]!.answer()
  await turn()
  expect(asked).toHaveLength(4)
  for (const { timeoutMs, answer } of asked) {
    expect(timeoutMs).toBeLessThanOrEqual(5_000)
    answer()
  }
  expect(await Promise.all([probe, ...others])).toEqual(Array(4).fill('answered'))
})

test('they are refused as soon as it hears that nobody is there, and none of them was sent', async () => {
  const { asked, call, probe, breaker } = lookedAt(5_000)
  const others = [call(), call()]
  asked[0]!.lose(away())
  expect(await Promise.all([probe, ...others])).toEqual(['lost', 'refused', 'refused'])
  expect([asked.length, breaker.state()]).toEqual([1, 'open'])
})

test('when nothing can be said of the one that looked, one of those that wait looks, and the others wait on', async () => {
  const { asked, call, probe } = lookedAt(5_000)
  const others = [call(), call()]
  asked[0]!.lose(new ConnectError('given up', Code.Canceled))
  await turn()
  expect(asked).toHaveLength(2)
  asked[1]!.answer()
  await turn()
  asked[2]!.answer()
  expect(await Promise.all([probe, ...others])).toEqual(['lost', 'answered', 'answered'])
})

test('one that hangs keeps nobody long: who waits is refused, within their own time, and after five seconds another looks', async () => {
  const { asked, call, breaker, wait } = lookedAt()
  expect(await Promise.all([call(), call(20), call(0)])).toEqual(['refused', 'refused', 'refused'])
  expect(asked).toHaveLength(1)
  wait(5_000)
  const second = call()
  expect([asked.length, breaker.state()]).toEqual([2, 'half-open'])
  asked[0]!.lose(away()) // too late to count
  await turn()
  expect(breaker.state()).toBe('half-open')
  asked[1]!.answer()
  expect([await second, breaker.state()]).toEqual(['answered', 'closed'])
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

test('whatever happens: never more than one looks within five seconds, and whoever is away is asked again within five seconds', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('enter' as const) }),
    fc.record({ do: fc.constantFrom('heard' as const, 'silent' as const, 'undecided' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 12_000 }) }),
  )
  const holds = fc.property(fc.array(step, { maxLength: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (steps, luck) => {
    const { breaker, changes, wait } = testBreaker(() => luck)
    const out: number[] = []
    let probe: number | undefined
    let [nowMs, lookedMs] = [0, 0]
    for (const act of steps) {
      if (act.do === 'wait') nowMs = wait(act.ms)
      else if (act.do === 'enter') {
        const before = breaker.state()
        const pass = breaker.enter()
        if (before === 'closed') expect(pass).not.toBe(shut)
        if (before === 'half-open') expect(pass === shut).toBe(nowMs - lookedMs < 5_000)
        if (before !== 'closed' && pass !== shut) [probe, lookedMs] = [pass, nowMs]
        if (pass !== shut) out.push(pass)
      } else if (out.length > 0) {
        const [pass] = out.splice(act.which % out.length, 1)
        breaker[act.do](pass!)
      }
      if (breaker.state() === 'half-open') expect(out).toContain(probe) // somebody will say how it went
    }
    expect(changes).toEqual(changes.map((_, n) => `stock ${n % 2 === 0 ? 'open' : 'closed'}`))
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
