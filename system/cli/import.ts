import { createReadStream, existsSync } from 'node:fs'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { type ImportSource, type ImportWish, importProducts } from '@vitrine/gateway/goods/import-products'
import { peersOver } from '@vitrine/gateway/peers'
import type { ImportReport } from '@vitrine/gateway/schemas/admin-products'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { Composition } from '../compose.ts'
import { CommandFault } from '../explain.ts'
import { currencyOf, openShop } from '../open-shop.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

const types: Readonly<Record<string, ImportSource['type']>> = { '.csv': 'text/csv', '.ndjson': 'application/x-ndjson' }

const usage = 'vitrine import <file.csv|file.ndjson> [--dry-run] [--all-or-nothing]'

/** A sign of life on standard error [our choice]. */
const everyProducts = 500

/**
 * Puts the products of a file into the shop, beside a running shop or without one: one line for each mistake, exit status 1 when there is
 * one. Wrong products are left out; the others are in. Run again it changes nothing that is in already. Lists show the goods when the shop
 * has heard of their prices: at once where it runs, else after its next start.
 */
export async function importFile(args: string[]): Promise<void> {
  const options = { 'dry-run': { type: 'boolean' }, 'all-or-nothing': { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [file = ''] = positionals
  const type = types[extname(file).toLowerCase()]
  if (positionals.length !== 1 || !type) throw new CommandFault(usage, 2)
  if (!existsSync(file)) throw new CommandFault(`There is no file ${file}.`, 2)
  const shop = await openShop(readSettings(process.env), { isVisit: true })
  try {
    const wish = { isDryRun: values['dry-run'] ?? false, isAllOrNothing: values['all-or-nothing'] ?? false }
    await importInto(shop, currencyOf(shop), { file, type }, wish, say)
  } finally {
    await shop.stop()
  }
}

/** The import itself. Tells every mistake and how it ended; throws `CommandFault` when something was refused. */
export async function importInto(
  { peer }: Pick<Composition, 'peer'>,
  currency: string,
  { file, type }: { readonly file: string; readonly type: ImportSource['type'] },
  wish: Pick<ImportWish, 'isDryRun' | 'isAllOrNothing'>,
  tell: (line: string) => void,
): Promise<void> {
  const needs = { peers: peersOver(peer), ids: randomIds, currency, options: () => ({ timeoutMs: 30_000 }) }
  const source = { type, chunks: () => createReadStream(file, 'utf8') as AsyncIterable<string> } // text, by its encoding
  const onProgress = ({ products }: ImportReport) => products % everyProducts === 0 && process.stderr.write(`${products} products …\n`)
  const report = await importProducts(needs, source, { ...wish, onProgress })
  for (const { line, field, message } of report.errors) tell(`line ${line}${field && `, ${field}`}: ${message}`)
  const { products, created, changed, unchanged, refused, dryRun } = report
  const counts = `${products} products: ${created} new, ${changed} changed, ${unchanged} the same, ${refused} refused.`
  tell(dryRun ? `${counts} Nothing was written.` : counts)
  if (refused > 0) throw new CommandFault(`${refused} of ${products} products are refused.`)
}
