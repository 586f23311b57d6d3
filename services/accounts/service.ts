import { AccountService } from '@vitrine/contracts/accounts/v1'
import type { Service } from '@vitrine/platform/service'
import { argon2Passwords } from './adapters/argon2-passwords.ts'
import { jwtTokens } from './adapters/jwt-tokens.ts'
import { accountChecks, sqlAccountStore } from './adapters/sql-account-store.ts'
import { sqlStaffStore } from './adapters/sql-staff-store.ts'
import { accountRpc } from './api/account-rpc.ts'

/** Knows who people are and what they may do. */
export const accounts = {
  name: 'accounts',
  migrations: 'services/accounts/migrations',
  hears: [],
  checks: accountChecks,
  books: {},
  async start({ pool, clock, ids, settings, published }) {
    const { JWT_PRIVATE_KEY: key, PUBLIC_URL: issuer = 'http://localhost:3000' } = settings
    if (!key) throw new Error('JWT_PRIVATE_KEY is missing: an Ed25519 key in PKCS #8 PEM, which signs access tokens')
    const tokens = await jwtTokens(key, issuer)
    const needs = { store: sqlAccountStore(pool), staff: sqlStaffStore(pool), passwords: argon2Passwords(), tokens, clock, ids, published }
    return { routes: (router) => router.service(AccountService, accountRpc(needs)) }
  },
} satisfies Service
