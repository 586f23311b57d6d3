import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, type Transport } from '@connectrpc/connect'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import type { Books, MovementLine } from './join-books.ts'

const pageRows = 1_000

/** Which book of which service becomes which of `Books`. */
const kept = {
  orders: ['orders', 'orders'],
  holders: ['orders', 'reservations'],
  trials: ['orders', 'trials'],
  paid: ['payments', 'orders'],
  movements: ['payments', 'movements'],
  reservations: ['stock', 'reservations'],
  frozen: ['pricing', 'frozen'],
  credits: ['pricing', 'credits'],
  soldCards: ['pricing', 'soldCards'],
  parcels: ['delivery', 'parcels'],
} as const

/** Reads all books to their ends, 1,000 rows at a time. `data`: where the sandbox provider keeps its own. */
export async function readBooks(peer: (name: string) => Transport, data: string): Promise<Books> {
  const read = await Promise.all(
    Object.entries(kept).map(async ([name, [service, book]]) => [name, await readBook(peer(service), book)] as const),
  )
  const provider = await readSandboxLedger(data)
  return { ...(Object.fromEntries(read) as unknown as Books), ...(provider && { provider }) } // shapes as the services' books say
}

async function readBook(transport: Transport, book: string): Promise<Map<string, unknown>> {
  const client = createClient(VerifyService, transport)
  const rows = new Map<string, unknown>()
  for (let after = ''; ; ) {
    const page = await client.readBook({ book, after, limit: pageRows }, { timeoutMs: 30_000 })
    for (const { id, bodyJson } of page.rows) rows.set(id, JSON.parse(bodyJson))
    const last = page.rows.at(-1)
    if (!last || page.rows.length < pageRows) return rows
    after = last.id
  }
}

/** Undefined where no sandbox provider ran here. A last line without its end was told to nobody. */
async function readSandboxLedger(data: string): Promise<Map<string, MovementLine> | undefined> {
  const file = join(data, 'sandbox-provider', 'ledger.ndjson')
  if (!existsSync(file)) return undefined
  const text = await readFile(file, 'utf8')
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
  const movements = lines
    .flatMap((line) => JSON.parse(line) as { readonly movement?: MovementLine & { readonly id: string } }[])
    .flatMap(({ movement }) => (movement ? [[`sandbox ${movement.id}`, movement] as const] : []))
  return new Map(movements)
}
