import { accounts } from '@vitrine/accounts'
import { audit } from '@vitrine/audit'
import { catalog } from '@vitrine/catalog'
import { delivery } from '@vitrine/delivery'
import { gatewayService } from '@vitrine/gateway'
import { media } from '@vitrine/media'
import { notifications } from '@vitrine/notifications'
import { optics } from '@vitrine/optics'
import { orders } from '@vitrine/orders'
import { payments } from '@vitrine/payments'
import type { Service } from '@vitrine/platform/service'
import { pricing } from '@vitrine/pricing'
import { recommendations } from '@vitrine/recommendations'
import { stock } from '@vitrine/stock'
import { tryon } from '@vitrine/tryon'
import { type ServiceName, serviceNames } from './service-names.ts'

/** The whole of Vitrine on one page. */
const byName: Readonly<Record<ServiceName, Service>> = {
  catalog,
  stock,
  pricing,
  accounts,
  orders,
  payments,
  delivery,
  notifications,
  media,
  tryon,
  optics,
  recommendations,
  audit,
  gateway: gatewayService,
}

export const services: readonly Service[] = serviceNames.map((name) => byName[name])
