import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import type { DayReportSchema, DifferenceSchema } from '@vitrine/contracts/payments/v1'
import type { DayReport } from '../application/report-day.ts'
import type { BookDifference } from '../domain/books.ts'

/** A day's report on the wire. */
export function reportMessage(report: DayReport): MessageInitShape<typeof DayReportSchema> {
  const { day, provider, state, lines, differences, madeAt } = report
  return {
    ...{ day, provider, state },
    lines: lines.map(({ kind, currency, oursMinor, theirsMinor }) => ({
      kind,
      ours: toMoney({ amountMinor: oursMinor, currency }),
      theirs: toMoney({ amountMinor: theirsMinor, currency }),
    })),
    differences: differences.map((one) => differenceMessage(provider, one)),
    madeAt: timestampFromDate(madeAt),
  }
}

export function differenceMessage(provider: string, { side, movement }: BookDifference): MessageInitShape<typeof DifferenceSchema> {
  const { id, kind, amountMinor, currency, at, attemptId, orderId } = movement
  const amount = toMoney({ amountMinor, currency })
  return { ...{ provider, side, movementId: id, kind, attemptId, orderId, amount }, at: timestampFromDate(at) }
}
