import { generateKeyPairSync } from 'node:crypto'
import { createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { StaffService } from '@vitrine/contracts/accounts/v1/staff'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { accounts } from './service.ts'

const JWT_PRIVATE_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const password = 'a long enough secret'
const dayMs = 24 * 60 * 60_000

describe.each(inject('servers'))('staff on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [accounts], clock, settings: { JWT_PRIVATE_KEY } })
  const { ways, close } = await bothWays(shop, 'accounts')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  beforeEach(async () => {
    // The table refuses to lose its last owner; each test begins with none.
    await pool.query(
      'alter table accounts.account disable trigger user; delete from accounts.account; alter table accounts.account enable trigger user',
    )
  })
  const owners = async () => {
    const { rows } = await pool.query<{ id: string }>(`select id from accounts.account where roles @> '{owner}'`)
    return rows.map(({ id }) => id)
  }
  const told = async (type: string, key: string) => {
    const text = 'select body from accounts.outbox where key = $1 and type = $2 order by position'
    return (await pool.query<{ body: Record<string, string> }>(text, [key, `vitrine.accounts.v1.${type}`])).rows.map(({ body }) => body)
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const [people, staff] = [createClient(AccountService, transport), createClient(StaffService, transport)]
    const hire = async (...roles: string[]) => {
      const email = `${randomIds()}@example.com`
      const { result } = await people.putStaff({ accountId: randomIds(), email, name: 'Grace Hopper', password, roles })
      return result.case === 'put' ? { id: result.value.id, email } : expect.fail('was put')
    }
    const signIn = async (email: string) => {
      const { result } = await people.logIn({ sessionId: randomIds(), email, password })
      return result.case === 'tokens' ? result.value : expect.fail(`signed in, not ${result.case}`)
    }
    const invite = async (actorId: string, more: Partial<{ email: string; roles: string[]; invitationId: string }> = {}) => {
      const asked = {
        actorId,
        invitationId: randomIds(),
        email: `${randomIds()}@example.com`,
        name: 'Joan Clarke',
        locale: 'en',
        roles: ['support'],
      }
      const { result } = await staff.invite({ ...asked, ...more })
      return result
    }
    const tokenOf = async (invitationId: string) => (await told('StaffInvited', invitationId)).at(-1)?.['token'] ?? ''
    const accept = async (token: string, chosen = password) =>
      (await staff.acceptInvitation({ token, accountId: randomIds(), password: chosen })).result

    test('whoever is invited becomes staff with the link of the mail, once, in the language they were invited in', async () => {
      const owner = await hire('owner')
      const invited = await invite(owner.id, { roles: ['support', 'stock', 'support'] })
      if (invited.case !== 'invited') return expect.fail(`invited, not ${invited.case}`)
      const [mail] = await told('StaffInvited', invited.value.id)
      expect(mail).toMatchObject({ name: 'Joan Clarke', locale: 'en', inviter: 'Grace Hopper' })
      expect(await accept(mail!['token']!, 'motdepasse')).toMatchObject({ case: 'weakPassword', value: { why: 'breached' } })
      const both = await Promise.all([accept(mail!['token']!), accept(mail!['token']!)])
      expect(both.map((result) => result.case).toSorted()).toEqual(['accepted', 'refused'])
      expect((await staff.listInvitations({})).invitations).toEqual([])
      const made = await signIn(invited.value.email)
      expect(made.account).toMatchObject({ roles: ['support', 'stock'], locale: 'en', emailVerified: true })
    })

    test('a link ends after a week, a new one in its place opens it, and the one before nothing', async () => {
      const owner = await hire('owner')
      const invited = await invite(owner.id)
      if (invited.case !== 'invited') return expect.fail('invited')
      const first = await tokenOf(invited.value.id)
      clock.advance(7 * dayMs)
      expect((await accept(first)).case).toBe('refused')
      const again = await staff.inviteAgain({ actorId: owner.id, invitationId: invited.value.id })
      expect(again.result.case).toBe('invited')
      const second = await tokenOf(invited.value.id)
      expect((await accept(first)).case).toBe('refused')
      expect((await accept(second)).case).toBe('accepted')
    })

    test('a withdrawn link opens nothing; withdrawing twice is once', async () => {
      const owner = await hire('owner')
      const invited = await invite(owner.id)
      if (invited.case !== 'invited') return expect.fail('invited')
      const asked = { actorId: owner.id, invitationId: invited.value.id }
      expect((await staff.withdrawInvitation(asked)).result.case).toBe('withdrawn')
      expect((await staff.withdrawInvitation(asked)).result.case).toBe('withdrawn')
      expect((await accept(await tokenOf(invited.value.id))).case).toBe('refused')
      await expect(staff.inviteAgain(asked)).rejects.toThrow(/no invitation/)
    })

    test('a customer who accepts keeps the account; whoever works here is not invited, and nobody twice', async () => {
      const owner = await hire('owner')
      const [accountId, email] = [randomIds(), `${randomIds()}@example.com`]
      await people.signUp({ accountId, email, password, name: 'Joan', locale: 'fr' })
      const invitationId = randomIds()
      expect((await invite(owner.id, { email, invitationId })).case).toBe('invited')
      expect((await invite(owner.id, { email, invitationId })).case).toBe('invited')
      expect(await told('StaffInvited', invitationId)).toHaveLength(1)
      expect(await invite(owner.id, { email: email.toUpperCase() })).toMatchObject({ value: { why: 'already-invited' } })
      expect(await accept(await tokenOf(invitationId))).toMatchObject({ case: 'accepted', value: { id: accountId } })
      expect(await invite(owner.id, { email })).toMatchObject({ value: { why: 'already-staff' } })
    })

    test('only owners and admins invite, an admin no owner, and what somebody invited to ends with their rights', async () => {
      const [owner, admin, editor] = [await hire('owner'), await hire('admin'), await hire('editor')]
      expect(await invite(editor.id)).toMatchObject({ value: { why: 'not-allowed' } })
      expect(await invite(admin.id, { roles: ['owner'] })).toMatchObject({ value: { why: 'owners-alone' } })
      const invited = await invite(admin.id)
      if (invited.case !== 'invited') return expect.fail('invited')
      const lowered = await staff.changeRoles({ actorId: owner.id, accountId: admin.id, roles: ['support'] })
      expect(lowered.result).toMatchObject({ case: 'changed', value: { roles: ['support'] } })
      expect((await accept(await tokenOf(invited.value.id))).case).toBe('refused')
    })

    test('a change of roles ends the sessions; who is removed keeps an ordinary account', async () => {
      const [owner, editor] = [await hire('owner'), await hire('editor')]
      const { refreshToken } = await signIn(editor.email)
      const removed = await staff.changeRoles({ actorId: owner.id, accountId: editor.id, roles: [] })
      expect(removed.result).toMatchObject({ case: 'changed', value: { roles: ['shopper'] } })
      expect((await people.refresh({ refreshToken })).result.case).toBe('refused')
      expect((await signIn(editor.email)).account?.roles).toEqual(['shopper'])
      expect(await told('StaffChanged', editor.id)).toMatchObject([{ roles: ['editor'] }, { roles: ['shopper'] }])
      await expect(staff.changeRoles({ actorId: owner.id, accountId: editor.id, roles: ['editor'] })).rejects.toThrow(/no staff/)
    })

    test('people are found by part of a name or address, or named', async () => {
      const [ada, bob] = [await hire('editor'), await hire('stock')]
      const ids = async (asked: object) => (await people.listAccounts(asked)).accounts.map(({ id }) => id)
      expect(await ids({ q: ada.email.slice(2, 20) })).toEqual([ada.id])
      expect(await ids({ accountIds: [bob.id, 'nobody'] })).toEqual([bob.id])
      expect(await ids({ q: 'nothing such', accountIds: [bob.id] })).toEqual([])
    })

    test('the list says when each signed in last and how many sessions are open; ended ones are told', async () => {
      const [owner, editor] = [await hire('owner'), await hire('editor')]
      await signIn(editor.email)
      clock.advance(60_000)
      await signIn(editor.email)
      const { staff: all, total } = await staff.listStaff({ page: { limit: 10 } })
      const of = (id: string) => all.find(({ account }) => account?.id === id)
      expect([total, of(editor.id)?.openSessions, of(owner.id)?.signedInAt]).toEqual([2, 2, undefined])
      expect(Number(of(editor.id)!.signedInAt!.seconds)).toBe(Math.floor(clock().getTime() / 1_000))
      const ended = await staff.endSessions({ actorId: owner.id, accountId: editor.id })
      expect(ended.result).toMatchObject({ case: 'ended', value: { sessions: 2 } })
      expect((await told('SessionEnded', editor.id)).map(({ why }) => why)).toEqual(['ended-by-staff', 'ended-by-staff'])
      const first = await staff.listStaff({ page: { limit: 1 } })
      const second = await staff.listStaff({ page: { limit: 1, cursor: first.nextCursor } })
      expect(new Set([...first.staff, ...second.staff].map(({ account }) => account?.id))).toEqual(new Set([owner.id, editor.id]))
    })

    test('of two owners who lower each other at once, one stays', async () => {
      const [one, two] = [await hire('owner'), await hire('owner')]
      for (let round = 0; round < 10; round++) {
        await pool.query(`update accounts.account set roles = '{owner}'`)
        const lower = (actorId: string, accountId: string) => staff.changeRoles({ actorId, accountId, roles: ['support'] })
        const answers = await Promise.all([lower(one.id, two.id), lower(two.id, one.id)])
        const said = answers.map(({ result }) => (result.case === 'refused' ? result.value.why : result.case))
        expect(said.toSorted()).toEqual(['changed', 'last-owner'])
        expect(await owners()).toHaveLength(1)
      }
    })

    test('the last owner does not leave, nor by the command line', async () => {
      const owner = await hire('owner')
      const left = await staff.changeRoles({ actorId: owner.id, accountId: owner.id, roles: [] })
      expect(left.result).toMatchObject({ case: 'refused', value: { why: 'last-owner' } })
      const put = people.putStaff({ accountId: randomIds(), email: owner.email, name: 'Grace Hopper', password, roles: ['editor'] })
      await expect(put).rejects.toThrow(/the last owner stays/)
      expect(await owners()).toEqual([owner.id])
    })
  })

  test('the table itself keeps an owner, also of two who are taken away at once', async () => {
    const adding = `insert into accounts.account (id, email, email_key, name, locale, password_hash, roles, created_at)
      values ($1, 'a', $1, 'Grace Hopper', 'fr', '', '{owner}', now()) on conflict (id) do update set roles = '{owner}'`
    const ids = [randomIds(), randomIds()]
    for (let round = 0; round < 10; round++) {
      for (const id of ids) await pool.query(adding, [id])
      const taken = await Promise.allSettled([
        pool.query(`update accounts.account set roles = '{support}' where id = $1`, [ids[0]]),
        pool.query('delete from accounts.account where id = $1', [ids[1]]),
      ])
      expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(await owners()).toHaveLength(1)
    }
    await expect(pool.query('delete from accounts.account')).rejects.toThrow(/the last owner stays/)
  })
})
