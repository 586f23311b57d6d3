import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { AuditService } from '@vitrine/contracts/audit/v1'
import { type EntryArchive, listEntries } from '../application/list-entries.ts'

export const auditRpc = (archive: EntryArchive): ServiceImpl<typeof AuditService> => ({
  async list({ actorId, object, action, since, until, page }) {
    const before = Number(page?.cursor || 0)
    if (!Number.isSafeInteger(before) || before < 0) throw new RangeError('cursor is not one of this list')
    const limit = page?.limit || 50
    const period = { ...(since && { since: timestampDate(since) }), ...(until && { until: timestampDate(until) }) }
    const { entries, total } = await listEntries(archive, { actorId, object, action, ...period, before, limit })
    const last = entries.at(-1)
    return {
      entries: entries.map(({ position, details, at, ...entry }) => ({
        ...entry,
        position: BigInt(position),
        detailsJson: JSON.stringify(details),
        at: timestampFromDate(at),
      })),
      nextCursor: last && entries.length === limit && last.position > 1 ? String(last.position) : '',
      total,
    }
  },
})
