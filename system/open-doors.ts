import { existsSync } from 'node:fs'
import { type Gateway, openGateway } from '@vitrine/gateway'
import { httpClient } from '@vitrine/gateway/http-client'
import { clientAddress } from '@vitrine/gateway/client-address'
import type { GatewayClient } from '@vitrine/gateway/client'
import { serveGrpc } from '@vitrine/platform/rpc/grpc'
import { type StorefrontBuild, storefrontHandler } from '@vitrine/storefront/server/handler'
import { createHealth, type Health } from '@vitrine/platform/watch/health'
import { createMetrics } from '@vitrine/platform/watch/metrics'
import { startWatchServer } from '@vitrine/platform/watch/watch-server'
import { asset } from './asset.ts'
import type { OpenShop } from './open-shop.ts'
import { ports } from './ports.ts'
import { proxiedApi } from './proxied-api.ts'
import { webServer } from './web-server.ts'

export interface OpenDoorsOptions {
  readonly shop: OpenShop
  /** Services, `gateway`, `storefront`; everything when absent. */
  readonly only?: readonly string[] | undefined
}

export interface OpenDoors {
  /** For people: each door and where it is. */
  readonly words: readonly string[]
  readonly health: Health
  /** Refuses new work, ends what runs within `patienceMs`, then cuts. */
  close(patienceMs: number): Promise<void>
}
