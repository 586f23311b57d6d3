/** What each process listens on when it runs alone on its host: questions of its operator, and calls of its peers (gRPC). */
export const ports: Readonly<Record<string, { readonly watch: number; readonly grpc?: number }>> = {
  tryon: { watch: 8001, grpc: 50_051 },
  recommendations: { watch: 8002, grpc: 50_052 },
  catalog: { watch: 8003, grpc: 50_053 },
  payments: { watch: 8004, grpc: 50_054 },
  delivery: { watch: 8005, grpc: 50_055 },
  stock: { watch: 8006, grpc: 50_056 },
  orders: { watch: 8007, grpc: 50_057 },
  accounts: { watch: 8008, grpc: 50_058 },
  notifications: { watch: 8009, grpc: 50_059 },
  media: { watch: 8010, grpc: 50_060 },
  reviews: { watch: 8011, grpc: 50_061 },
  pricing: { watch: 8012, grpc: 50_062 },
  optics: { watch: 8013, grpc: 50_063 },
  audit: { watch: 8014, grpc: 50_064 },
  gateway: { watch: 8090, grpc: 50_090 },
  storefront: { watch: 8091 },
}
