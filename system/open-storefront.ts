import { httpClient } from '@vitrine/gateway/http-client'
import { clientAddress } from '@vitrine/gateway/client-address'
import { patience } from '@vitrine/gateway/patience'
import { guardedFetch } from '@vitrine/platform/http/guarded'
import { randomIds } from '@vitrine/platform/ids/ids'
import { createHealth } from '@vitrine/platform/watch/health'
import { createLog } from '@vitrine/platform/watch/log'
import { createMetrics } from '@vitrine/platform/watch/metrics'
import { startWatchServer } from '@vitrine/platform/watch/watch-server'
import { asset } from './asset.ts'
import { CommandFault } from './explain.ts'
import { breakerGauges, neighboursOf, networkBreakers } from './network-breakers.ts'
import { type Closing, listen, type OpenDoors, openStorefront } from './open-doors.ts'
import { ports } from './ports.ts'
import { proxiedApi } from './proxied-api.ts'
import type { Settings } from './settings.ts'
import { webServer } from './web-server.ts'

/**
 * The pages of the shop in a process of their own, with the back office: they have no database and ask the gateway at GATEWAY_URL, which also
 * answers what browsers ask below `/api`. Opens whether or not the gateway is there; while it is away pages say so.
 */
export async function openStorefrontProcess(settings: Settings): Promise<OpenDoors> {
  const gatewayUrl = settings.texts['GATEWAY_URL']?.replace(/\/+$/, '')
  if (!gatewayUrl) throw new CommandFault('GATEWAY_URL: must be set for a storefront that runs apart from the gateway')
  const metrics = createMetrics()
  const log = createLog({ level: settings.LOG_LEVEL, always: { process: 'storefront' } })
  const breakers = networkBreakers(log)
  for (const gauge of breakerGauges(breakers)) metrics.watchOwn(gauge)
  const probes = { gateway: () => fetch(`${gatewayUrl}/health/live`, { signal: AbortSignal.timeout(2_000) }) }
  const health = createHealth(probes, { neighbours: () => neighboursOf(breakers) })
  const web = await webServer({
    storefront: await openStorefront(httpClient(gatewayUrl, guardedFetch(fetch, breakers)), settings),
    clientFolder: asset('.build/storefront/client'),
    adminFolder: asset('.build/backoffice'),
    api: proxiedApi(gatewayUrl, patience(), breakers.of(new URL(gatewayUrl).origin)),
    clientAddress: clientAddress(settings.TRUSTED_PROXIES),
    ids: randomIds,
    log,
    metrics,
  })
  const closing: Closing[] = []
  let watching: (() => Promise<void>) | undefined
  const close = async (patienceMs: number) => {
    health.stopping()
    await Promise.all(closing.splice(0).map((one) => one(patienceMs)))
    await watching?.()
  }
  try {
    const port = settings.WATCH_PORT ?? ports['storefront']?.watch ?? 8_091
    const watch = await startWatchServer({ port, host: settings.HOST, health, metrics })
    watching = watch.close
    const url = await listen(web, settings.PORT, settings.HOST, closing)
    health.started()
    return { words: [`shop ${url}`, `back office ${url}/admin`], close }
  } catch (error) {
    await close(0)
    throw error
  }
}
