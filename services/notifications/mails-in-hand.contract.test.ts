import { create, type DescMessage, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { AccountErasedSchema, NoticeAddressedSchema, SignUpRepeatedSchema } from '@vitrine/contracts/accounts/v1/events'
import { ReturnMovedSchema } from '@vitrine/contracts/orders/v1/events'
import type { DomainEvent } from '@vitrine/platform/events/outbox'
import type { Failpoint } from '@vitrine/platform/failpoints/failpoints'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { Mailer, Mail as SentMail } from '@vitrine/platform/mail/mailer'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { statementsOf } from '@vitrine/platform/sql/test-statements'
import { movableClock, testShop, type TestShop } from '@vitrine/system/test-shop'
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { notifications } from './service.ts'

describe.each(inject('servers'))('mails in hand on %s', async (_, serverUrl) => {
  const database = await testDatabase(serverUrl)
  const pool = openPool(database.options.connectionString!)
  const asked = statementsOf(pool)
  const clock = movableClock()
  const outbox: SentMail[] = []
  const server = { isAway: false }
  const taken: Mailer = async (message) => {
    if (server.isAway) throw new Error('connection refused')
    outbox.push(message)
  }
  const opened: TestShop[] = []
  const open = async (failpoint: Failpoint = async () => {}, mail: Mailer = taken) => {
    const shop = await testShop(pool, { services: [notifications], clock, mail, failpoint })
    opened.push(shop)
    return shop
  }
  const shop = await open()
  const other = await open()
  beforeEach(async () => {
    server.isAway = false
    clock.advance(3_600_000)
    await Promise.all([shop, other].map(send))
    await pool.query('truncate notifications.mail, notifications.inbox')
    outbox.length = 0
    asked.length = 0
  })
  afterEach(async () => {
    for (const one of opened.splice(2)) await one.stop()
  })
  afterAll(async () => {
    for (const one of opened) await one.stop()
    await pool.end()
  })

  const event = <D extends DescMessage>(schema: D, message: MessageInitShape<D>): DomainEvent => {
    return { id: randomIds(), type: schema.typeName, key: randomIds(), body: toJson(schema, create(schema, message)) }
  }
  const emailOf = (id: string) => `${id}@example.com`
  const notice = (id: string) =>
    event(NoticeAddressedSchema, { accountId: id, noticeId: id, what: 'advice', email: emailOf(id), name: 'Ada', locale: 'en' })
  async function hear(by: TestShop, ...events: DomainEvent[]) {
    for (const one of events) await by.deliver(one)
    await by.settle()
  }
  async function send(by: TestShop) {
    const { run } = by.running.get('notifications')!.jobs![0]!
    while ((await run()) > 0);
  }
  const receivers = () => outbox.map(({ to }) => to).toSorted()
  const rows = async () => {
    const text = `select state, tries, count(*)::int from notifications.mail group by state, tries order by state, tries`
    return (await pool.query<{ state: string; tries: number; count: number }>(text)).rows
  }

  test('who wrote mails sends them without asking for them: they are marked, and no more', async () => {
    const ids = Array.from({ length: 7 }, randomIds)
    await hear(shop, ...ids.map(notice))
    asked.length = 0
    expect(await shop.running.get('notifications')!.jobs![0]!.run()).toBe(7)
    // It looks for those of others; its own it marks five at a time.
    expect(asked).toEqual(['notifications.mail.claim', 'notifications.mail.sent', 'notifications.mail.sent'])
    expect(receivers()).toEqual(ids.map(emailOf).toSorted())
    expect(await rows()).toEqual([{ state: 'sent', tries: 1, count: 7 }])
  })

  test('a mailer that takes many at once is given many, and one statement marks them', async () => {
    const folder = await open(
      undefined,
      Object.assign((mail: SentMail) => taken(mail), { atOnce: 25 }),
    )
    await hear(folder, ...Array.from({ length: 40 }, () => notice(randomIds())))
    asked.length = 0
    await send(folder)
    expect(outbox).toHaveLength(40)
    expect(asked).toEqual(['claim', 'sent', 'sent', 'claim'].map((name) => `notifications.mail.${name}`))
  })

  test('killed between keeping a mail and sending it: another sends it once, when its lease has ended', async () => {
    const dying = await open()
    const id = randomIds()
    await hear(dying, notice(id)) // and is never heard of again
    clock.advance(59_000)
    await send(shop)
    expect(outbox).toEqual([])
    clock.advance(2_000)
    await Promise.all([send(shop), send(other)])
    clock.advance(61_000)
    await Promise.all([send(shop), send(other)])
    expect(receivers()).toEqual([emailOf(id)])
    expect(await rows()).toEqual([{ state: 'sent', tries: 2, count: 1 }])
  })

  test('who ends leaves what is in hand to the others at once, and as if it had never been tried', async () => {
    const ending = await open()
    const ids = Array.from({ length: 12 }, randomIds)
    await hear(ending, ...ids.map(notice))
    expect(await ending.running.get('notifications')!.jobs![0]!.run()).toBe(10)
    await ending.stop()
    expect(await rows()).toEqual([
      { state: 'sent', tries: 1, count: 10 },
      { state: 'waiting', tries: 0, count: 2 },
    ])
    await Promise.all([send(shop), send(other)])
    expect(receivers()).toEqual(ids.map(emailOf).toSorted())
  })

  test('killed after it handed five of twelve over: those leave once more, the others once', async () => {
    let calls = 0
    const dying = await open(async (point) => {
      if (point === 'notifications.send.after-call' && ++calls === 5) throw new Error('dead')
    })
    const ids = Array.from({ length: 12 }, randomIds)
    await hear(dying, ...ids.map(notice))
    await expect(send(dying)).rejects.toThrow('dead')
    expect(outbox).toHaveLength(5)
    clock.advance(61_000)
    await send(shop)
    expect(outbox).toHaveLength(12 + 5)
    expect(new Set(outbox.map((mail) => mail.id)).size).toBe(12)
    expect(new Set(receivers()).size).toBe(12)
  })

  test('what was taken back is not sent; what another process kept is sent by that one alone', async () => {
    const [first, second] = [randomIds(), randomIds()]
    const bad = event(ReturnMovedSchema, {}) // without its order
    await shop.deliver(notice(first))
    await shop.deliver(bad)
    const again = { ...notice(second), id: randomIds() }
    await shop.deliver(again)
    await Promise.all([shop.settle(), other.settle()])
    await hear(other, { ...again, id: randomIds() })
    await Promise.all([send(other), send(shop)])
    expect(receivers()).toEqual([first, second].map(emailOf).toSorted())
    const kept = await pool.query<{ id: string }>('select id from notifications.mail')
    expect(outbox.map((mail) => mail.id).toSorted()).toEqual(kept.rows.map(({ id }) => id).toSorted())
  })

  test('what was in hand for too long is left to whoever looks when its lease has ended', async () => {
    const id = randomIds()
    await hear(shop, notice(id))
    clock.advance(30_000)
    await send(shop)
    expect(outbox).toEqual([]) // it might still be at it when another one begins
    clock.advance(31_000)
    await send(other)
    await send(shop)
    expect(receivers()).toEqual([emailOf(id)])
  })

  test('a server that is away is asked again after 1 s, 5 s, 25 s, by whoever looks', async () => {
    const id = randomIds()
    server.isAway = true
    await hear(shop, notice(id))
    await send(shop)
    for (const [pauseMs, by] of [
      [1_000, other],
      [5_000, shop],
    ] as const) {
      clock.advance(pauseMs - 1)
      await send(by)
      const tries = (await rows())[0]!.tries
      clock.advance(1)
      await send(by)
      expect(await rows()).toEqual([{ state: 'waiting', tries: tries + 1, count: 1 }])
    }
    server.isAway = false
    clock.advance(24_999)
    await send(shop)
    expect(outbox).toEqual([])
    clock.advance(1)
    await send(shop)
    expect(await rows()).toEqual([{ state: 'sent', tries: 4, count: 1 }])
  })

  test('so many are held in hand: those beyond are due at once, for whoever looks', async () => {
    const ids = Array.from({ length: 320 }, randomIds)
    await hear(shop, ...ids.map(notice))
    await send(other)
    const byOther = outbox.length
    expect([byOther > 0, byOther < 150]).toEqual([true, true])
    await send(shop)
    expect(receivers()).toEqual(ids.map(emailOf).toSorted())
  })

  test('a mail in hand whose person was erased does not leave; their farewell does', async () => {
    const [id, stays] = [randomIds(), randomIds()]
    await hear(shop, notice(id), notice(stays))
    await hear(shop, event(AccountErasedSchema, { accountId: id, email: emailOf(id).toUpperCase(), locale: 'en' }))
    await send(shop)
    expect(outbox.map(({ to, subject }) => [to.toLowerCase(), subject]).toSorted()).toEqual(
      [
        [emailOf(id), 'Your account is erased'],
        [emailOf(stays), expect.any(String)],
      ].toSorted(),
    )
  })

  test('a mail that was written before is not held again: one an hour, however often it is heard', async () => {
    const id = randomIds()
    const repeated = () => event(SignUpRepeatedSchema, { accountId: id, email: emailOf(id), locale: 'en' })
    await hear(shop, repeated(), repeated())
    await hear(shop, repeated())
    await hear(other, repeated())
    await Promise.all([send(shop), send(other)])
    expect(receivers()).toEqual([emailOf(id)])
  })
})
