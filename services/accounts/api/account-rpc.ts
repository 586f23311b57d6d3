import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type {
  AcceptFirstStaffLinkResponseSchema,
  AccountSchema,
  AccountService,
  EraseAccountResponseSchema,
  LogInResponseSchema,
  ResetPasswordResponseSchema,
  SignUpResponseSchema,
  TokensSchema,
} from '@vitrine/contracts/accounts/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { eraseAccount, type EraseStore } from '../application/erase-account.ts'
import { accessTokenSeconds, type Passwords, refreshTokenSeconds, type TokenMaker, type Tokens } from '../application/credentials.ts'
import { type AccountStore, findAccount, updateAccount, verifyEmail } from '../application/keep-account.ts'
import { logIn, type LogInStore } from '../application/log-in.ts'
import { logOut, refreshSession, type RefreshStore } from '../application/refresh-session.ts'
import { forgotPassword, resetPassword, type ResetStore } from '../application/reset-password.ts'
import { signUp, type SignUpStore } from '../application/sign-up.ts'
import { acceptFirstStaffLink, drawFirstStaffLink, putStaff, type StaffStore } from '../application/staff.ts'
import type { Account } from '../domain/account.ts'

export interface AccountRpcNeeds {
  readonly store: SignUpStore & LogInStore & RefreshStore & AccountStore & EraseStore
  readonly staff: StaffStore
  readonly resets: ResetStore
  readonly passwords: Passwords
  readonly tokens: TokenMaker
  readonly clock: Clock
  readonly ids: Ids
  readonly published: () => void
}

export function accountRpc(needs: AccountRpcNeeds): ServiceImpl<typeof AccountService> {
  const { store, tokens, published } = needs
  const staffNeeds = { ...needs, store: needs.staff }
  return {
    async signUp(asked): Promise<MessageInitShape<typeof SignUpResponseSchema>> {
      const outcome = await signUp(needs, asked)
      published()
      if (outcome.outcome === 'weak-password') return { result: { case: 'weakPassword', value: { why: outcome.why } } }
      return { result: { case: 'signedUp', value: {} } }
    },

    async logIn(asked): Promise<MessageInitShape<typeof LogInResponseSchema>> {
      const outcome = await logIn(needs, asked)
      published()
      switch (outcome.outcome) {
        case 'logged-in':
          return { result: { case: 'tokens', value: toTokens(outcome.tokens) } }
        case 'bad-credentials':
          return { result: { case: 'badCredentials', value: {} } }
        case 'too-many-tries':
          return { result: { case: 'tooManyTries', value: { retryAfterS: outcome.retryAfterSeconds } } }
      }
    },

    async refresh({ refreshToken }) {
      const outcome = await refreshSession(needs, refreshToken)
      published()
      if (outcome.outcome === 'refused') return { result: { case: 'refused', value: {} } }
      return { result: { case: 'tokens', value: toTokens(outcome.tokens) } }
    },

    async logOut(asked) {
      await logOut(needs, asked)
      published()
      return {}
    },

    getAccount: async ({ accountId }) => ({ account: accountMessage(await findAccount(store, accountId)) }),

    async updateAccount({ accountId, name, locale, addresses }) {
      const change = {
        ...(name !== undefined && { name }),
        ...(locale !== undefined && { locale }),
        ...(addresses && { addresses: addresses.addresses.map(({ $typeName: _, $unknown: _unknown, ...address }) => address) }),
      }
      return { account: accountMessage(await updateAccount(store, accountId, change)) }
    },

    async verifyEmail({ token }) {
      const outcome = await verifyEmail(needs, token)
      published()
      if (outcome.outcome === 'refused') return { result: { case: 'refused', value: { why: outcome.why } } }
      return { result: { case: 'verified', value: accountMessage(outcome.account) } }
    },

    async forgotPassword(asked) {
      await forgotPassword(needs, asked)
      published()
      return {}
    },

    async resetPassword(asked): Promise<MessageInitShape<typeof ResetPasswordResponseSchema>> {
      const outcome = await resetPassword(needs, asked)
      published()
      switch (outcome.outcome) {
        case 'reset':
          return { result: { case: 'reset', value: accountMessage(outcome.account) } }
        case 'refused':
          return { result: { case: 'refused', value: {} } }
        case 'weak-password':
          return { result: { case: 'weakPassword', value: { why: outcome.why } } }
      }
    },

    getKeys: async () => ({ jwksJson: await tokens.jwks(), issuer: tokens.issuer, audience: tokens.audience }),

    async putStaff(asked) {
      const outcome = await putStaff(staffNeeds, asked)
      published()
      if (outcome.outcome === 'weak-password') return { result: { case: 'weakPassword', value: { why: outcome.why } } }
      return { result: { case: 'put', value: accountMessage(outcome.account) } }
    },

    async drawFirstStaffLink() {
      const outcome = await drawFirstStaffLink(staffNeeds)
      if (outcome.outcome === 'staff-exists') return { result: { case: 'staffExists', value: {} } }
      return { result: { case: 'token', value: outcome.token } }
    },

    async acceptFirstStaffLink(asked): Promise<MessageInitShape<typeof AcceptFirstStaffLinkResponseSchema>> {
      const outcome = await acceptFirstStaffLink(staffNeeds, asked)
      published()
      switch (outcome.outcome) {
        case 'accepted':
          return { result: { case: 'accepted', value: accountMessage(outcome.account) } }
        case 'refused':
          return { result: { case: 'refused', value: {} } }
        case 'weak-password':
          return { result: { case: 'weakPassword', value: { why: outcome.why } } }
      }
    },

    async eraseAccount(asked): Promise<MessageInitShape<typeof EraseAccountResponseSchema>> {
      const outcome = await eraseAccount(needs, asked)
      published()
      switch (outcome.outcome) {
        case 'erased':
          return { result: { case: 'erased', value: {} } }
        case 'bad-credentials':
          return { result: { case: 'badCredentials', value: {} } }
        case 'too-many-tries':
          return { result: { case: 'tooManyTries', value: { retryAfterS: outcome.retryAfterSeconds } } }
        case 'is-staff':
          return { result: { case: 'isStaff', value: {} } }
      }
    },

    async listAccounts({ q, staffOnly, accountIds, page }) {
      const limit = page?.limit || 50
      if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
      if (accountIds.length > 100) throw new RangeError('at most 100 accounts are named')
      const { accounts, total } = await needs.staff.list({
        q,
        staffOnly,
        ...(accountIds.length > 0 && { ids: accountIds }),
        after: page?.cursor ?? '',
        limit,
      })
      const nextCursor = accounts.length === limit ? accounts.at(-1)!.id : ''
      return { accounts: accounts.map(accountMessage), total, nextCursor }
    },
  }
}

export const accountMessage = ({ createdAt, roles, addresses, ...account }: Account): MessageInitShape<typeof AccountSchema> => ({
  ...account,
  roles: [...roles],
  addresses: [...addresses],
  createdAt: timestampFromDate(createdAt),
})

const toTokens = ({ accessToken, refreshToken, account }: Tokens): MessageInitShape<typeof TokensSchema> => ({
  accessToken,
  refreshToken,
  expiresInS: accessTokenSeconds,
  refreshExpiresInS: refreshTokenSeconds,
  account: accountMessage(account),
})
