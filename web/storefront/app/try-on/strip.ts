import type { Product } from '@vitrine/gateway/schemas/catalogue'
import type { TryOnFrame } from '@vitrine/gateway/schemas/try-on'
import { formatFrameSize } from '@vitrine/ui/format'
import type { LoaderFunctionArgs } from 'react-router'
import { ask, orSpare, shopOf } from '../shop.ts'

/** Most frames side by side in the strip (web.md 1.2). */
const most = 12
/** Of one product at most so many colours, so that others are seen too. */
const mostColours = 4

/** A frame of the strip: a variant that can be tried on. */
export interface TriedFrame {
  readonly variantId: string
  readonly productId: string
  readonly slug: string
  readonly name: string
  readonly colour: string
  readonly size: string
  readonly price: Product['price']
  readonly image: Product['images'][0] | undefined
  /** On the shop-window bust, in this colour: for whoever has no camera. */
  readonly worn: Product['images'][0] | undefined
  readonly isInStock: boolean
  readonly frame: TryOnFrame
}

type Context = LoaderFunctionArgs['context']

/** The frames asked for in all their colours, then others of the shop, up to twelve. One that lacks a number is left out. */
export async function tryOnStrip(context: Context, slugs: readonly string[], colour: string | undefined): Promise<TriedFrame[]> {
  const others = (await tryable(context)).filter((slug) => !slugs.includes(slug))
  const products = await Promise.all(
    [...slugs, ...others].slice(0, most).map((slug) => orSpare(ask(context, 'product', { id: slug }), undefined)),
  )
  const wished = products.flatMap((product) =>
    product ? coloursOf(product, slugs.includes(product.slug) ? colour : undefined, slugs) : [],
  )
  const frames = await Promise.all(wished.slice(0, most).map((one) => triedFrame(context, one)))
  const strip = frames.filter((frame) => frame !== undefined)
  // An empty strip is a shop that is not open yet: that page is not kept.
  if (strip.length > 0) shopOf(context).tags.push('listing', ...strip.map(({ productId }) => `product:${productId}`))
  return strip
}

/** What can be tried on, from the first aisle of the shop that has such a thing. */
async function tryable(context: Context): Promise<string[]> {
  const { items: aisles } = await orSpare(ask(context, 'categories', {}), { items: [] })
  for (const { slug: category } of aisles) {
    const listed = await orSpare(ask(context, 'products', { category, limit: most }), undefined)
    const slugs = (listed?.items ?? []).flatMap(({ slug, tryOn }) => (tryOn ? [slug] : []))
    if (slugs.length > 0) return slugs
  }
  return []
}

interface Wished {
  readonly product: Product
  readonly variant: Product['variants'][0]
}

const optionOf = (variant: Wished['variant'], name: string) => variant.options.find((option) => option.name === name)

/** One variant of each colour of a product that was asked for, the asked colour first; of another product only its first. */
function coloursOf(product: Product, asked: string | undefined, slugs: readonly string[]): Wished[] {
  const byColour = new Map(product.variants.toReversed().map((variant) => [optionOf(variant, 'colour')?.value ?? '', variant]))
  const order = [...new Set([...(asked && byColour.has(asked) ? [asked] : []), ...[...byColour.keys()].toReversed()])]
  const count = slugs.includes(product.slug) ? mostColours : 1
  return order.slice(0, count).map((colour) => ({ product, variant: byColour.get(colour)! })) // a key of the map
}

/** Frames that somebody shared, in their order; one whose product cannot be read now is left out. */
export async function sharedFrames(context: Context, frames: readonly TryOnFrame[]): Promise<TriedFrame[]> {
  const tried = await Promise.all(
    frames.map(async (frame) => {
      const product = await orSpare(ask(context, 'product', { id: frame.slug }), undefined)
      const variant = product?.variants.find(({ id }) => id === frame.variantId)
      return product && variant && framed({ product, variant }, frame)
    }),
  )
  return tried.filter((one) => one !== undefined)
}

async function triedFrame(context: Context, wished: Wished): Promise<TriedFrame | undefined> {
  const frame = await orSpare(ask(context, 'tryOnFrame', { variantId: wished.variant.id }), undefined)
  return frame && framed(wished, frame)
}

function framed({ product, variant }: Wished, frame: TryOnFrame): TriedFrame {
  const colour = optionOf(variant, 'colour')
  const fronts = product.images.filter((image) => image.colour === undefined || image.colour === colour?.value)
  return {
    variantId: variant.id,
    productId: product.id,
    slug: product.slug,
    name: product.name,
    colour: colour?.text ?? '',
    size: formatFrameSize(frame) ?? '',
    price: variant.price,
    image: fronts.find(({ view }) => view === 'front') ?? fronts[0],
    worn: fronts.find(({ view }) => view === 'worn'),
    isInStock: variant.stock.available > 0,
    frame,
  }
}
