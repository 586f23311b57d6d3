import type { Client } from '@connectrpc/connect'
import type { CatalogService } from '@vitrine/contracts/catalog/v1'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Address, checkedAddress } from '../../domain/address.ts'
import type { Cart } from '../../domain/cart.ts'
import type { PaymentChoice } from '../../domain/checkout.ts'
import { attemptIdOf, checkedFrames, type HomeTrial, mayBeginAgain, shipMs, type TrialFrame } from '../../domain/home-trial.ts'
import { snapshotOf } from '../add-line.ts'
import { type DeliveryNeeds, fittingMethods } from '../list-delivery-options.ts'
import { basketOf, pricedOf } from '../view-cart.ts'
import { runTrial, type TrialNeeds } from './run-trial.ts'

export interface BeginTrialNeeds extends TrialNeeds, DeliveryNeeds {
  readonly delivery: TrialNeeds['delivery'] & DeliveryNeeds['delivery']
  readonly catalog: Pick<Client<typeof CatalogService>, 'getVariants'>
  readonly pricing: TrialNeeds['pricing'] & Pick<Client<typeof PricingService>, 'quote'>
}

export interface TrialWish {
  /** Drawn by the gateway and kept through faults: the same id again is the same trial. */
  readonly trialId: string
  readonly customerId: string
  readonly variantIds: readonly string[]
  readonly email: string
  readonly locale: string
  readonly currency: string
  readonly shipping: Address
  readonly payment: PaymentChoice
  /** What the customer was told it would be. */
  readonly expectedMinor: number
}

export type BegunTrial =
  | { readonly outcome: 'trial'; readonly trial: HomeTrial }
  | { readonly outcome: 'trial-open'; readonly trialId: string }
  | { readonly outcome: 'not-sold'; readonly variantId: string }
  | { readonly outcome: 'no-delivery' }
  | { readonly outcome: 'price-changed'; readonly depositMinor: number }

const timeoutMs = 1_500

/**
 * Lends frames: reserves them, has their price set aside as a deposit, and has the parcel made once it is. Nothing is charged by this.
 *
 * The row is written first, so a process that dies anywhere is finished by the next one; one that was given up because a service stayed away begins again.
 * Outcomes: the trial, `preparing`, `asked` with what its customer has
 * to do at the bank, or `refused` with why; `trial-open`, with the one to end first. Throws RangeError for what is no frame on sale, a sixth one, or an
 * address that is none. Fault: `not-found` for a variant nobody knows.
 */
export async function beginTrial(needs: BeginTrialNeeds, wish: TrialWish): Promise<BegunTrial> {
  if (wish.customerId === '') throw new RangeError('customerId: frames are lent to who is signed in')
  const known = await needs.trials.find(wish.trialId)
  if (known && known.customerId !== wish.customerId) throw new Fault('already-exists', `home trial ${wish.trialId} is somebody else's`)
  if (!known || mayBeginAgain(known)) {
    const trial = await drafted(needs, wish)
    if ('outcome' in trial) return trial
    if (known) await needs.trials.makeRoom(wish.trialId)
    const { begun, openId } = await needs.trials.begin(trial)
    if (!begun && openId !== wish.trialId) return { outcome: 'trial-open', trialId: openId }
  }
  await runTrial(needs, wish.trialId)
  const trial = await needs.trials.find(wish.trialId)
  if (!trial) throw new Error(`home trial ${wish.trialId} was begun and is not there`)
  return { outcome: 'trial', trial }
}

async function drafted(
  needs: BeginTrialNeeds,
  wish: TrialWish,
): Promise<HomeTrial | Exclude<BegunTrial, { outcome: 'trial' | 'trial-open' }>> {
  const variantIds = checkedFrames(wish.variantIds)
  const shipping = checkedAddress(wish.shipping, 'shipping')
  const { variants } = await needs.catalog.getVariants({ variantIds: [...variantIds] }, { timeoutMs })
  const lines = []
  for (const variantId of variantIds) {
    const variant = variants.find((each) => each.variantId === variantId)
    if (!variant) throw new Fault('not-found', `no variant ${variantId}`)
    if (!variant.onSale) return { outcome: 'not-sold', variantId }
    if (variant.kind !== 'eyewear') throw new RangeError(`frames: ${variantId} is no frame`)
    lines.push({ ...snapshotOf(variant), id: variantId, quantity: 1, shownMinor: null })
  }
  const { customerId, email, locale, currency, payment, trialId: id } = wish
  const cart: Cart = {
    ...{
      id,
      customerId,
      currency,
      locale,
      email,
      shipping,
      lines,
      billing: null,
      deliveryMethodId: '',
      pickupPointId: '',
      deliveryFit: null,
    },
    ...{ additions: [], coupons: [], usesStoreCredit: false, state: 'open', exchange: null, orderId: '', version: 0 },
  }
  const [{ options }, { quote }] = await Promise.all([
    fittingMethods(needs, cart),
    needs.pricing.quote({ basket: basketOf(cart) }, { timeoutMs }),
  ])
  const priced = pricedOf(quote)
  const [unpriced] = priced.unpricedVariantIds
  if (unpriced !== undefined) return { outcome: 'not-sold', variantId: unpriced }
  // The shop sends it as it likes, to the door, at its own cost [our choice].
  const method = options.find(({ kind }) => kind === 'home')
  if (!method || !priced.isSoldThere) return { outcome: 'no-delivery' }
  const frames = lines.map(({ id: _, quantity: __, shownMinor: ___, ...snapshot }): TrialFrame => {
    const price = priced.lines.find(({ lineId }) => lineId === snapshot.variantId)
    const { totalMinor = 0, discountMinor = 0, taxMinor = 0, taxRatePpm: ratePpm = 0 } = price ?? {}
    const priceMinor = totalMinor - discountMinor + (priced.totals.taxIncluded ? 0 : taxMinor)
    return { ...snapshot, priceMinor, tax: { ratePpm, netMinor: priceMinor - taxMinor, taxMinor } }
  })
  const depositMinor = frames.reduce((sum, { priceMinor }) => sum + priceMinor, 0)
  if (depositMinor !== wish.expectedMinor) return { outcome: 'price-changed', depositMinor }
  const now = needs.clock()
  const at = now.toISOString()
  const { provider, method: way, savedMethodId = '' } = payment
  return {
    ...{ id, customerId, state: 'asked', email, locale, currency, shipping, deliveryMethodId: method.methodId, frames, payment },
    deposit: { attemptId: attemptIdOf(id, 1), attempt: 1, state: 'asking', provider, method: way, savedMethodId },
    ...{
      takenMinor: 0,
      invoiceNumber: '',
      owes: ['reserve', 'authorise', 'keep'],
      action: null,
      refusal: null,
      deliveries: [],
      notices: 0,
    },
    timeline: [{ at, event: 'trial-asked', facts: {} }],
    ...{ askedAt: at, shipBy: new Date(now.getTime() + shipMs).toISOString(), returnBy: null, tries: 0, version: 0 },
  }
}
