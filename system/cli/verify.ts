import { parseArgs } from 'node:util'
import { CommandFault } from '../explain.ts'
import { openShop } from '../open-shop.ts'
import { serviceNames } from '../service-names.ts'
import { readSettings } from '../settings.ts'
import { verifyShop } from '../verify/verify-shop.ts'
import { say } from './say.ts'

/** Proves every invariant of the shop, read-only, beside a running shop or without one: one line per break, exit status 1 when there is one. */
export async function verify(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { all: { type: 'boolean' }, patience: { type: 'string', default: '3' } } })
  if (!/^\d{1,4}$/.test(values.patience)) throw new CommandFault('--patience is a number of seconds', 2)
  const settings = readSettings(process.env)
  const shop = await openShop(settings, { isVisit: true })
  try {
    const found = await verifyShop({
      peer: shop.peer,
      services: serviceNames,
      data: settings.DATA,
      patienceMs: Number(values.patience) * 1_000,
    })
    for (const { invariant, breaks } of found) {
      if (values.all && breaks.length === 0) say(`ok  ${invariant}`)
      for (const one of breaks) say(`NO  ${invariant}: ${one}`)
    }
    const broken = found.filter(({ breaks }) => breaks.length > 0).length
    if (broken > 0) throw new CommandFault(`${broken} of ${found.length} invariants are broken.`)
    say(`All ${found.length} invariants hold.`)
  } finally {
    await shop.stop()
  }
}
