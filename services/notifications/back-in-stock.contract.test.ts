import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { NotificationService } from '@vitrine/contracts/notifications/v1'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import type { DomainEvent } from '@vitrine/platform/events/outbox'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { Mail } from '@vitrine/platform/mail/mailer'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { notifications } from './service.ts'

describe.each(inject('servers'))('who waits for a variant, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const clock = movableClock(new Date().toISOString())
  const outbox: Mail[] = []
  const mail = async (message: Mail) => void outbox.push(message)
  const shop = await testShop(pool, { services: [notifications], clock, mail, settings: { PUBLIC_URL: 'https://vitrine.example' } })
  const { ways, close } = await bothWays(shop, 'notifications')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  beforeEach(async () => {
    outbox.length = 0
    clock.advance(1_000)
    await pool.query('delete from notifications.stock_wish')
  })

  const changed = (state: string, at = clock()): DomainEvent => {
    const message = create(AvailabilityChangedSchema, {
      variantId: 'lise',
      state,
      available: state === 'sold-out' ? 0 : 3,
      at: timestampFromDate(at),
    })
    return { id: randomIds(), type: AvailabilityChangedSchema.typeName, key: 'lise', body: toJson(AvailabilityChangedSchema, message) }
  }
  const job = (name: string) =>
    shop.running
      .get('notifications')!
      .jobs!.find((one) => one.name === name)!
      .run()
  const hear = async (...events: DomainEvent[]) => {
    for (const each of events) await shop.deliver(each)
    await shop.settle()
    while ((await job('send mails')) > 0);
  }
  const kept = async () =>
    (await pool.query<{ email: string }>('select email from notifications.stock_wish order by 1')).rows.map(({ email }) => email)

  describe.each(ways)('called %s', (_way, transport) => {
    const client = createClient(NotificationService, transport)
    const wish = (email: string, locale = 'fr', variantId = 'lise') =>
      client.wishBackInStock({ variantId, email, locale, name: locale === 'fr' ? 'Lise, écaille' : 'Lise, tortoise', slug: 'lise' })

    test('everybody is written to once, in their language, and then forgotten', async () => {
      await wish('ada@example.com')
      await wish('grace@example.com', 'en')
      await wish('joe@example.com', 'fr', 'noe')
      const event = changed('low')
      await hear(changed('sold-out'), event, event, changed('available'))
      expect(outbox.map(({ to, subject }) => `${to} ${subject}`)).toEqual([
        'ada@example.com De retour\u00a0: Lise, écaille',
        'grace@example.com Back in stock: Lise, tortoise',
      ])
      expect(outbox[1]!.text).toContain('https://vitrine.example/en/p/lise')
      expect(await kept()).toEqual(['joe@example.com'])
    })

    test('one box left twice, by sixty-four at once, is one row and one mail', async () => {
      await Promise.all(Array.from({ length: 64 }, (_each, n) => wish(n % 2 ? 'Ada@Example.com ' : 'ada@example.com')))
      expect(await kept()).toEqual(['ada@example.com'])
      await hear(changed('available'))
      expect(outbox).toHaveLength(1)
    })

    test('whoever asks again once it is sold out again is written to again', async () => {
      await wish('ada@example.com')
      await hear(changed('available'))
      clock.advance(1_000)
      await wish('ada@example.com')
      await hear(changed('available', new Date(clock().getTime() - 500)))
      expect([outbox.length, await kept()]).toEqual([1, ['ada@example.com']])
      await hear(changed('available'))
      expect(outbox).toHaveLength(2)
    })

    test('an address waits for twenty variants at most, and is not told so', async () => {
      for (let n = 0; n < 22; n++) await wish('ada@example.com', 'fr', `variant ${n}`)
      expect(await kept()).toHaveLength(20)
    })

    test('what an address waits for is forgotten on its wish, and after a year', async () => {
      await wish('ada@example.com')
      await wish('ada@example.com', 'fr', 'noe')
      await wish('grace@example.com')
      await client.forgetBackInStock({ email: 'ADA@example.com', variantId: 'noe' })
      await client.forgetBackInStock({ email: 'grace@example.com' })
      expect(await kept()).toEqual(['ada@example.com'])
      clock.advance(364 * 86_400_000)
      expect(await job('forget old wishes')).toBe(0)
      clock.advance(2 * 86_400_000)
      expect([await job('forget old wishes'), await kept()]).toEqual([1, []])
      clock.advance(-366 * 86_400_000)
    })

    test.each(['nobody', 'a b@example.com', '@example.com'])('%s is no address', async (email) => {
      await expect(wish(email)).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })

  test('verify names an address that is kept for too long', async () => {
    await pool.query(`insert into notifications.stock_wish values ('v', 'ada@example.com', 'fr', 'Lise', 'lise', '2020-01-01')`)
    const { checked } = await createClient(VerifyService, shop.peer('notifications')).check({})
    expect(checked.flatMap(({ breaks }) => breaks)).toEqual([expect.stringMatching('a wish for v of 2020-01-01')])
    await expect(pool.query(`update notifications.stock_wish set email = 'Ada@example.com'`)).rejects.toThrow('check constraint')
  })
})
