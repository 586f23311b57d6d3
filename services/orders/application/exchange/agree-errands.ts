import type { Order } from '../../domain/order.ts'
import type { Errand } from '../edit-order.ts'

/** A replacement that was paid tells the file it is given for. */
export const agreeErrands = ({ id, totals }: Pick<Order, 'id' | 'totals'>): readonly Errand[] =>
  totals.exchange ? [{ id: `${id}-agree`, kind: 'agree', amountMinor: 0, reason: '', actor: '' }] : []

/** Under which id the order whose pieces pay a replacement lets its parcel go. */
export const passIdOf = (replacementId: string): string => `${replacementId}-pass`
