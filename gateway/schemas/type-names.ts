import type { z } from 'zod'
import * as admin from './admin.ts'
import * as adminCategories from './admin-categories.ts'
import * as adminDelivery from './admin-delivery.ts'
import * as adminLenses from './admin-lenses.ts'
import * as adminOrders from './admin-orders.ts'
import * as adminParcels from './admin-parcels.ts'
import * as adminPages from './admin-pages.ts'
import * as adminPayments from './admin-payments.ts'
import * as adminPrices from './admin-prices.ts'
import * as adminProducts from './admin-products.ts'
import * as adminPromotions from './admin-promotions.ts'
import * as adminStock from './admin-stock.ts'
import * as advice from './advice.ts'
import * as cart from './cart.ts'
import * as catalogue from './catalogue.ts'
import * as garment from './garment.ts'
import * as homeTrial from './home-trial.ts'
import * as measures from './measures.ts'
import * as optics from './optics.ts'
import * as order from './order.ts'
import * as person from './person.ts'
import * as privacy from './privacy.ts'
import * as shapes from './shapes.ts'
import * as sharedTryOn from './shared-try-on.ts'
import * as tryOn from './try-on.ts'

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/**
 * The public name of every exported shape, for GraphQL and OpenAPI: `card` is Card, `cartOutput` is Cart; where that is taken (`adminProduct`
 * beside `adminProductOutput`), AdminProductAnswer.
 */
export function typeNames(): ReadonlyMap<z.ZodType, string> {
  const names = new Map<z.ZodType, string>()
  const taken = new Set<string>()
  const exported = [
    shapes,
    catalogue,
    cart,
    order,
    person,
    privacy,
    tryOn,
    sharedTryOn,
    measures,
    garment,
    homeTrial,
    optics,
    advice,
    admin,
    adminCategories,
    adminDelivery,
    adminLenses,
    adminOrders,
    adminPages,
    adminParcels,
    adminPayments,
    adminPrices,
    adminProducts,
    adminPromotions,
    adminStock,
  ].flatMap((module) => Object.entries(module as Record<string, unknown>))
  const schemas = exported.filter(
    (entry): entry is [string, z.ZodType] => typeof entry[1] === 'object' && entry[1] !== null && 'safeParse' in entry[1],
  )
  const put = (schema: z.ZodType, name: string) => {
    if (names.has(schema)) return
    names.set(schema, name)
    taken.add(name)
  }
  for (const [name, schema] of schemas) if (!/(Output|Input)$/.test(name)) put(schema, pascal(name))
  for (const [name, schema] of schemas) {
    if (!name.endsWith('Output')) continue
    const short = pascal(name.replace(/Output$/, ''))
    put(schema, taken.has(short) ? `${short}Answer` : short)
  }
  return names
}
