import { createWriteStream } from 'node:fs'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { exportProducts } from '@vitrine/gateway/goods/export-products'
import { peersOver } from '@vitrine/gateway/peers'
import type { Composition } from '../compose.ts'
import { CommandFault } from '../explain.ts'
import { currencyOf, openShop } from '../open-shop.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

/** Writes every product of the shop into a file that `vitrine import` reads back; of an empty shop, the columns to fill. */
export async function exportFile(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true })
  const [file = ''] = positionals
  const format = extname(file).slice(1).toLowerCase()
  if (positionals.length !== 1 || (format !== 'csv' && format !== 'ndjson'))
    throw new CommandFault('vitrine export <file.csv|file.ndjson>', 2)
  const shop = await openShop(readSettings(process.env), { isVisit: true })
  try {
    await exportFrom(shop, currencyOf(shop), { file, format })
    say(`${file} holds the products of the shop.`)
  } finally {
    await shop.stop()
  }
}

/** The export itself. */
export async function exportFrom(
  { peer }: Pick<Composition, 'peer'>,
  currency: string,
  { file, format }: { readonly file: string; readonly format: 'csv' | 'ndjson' },
): Promise<void> {
  const needs = { peers: peersOver(peer), currency, options: () => ({ timeoutMs: 30_000 }) }
  await pipeline(Readable.from(exportProducts(needs, format)), createWriteStream(file))
}
