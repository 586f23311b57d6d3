import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { openGateway } from '@vitrine/gateway'
import { clientAddress } from '@vitrine/gateway/client-address'
import type { GatewayClient } from '@vitrine/gateway/client'
import { createHealth } from '@vitrine/platform/watch/health'
import { createMetrics, type Metrics } from '@vitrine/platform/watch/metrics'
import { startWatchServer } from '@vitrine/platform/watch/watch-server'
import { type StorefrontBuild, storefrontHandler } from '@vitrine/storefront/server/handler'
import Fastify, { type FastifyInstance } from 'fastify'
import { ownApi } from './api.ts'
import { asset } from './asset.ts'
import { drainable } from './drain.ts'
import { CommandFault } from './explain.ts'
import type { OpenShop } from './open-shop.ts'
import { ports } from './ports.ts'
import type { Settings } from './settings.ts'
import { breakerGauges, neighboursOf } from './network-breakers.ts'
import { measure, webServer, serverOptions } from './web-server.ts'

export interface OpenDoors {
  /** For people: each door and where it is. */
  readonly words: readonly string[]
  /** Refuses new work, ends what runs within `patienceMs`, then cuts. */
  close(patienceMs: number): Promise<void>
}

export type Closing = (patienceMs: number) => Promise<void>

/**
 * Opens what this process shows to others: alone, the storefront with back office and API on PORT and the gateway on GATEWAY_PORT; spread
 * out (`isApart`), gRPC on the port of each service here, and the gateway where it is one of them. Always health and metrics on WATCH_PORT.
 */
export async function openDoors(shop: OpenShop, isApart: boolean): Promise<OpenDoors> {
  const { settings, here } = shop
  const metrics = createMetrics()
  const health = createHealth(
    Object.fromEntries([...shop.databases.pools.values()].map((pool, n) => [`database${n || ''}`, () => pool.query('select 1')])),
    { neighbours: () => neighboursOf(shop.breakers) },
  )
  for (const gauge of breakerGauges(shop.breakers)) metrics.watchOwn(gauge)
  for (const name of here) {
    metrics.watchPool(name, shop.databases.poolOf(name))
    metrics.watchOutbox(name, shop.databases.poolOf(name))
    for (const gauge of shop.running.get(name)?.gauges ?? []) metrics.watchOwn(gauge)
  }
  const closing: Closing[] = []
  let watching: (() => Promise<void>) | undefined
  const words: string[] = []
  const close = async (patienceMs: number) => {
    health.stopping()
    await Promise.all(closing.splice(0).map((one) => one(patienceMs)))
    await watching?.() // last: it says meanwhile that requests should go elsewhere
  }
  try {
    const port = settings.WATCH_PORT ?? ports[isApart ? (here[0] ?? '') : 'gateway']?.watch ?? 8_090
    const watch = await startWatchServer({ port, host: settings.HOST, health, metrics })
    watching = watch.close
    if (shop.gatewayNeeds) await openGateways(shop, isApart, metrics, closing, words)
    if (isApart) await openGrpc(shop, closing, words)
  } catch (error) {
    await close(0)
    throw error
  }
  health.started()
  return { words, close }
}

async function openGateways(shop: OpenShop, isApart: boolean, metrics: Metrics, closing: Closing[], words: string[]) {
  const { settings } = shop
  const gateway = await openGateway(shop.gatewayNeeds!) // asked for only where the gateway runs
  closing.push(() => gateway.stop())
  const alone = Fastify(serverOptions)
  measure(alone, metrics)
  await alone.register(gateway.plugin)
  if (!isApart) {
    await alone.ready()
    const web = await openWeb(shop, gateway.client, alone, metrics)
    const url = await listen(web, settings.PORT, settings.HOST, closing)
    words.push(`shop ${url}`, `back office ${url}/admin`)
  }
  const url = await listen(alone, settings.GATEWAY_PORT, settings.HOST, closing)
  words.push(`gateway ${url}`)
  shop.sandbox?.hearAt(`${url}/v1/webhooks/sandbox`)
}

async function openWeb(shop: OpenShop, client: GatewayClient, alone: FastifyInstance, metrics: Metrics): Promise<FastifyInstance> {
  const { settings, log, gatewayNeeds } = shop
  return await webServer({
    storefront: await openStorefront(client, settings),
    pages: shop.pages,
    clientFolder: asset('.build/storefront/client'),
    adminFolder: asset('.build/backoffice'),
    api: ownApi(alone),
    clientAddress: clientAddress(settings.TRUSTED_PROXIES),
    ids: gatewayNeeds!.ids, // as above
    log,
    metrics,
  })
}

/** Undefined where the storefront was not built: a shop of services alone. */
export async function openStorefront(gateway: GatewayClient, { publicUrl, texts }: Settings) {
  const built = asset('.build/storefront/server/index.js')
  if (!existsSync(built)) return undefined
  const build = (await import(built.href)) as StorefrontBuild
  return storefrontHandler({ gateway, build, shopName: texts['SHOP_NAME'] ?? 'Vitrine', publicUrl, currency: texts['CURRENCY'] ?? 'EUR' })
}

/** Answers where it listens, and adds how it closes. */
export async function listen(app: FastifyInstance, port: number, host: string, closing: Closing[]): Promise<string> {
  const { drain, cut } = drainable(app.server)
  await app.listen({ port, host })
  closing.push(async (patienceMs) => {
    const began = performance.now()
    await drain(patienceMs)
    const late = setTimeout(cut, Math.max(0, patienceMs - (performance.now() - began)))
    await app.close() // tells WebSockets, and waits for them
    clearTimeout(late)
  })
  return `http://${host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host}:${(app.server.address() as AddressInfo).port}`
}

async function openGrpc(shop: OpenShop, closing: Closing[], words: string[]) {
  const { GRPC_PORT } = shop.settings
  if (GRPC_PORT !== undefined && shop.here.length > 1)
    throw new CommandFault('GRPC_PORT is for one service; several in one process have the ports of docs/operations.md.')
  const { serveGrpc } = await import('@vitrine/platform/rpc/grpc')
  for (const name of shop.here) {
    const port = GRPC_PORT ?? ports[name]?.grpc
    if (port === undefined) continue
    const unforeseen = (cause: unknown) => shop.log.error({ err: cause, service: name }, 'a call failed')
    const server = await serveGrpc(shop.routes(name), { port, host: shop.settings.HOST, unforeseen })
    closing.push((patienceMs) => server.close(patienceMs))
    words.push(`${name} ${server.url}`)
  }
}
