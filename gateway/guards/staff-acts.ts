import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { StaffActedSchema } from '@vitrine/contracts/gateway/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import type { Call, Operation } from '../route-registry.ts'

export interface StaffActNeeds {
  readonly pool: pg.Pool
  readonly ids: Ids
  readonly clock: Clock
  readonly published: () => void
}

/** Values of these fields never reach the audit: they are secrets or name a person. */
const struckOut = /password|token|email|name$|phone|line1|line2|address|^message$|^explanation$/i
/** A sheet is health data: nothing of it does either, nor what is unusual of it and was ticked. */
const ofHealth = new Set(['prescription', 'again', 'prescriber', 'ticked'])

/**
 * Writes down that a member of staff changed something, for the audit. Written after the act, refused ones too: an act whose process died
 * before this line is known by the service's own records only.
 */
export const staffActs =
  ({ pool, ids, clock, published }: StaffActNeeds) =>
  async (entry: Operation, input: unknown, call: Call, status: number): Promise<void> => {
    if (call.identity.kind !== 'account') return
    const object = objectOf(entry, input)
    const act = create(StaffActedSchema, {
      actorId: call.identity.accountId,
      operation: entry.name,
      object,
      inputJson: JSON.stringify(withoutSecrets(input)),
      status,
      address: call.address,
      requestId: call.requestId,
      at: timestampFromDate(clock()),
    })
    await pool.query({
      name: 'gateway staff acted',
      text: 'insert into gateway.outbox (id, type, key, body) values ($1, $2, $3, $4)',
      values: [ids(), StaffActedSchema.typeName, object, JSON.stringify(toJson(StaffActedSchema, act))],
    })
    published()
  }

/** `product p-lise`: the first segment after admin, and the id of the path. */
function objectOf({ rest }: Operation, input: unknown): string {
  const [, , , kind = 'shop', parameter] = rest.path.split('/')
  const fields = (input ?? {}) as Record<string, unknown>
  const id = parameter?.startsWith(':') ? fields[parameter.slice(1)] : (fields['variantId'] ?? fields['id'] ?? fields['slug'])
  return id === undefined ? kind : `${kind} ${String(id)}`
}

function withoutSecrets(value: unknown, field = ''): unknown {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`
  if (ofHealth.has(field) && value !== undefined) return '…'
  if (field !== '' && typeof value !== 'object' && struckOut.test(field)) return '…'
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => withoutSecrets(one))
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' && value.length > 500 ? `${value.slice(0, 500)}…` : value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner, name)]))
}
