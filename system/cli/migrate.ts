import { parseArgs } from 'node:util'
import { openShop } from '../open-shop.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

/** Brings the database of every service up to date and stops. `start` does the same first; this is for doing it ahead of a new version. */
export async function migrate(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } })
  const shop = await openShop(readSettings(process.env), { only: values.only?.split(','), isVisit: true })
  await shop.stop()
  say(`The database is up to date (${shop.here.join(', ')}).`)
}
