import { parseArgs } from 'node:util'
import { CommandFault } from '../explain.ts'
import { openShop, type OpenShop } from '../open-shop.ts'
import { serviceNames } from '../service-names.ts'
import { readSettings, type Settings } from '../settings.ts'
import { nearest } from './nearest.ts'
import { say } from './say.ts'

/** For requests that run when the shop is told to stop: the longest deadline of one (`settled.md` 28). An orchestrator kills after 10 s. */
const drainMs = 8_000

/**
 * Opens the shop and keeps it open until SIGTERM or Ctrl-C: then requests that run are answered, for at most 8 s, and everything is closed.
 * `--only a,b` runs some services, to be reached over gRPC by the others. One line says that it is open, and where.
 */
export async function start(args: string[]): Promise<void> {
  const began = performance.now() - process.uptime() * 1_000
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } })
  const only = values.only?.split(',').map((name) => name.trim())
  const parts = [...serviceNames, 'storefront']
  for (const name of only ?? [])
    if (!parts.includes(name)) throw new CommandFault(`--only: there is no "${name}"; did you mean "${nearest(name, parts)}"?`, 2)
  if (only?.includes('storefront') && only.length > 1) throw new CommandFault('--only storefront: it runs apart, or with the whole shop', 2)
  const settings = readSettings(process.env)
  const stopping = untilStopped()
  if (only?.includes('storefront')) return await startStorefront(settings, stopping, began)
  // What follows is loaded once PostgreSQL is starting: see `openShop`.
  const shop = await openShop(settings, { only, say: (line) => process.stderr.write(`${line}\n`) })
  try {
    if (!only && settings.DEMO_SHOP === 'on') await loadDemo(shop)
    const { firstStaffLink } = await import('../first-staff-link.ts')
    const link = only ? undefined : await firstStaffLink(shop)
    const { openDoors } = await import('../open-doors.ts')
    const doors = await openDoors(shop, only !== undefined)
    shop.carry()
    if (link) say(`Make the first staff account here, once: ${link}`)
    say(`Vitrine is open after ${secondsSince(began)} s: ${doors.words.join(', ')} (${shop.databases.about})`)
    await stopping
    await doors.close(drainMs)
  } finally {
    await shop.stop()
  }
}

async function startStorefront(settings: Settings, stopping: Promise<void>, began: number) {
  const { openStorefrontProcess } = await import('../open-storefront.ts')
  const doors = await openStorefrontProcess(settings)
  say(`Vitrine is open after ${secondsSince(began)} s: ${doors.words.join(', ')} (storefront alone)`)
  await stopping
  await doors.close(drainMs)
}

const secondsSince = (began: number) => ((performance.now() - began) / 1_000).toFixed(1)

/** What there is to see at a first start. */
async function loadDemo({ peer, databases, settle }: OpenShop) {
  const { loadDemoShop } = await import('../demo/load-demo-shop.ts')
  const result = await loadDemoShop({ peer, pool: databases.poolOf('catalog'), onlyEmpty: true })
  if (result.outcome !== 'loaded') return
  await settle() // lists have their prices when the doors open
  say(`The demo shop is loaded: ${result.products} products, ${result.pictures} pictures.`)
}

/** A second signal ends the process at once. */
async function untilStopped(): Promise<void> {
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopped())
  })
}
