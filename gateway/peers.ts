import { type Client, createClient, type Transport } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { StaffService } from '@vitrine/contracts/accounts/v1/staff'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { MediaService } from '@vitrine/contracts/media/v1'
import { NotificationService } from '@vitrine/contracts/notifications/v1'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { AdviceService } from '@vitrine/contracts/optics/v1/advice'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { RecommendationService } from '@vitrine/contracts/recommendations/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import { GarmentService } from '@vitrine/contracts/tryon/v1/garments'
import { KeptMeasuresService } from '@vitrine/contracts/tryon/v1/kept-measures'
import { ShareService } from '@vitrine/contracts/tryon/v1/shares'

/** The services behind the door, by name. */
const services = {
  accounts: AccountService,
  audit: AuditService,
  catalog: CatalogService,
  delivery: DeliveryService,
  media: MediaService,
  notifications: NotificationService,
  optics: OpticsService,
  advice: AdviceService,
  orders: OrderService,
  payments: PaymentService,
  pricing: PricingService,
  recommendations: RecommendationService,
  staff: StaffService,
  stock: StockService,
  tryon: TryOnService,
  garments: GarmentService,
  homeTrials: HomeTrialService,
  keptMeasures: KeptMeasuresService,
  shares: ShareService,
} as const

/** Who answers, where the name is not the service's own. */
const homes: Readonly<Record<string, string>> = {
  garments: 'tryon',
  homeTrials: 'orders',
  keptMeasures: 'tryon',
  shares: 'tryon',
  staff: 'accounts',
  advice: 'optics',
}

export type Peers = { readonly [Name in keyof typeof services]: Client<(typeof services)[Name]> }

/** A client of each, made at its first use: a service that is not there stops its own calls only. */
export function peersOver(peer: (name: string) => Transport): Peers {
  const made = new Map<string, unknown>()
  const peers = {}
  for (const [name, service] of Object.entries(services)) {
    const client = () => made.get(name) ?? made.set(name, createClient(service, peer(homes[name] ?? name))).get(name)
    Object.defineProperty(peers, name, { get: client, enumerable: true })
  }
  return peers as Peers // one property for each entry of `services`
}
