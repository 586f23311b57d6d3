import type { Account, Tokens as TokensMessage } from '@vitrine/contracts/accounts/v1'
import { addressOf } from '../answers/cart-answer.ts'
import { pick, timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { type Call, type Done, done, type Operation, operation } from '../route-registry.ts'
import type { Me, Tokens } from '../schemas/person.ts'
import { acceptFirstStaffInput, acceptFirstStaffOutput } from '../schemas/admin.ts'
import { acceptInvitationInput, acceptInvitationOutput } from '../schemas/staff.ts'
import type { DoorParts } from './parts.ts'
import { present } from './present.ts'

type Lowered = NonNullable<Tokens['lowered']>

const signing = {
  policy: 'anyone',
  rate: 'login',
  idempotency: 'none',
  deadlineMs: 5_000,
  cache: 'none',
  personal: true,
  graphql: 'field',
} as const

export function personOperations({ peers, jar, revocations, currency }: DoorParts): Operation[] {
  /** Browsers get cookies and no refresh token to read. */
  function signedIn(tokens: TokensMessage, isBrowser: boolean, status = 200, lowered: Lowered = []): Done<Tokens> {
    const { accessToken, refreshToken, expiresInS, refreshExpiresInS } = tokens
    return {
      status,
      body: {
        accessToken,
        tokenType: 'Bearer',
        expiresIn: expiresInS,
        ...(!isBrowser && { refreshToken }),
        ...(lowered.length > 0 && { lowered }),
      },
      setCookie: [jar.set('access', accessToken, expiresInS), jar.set('refresh', refreshToken, refreshExpiresInS)],
    }
  }

  /** Takes the guest's cart along, and says of which lines fewer are left. A cart that cannot be taken stays the guest's: signing in does not fail for it. */
  async function takeCartAlong(call: Call, account: Account | undefined): Promise<Lowered> {
    const { cart: cartId } = call.cookies
    if (cartId === undefined || !account) return []
    const { id: customerId, email } = account
    const answer = await peers.orders.attachCart({ cartId, customerId, email }, call.within()).catch(() => undefined)
    if (answer?.result.case !== 'cart') return []
    const { lines, problems } = answer.result.value
    const capped = new Set(problems.flatMap(({ code, lineId }) => (code === 'quantity-capped' ? [lineId] : [])))
    return lines.flatMap(({ id: lineId, name, quantity }) =>
      capped.has(lineId) ? [{ lineId, name: pick(name, call.locale), quantity }] : [],
    )
  }

  async function logIn(email: string, password: string, call: Call, status: number) {
    const { userAgent, address, newId: sessionId } = call
    const { result } = await peers.accounts.logIn({ sessionId, email, password, userAgent, address }, call.within())
    switch (result.case) {
      case 'tokens':
        return signedIn(result.value, call.isBrowser, status, await takeCartAlong(call, result.value.account))
      case 'badCredentials':
        return refuse('bad-credentials')
      case 'tooManyTries':
        return refuse('too-many-requests', undefined, { 'retry-after': String(result.value.retryAfterS) })
      case undefined:
        throw new Error('accounts answered with a result this version does not know')
    }
  }

  const accountIdOf = ({ identity }: Call): string => {
    if (identity.kind !== 'account') throw new Error('the policy lets accounts pass only')
    return identity.accountId
  }

  return [
    operation({
      ...operations.signUp,
      ...signing,
      name: 'signUp',
      summary: 'Makes an account and signs in. A known address with another password answers like a wrong password.',
      refusals: ['weak-password', 'bad-credentials', 'too-many-requests'],
      rest: { method: 'POST', path: '/v1/auth/signup' },
      async handler({ email, password, name }, call) {
        const [first = ''] = email.split('@')
        const asked = {
          accountId: call.ids(),
          email,
          password,
          name: name ?? (first.length < 2 ? email : first.slice(0, 100)),
          locale: call.locale,
        }
        const { result } = await peers.accounts.signUp(asked, call.within())
        if (result.case === 'weakPassword') return refuse('weak-password', { reason: result.value.why })
        return logIn(email, password, call, 201)
      },
    }),

    operation({
      ...operations.logIn,
      ...signing,
      name: 'logIn',
      summary: 'Signs in. Also takes the OAuth2 password form (`username`, `password`).',
      refusals: ['bad-credentials', 'too-many-requests'],
      rest: { method: 'POST', path: '/v1/auth/login', body: 'or-form' },
      handler: ({ email, password }, call) => logIn(email, password, call, 200),
    }),

    operation({
      ...operations.refreshSession,
      ...signing,
      rate: 'write',
      name: 'refreshSession',
      summary: 'Rotates the refresh token, from the cookie or the body, and answers a new access token.',
      refusals: ['unauthorised'],
      rest: { method: 'POST', path: '/v1/auth/refresh' },
      async handler({ refreshToken = '' }, call) {
        const token = refreshToken || call.cookies.refresh
        if (!token) return refuse('unauthorised')
        const { result } = await peers.accounts.refresh({ refreshToken: token }, call.within())
        if (result.case === 'tokens') return signedIn(result.value, call.isBrowser)
        return { ...refuse('unauthorised'), ...(!refreshToken && { setCookie: [jar.clear('access'), jar.clear('refresh')] }) }
      },
    }),

    operation({
      ...operations.logOut,
      ...signing,
      rate: 'write',
      name: 'logOut',
      summary: 'Ends the session, here at once. Twice is once.',
      refusals: [],
      rest: { method: 'POST', path: '/v1/auth/logout' },
      async handler({ refreshToken = '' }, call) {
        const { identity, cookies } = call
        if (identity.kind === 'account') {
          await revocations.revoke(identity.sessionId)
          await peers.accounts.logOut({ sessionId: identity.sessionId }, call.within())
        } else {
          const token = refreshToken || cookies.refresh
          if (token) await peers.accounts.logOut({ refreshToken: token }, call.within())
        }
        // The next person at this browser does not see the last one's cart.
        return { ...done({ done: true as const }), setCookie: [jar.clear('access'), jar.clear('refresh'), jar.clear('cart')] }
      },
    }),

    operation({
      ...operations.verifyEmail,
      ...signing,
      name: 'verifyEmail',
      summary: 'Proves an address with the token of the mail. `reason` says why a link opens nothing: `used`, `expired`, `unknown`.',
      refusals: ['link-refused'],
      rest: { method: 'POST', path: '/v1/auth/verify-email' },
      async handler({ token }, call) {
        const { result } = await peers.accounts.verifyEmail({ token }, call.within())
        return result.case === 'verified' ? done(meOf(result.value)) : refuse('link-refused', { reason: result.value?.why || 'unknown' })
      },
    }),

    operation({
      ...operations.forgotPassword,
      ...signing,
      name: 'forgotPassword',
      summary: 'Mails a link to another password, three times an hour at most. Answers the same for an address nobody has an account with.',
      refusals: [],
      rest: { method: 'POST', path: '/v1/auth/forgot-password' },
      async handler({ email }, call) {
        await peers.accounts.forgotPassword({ email }, call.within())
        return done({ done: true as const })
      },
    }),

    operation({
      ...operations.resetPassword,
      ...signing,
      name: 'resetPassword',
      summary: 'Sets another password with the token of that mail, once, and ends every session. Answers the address to sign in with.',
      refusals: ['link-refused', 'weak-password'],
      rest: { method: 'POST', path: '/v1/auth/reset-password' },
      async handler({ token, password }, call) {
        const { result } = await peers.accounts.resetPassword({ token, password }, call.within())
        switch (result.case) {
          case 'reset':
            return done({ email: result.value.email })
          case 'refused':
            return refuse('link-refused')
          case 'weakPassword':
            return refuse('weak-password', { reason: result.value.why })
          case undefined:
            throw new Error('accounts answered with a result this version does not know')
        }
      },
    }),

    operation({
      name: 'acceptFirstStaff',
      kind: 'mutation',
      summary: 'Makes the first owner of the shop with the link that was printed at its first start.',
      input: acceptFirstStaffInput,
      output: acceptFirstStaffOutput,
      ...signing,
      refusals: ['bad-credentials', 'weak-password'],
      rest: { method: 'POST', path: '/v1/auth/first-staff' },
      async handler({ token, email, name, password }, call) {
        const asked = { token, accountId: call.newId, email, name, password }
        const { result } = await peers.accounts.acceptFirstStaffLink(asked, call.within())
        switch (result.case) {
          case 'accepted':
            return done({ accepted: true as const }, 201)
          case 'refused':
            return refuse('bad-credentials')
          case 'weakPassword':
            return refuse('weak-password', { reason: result.value.why })
          case undefined:
            throw new Error('accounts answered with a result this version does not know')
        }
      },
    }),

    operation({
      name: 'acceptInvitation',
      kind: 'mutation',
      summary: 'Makes a member of staff with the link of an invitation, and sets their password. Answers the address to sign in with.',
      input: acceptInvitationInput,
      output: acceptInvitationOutput,
      ...signing,
      refusals: ['bad-credentials', 'weak-password'],
      rest: { method: 'POST', path: '/v1/auth/staff-invitation' },
      async handler({ token, password }, call) {
        const { result } = await peers.staff.acceptInvitation({ token, password, accountId: call.newId }, call.within())
        switch (result.case) {
          case 'accepted':
            return done({ email: result.value.email }, 201)
          case 'refused':
            return refuse('bad-credentials')
          case 'weakPassword':
            return refuse('weak-password', { reason: result.value.why })
          case undefined:
            throw new Error('accounts answered with a result this version does not know')
        }
      },
    }),

    operation({
      ...operations.me,
      name: 'me',
      summary: 'Who the caller is.',
      policy: 'customer',
      rate: 'read',
      idempotency: 'none',
      deadlineMs: 2_000,
      cache: 'none',
      personal: true,
      refusals: [],
      rest: { method: 'GET', path: '/v1/me' },
      graphql: 'field',
      async handler(_, call) {
        const { account } = await peers.accounts.getAccount({ accountId: accountIdOf(call) }, call.within())
        return account ? done({ ...meOf(account), currency }) : refuse('not-found')
      },
    }),

    operation({
      ...operations.updateMe,
      name: 'updateMe',
      summary: 'Changes what is named; addresses replace the whole list.',
      policy: 'customer',
      rate: 'write',
      idempotency: 'optional',
      deadlineMs: 5_000,
      cache: 'none',
      personal: true,
      refusals: [],
      rest: { method: 'PATCH', path: '/v1/me' },
      graphql: 'field',
      async handler({ name, locale, addresses }, call) {
        const change = {
          accountId: accountIdOf(call),
          ...(name !== undefined && { name }),
          ...(locale !== undefined && { locale }),
          ...(addresses && { addresses: { addresses: addresses.map(present) } }),
        }
        const { account } = await peers.accounts.updateAccount(change, call.within())
        return account ? done(meOf(account)) : refuse('not-found')
      },
    }),
  ]
}

/** The address of an account once it is proven: whoever only typed somebody's gets nothing of theirs (settled.md 45). */
export const provenEmailOf = (account: Account | undefined): string => (account?.emailVerified ? account.email : '')

export const meOf = ({ id, email, emailVerified, name, locale, roles, createdAt, addresses }: Account): Me => ({
  id,
  email,
  emailVerified,
  name: name || null,
  locale: locale === 'en' ? 'en' : 'fr',
  roles,
  createdAt: timeOf(createdAt),
  addresses: addresses.map(addressOf),
})
