import { access, constants, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runningPostgres } from '@vitrine/platform/sql/embedded-postgres'
import { openDatabases } from '../databases.ts'
import { CommandFault, explain } from '../explain.ts'
import { openShop } from '../open-shop.ts'
import { serviceNames } from '../service-names.ts'
import { readSettings, type Settings } from '../settings.ts'
import { lookAtLevels, type StockHow } from './doctor-stock.ts'
import { say } from './say.ts'

const roomMb = 500

interface Finding {
  readonly name: string
  /** What was found; a problem is what keeps the shop from opening. */
  readonly words: string
  readonly isProblem: boolean
}

/**
 * Looks at what a start needs and says each on a line: Node, settings, data folder, room on the disk, database, ports; and, of a shop whose database
 * answers, whether its stock is what movements and reservations say, with what would put it right. Exit status 1 when something would keep the shop from
 * opening, or stock drifts. Changes nothing, but with `--repair --yes` stock (STK-5). `--database-url` prints the address of the running shop's
 * database, with its password, and nothing else.
 */
export async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { 'database-url': { type: 'boolean' }, repair: { type: 'boolean' }, yes: { type: 'boolean' } },
  })
  if (values.yes && !values.repair) throw new CommandFault('--yes goes with --repair', 2)
  const settings = readSettings(process.env)
  if (values['database-url']) return sayDatabaseUrl(settings)
  const findings = [
    { name: 'node', words: process.versions.node, isProblem: false },
    { name: 'settings', words: 'understood', isProblem: false },
    { name: 'payments', words: waysToPay(settings), isProblem: false },
    await lookAtDisk(settings),
    await lookAtDatabase(settings),
    ...(await Promise.all([
      lookAtPort('PORT', settings.PORT),
      lookAtPort('GATEWAY_PORT', settings.GATEWAY_PORT),
      lookAtPort('WATCH_PORT', settings.WATCH_PORT ?? 8_090),
    ])),
  ]
  for (const { name, words, isProblem } of findings) say(`${isProblem ? 'NO ' : 'ok '} ${name.padEnd(13)}${words}`)
  if (findings.some(({ isProblem }) => isProblem)) throw new CommandFault('The shop would not open.')
  if (settings.DATABASE_URL || isShopRunning(settings)) await lookAtStock(settings, values.repair && values.yes ? 'repair' : 'look')
}

/** A shop that does not run on a server of its own has no database to look into. */
async function lookAtStock(settings: Settings, how: StockHow): Promise<void> {
  const shop = await openShop(settings, { isVisit: true })
  try {
    const { lines, left } = await lookAtLevels(shop.peer, how)
    for (const line of lines) say(`${left > 0 ? 'NO ' : 'ok '} ${'stock'.padEnd(13)}${line}`)
    if (left === 0) return say(`ok  ${'stock'.padEnd(13)}is what its movements and reservations say`)
    throw new CommandFault(
      how === 'repair'
        ? `${left} figures of stock drift still.`
        : 'Stock drifts; nothing was changed. `vitrine doctor --repair --yes` writes what is said above.',
    )
  } finally {
    await shop.stop()
  }
}

function waysToPay({ STRIPE_SECRET_KEY, PAYPAL_CLIENT_ID }: Settings): string {
  const open = [STRIPE_SECRET_KEY && 'Stripe', PAYPAL_CLIENT_ID && 'PayPal'].filter(Boolean)
  return open.length > 0 ? open.join(', ') : 'the sandbox: STRIPE_SECRET_KEY and PAYPAL_CLIENT_ID are not set, nobody is charged'
}

function sayDatabaseUrl(settings: Settings) {
  const url = settings.DATABASE_URL ?? runningPostgres(join(settings.DATA, 'postgres'))
  if (!url) throw new CommandFault('No shop runs here, and DATABASE_URL is not set.')
  say(url)
}

const isShopRunning = (settings: Settings) => runningPostgres(join(settings.DATA, 'postgres')) !== undefined

async function lookAtDisk({ DATA }: Settings): Promise<Finding> {
  const name = 'data folder'
  for (let folder = resolve(DATA); ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK | constants.X_OK)
      const { bavail, bsize } = await statfs(folder)
      const freeMb = Math.floor((bavail * bsize) / 1_000_000)
      return {
        name,
        words: `${resolve(DATA)}, ${freeMb} MB free${freeMb < roomMb ? `: ${roomMb} MB are needed` : ''}`,
        isProblem: freeMb < roomMb,
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder))
        return { name, words: explain(error) ?? (error as Error).message, isProblem: true }
    }
  }
}

async function lookAtDatabase(settings: Settings): Promise<Finding> {
  const name = 'database'
  if (!settings.DATABASE_URL && !isShopRunning(settings)) return { name, words: 'Vitrine’s own, started with the shop', isProblem: false }
  try {
    const databases = await openDatabases(settings, { parts: serviceNames, mayVisit: true })
    await databases.stop()
    return { name, words: `${databases.about}, durable`, isProblem: false }
  } catch (error) {
    return { name, words: explain(error) ?? (error as Error).message, isProblem: true }
  }
}

/** A port held by this very shop is no problem, but it cannot be told apart from a stranger's: it is said, and a running shop is not refused. */
async function lookAtPort(name: string, port: number): Promise<Finding> {
  const server = createServer()
  const fault = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
    server.once('error', done).listen(port, '127.0.0.1', () => done(undefined))
  })
  if (!fault) await new Promise((closed) => server.close(closed))
  const isOwn = fault && isShopRunning(readSettings(process.env))
  const words = !fault ? `${port} is free` : isOwn ? `${port} is in use, and a shop runs here` : (explain(fault) ?? fault.message)
  return { name: name.toLowerCase().replace('_', ' '), words, isProblem: fault !== undefined && !isOwn }
}
