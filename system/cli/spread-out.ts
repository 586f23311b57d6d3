import { parseArgs } from 'node:util'
import { loadDemoShop } from '../demo/load-demo-shop.ts'
import { openDatabases } from '../databases.ts'
import { CommandFault } from '../explain.ts'
import { openShop } from '../open-shop.ts'
import { serviceNames } from '../service-names.ts'
import { databaseSetting, readSettings } from '../settings.ts'
import { startSpreadOut } from '../spread-out.ts'
import { say } from './say.ts'

/** The highest port is 65,535, and the gateway's gRPC port is 50,090. */
const mostOffset = 15_000

/**
 * Opens the shop with every service in a process of its own, on one PostgreSQL server: DATABASE_URL, or the one below DATA, which this starts.
 * One line says that all are ready; SIGTERM and Ctrl-C end them all, the doors first. `--offset 100` moves every port by 100.
 */
export async function spreadOut(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { offset: { type: 'string', default: '0' } } })
  if (!/^\d{1,5}$/.test(values.offset) || Number(values.offset) > mostOffset)
    throw new CommandFault(`--offset is a number, ${mostOffset} at most`, 2)
  const began = performance.now()
  const settings = readSettings(process.env)
  const stopping = new Promise<void>((stopped) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopped())
  })
  const databases = await openDatabases(settings, { parts: serviceNames, say: (line) => process.stderr.write(`${line}\n`) })
  try {
    const urls = Object.fromEntries(serviceNames.map((name) => [databaseSetting(name), databases.urlOf(name)]))
    const environment = { ...process.env, DATABASE_URL: databases.urlOf('catalog'), ...urls }
    const shop = await startSpreadOut({ environment, offset: Number(values.offset), say: (line) => process.stderr.write(`${line}\n`) })
    try {
      if (settings.DEMO_SHOP === 'on') await loadDemo(environment)
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      const count = Object.keys(shop.processIds()).length
      say(`Vitrine is open after ${seconds} s in ${count} processes: shop ${shop.url}, gateway ${shop.api} (${databases.about})`)
      await stopping
    } finally {
      await shop.stop()
    }
  } finally {
    await databases.stop()
  }
}

async function loadDemo(environment: NodeJS.ProcessEnv) {
  const visit = await openShop(readSettings(environment), { isVisit: true })
  try {
    const result = await loadDemoShop({ peer: visit.peer, pool: visit.databases.poolOf('catalog'), onlyEmpty: true })
    if (result.outcome === 'loaded') say(`The demo shop is loaded: ${result.products} products, ${result.pictures} pictures.`)
  } finally {
    await visit.stop()
  }
}
