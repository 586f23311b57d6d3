import { create, type DescMessage, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import {
  AccountMadeSchema,
  NoticeAddressedSchema,
  SignUpRepeatedSchema,
  PasswordChangedSchema,
  PasswordForgottenSchema,
  StaffInvitedSchema,
  VerificationRenewedSchema,
} from '@vitrine/contracts/accounts/v1/events'
import { ParcelMovedSchema } from '@vitrine/contracts/delivery/v1/events'
import { GiftCardMadeSchema } from '@vitrine/contracts/pricing/v1/events'
import { LotRecalledSchema } from '@vitrine/contracts/stock/v1/events'
import { NotificationService } from '@vitrine/contracts/notifications/v1'
import {
  CheckoutLostSchema,
  OrderAskedSchema,
  HomeTrialRecalledSchema,
  OrderAwaitsSchema,
  OrderPaymentAskedSchema,
  OrderCancelledSchema,
  OrderPaidSchema,
  OrderRefundedSchema,
  ReturnMovedSchema,
} from '@vitrine/contracts/orders/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import type { DomainEvent } from '@vitrine/platform/events/outbox'
import type { Failpoint } from '@vitrine/platform/failpoints/failpoints'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { Mailer, Mail as SentMail } from '@vitrine/platform/mail/mailer'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { notifications } from './service.ts'

describe.each(inject('servers'))('notifications on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const clock = movableClock()
  const outbox: SentMail[] = []
  const server = { isAway: false }
  const mail: Mailer = async (message) => {
    if (server.isAway) throw new Error('connection refused')
    if (!message.to.includes('@')) throw new RangeError('the receiver is not one plain address')
    outbox.push(message)
  }
  const open = (failpoint: Failpoint = async () => {}) =>
    testShop(pool, { services: [notifications], clock, mail, failpoint, settings: { PUBLIC_URL: 'https://vitrine.example/' } })
  const shop = await open()
  const { ways, close } = await bothWays(shop, 'notifications')
  const client = createClient(NotificationService, shop.peer('notifications'))
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  beforeEach(() => {
    server.isAway = false
    outbox.length = 0
  })

  const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
  const order = (id: string, locale = 'fr') => ({
    ...{ id, number: 'V-000007', email: `${id}@example.com`, locale, refunded: eur(0n) },
    lines: [
      {
        name: { fr: 'Lise', en: 'Lise' },
        options: { size: { fr: 'M', en: 'M' }, colour: { fr: 'Sauge', en: 'Sage' } },
        quantity: 1,
        total: eur(12_900n),
      },
    ],
    totals: { lines: eur(12_900n), discount: eur(0n), delivery: eur(490n), tax: eur(2_232n), total: eur(13_390n), taxIncluded: true },
    shipping: { name: 'Ada Blanc', line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' },
    payments: [{ state: 'captured', amount: eur(13_390n), refunded: eur(0n) }],
  })
  const event = <D extends DescMessage>(schema: D, key: string, message: MessageInitShape<D>): DomainEvent => {
    return { id: randomIds(), type: schema.typeName, key, body: toJson(schema, create(schema, message)) }
  }
  const paid = (id: string, locale?: string) => event(OrderPaidSchema, id, { order: order(id, locale) })
  const cancelled = (id: string, reason = '') => event(OrderCancelledSchema, id, { order: order(id), reason })
  const refunded = (id: string, amount: bigint, sum: bigint) =>
    event(OrderRefundedSchema, id, { order: { ...order(id), refunded: eur(sum) }, amount: eur(amount) })
  const parcel = (id: string, state: string) => {
    const seen = {
      orderId: id,
      carrier: 'Colissimo',
      trackingNumber: 'VT1',
      state,
      at: timestampFromDate(clock()),
      orderDelivered: state === 'delivered',
    }
    return event(ParcelMovedSchema, id, seen)
  }
  const send = async (by = shop) => {
    const job = by.running.get('notifications')!.jobs![0]!
    while ((await job.run()) > 0);
  }
  const hear = async (...events: DomainEvent[]) => {
    for (const each of events) await shop.deliver(each)
    await shop.settle()
    await send()
  }
  const kindsTo = async (receiver: string) => (await client.listMails({ q: receiver })).mails.map(({ kind }) => kind).toReversed()

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(NotificationService, transport)

    test('an order is confirmed once, in the language it was made in, with a link to it', async () => {
      const [french, english] = [randomIds(), randomIds()]
      const first = paid(french)
      await hear(first, first, paid(french), paid(english, 'en'))
      expect(outbox.map(({ subject }) => subject).toSorted()).toEqual([
        'Votre commande V-000007 est confirmée',
        'Your order V-000007 is confirmed',
      ])
      expect(outbox.map(({ text }) => /\((.*)\)/.exec(text)?.[1]).toSorted()).toEqual(['Sage, M', 'Sauge, M'])
      const { mails, total } = await called.listMails({ q: french })
      expect([total, mails]).toMatchObject([
        1,
        [{ kind: 'order-confirmed', to: `${french}@example.com`, state: 'sent', locale: 'fr', orderId: french, html: '' }],
      ])
      const kept = (await called.getMail({ mailId: mails[0]!.id })).mail!
      expect(kept.html).toContain(`https://vitrine.example/o/${french}`)
      // Its styles, more than half of it, are put in when it leaves and when it is read.
      const { rows } = await pool.query<{ html: string }>('select html from notifications.mail where id = $1', [kept.id])
      expect([rows[0]!.html, kept.html].map((html) => [/ style="/.test(html), / class="/.test(html)])).toEqual([
        [false, true],
        [true, false],
      ])
      expect(outbox).toContainEqual(expect.objectContaining({ id: kept.id, html: kept.html, text: kept.text }))
      expect(kept.text).toContain('133,90\u00a0€')
      await expect(called.getMail({ mailId: 'none' })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('a mail about an order goes out again as it was, once in ten minutes, by itself or by its order', async () => {
      const id = randomIds()
      await hear(paid(id))
      const [first] = (await client.listMails({ q: id })).mails
      outbox.length = 0
      const byOrder = () => called.sendAgain({ which: { case: 'orderId', value: id } })
      const both = await Promise.all([byOrder(), called.sendAgain({ which: { case: 'mailId', value: first!.id } }), byOrder()])
      await send()
      expect(both.map(({ sent }) => sent).toSorted()).toEqual([false, false, true])
      const { html, text, subject, to } = (await called.getMail({ mailId: first!.id })).mail!
      expect(outbox).toMatchObject([{ html, text, subject, to }])
      expect(outbox[0]!.id).not.toBe(first!.id)
      clock.advance(600_000)
      const copy = (await client.listMails({ q: id })).mails[0]!
      expect(await called.sendAgain({ which: { case: 'mailId', value: copy.id } })).toMatchObject({ sent: true })
      await send()
      expect(await kindsTo(id)).toEqual(['order-confirmed', 'order-confirmed', 'order-confirmed'])
      const none = [{ case: 'mailId', value: 'none' } as const, { case: 'orderId', value: 'none' } as const]
      for (const which of none) await expect(called.sendAgain({ which })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('a mail that held the code of a gift card, and one about no order, do not go out again', async () => {
      await pool.query(`insert into notifications.mail (id, kind, cause, receiver, locale, subject, html, text, order_id, state, sent_at, due_at, made_at)
        values ('card ${_way}', 'gift-card', 'c ${_way}', 'a@b.example', 'fr', 's', 'h', 't', 'o', 'sent', now(), now(), now()),
          ('proof ${_way}', 'prove-address', 'p ${_way}', 'a@b.example', 'fr', 's', 'h', 't', '', 'sent', now(), now(), now())`)
      for (const kind of ['card', 'proof']) {
        const asked = called.sendAgain({ which: { case: 'mailId', value: `${kind} ${_way}` } })
        await expect(asked).rejects.toMatchObject({ code: Code.NotFound })
      }
    })

    test('who lost their pieces at the bank is told once; of an exchange the difference, and of its credit nothing', async () => {
      const [lost, id, second] = [randomIds(), randomIds(), randomIds()]
      const told = event(CheckoutLostSchema, lost, {
        ...{ orderId: lost, email: `${lost}@example.com`, locale: 'en', amount: eur(12_900n) },
        lines: [{ name: { fr: 'Lise', en: 'Lise' }, quantity: 1, short: true }],
      })
      const file = { id: `file ${id}`, kind: 'return', state: 'to-pay', askedAt: timestampFromDate(clock()), amount: eur(0n) }
      const moved = (dueMinor: bigint) =>
        event(ReturnMovedSchema, id, { order: order(id), file: { ...file, exchange: { cartId: 'c', due: eur(dueMinor) } } })
      const exchangeOf = { orderId: 'o', orderNumber: 'V-1', returnId: 'f', waits: true }
      const credit = event(OrderRefundedSchema, id, { order: { ...order(id), exchangeOf }, amount: eur(100n), credit: true })
      await hear(told, told, moved(0n), moved(3_000n), moved(3_000n), credit)
      expect([await kindsTo(lost), await kindsTo(id)]).toEqual([['checkout-lost'], ['exchange-to-pay']])
      const agreed = (hour: number) => {
        const at = timestampFromDate(new Date(clock().getTime() + hour * 3_600_000))
        const again = { ...file, steps: [{ state: 'to-pay', at }], exchange: { cartId: 'c', due: eur(3_000n) } }
        return event(ReturnMovedSchema, second, { order: order(second), file: { ...again, id: `file ${second}` } })
      }
      await hear(agreed(1), agreed(1), agreed(2))
      expect(await kindsTo(second)).toEqual(['exchange-to-pay', 'exchange-to-pay'])
      const isNow = (state: string, more: object = {}) =>
        event(ReturnMovedSchema, id, { order: order(id), file: { ...file, state, ...more } })
      const unpaid = { lapsesAt: timestampFromDate(new Date('2026-12-20T10:00:00Z')) }
      await hear(isNow('approved', unpaid), isNow('approved', unpaid), isNow('label', unpaid), isNow('lapsed'), isNow('lapsed'))
      expect(await kindsTo(id)).toEqual(['exchange-to-pay', 'exchange-lapsed', 'return-lapsed'])
    })

    test('of a swap its difference is told, and that it was not paid; not what its shopper ended, nor that its order moved whole', async () => {
      const [id, whole] = [randomIds(), randomIds()]
      const file = { id: `file ${id}`, kind: 'swap', askedAt: timestampFromDate(clock()), exchange: { cartId: 'c', due: eur(1_500n) } }
      const isNow = (state: string) => event(ReturnMovedSchema, id, { order: order(id), file: { ...file, state } })
      const moved = event(OrderCancelledSchema, whole, { order: order(whole), reason: 'swapped' })
      await hear(isNow('to-pay'), isNow('refused'), isNow('exchanged'), isNow('lapsed'), isNow('lapsed'), moved)
      expect([await kindsTo(id), await kindsTo(whole)]).toEqual([['exchange-to-pay', 'return-lapsed'], []])
    })

    test('STK-8: who got pieces of a recalled lot is written to once, in however many orders and however often it is heard', async () => {
      const [first, second, other] = [randomIds(), randomIds(), randomIds()]
      const email = `Ada.${first}@example.com`
      const mine = (id: string, to: string) => event(OrderPaidSchema, id, { order: { ...order(id), email: to } })
      const recalled = (id: string, lot = 'A') =>
        event(LotRecalledSchema, id, { orderId: id, variantId: 'v', lot, quantity: 1, note: 'A cap may break' })
      await hear(mine(first, email), mine(second, email.toLowerCase()), mine(other, `${other}@example.com`))
      await hear(recalled(first), recalled(second), recalled(first), recalled(other), recalled('nobody’s order'))
      const text = `select receiver from notifications.mail where kind = 'lot-recalled' and text like '%A cap may break%' and order_id = any($1) order by 1`
      const receivers = async () =>
        (await pool.query<{ receiver: string }>(text, [[first, second, other]])).rows.map(({ receiver }) => receiver)
      expect((await receivers()).toSorted()).toEqual([email, `${other}@example.com`].toSorted())
      const trial = {
        id: 't',
        email: 'Grace@Example.com',
        locale: 'en',
        deposit: { amountMinor: 1n, currency: 'EUR' },
        taken: { amountMinor: 0n, currency: 'EUR' },
      }
      const lent = event(HomeTrialRecalledSchema, 't', { trial, variantId: 'v', lot: 'A', note: 'A hinge may break' })
      await hear(lent, { ...lent, id: randomIds() })
      const { rows: told } = await pool.query(
        `select receiver from notifications.mail where kind = 'trial-recalled' and text like '%A hinge may break%'`,
      )
      expect(told).toEqual([{ receiver: 'Grace@Example.com' }])
      await hear(recalled(second, 'B'))
      expect(await receivers()).toHaveLength(3)
    })

    test('PAY-7: a gift card is sent to whom it goes, once; its code is not kept once it left', async () => {
      const id = randomIds()
      const facts = {
        creditId: `card ${id}`,
        orderId: id,
        code: '7XK2-M9QD-4RTW-08HB',
        amount: eur(5_000n),
        email: `${id}@example.com`,
        giver: 'Ada',
        locale: 'en',
      }
      const made = event(GiftCardMadeSchema, id, facts)
      await hear(made, made)
      const sent = outbox.filter(({ to }) => to === `${id}@example.com`)
      expect(sent).toHaveLength(1)
      expect(sent[0]!.text).toContain('7XK2-M9QD-4RTW-08HB')
      const { mails } = await called.listMails({ q: id })
      const { mail } = await called.getMail({ mailId: mails[0]!.id })
      expect([mail!.html, mail!.text].join().match(/7XK2|M9QD|4RTW/)).toBeNull()
      expect(mail!.text).toContain('····-····-····-08HB')
    })

    test('the box leads from the newest to the oldest mail', async () => {
      for (let n = 0; n < 3; n++) await hear(paid(randomIds()))
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await called.listMails({ page: { limit: 2, cursor } })
        seen.push(...page.mails.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor)
      const { rows } = await pool.query<{ id: string }>('select id from notifications.mail order by position desc')
      expect(seen).toEqual(rows.map(({ id }) => id))
      expect((await called.listMails({ q: '%' })).total).toBe(0)
      await expect(called.listMails({ page: { limit: 1_000 } })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })

  test('whatever the order of arrival, each thing is told once', async () => {
    const happenings = (id: string) => [
      paid(id),
      parcel(id, 'handed-over'),
      parcel(id, 'in-transit'),
      parcel(id, 'delivered'),
      refunded(id, 100n, 100n),
      refunded(id, 200n, 300n),
    ]
    const told = ['order-confirmed', 'order-refunded', 'order-refunded', 'parcel-delivered', 'parcel-shipped']
    for (const sequence of [
      [0, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 0],
      [3, 1, 0, 0, 2, 1, 3, 5, 4, 5],
    ]) {
      const id = randomIds()
      const all = happenings(id)
      for (const n of sequence) await hear(all[n]!, { ...all[n]!, id: randomIds() })
      expect((await kindsTo(id)).toSorted()).toEqual(told)
    }
  })

  test('two parcels of an order without a number are each told of once', async () => {
    const id = randomIds()
    await hear(paid(id))
    const left = (parcelId: string) =>
      event(ParcelMovedSchema, id, { orderId: id, parcelId, carrier: 'Colissimo', state: 'handed-over', at: timestampFromDate(clock()) })
    const [one, two] = [left('one'), left('two')]
    await hear(one, two, { ...one, id: randomIds() }, { ...two, id: randomIds() })
    expect((await kindsTo(id)).toSorted()).toEqual(['order-confirmed', 'parcel-shipped', 'parcel-shipped'])
  })

  test('an order of glasses says that it waits, each question is one mail, and so is each time a bank let go of its money', async () => {
    const [asked, late] = [randomIds(), randomIds()]
    const until = timestampFromDate(new Date(clock().getTime() + 86_400_000))
    const question = (hour: number) =>
      event(OrderAskedSchema, asked, {
        ...{ order: order(asked), reason: 'unreadable', configurationId: 'c', until },
        at: timestampFromDate(new Date(clock().getTime() + hour * 3_600_000)),
      })
    await hear(event(OrderAwaitsSchema, asked, { order: order(asked), until }), question(1), question(1), question(2))
    const again = { order: order(asked), at: until, until }
    await hear(event(OrderPaymentAskedSchema, asked, again), event(OrderPaymentAskedSchema, asked, again))
    expect(await kindsTo(asked)).toEqual(['order-awaits', 'order-asked', 'order-asked', 'order-pay-again'])
    await hear(event(OrderCancelledSchema, late, { order: order(late), reason: 'payment-lapsed' }))
    expect(await kindsTo(late)).toEqual(['order-cancelled'])
    expect(outbox.at(-1)?.text).toContain('Votre banque ne nous réservait plus la somme')
  })

  test('a cancelled order says so, and is not confirmed afterwards; a bank that refused was told at the till', async () => {
    const [usual, early, declined] = [randomIds(), randomIds(), randomIds()]
    await hear(paid(usual), cancelled(usual), cancelled(early), paid(early), cancelled(declined, 'payment-declined'))
    expect(await kindsTo(usual)).toEqual(['order-confirmed', 'order-cancelled'])
    expect(await kindsTo(early)).toEqual(['order-cancelled'])
    expect(await kindsTo(declined)).toEqual([])
  })

  test('a new account gets its link once; repeated sign-ups are told once an hour', async () => {
    const id = randomIds()
    const made = { accountId: id, email: `${id}@example.com`, name: 'Ada', locale: 'en', verificationToken: 'secret' }
    const again = () => event(SignUpRepeatedSchema, id, { accountId: id, email: `${id}@example.com`, locale: 'en' })
    await hear(event(AccountMadeSchema, id, made), event(AccountMadeSchema, id, made), again(), again())
    expect(await kindsTo(id)).toEqual(['prove-address', 'sign-up-repeated'])
    expect(outbox[0]!.text).toContain('https://vitrine.example/en/verify?token=secret')
    clock.advance(3_600_000)
    await hear(again())
    expect(await kindsTo(id)).toHaveLength(3)
    const renewed = event(VerificationRenewedSchema, id, { ...made, verificationToken: 'next', at: timestampFromDate(clock()) })
    await hear(renewed, renewed)
    expect(await kindsTo(id)).toHaveLength(4)
    expect(outbox.at(-1)!.text).toContain('https://vitrine.example/en/verify?token=next')
  })

  test('a forgotten password brings its link once for each time it was asked for, a changed one is told once', async () => {
    const id = randomIds()
    const about = { accountId: id, email: `${id}@example.com`, name: 'Ada', locale: 'en' }
    const forgotten = (resetToken: string) =>
      event(PasswordForgottenSchema, id, { ...about, resetToken, at: timestampFromDate(clock()), expiresAt: timestampFromDate(clock()) })
    await hear(forgotten('secret'), forgotten('secret'))
    expect(outbox.at(-1)).toMatchObject({
      to: about.email,
      text: expect.stringContaining('https://vitrine.example/en/reset-password?token=secret'),
    })
    clock.advance(1_000)
    const changed = event(PasswordChangedSchema, id, { ...about, at: timestampFromDate(clock()) })
    await hear(forgotten('next'), changed, changed)
    expect(await kindsTo(id)).toEqual(['password-forgotten', 'password-forgotten', 'password-changed'])
    expect(outbox.at(-1)!.text).not.toContain('token')
    const { rows } = await pool.query<{ kept: string }>(`select html || text as kept from notifications.mail where receiver = $1`, [
      about.email,
    ])
    expect(rows.map(({ kept }) => /token=(?!····)/.test(kept))).toEqual([false, false, false]) // whoever reads a table opens no account
  })

  test('nobody reads a link that opens an account or makes one staff out of what the shop keeps of them', async () => {
    const id = randomIds()
    const [email, at] = [`${id}@example.com`, timestampFromDate(clock())]
    const about = { email, name: 'Ada', locale: 'en', at, expiresAt: at }
    server.isAway = true
    await hear(event(PasswordForgottenSchema, id, { ...about, accountId: id, resetToken: 'secret' }))
    await hear(event(StaffInvitedSchema, id, { ...about, invitationId: id, inviter: 'Joe', token: 'secret' }))
    const { mails } = await client.mailsTo({ email })
    expect(mails.map(({ kind }) => kind).toSorted()).toEqual(['password-forgotten', 'staff-invited'])
    for (const { text } of mails) expect([text.includes('token=····'), text.includes('secret')]).toEqual([true, false])
  })

  test('who is invited to the back office gets the link once for each time they are asked', async () => {
    const id = randomIds()
    const at = (token: string) => {
      const invited = { invitationId: id, email: `${id}@example.com`, name: 'Grace', locale: 'en', inviter: 'Ada', token }
      return event(StaffInvitedSchema, id, { ...invited, at: timestampFromDate(clock()), expiresAt: timestampFromDate(clock()) })
    }
    await hear(at('secret'), at('secret'))
    expect(await kindsTo(id)).toEqual(['staff-invited'])
    expect(outbox.at(-1)).toMatchObject({
      to: `${id}@example.com`,
      text: expect.stringContaining('https://vitrine.example/admin/invited?token=secret'),
    })
    clock.advance(1_000)
    await hear(at('next'))
    expect(await kindsTo(id)).toHaveLength(2)
    expect(outbox.at(-1)!.text).toContain('/admin/invited?token=next')
  })

  test('a notice calls a person to their account once, and says nothing of why', async () => {
    const id = randomIds()
    const of = (what: string, noticeId = id) =>
      event(NoticeAddressedSchema, id, { accountId: id, noticeId, what, email: `${id}@example.com`, name: 'Ada', locale: 'en' })
    await hear(of('advice'), of('advice'), of('prescription-ends'), of('something else'))
    expect(await kindsTo(id)).toEqual(['advice', 'prescription-ends'])
    expect(outbox[0]!.text).toContain('https://vitrine.example/en/account/prescriptions')
    await hear(of('advice', 'another'))
    expect(await kindsTo(id)).toHaveLength(3)
  })

  test('a mail server that is away is asked again; what no server takes is given up with its reason', async () => {
    const [late, wrong] = [randomIds(), randomIds()]
    server.isAway = true
    await hear(paid(late))
    expect(outbox).toEqual([])
    server.isAway = false
    await send()
    expect(outbox).toEqual([])
    clock.advance(1_000)
    await send()
    expect(outbox.map(({ to }) => to)).toEqual([`${late}@example.com`])
    await hear(event(OrderPaidSchema, wrong, { order: { ...order(wrong), email: `nobody ${wrong}` } }))
    expect((await client.listMails({ q: wrong })).mails).toMatchObject([{ state: 'failed' }])
    const { checked } = await createClient(VerifyService, shop.peer('notifications')).check({})
    expect(checked.flatMap(({ breaks }) => breaks)).toEqual([expect.stringContaining('the receiver is not one plain address')])
    await pool.query(`delete from notifications.mail where state = 'failed'`)
  })

  /** Heard by a process that is gone before it sent anything: its mails are due when their lease has ended. */
  const heardByOneThatDied = async (...events: DomainEvent[]) => {
    const gone = await open()
    for (const each of events) await gone.deliver(each)
    await gone.settle()
    await gone.stop()
    clock.advance(61_000)
  }

  test.each([
    ['before-call', 1, 'wrote'],
    ['after-call', 2, 'wrote'],
    ['after-commit', 1, 'wrote'],
    ['before-call', 1, 'claimed'],
    ['after-call', 2, 'claimed'],
    ['after-commit', 1, 'claimed'],
  ])('killed %s: the mail leaves, %i time(s), under one id, also when the process %s it', async (moment, times, did) => {
    const id = randomIds()
    const dying = await open(async (point) => {
      if (point === `notifications.send.${moment}`) throw new Error('dead')
    })
    if (did === 'claimed') await heardByOneThatDied(paid(id))
    else await dying.deliver(paid(id))
    await dying.settle()
    await expect(send(dying)).rejects.toThrow('dead')
    await dying.stop()
    clock.advance(61_000)
    await send()
    expect(outbox.filter(({ to }) => to.startsWith(id))).toHaveLength(times)
    expect(new Set(outbox.map((each) => each.id)).size).toBe(1)
  })

  test('four processes send forty mails once each', async () => {
    const ids = Array.from({ length: 40 }, randomIds)
    await heardByOneThatDied(...ids.map((id) => paid(id)))
    await Promise.all([send(), send(), send(), send()])
    expect(outbox.map(({ to }) => to).toSorted()).toEqual(ids.map((id) => `${id}@example.com`).toSorted())
  })

  test('of a crowd that paid each is told once, in the order they are heard; who cancelled is not, and whose parcel left before is told of it too', async () => {
    const [gone, left, ...others] = Array.from({ length: 9 }, () => randomIds()) as [string, string, ...string[]]
    await hear(cancelled(gone, 'payment-declined'), parcel(left, 'handed-over'))
    await hear(...[gone, left, ...others].map((id) => paid(id)), paid(left))
    expect(await kindsTo(gone)).toEqual([])
    expect(await kindsTo(left)).toEqual(['order-confirmed', 'parcel-shipped'])
    expect(outbox).toHaveLength(others.length + 2)
    const { rows } = await pool.query<{ order_id: string }>(
      `select order_id from notifications.mail where kind = 'order-confirmed' and order_id = any($1) order by position`,
      [[gone, left, ...others]],
    )
    expect(rows.map((row) => row.order_id)).toEqual([left, ...others])
  })

  test('mails handed over beside each other: what one server refuses, and what none will take, is said of those alone', async () => {
    const ids = Array.from({ length: 7 }, () => randomIds()) as [string, string, ...string[]]
    const [wrong, ...good] = ids
    server.isAway = true
    await hear(
      ...ids.map((id) => (id === wrong ? event(OrderPaidSchema, id, { order: { ...order(id), email: `nobody ${id}` } }) : paid(id))),
    )
    server.isAway = false
    clock.advance(1_000)
    await send()
    expect(outbox.map(({ to }) => to).toSorted()).toEqual(good.map((id) => `${id}@example.com`).toSorted())
    const { rows } = await pool.query(
      `select state, tries, count(*)::int from notifications.mail where order_id = any($1) group by state, tries order by state`,
      [ids],
    )
    expect(rows).toEqual([
      { state: 'failed', tries: 2, count: 1 },
      { state: 'sent', tries: 2, count: 6 },
    ])
    await pool.query(`delete from notifications.mail where state = 'failed'`)
  })

  test('verify finds nothing wrong', async () => {
    const { checked } = await createClient(VerifyService, shop.peer('notifications')).check({})
    expect(checked.flatMap(({ breaks }) => breaks)).toEqual([])
  })
})
