import { type Client, Code, ConnectError } from '@connectrpc/connect'
import type { Configuration, OpticsService } from '@vitrine/contracts/optics/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import { withPair } from '../domain/cart.ts'
import { type AddLineNeeds, type Addition, mayBeBought, snapshotFor } from './add-line.ts'
import { type Edited, editCart } from './edit-cart.ts'

export interface PairStore {
  /** The cart that has, or had when it was ordered, the glasses of a configuration. */
  cartOf(configurationId: string): Promise<string | undefined>
}

export interface AddGlassesNeeds extends AddLineNeeds {
  readonly pairs: PairStore
  readonly optics: Pick<Client<typeof OpticsService>, 'getConfiguration'>
}

const opticsTimeoutMs = 1_500

/**
 * Puts one pair of glasses into a cart: a frame, and under it the lenses and treatments that optics keeps as a configuration. The same `lineId` again adds
 * nothing.
 *
 * Refusals: those of `addLine`; `not-sold` also for a lens or treatment without a price; `pair-taken` for a pair that is in a cart or an order already. Throws RangeError for more than one pair, and for a configuration of
 * another frame. Faults: `not-found` for a cart, a variant or a configuration nobody knows.
 */
export async function addGlasses(needs: AddGlassesNeeds, addition: Addition & { readonly configurationId: string }): Promise<Edited> {
  const { cartId, lineId, variantId, quantity, viewer, configurationId } = addition
  if (lineId === '') throw new RangeError('lineId is missing')
  if (quantity !== 1) throw new RangeError(`quantity is ${quantity}, and glasses are made one pair at a time`)
  const { toPrescription, leadDays, parts, ...made } = await configurationOf(needs, configurationId)
  if (made.variantId !== variantId) throw new RangeError(`lensConfigurationId: is of ${made.variantId}, not of ${variantId}`)
  // What an order has stays with it, but when that fell through.
  const isTaken = made.state !== 'drafted' && made.state !== 'dropped'
  const lenses = parts.map(({ id, name }) => ({ id, name: { fr: name?.fr ?? '', en: name?.en ?? '' } }))
  return editCart(needs, {
    cartId,
    viewer,
    async change(cart) {
      if (!cart.additions.includes(lineId) && (isTaken || (await needs.pairs.cartOf(configurationId)) !== undefined))
        return { outcome: 'pair-taken', configurationId }
      const snapshot = await snapshotFor(needs, variantId)
      if (snapshot === 'not-sold') return { outcome: 'not-sold', variantId }
      const next = withPair(cart, lineId, snapshot, { glasses: { configurationId, toPrescription, leadDays }, parts: lenses })
      return next === 'too-many-lines' ? { outcome: 'too-many-lines' } : next
    },
    check(view) {
      const unpriced = lenses.find(({ id }) => view.priced.unpricedVariantIds.includes(id))
      return unpriced ? { outcome: 'not-sold', variantId: unpriced.id } : mayBeBought(view, variantId)
    },
  })
}

async function configurationOf({ optics }: AddGlassesNeeds, configurationId: string): Promise<Configuration> {
  try {
    return await optics.getConfiguration({ configurationId }, { timeoutMs: opticsTimeoutMs })
  } catch (error) {
    if (error instanceof ConnectError && error.code === Code.NotFound) throw new Fault('not-found', 'no such lens configuration')
    throw error
  }
}
