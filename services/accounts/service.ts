import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { StaffService } from '@vitrine/contracts/accounts/v1/staff'
import { PersonConcernedSchema } from '@vitrine/contracts/optics/v1/events'
import type { Service } from '@vitrine/platform/service'
import { argon2Passwords } from './adapters/argon2-passwords.ts'
import { jwtTokens } from './adapters/jwt-tokens.ts'
import { accountChecks, sqlAccountStore } from './adapters/sql-account-store.ts'
import { sqlEraseStore } from './adapters/sql-erase-store.ts'
import { sqlInvitationStore } from './adapters/sql-invitation-store.ts'
import { addressNotice } from './adapters/sql-notices.ts'
import { sqlResetStore } from './adapters/sql-reset-store.ts'
import { sqlStaffStore } from './adapters/sql-staff-store.ts'
import { sqlTeamStore } from './adapters/sql-team-store.ts'
import { accountRpc } from './api/account-rpc.ts'
import { staffRpc } from './api/staff-rpc.ts'
import { noteErased } from './application/note-erased.ts'
import { forgetCounts } from './application/reset-password.ts'

/** Knows who people are and what they may do. */
export const accounts = {
  name: 'accounts',
  migrations: 'services/accounts/migrations',
  hears: [PersonConcernedSchema.typeName],
  checks: accountChecks,
  books: {},
  async start({ pool, clock, ids, settings, published, files }) {
    const { JWT_PRIVATE_KEY: key, PUBLIC_URL: issuer = 'http://localhost:3000' } = settings
    if (!key) throw new Error('JWT_PRIVATE_KEY is missing: an Ed25519 key in PKCS #8 PEM, which signs access tokens')
    // The gateway decides by the same two settings what it takes (GW-3).
    const secret = settings['JWT_ALGORITHM'] === 'HS256' ? Buffer.from(settings['JWT_SECRET_KEY'] ?? '') : undefined
    if (secret && secret.length < 32) throw new Error('JWT_SECRET_KEY needs at least 32 bytes')
    const tokens = await jwtTokens(key, issuer, secret)
    const store = { ...sqlAccountStore(pool), ...sqlEraseStore(pool) }
    const shared = { passwords: argon2Passwords(), tokens, clock, ids, published }
    const needs = { ...shared, store, staff: sqlStaffStore(pool), resets: sqlResetStore(pool) }
    const staffNeeds = { ...shared, team: sqlTeamStore(pool), invitations: sqlInvitationStore(pool) }
    return {
      routes: (router) => router.service(AccountService, accountRpc(needs)).service(StaffService, staffRpc(staffNeeds)),
      handlers: {
        [PersonConcernedSchema.typeName]: async ({ body }, tx) => {
          const { accountId, noticeId, what } = fromJson(PersonConcernedSchema, body as JsonValue)
          if (await addressNotice(tx, ids, { accountId, noticeId, what })) return 'told'
        },
      },
      jobs: [
        { name: 'note who was erased', everyMs: 5_000, run: () => noteErased({ store, files, clock }) },
        { name: 'forget old tries', everyMs: 3_600_000, run: () => forgetCounts(needs) },
      ],
    }
  },
} satisfies Service
