import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { CategorySchema, LabelSchema, ProductSchema } from '@vitrine/contracts/catalog/v1'
import type { DeliveryMethodSchema } from '@vitrine/contracts/delivery/v1'
import { toMoney } from '@vitrine/contracts/money'
import type { PutLensRangeRequestSchema } from '@vitrine/contracts/optics/v1'
import type { DeliveryRateSchema, PriceSchema, PromotionSchema } from '@vitrine/contracts/pricing/v1'
import type { Asset } from '@vitrine/contracts/media/v1'
import type {
  DemoDelivery,
  DemoDeliveryMethod,
  DemoLenses,
  DemoProduct,
  DemoPromotion,
  DemoShop,
  DemoVariant,
} from '../../tools/demo-shop/demo-shop.ts'

/** The demo shop in the words of the contracts. Nothing here decides anything: one function per message. */

type Attributes = Readonly<Record<string, unknown>>
type Json = NonNullable<MessageInitShape<typeof ProductSchema>['attributes']>

export const productMessage = (product: DemoProduct, pictures: ReadonlyMap<string, Asset>): MessageInitShape<typeof ProductSchema> => ({
  id: product.id,
  slug: product.slug,
  kind: product.kind,
  brand: product.brand,
  name: product.name,
  summary: product.summary,
  description: product.description,
  categoryIds: [...product.categories],
  attributes: attributesOf(product.attributes) as Json,
  images: product.images.flatMap(({ file, view, colour, alt }) => {
    const picture = pictures.get(file)
    if (!picture) return []
    const { sha256, width, height, thumbhash } = picture
    return [{ sha256, width, height, thumbhash, view, colour: colour ?? '', alt }]
  }),
  variants: product.variants.map(({ id, sku, options, attributes, weightG }) => ({
    id,
    sku,
    options: optionsOf(options),
    attributes: attributesOf({ weightG, ...attributes }) as Json,
  })),
  status: 'published',
  publishedAt: timestampFromDate(new Date(`${product.publishedOn}T08:00:00Z`)),
})

const optionsOf = ({ volume, ...rest }: Readonly<Record<string, string>>) => ({
  ...rest,
  ...(volume !== undefined && { volumeMl: volume }),
})

/** The catalogue says `noteId` of a note, `name` of an accord or a fibre, `form` of a bottle, `prescription` of what takes a prescription. */
function attributesOf({ notes, accords, fibres, season, rxAble, kind, ...rest }: Attributes): Attributes {
  return {
    ...rest,
    ...(Array.isArray(notes) && { notes: notes.map(({ note, ...own }: Attributes) => ({ noteId: note, ...own })) }),
    ...(Array.isArray(accords) && { accords: accords.map(({ accord, ...own }: Attributes) => ({ name: accord, ...own })) }),
    ...(Array.isArray(fibres) && { fibres: fibres.map(({ fibre, ...own }: Attributes) => ({ name: fibre, ...own })) }),
    ...(season !== undefined && { seasons: season }),
    ...(kind !== undefined && { form: kind }),
    ...(rxAble !== undefined && { prescription: rxAble }),
  }
}

export const categoryMessages = ({ categories, products }: DemoShop): MessageInitShape<typeof CategorySchema>[] =>
  categories.map(({ id, parent, slug, name, intro }, position) => {
    const kinds = new Set(products.filter((product) => product.categories.includes(id)).map(({ kind }) => kind))
    const [kind = ''] = kinds.size === 1 ? kinds : []
    return { id, parentId: parent ?? '', slug, name, intro, position, kind }
  })

export const labelMessages = ({ labels }: DemoShop): MessageInitShape<typeof LabelSchema>[] =>
  Object.entries(labels).flatMap(([group, codes]) => Object.entries(codes).map(([code, text]) => ({ group, code, text })))

/** `isBefore`: as it cost before its reduction, so that the reduction has a price to be compared with. */
export function priceMessage(
  variant: DemoVariant,
  currency: string,
  isBefore: boolean,
  taxClass = 'standard',
): MessageInitShape<typeof PriceSchema> {
  const { id, priceMinor, priceBeforeMinor, options } = variant
  const price = { variantId: id, volumeMl: Number(options['volume'] ?? 0), taxClass }
  if (priceBeforeMinor === undefined) return { ...price, price: toMoney({ amountMinor: priceMinor, currency }) }
  const before = toMoney({ amountMinor: priceBeforeMinor, currency })
  return isBefore ? { ...price, price: before } : { ...price, price: toMoney({ amountMinor: priceMinor, currency }), priceBefore: before }
}

export const lensRangeMessage = ({ options, treatments }: DemoLenses): MessageInitShape<typeof PutLensRangeRequestSchema> => ({
  options: options.map(({ priceMinor: _, treatments: treatmentIds, blanks = [], ...option }) => ({
    ...option,
    blanks: [...blanks],
    rims: [...option.rims],
    treatmentIds: [...treatmentIds],
  })),
  treatments: treatments.map(({ priceMinor: _, ...treatment }) => ({
    ...treatment,
    clashesWith: [...treatment.clashesWith],
    needsOneOf: [...treatment.needsOneOf],
  })),
})

/** A lens and a treatment have their price under their own id. */
export const lensPriceMessages = ({ options, treatments }: DemoLenses, currency: string): MessageInitShape<typeof PriceSchema>[] =>
  [...options, ...treatments].map(({ id, priceMinor }) => ({
    variantId: id,
    taxClass: 'standard',
    price: toMoney({ amountMinor: priceMinor, currency }),
  }))

export const promotionMessage = (promotion: DemoPromotion): MessageInitShape<typeof PromotionSchema> => ({
  id: promotion.id,
  code: promotion.code,
  kind: promotion.kind,
  percentagePpm: promotion.percent * 10_000,
  startsAt: timestampFromDate(new Date(`${promotion.startsOn}T00:00:00Z`)),
  ...(promotion.endsOn && { endsAt: timestampFromDate(new Date(`${promotion.endsOn}T00:00:00Z`)) }),
  limitTotal: 0,
  limitPerCustomer: promotion.oncePerCustomer ? 1 : 0,
})

/** A zone by the codes the services know: its countries, or EU for the rest of the union. */
const codesOf = (zone: string, { zones }: DemoDelivery) =>
  zone === 'zone-eu' ? ['EU'] : (zones.find(({ id }) => id === zone)?.countries ?? [])

const kindOf = ({ mode, pickup }: DemoDeliveryMethod) => (pickup ? 'pickup' : mode === 'air' ? 'express' : 'home')

/** A usual limit of parcel carriers; the demo sells nothing near it. */
const mostWeightG = 30_000

export const methodMessages = (delivery: DemoDelivery): MessageInitShape<typeof DeliveryMethodSchema>[] =>
  delivery.methods
    // A pickup method without points cannot be chosen, and none are invented.
    .filter((method) => !method.pickup || (method.pickupPoints?.length ?? 0) > 0)
    .map((method, position) => {
      const [nearest] = method.days
      return {
        id: method.id,
        name: method.name,
        kind: kindOf(method),
        zones: method.prices.flatMap(({ zone }) => codesOf(zone, delivery)),
        maxWeightG: mostWeightG,
        takesDangerousGoods: method.carriesUn1266,
        daysMin: nearest?.min ?? 1,
        daysMax: nearest?.max ?? 5,
        carrier: method.carrier ?? 'Vitrine',
        pickupPoints: [...(method.pickupPoints ?? [])],
        position,
      }
    })

export const rateMessages = (delivery: DemoDelivery): MessageInitShape<typeof DeliveryRateSchema>[] =>
  delivery.methods.flatMap(({ id, currency, prices }) =>
    prices.flatMap(({ zone, priceMinor, freeFromMinor }) =>
      codesOf(zone, delivery).map((code) => ({
        methodId: id,
        zone: code,
        price: toMoney({ amountMinor: priceMinor, currency }),
        ...(freeFromMinor !== undefined && { freeFrom: toMoney({ amountMinor: freeFromMinor, currency }) }),
      })),
    ),
  )
