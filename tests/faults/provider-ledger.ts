import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Line {
  readonly movement?: { readonly kind: string; readonly orderId: string }
}

/**
 * How many captures the sandbox provider's own books hold for each order. Its file lies beside the shop's database and not in it: the one
 * witness of "charged twice".
 */
export function capturesByOrder(data: string): Map<string, number> {
  const file = join(data, 'sandbox-provider', 'ledger.ndjson')
  const captures = new Map<string, number>()
  if (!existsSync(file)) return captures
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (!text) continue
    for (const { movement } of JSON.parse(text) as Line[])
      if (movement?.kind === 'captured') captures.set(movement.orderId, (captures.get(movement.orderId) ?? 0) + 1)
  }
  return captures
}
