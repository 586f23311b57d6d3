import { randomBytes } from 'node:crypto'
import { randomIds } from '@vitrine/platform/ids/ids'
import { derivedKey } from '@vitrine/platform/sealing/seal'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { nextOf } from '../door.ts'
import { publishFrame, testGateway } from '../test-gateway.ts'
import { clientAddress } from './client-address.ts'
import { rateLimits } from './rate-limit.ts'
import { cookieJar } from './cookies.ts'
import { fingerprint, idempotency } from './idempotency.ts'
import { withSealedCodes } from './sealed-codes.ts'
import { isOwnPage } from './origin.ts'

describe.each(inject('servers'))('keys on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 24)
  const door = await testGateway(pool)
  afterAll(() => door.stop())
  const once = idempotency(pool, randomIds)
  const call = (key: string, input: unknown = 1) => ({
    scope: 'account:a addCartLine',
    key,
    fingerprint: fingerprint('addCartLine', input),
  })
  const kept = { status: 200, json: '{"done":true}', headers: {} }

  test('of eight twins at once one runs, and later all hear its answer', async () => {
    let runs = 0
    let go = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    const run = async () => {
      runs++
      await held
      return { kept, next: 'keep' as const }
    }
    const twins = Array.from({ length: 8 }, () => once(call('eight'), run))
    await expect.poll(() => runs).toBe(1)
    const others = Promise.allSettled(twins)
    await expect.poll(async () => (await pool.query('select 1 from gateway.idempotency where key = $1', ['eight'])).rowCount).toBe(1)
    go()
    const answers = (await others).map((one) => (one.status === 'fulfilled' ? one.value : one.reason))
    expect(runs).toBe(1)
    expect(answers.filter((one) => 'kept' in one && !one.replayed)).toHaveLength(1)
    expect(answers.every((one) => 'kept' in one || one.problem === 'request-in-progress')).toBe(true)
    expect(await Promise.all(Array.from({ length: 8 }, () => once(call('eight'), run)))).toEqual(Array(8).fill({ kept, replayed: true }))
  })

  test('a fault keeps the id and frees the key; a late first run does not overwrite the answer', async () => {
    const ids: string[] = []
    const failing = once(call('fault'), async (newId) => {
      ids.push(newId)
      throw new Error('the process is tired')
    })
    await expect(failing).rejects.toThrow('tired')
    let finishLate = () => {}
    const late = once(call('fault'), async (newId) => {
      ids.push(newId)
      await new Promise<void>((resolve) => (finishLate = resolve))
      return { kept: { ...kept, json: '"late"' }, next: 'keep' }
    })
    await expect.poll(() => ids.length).toBe(2)
    await pool.query(`update gateway.idempotency set running_until = now() - interval '1 s' where key = 'fault'`) // its lease ran out
    const taken = await once(call('fault'), async (newId) => (ids.push(newId), { kept, next: 'keep' }))
    finishLate()
    expect(new Set(ids).size).toBe(1)
    expect([taken, await late]).toEqual([
      { kept, replayed: false },
      { kept, replayed: true },
    ])
  })

  test('the key of a call that ended while the database was away is free once it is back, not a minute later', async () => {
    let isAway = false
    const lost = () => Promise.reject(new Error('Connection terminated unexpectedly'))
    const leaving = { query: (...asked: Parameters<typeof pool.query>) => (isAway ? lost() : pool.query(...asked)) } as typeof pool
    const ids: string[] = []
    const run = async (newId: string) => {
      isAway = ids.push(newId) === 1
      if (isAway) throw new Error('the shop is away')
      return { kept, next: 'keep' as const }
    }
    await expect(idempotency(leaving, randomIds)(call('away'), run)).rejects.toThrow('Connection terminated')
    expect(await once(call('away'), run)).toMatchObject({ problem: 'request-in-progress' })
    isAway = false
    await expect.poll(() => once(call('away'), run), { timeout: 5_000 }).toMatchObject({ kept })
    expect(new Set(ids).size).toBe(1)
  })

  test('another body under the same key is refused, also while the first runs; a refused input frees the key', async () => {
    let finish = () => {}
    const first = once(call('body'), () => new Promise((resolve) => (finish = () => resolve({ kept, next: 'keep' }))))
    await expect.poll(async () => (await pool.query('select 1 from gateway.idempotency where key = $1', ['body'])).rowCount).toBe(1)
    expect(await once(call('body', 2), async () => ({ kept, next: 'keep' }))).toMatchObject({ problem: 'idempotency-key-reused' })
    finish()
    await first
    await once(call('typo', 'wrong'), async () => ({ kept: { ...kept, status: 400 }, next: 'forget' }))
    expect(await once(call('typo', 'right'), async () => ({ kept, next: 'keep' }))).toEqual({ kept, replayed: false })
  })

  test('an answer that says how it ended is kept; a payment that runs, perhaps for this very key, is asked for again', () => {
    const answers = [
      { status: 201, body: {} },
      { status: 402, body: { code: 'payment-declined' } },
      { status: 409, body: { code: 'out-of-stock' } },
      { status: 202, body: { action: 'wait' } },
      { status: 409, body: { code: 'payment-in-progress' } },
      { status: 400, body: { code: 'bad-input' } },
    ]
    expect(answers.map(nextOf)).toEqual(['keep', 'keep', 'keep', 'resume', 'resume', 'forget'])
  })

  test('codes are kept sealed, whatever stands in them, and open for this very call with this very key alone', async () => {
    const key = derivedKey('a secret of this test, long enough', 'tests')
    const keeping = withSealedCodes(once, key, randomBytes)
    const json = JSON.stringify({ code: 'A"B\\é$&', list: [{ coupon: 'TEN' }, { coupon: null }], text: '"code":"plain"', status: 'code' })
    const run = async () => ({ kept: { ...kept, json }, next: 'keep' as const })
    const [first, again] = [await keeping(call('sealed'), run), await keeping(call('sealed'), run)]
    expect([first, again]).toEqual([
      { kept: { ...kept, json }, replayed: false },
      { kept: { ...kept, json }, replayed: true },
    ])
    const { rows } = await pool.query<{ answer: string }>(`select answer from gateway.idempotency where key = 'sealed'`)
    const { code, list, ...others } = JSON.parse(rows[0]?.answer ?? '')
    expect([code, list[0].coupon]).toEqual([expect.stringMatching(/^sealed /), expect.stringMatching(/^sealed /)])
    expect(others).toEqual({ text: '"code":"plain"', status: 'code' })

    await pool.query(`insert into gateway.idempotency (scope, key, fingerprint, new_id, status, answer, headers)
      select scope, 'moved', fingerprint, new_id, status, answer, headers from gateway.idempotency where key = 'sealed'`)
    await expect(keeping(call('moved'), run)).rejects.toThrow('unable to authenticate')
    const other = withSealedCodes(once, derivedKey('another secret of this test, as long', 'tests'), randomBytes)
    await expect(other(call('sealed'), run)).rejects.toThrow('unable to authenticate')
    await once(call('before'), run) // by the version before
    expect(await keeping(call('before'), run)).toEqual({ kept: { ...kept, json }, replayed: true })
  })

  test('a shopper who adds a line eight times with one key has one line of one piece', async () => {
    await publishFrame(door.shop)
    const cart = await door.ask({ method: 'POST', url: '/v1/carts', body: {} })
    const url = `/v1/carts/${cart.json().id}/lines`
    const add = () => door.ask({ method: 'POST', url, body: { variantId: 'lise-black', quantity: 1 }, key: 'one click' })
    const answers = await Promise.all(Array.from({ length: 8 }, add))
    const codes = answers.map((answer) => answer.json().code ?? 'cart')
    expect(codes).toEqual(expect.arrayContaining(['cart']))
    expect(codes.every((code) => code === 'cart' || code === 'request-in-progress')).toBe(true)
    const again = await add()
    expect([again.headers['idempotency-replayed'], again.json().lines.map(({ quantity }: { quantity: number }) => quantity)]).toEqual([
      'true',
      [1],
    ])
    const naive = await Promise.all(
      Array.from({ length: 2 }, () => door.ask({ method: 'POST', url, body: { variantId: 'lise-black', quantity: 1 } })),
    )
    expect(Math.max(...naive.map((answer) => answer.json().lines[0].quantity))).toBe(3)
  })

  test('a guest’s key says nothing to the guest of another cart', async () => {
    const carts = await Promise.all(
      [1, 2].map(async () => (await door.ask({ method: 'POST', url: '/v1/carts', body: {}, key: 'same' })).json().id),
    )
    expect(new Set(carts).size).toBe(2)
  })
})

test('a burst of webhooks takes nothing from what an address may change', async () => {
  const door = await testGateway(await testDatabase(), { RATE_LIMIT_WRITE: '1', RATE_LIMIT_WEBHOOK: '3' })
  const told = () => door.ask({ method: 'POST', url: '/v1/webhooks/sandbox', body: {} })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) statuses.push((await told()).statusCode)
  expect(statuses).toEqual([400, 400, 400, 429])
  expect((await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).statusCode).toBe(201)
  await door.stop()
})

test('pictures that are kept are counted by the hour, of sheets and of faces together; those that are not, by the minute', async () => {
  const door = await testGateway(await testDatabase(), { RATE_LIMIT_PICTURE: '3' })
  const send = (url: string) => {
    const body = '--x\r\ncontent-disposition: form-data; name="consent"\r\n\r\nhealth-data\r\n--x--\r\n'
    return door.ask({ method: 'POST', url, body, headers: { 'content-type': 'multipart/form-data; boundary=x' } })
  }
  const keeping = ['/v1/optics/configurations/c/scan', '/v1/orders/o/lenses/c/scan', '/v1/try-on/shares', '/v1/try-on/garments']
  const statuses: number[] = []
  for (const url of keeping) statuses.push((await send(url)).statusCode)
  expect(statuses).toEqual([400, 400, 400, 429])
  const { headers, statusCode } = await send(keeping[0]!)
  expect([statusCode, headers['ratelimit-policy']]).toEqual([429, '"picture";q=3;w=3600'])
  expect(Number(headers['retry-after'])).toBeGreaterThan(60)
  expect((await send('/v1/try-on/photos')).statusCode).toBe(400)
  await door.stop()
})

describe('browsers and strangers', async () => {
  const door = await testGateway(await testDatabase(), { RATE_LIMIT_LOGIN: '3' })
  beforeAll(() => publishFrame(door.shop))
  afterAll(() => door.stop())

  test.each([
    ['https://partner.example', 'https://partner.example'],
    ['null', undefined],
    ['https://partner.example.evil.example', undefined],
    ['https://evilpartner.example', undefined],
    ['http://partner.example', undefined],
    ['https://partner.example:444', undefined],
    ['HTTPS://PARTNER.EXAMPLE', undefined],
  ])('a page of %s may read: %s', async (origin, allowed) => {
    for (const method of ['GET', 'OPTIONS'] as const) {
      const answer = await door.ask({ method, url: '/v1/categories', headers: { origin } })
      expect(answer.headers['access-control-allow-origin']).toBe(allowed)
    }
  })

  test('a list of origins with a star stops the start', async () => {
    await expect(testGateway(await testDatabase(), { CORS_ORIGINS: '*' })).rejects.toThrow(/CORS_ORIGINS/)
  })

  test('a form of another site changes nothing; a page of the shop, a token and a program do', async () => {
    const foreign = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
    ]
    for (const headers of foreign) {
      const answer = await door.ask({ method: 'POST', url: '/v1/carts', body: {}, headers: { ...headers, cookie: 'vitrine-cart=abc' } })
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign-origin'])
    }
    for (const headers of [{ origin: 'http://localhost:3000' }, { 'sec-fetch-site': 'same-origin' }, {}])
      expect((await door.ask({ method: 'POST', url: '/v1/carts', body: {}, headers })).statusCode).toBe(201)
  })

  test('sign-ins above the limit wait, whatever address they claim to come from', async () => {
    const tries = []
    for (let n = 0; n < 5; n++) {
      const headers = { 'x-forwarded-for': `10.0.0.${n}`, forwarded: `for=10.0.1.${n}`, 'x-real-ip': `10.0.2.${n}` }
      tries.push(await door.ask({ method: 'POST', url: '/v1/auth/login', body: { email: 'a@example.org', password: 'x' }, headers }))
    }
    expect(tries.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 429, 429])
    expect(tries[3]?.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^\d+$/),
      ratelimit: expect.stringMatching(/^"login";r=0;t=\d+$/),
    })
  })

  test('answers that saw a cookie or a token are kept by nobody', async () => {
    expect((await door.get('/v1/categories')).headers['cache-control']).toBe('no-cache')
    expect((await door.ask({ url: '/v1/categories', headers: { cookie: 'vitrine-cart=abc' } })).headers['cache-control']).toBe('no-store')
  })
})

test('cookies are bound to the host on HTTPS, and are plain on loopback', () => {
  expect(cookieJar('https://shop.example').set('access', 'a', 900)).toBe(
    '__Host-vitrine-access=a; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=900',
  )
  expect(cookieJar('http://localhost:3000').set('cart', 'c')).toBe('vitrine-cart=c; Path=/; HttpOnly; SameSite=Lax')
  expect(cookieJar('https://shop.example').read('vitrine-access=planted; __Host-vitrine-access=ours')).toEqual({ access: 'ours' })
})

test('a forwarded address counts only from a proxy of ours, and only its last stranger', () => {
  const address = clientAddress('loopback, 10.0.0.0/8')
  expect(address('192.0.2.7', '198.51.100.1')).toBe('192.0.2.7')
  expect(address('127.0.0.1', '203.0.113.5, 198.51.100.1, 10.1.2.3')).toBe('198.51.100.1')
  expect(address('::ffff:127.0.0.1', undefined)).toBe('127.0.0.1')
  // As some balancers write it, with the port of the connection or as IPv6 in brackets: an address all the same.
  for (const written of ['198.51.100.1:51234', '::ffff:198.51.100.1']) expect(address('127.0.0.1', written)).toBe('198.51.100.1')
  for (const written of ['[2001:db8::1]:443', '[2001:db8::1]']) expect(address('127.0.0.1', written)).toBe('2001:db8::1')
  expect(address('127.0.0.1', '198.51.100.1, 10.0.0.9:80')).toBe('198.51.100.1')
  expect(clientAddress('')('127.0.0.1', '198.51.100.1')).toBe('127.0.0.1')
  expect(() => clientAddress('everybody')).toThrow(/address/i)
})

test('a page is known by its origin or by what the browser says of it', () => {
  const own = new Set(['https://shop.example'])
  expect(isOwnPage({ origin: 'https://shop.example' }, own)).toBe(true)
  expect(isOwnPage({ origin: 'http://192.168.0.5:3000', host: '192.168.0.5:3000' }, own)).toBe(true)
  expect(isOwnPage({ origin: 'https://shop.example.evil.example', host: 'shop.example' }, own)).toBe(false)
})

test('a household is one caller by any of its addresses of IPv6, however they are written', async () => {
  const most = { read: 1, write: 1, login: 1, upload: 1, picture: 1, webhook: 1 }
  const isRefusedAfter = async (first: string, second: string) => {
    const limits = rateLimits(most)
    await limits.take('picture', first)
    return (await limits.take('picture', second)).refusal !== undefined
  }
  expect(await isRefusedAfter('2001:db8::a:b:c:d', '2001:db8::1:2:3:4')).toBe(true)
  expect(await isRefusedAfter('2001:db8:1::5', '2001:0DB8:1:0:6::7')).toBe(true)
  expect(await isRefusedAfter('2001:db8:1:2::5', '2001:db8:1:2:8:9:a:b')).toBe(true)
  expect(await isRefusedAfter('2001:db8:1:2::5', '2001:db8:1:3::5')).toBe(false)
  expect(await isRefusedAfter('::1', '2001:db8::1')).toBe(false)
  expect(await isRefusedAfter('198.51.100.1', '198.51.100.2')).toBe(false)
})
