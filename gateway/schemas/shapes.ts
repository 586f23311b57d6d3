import { z } from 'zod'

/** An amount in minor units of its currency: `{"amountMinor": 12900, "currency": "EUR"}` is 129 euros. Tax is included wherever the cart says so. */
export const money = z.object({ amountMinor: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) })
export type Money = z.infer<typeof money>

/** What one measure of a product costs, tax included, shown beside its price (LAW-6): `per` of `unit`, so 100 and `ml` for a perfume. */
export const unitPrice = money.extend({ per: z.int().positive(), unit: z.enum(['ml', 'g', 'm']) })
export type UnitPrice = z.infer<typeof unitPrice>

/**
 * A picture with its own size, so that a page can keep its place free.
 *
 * `url` stands on the page's origin and keeps its meaning for ever (the address holds a hash). `srcset` is ready for the attribute of that name.
 * `view` says what is seen: `front`, `quarter`, `side`, `worn`, `detail`, `flat`. `colour` is the option value it shows; absent, it shows all.
 */
export const image = z.object({
  url: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  alt: z.string(),
  srcset: z.string().optional(),
  view: z.string().optional(),
  colour: z.string().optional(),
})
export type Image = z.infer<typeof image>

const line = z.string().trim().min(1).max(100)

/** Where a parcel or an invoice goes. `country` is ISO 3166-1 alpha-2. */
export const address = z.strictObject({
  name: line,
  company: z.string().trim().max(100).optional(),
  line1: line,
  line2: z.string().trim().max(100).optional(),
  postcode: z.string().trim().min(2).max(12),
  city: line,
  region: z.string().trim().max(100).optional(),
  country: z.string().regex(/^[A-Z]{2}$/),
  phone: z
    .string()
    .trim()
    .regex(/^[+0-9 ().-]{6,24}$/)
    .optional(),
  /** Of a company, as it writes it: on its invoice, and checked by nobody. */
  vatNumber: z.string().trim().max(30).optional(),
})
export type Address = z.infer<typeof address>

/** An id as the door hands it out; nothing may be read from its letters. */
export const id = z.string().min(1).max(128)
export const at = z.iso.datetime({ offset: true })
export const day = z.iso.date()
export const currency = z.string().regex(/^[A-Z]{3}$/)

/** A choice that tells variants apart, with its words for the asked locale: `{name: colour, label: Couleur, value: tortoise, text: Écaille}`. */
export const option = z.object({ name: z.string(), label: z.string(), value: z.string(), text: z.string() })
export type Option = z.infer<typeof option>

/** A piece of a bundle, and how many of it one bundle holds. */
export const pieceInside = z.object({ variantId: id, sku: z.string(), name: z.string(), options: z.array(option), quantity: z.int() })
export type PieceInside = z.infer<typeof pieceInside>

export const kind = z.enum(['eyewear', 'perfume', 'apparel', 'gift-card', 'other'])
export type Kind = z.infer<typeof kind>

/** One page of a longer list: `nextCursor` null is the end, `total` null when counting would cost more than it tells. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })

export const paging = { limit: z.int().min(1).max(100).optional(), cursor: z.string().min(1).max(500).optional() }

/** A text in both languages, as staff edit it. French is the default and never empty. */
export const localText = z.strictObject({ fr: z.string().max(5_000), en: z.string().max(5_000) })
/** Why staff did it, for the books. */
export const reason = z.string().trim().min(1).max(200)
