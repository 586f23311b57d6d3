import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import type { Service } from '@vitrine/platform/service'
import { sqlCartStore } from './adapters/sql-cart-store.ts'
import { cartRpc } from './api/cart-rpc.ts'

/** Carts, checkout, and the life of an order. */
export const orders = {
  name: 'orders',
  migrations: 'services/orders/migrations',
  hears: [],
  checks: [],
  books: {},
  start({ pool, clock, peer }) {
    const needs = {
      store: sqlCartStore(pool),
      catalog: createClient(CatalogService, peer('catalog')),
      stock: createClient(StockService, peer('stock')),
      pricing: createClient(PricingService, peer('pricing')),
      delivery: createClient(DeliveryService, peer('delivery')),
      clock,
    }
    return { routes: (router) => router.service(OrderService, cartRpc(needs)) }
  },
} satisfies Service
