import { createHash } from 'node:crypto'

/**
 * What a cart names one of its codes by in addresses, which are kept in histories and logs: a code is as good as money. Always the same, and another one in
 * another cart.
 */
export const couponIdOf = (cartId: string, code: string): string =>
  createHash('sha256').update(`${cartId} ${code}`).digest('hex').slice(0, 32)
