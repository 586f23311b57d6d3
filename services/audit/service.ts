import {
  AccountErasedSchema,
  LogInFailedSchema,
  LoggedInSchema,
  PasswordChangedSchema,
  SessionEndedSchema,
  StaffChangedSchema,
} from '@vitrine/contracts/accounts/v1/events'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { StaffActedSchema } from '@vitrine/contracts/gateway/v1/events'
import { StockRepairedSchema } from '@vitrine/contracts/stock/v1/events'
import type { Service } from '@vitrine/platform/service'
import { auditChecks, sqlEntryStore } from './adapters/sql-entry-store.ts'
import { auditRpc } from './api/audit-rpc.ts'
import { heardActs } from './api/heard-acts.ts'

const heard = [
  StaffActedSchema,
  LoggedInSchema,
  LogInFailedSchema,
  SessionEndedSchema,
  PasswordChangedSchema,
  StaffChangedSchema,
  AccountErasedSchema,
  StockRepairedSchema,
]

/** Remembers who did what, and shows when somebody touched the memory. */
export const audit = {
  name: 'audit',
  migrations: 'services/audit/migrations',
  hears: heard.map(({ typeName }) => typeName),
  checks: auditChecks,
  books: {},
  start: ({ pool }) => ({
    routes: (router) => router.service(AuditService, auditRpc(sqlEntryStore(pool))),
    handlers: heardActs(sqlEntryStore),
  }),
} satisfies Service
