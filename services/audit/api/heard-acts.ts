import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt'
import {
  AccountErasedSchema,
  LogInFailedSchema,
  LoggedInSchema,
  PasswordChangedSchema,
  SessionEndedSchema,
  StaffChangedSchema,
} from '@vitrine/contracts/accounts/v1/events'
import { StaffActedSchema } from '@vitrine/contracts/gateway/v1/events'
import { StockRepairedSchema } from '@vitrine/contracts/stock/v1/events'
import type { EventHandler } from '@vitrine/platform/service'
import type pg from 'pg'
import { type EntryStore, writeEntry } from '../application/write-entry.ts'

/** What audit writes down of each event. `storeIn` gives the store inside the transaction that remembers the event. */
export function heardActs(storeIn: (tx: pg.PoolClient) => EntryStore): Readonly<Record<string, EventHandler>> {
  return {
    [StaffActedSchema.typeName]: async ({ id, body }, tx) => {
      const { actorId, operation, object, inputJson, status, address, requestId, at } = fromJson(StaffActedSchema, body as JsonValue)
      const details = { input: JSON.parse(inputJson || '{}') as unknown, status }
      await writeEntry(storeIn(tx), { eventId: id, actorId, action: operation, object, details, address, requestId, at: timeOf(at) })
    },
    [LoggedInSchema.typeName]: async ({ id, body }, tx) => {
      const { accountId, sessionId, roles, address, at } = fromJson(LoggedInSchema, body as JsonValue)
      const entry = { actorId: accountId, action: 'logged-in', object: `account ${accountId}`, details: { sessionId, roles } }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address, requestId: '', at: timeOf(at) })
    },
    [LogInFailedSchema.typeName]: async ({ id, body }, tx) => {
      const { accountId, address, at } = fromJson(LogInFailedSchema, body as JsonValue)
      const entry = { actorId: '', action: 'log-in-failed', object: accountId && `account ${accountId}`, details: {} }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address, requestId: '', at: timeOf(at) })
    },
    [SessionEndedSchema.typeName]: async ({ id, body }, tx) => {
      const { accountId, sessionId, why, at } = fromJson(SessionEndedSchema, body as JsonValue)
      const entry = { actorId: accountId, action: 'session-ended', object: `account ${accountId}`, details: { sessionId, why } }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address: '', requestId: '', at: timeOf(at) })
    },
    [PasswordChangedSchema.typeName]: async ({ id, body }, tx) => {
      const { accountId, at } = fromJson(PasswordChangedSchema, body as JsonValue)
      const entry = { actorId: accountId, action: 'password-changed', object: `account ${accountId}`, details: {} }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address: '', requestId: '', at: timeOf(at) })
    },
    // Not who it was: an id that nobody has any more.
    [AccountErasedSchema.typeName]: async ({ id, body }, tx) => {
      const { accountId, at } = fromJson(AccountErasedSchema, body as JsonValue)
      const entry = { actorId: accountId, action: 'account-erased', object: `account ${accountId}`, details: {} }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address: '', requestId: '', at: timeOf(at) })
    },
    [StockRepairedSchema.typeName]: async ({ id, body }, tx) => {
      const { variantId, placeId, what, level, books, actor, at } = fromJson(StockRepairedSchema, body as JsonValue)
      const entry = { actorId: actor, action: 'stock-repaired', object: `variant ${variantId}`, details: { placeId, what, level, books } }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address: '', requestId: '', at: timeOf(at) })
    },
    [StaffChangedSchema.typeName]: async ({ id, body }, tx) => {
      const { accountId, roles, at } = fromJson(StaffChangedSchema, body as JsonValue)
      const entry = { actorId: '', action: 'staff-changed', object: `account ${accountId}`, details: { roles } }
      await writeEntry(storeIn(tx), { ...entry, eventId: id, address: '', requestId: '', at: timeOf(at) })
    },
  }
}

function timeOf(at: Timestamp | undefined): Date {
  if (!at) throw new RangeError('an act without its time')
  return timestampDate(at)
}
