/** Every service of the shop, in the order in which they start. Apart from `services.ts`: who only wants the names does not load the services. */
export const serviceNames = [
  'catalog',
  'stock',
  'pricing',
  'accounts',
  'orders',
  'payments',
  'delivery',
  'notifications',
  'media',
  'tryon',
  'optics',
  'recommendations',
  'audit',
  'gateway',
] as const

export type ServiceName = (typeof serviceNames)[number]
