import type { Client } from '@connectrpc/connect'
import type { CatalogService, VariantRecord } from '@vitrine/contracts/catalog/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Snapshot, type Viewer, withAddition } from '../domain/cart.ts'
import { checkedGift, type Gift } from '../domain/gift-cards.ts'
import { goodsOf } from '../domain/glasses.ts'
import { type EditCartNeeds, type Edited, editCart, type Refusal } from './edit-cart.ts'
import type { CartView } from './view-cart.ts'

export interface AddLineNeeds extends EditCartNeeds {
  readonly catalog: Pick<Client<typeof CatalogService>, 'getVariants'>
}

export interface Addition {
  readonly cartId: string
  readonly lineId: string
  readonly variantId: string
  readonly quantity: number
  /** Of a gift card. */
  readonly gift?: Gift
  readonly viewer: Viewer
}

const catalogTimeoutMs = 1_500

/**
 * Puts pieces of a variant into a cart: on the line of that variant, or on a new one. The same `lineId` again adds nothing.
 *
 * The line keeps the words and the picture of this moment. Refusals: `not-sold`, `out-of-stock` with what is left, `too-many-lines`, and those
 * of `editCart`. Throws RangeError when the line would hold none or more than 99. Faults: `not-found` for a cart or a variant nobody knows.
 */
export function addLine(needs: AddLineNeeds, { cartId, lineId, variantId, quantity, gift, viewer }: Addition): Promise<Edited> {
  if (lineId === '') throw new RangeError('lineId is missing')
  const checked = gift && checkedGift(gift)
  return editCart(needs, {
    cartId,
    viewer,
    async change(cart) {
      const snapshot = await snapshotFor(needs, variantId)
      if (snapshot === 'not-sold') return { outcome: 'not-sold', variantId }
      const next = withAddition(cart, lineId, snapshot, quantity, checked)
      return next === 'too-many-lines' ? { outcome: 'too-many-lines' } : next
    },
    check: (view) => mayBeBought(view, variantId),
  })
}

/** A variant as it is called now. Fault: `not-found`. */
export async function snapshotFor({ catalog }: Pick<AddLineNeeds, 'catalog'>, variantId: string): Promise<Snapshot | 'not-sold'> {
  const { variants } = await catalog.getVariants({ variantIds: [variantId] }, { timeoutMs: catalogTimeoutMs })
  const variant = variants[0]
  if (!variant) throw new Fault('not-found', `no variant ${variantId}`)
  return variant.onSale ? snapshotOf(variant) : 'not-sold'
}

/** Refuses a variant that has no price, or of which fewer pieces are left than its lines ask for. */
export function mayBeBought({ cart, priced, available }: CartView, variantId: string): Refusal | undefined {
  if (priced.unpricedVariantIds.includes(variantId)) return { outcome: 'not-sold', variantId }
  const wanted = goodsOf(cart.lines).reduce((sum, line) => sum + (line.variantId === variantId ? line.quantity : 0), 0)
  const left = available(variantId)
  return left >= 0 && left < wanted ? { outcome: 'out-of-stock', variantId, available: left } : undefined
}

export function snapshotOf(variant: VariantRecord): Snapshot {
  const { variantId, productId, sku, slug, kind, weightG, optionTexts, options: codes } = variant
  const text = (words: { fr: string; en: string } | undefined) => ({ fr: words?.fr ?? '', en: words?.en ?? '' })
  const options = Object.fromEntries(
    Object.entries(optionTexts).map(([axis, words]) => [axis, { ...text(words), code: codes[axis] ?? '' }]),
  )
  const picture = variant.image
  const image = picture && {
    sha256: picture.sha256,
    width: picture.width,
    height: picture.height,
    alt: text(picture.alt),
    view: picture.view,
    colour: picture.colour,
    thumbhash: picture.thumbhash,
  }
  return { variantId, productId, sku, slug, kind, weightG, name: text(variant.name), options, image: image ?? null }
}
