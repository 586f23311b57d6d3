/** What staff may do, and the roles that may. `owner` and `admin` may everything, but look at prescriptions. Source: features.md ACC-7; one table for server and screens. */
export const rights = {
  summary: ['support', 'stock', 'editor', 'accountant', 'optician'],
  products: ['editor', 'stock', 'support'],
  editing: ['editor'],
  stock: ['stock', 'editor', 'support'],
  counting: ['stock'],
  orders: ['support', 'accountant', 'stock', 'optician'],
  refunds: ['support', 'accountant'],
  /** Taking in pieces that come back, and looking at them. What is agreed to, refused or kept of the money is of `refunds`. */
  returns: ['support', 'accountant', 'stock'],
  payments: ['accountant'],
  parcels: ['support', 'stock'],
  scans: ['stock'],
  promotions: ['editor', 'accountant'],
  credits: ['accountant'],
  taxes: ['accountant'],
  /** How parcels travel and what that costs: whoever sets prices. */
  delivery: ['editor', 'accountant'],
  lenses: ['editor', 'optician'],
  mails: ['support'],
  accounts: ['support'],
  /** Finding whom a credit, a promotion or a group is for: name and address of mail, nothing else. */
  customers: ['support', 'editor', 'accountant'],
  /** Who runs the shop: invited, given roles, let go. */
  staff: [],
  audit: ['accountant'],
  /** Health data: an optician's alone, whatever else somebody is (reliability.md: roles wearer and optician only). */
  prescriptions: ['optician'],
} as const satisfies Record<string, readonly string[]>

export type Right = keyof typeof rights

const mayAll = ['owner', 'admin']
const namedAlone: readonly Right[] = ['prescriptions']

export const holds = (roles: readonly string[], right: Right): boolean =>
  roles.some((role) => (mayAll.includes(role) && !namedAlone.includes(right)) || (rights[right] as readonly string[]).includes(role))
