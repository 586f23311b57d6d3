import { z } from 'zod'
import { id, image, kind, localText, money, pageOf, paging } from './shapes.ts'

export const productStatus = z.enum(['draft', 'published', 'withdrawn'])
const adminImage = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int().positive().max(100_000),
  height: z.int().positive().max(100_000),
  alt: localText,
  view: z.string().max(20).optional(),
  colour: z.string().max(40).optional(),
})
/** Which rate of VAT a price holds. */
export const taxClasses = ['standard', 'reduced', 'low', 'lowest'] as const
const code = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/)
const adminVariant = z.strictObject({
  id,
  sku: z.string().trim().min(1).max(64),
  options: z.record(code, z.string().min(1).max(64)),
  attributes: z.record(z.string().max(40), z.json()),
  /** Unset leaves the price as it is; a variant without one is not on sale. */
  price: money.strict().optional(),
  priceBefore: money.strict().optional(),
  /** Which rate of VAT its price holds, wherever it goes; standard unless said. */
  taxClass: z.enum(taxClasses).optional(),
})
/** The shape `POST` and `PATCH` take and `GET` gives, images by the hash of their master in media. */
export const adminProduct = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(120),
  kind,
  brand: z.string().trim().max(100),
  name: localText,
  summary: localText,
  description: localText,
  categoryIds: z.array(id).max(20),
  attributes: z.record(z.string().max(40), z.json()),
  images: z.array(adminImage).max(40),
  variants: z.array(adminVariant).min(1).max(1_000),
  status: productStatus,
})
export type AdminProduct = z.infer<typeof adminProduct>

/** A product as files carry it: known by its slug, its variants by their SKU; what is not said is empty, and the product a draft. */
export const importedProduct = z.strictObject({
  ...adminProduct.shape,
  brand: adminProduct.shape.brand.default(''),
  summary: localText.default({ fr: '', en: '' }),
  description: localText.default({ fr: '', en: '' }),
  categoryIds: adminProduct.shape.categoryIds.default([]),
  attributes: adminProduct.shape.attributes.default({}),
  images: adminProduct.shape.images.default([]),
  variants: z
    .array(z.strictObject({ ...adminVariant.shape, id: id.optional(), attributes: adminVariant.shape.attributes.default({}) }))
    .min(1)
    .max(1_000),
  status: productStatus.default('draft'),
})
export type ImportedProduct = z.infer<typeof importedProduct>

/** The file itself, and what it is. `dryRun` says what would happen and changes nothing; `allOrNothing` changes nothing when a row is wrong. */
export const importProductsInput = z.strictObject({
  text: z.string().min(1),
  type: z.enum(['text/csv', 'application/x-ndjson']),
  dryRun: z.boolean().optional(),
  allOrNothing: z.boolean().optional(),
})
/** `errors` are the first 1,000, by line; `field` is the column of a CSV file, the path in a line of NDJSON. */
export const importProductsOutput = z.object({
  dryRun: z.boolean(),
  products: z.int(),
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  errors: z.array(z.object({ line: z.int(), field: z.string(), message: z.string() })),
})
export type ImportReport = z.infer<typeof importProductsOutput>
export const exportProductsInput = z.strictObject({ format: z.enum(['csv', 'ndjson']).optional() })

export const adminProductsInput = z.strictObject({
  q: z.string().trim().max(100).optional(),
  status: productStatus.optional(),
  kind: kind.optional(),
  ...paging,
})
export const adminProductRow = z.object({
  id,
  slug: z.string(),
  kind,
  name: z.string(),
  brand: z.string(),
  status: productStatus,
  image: image.nullable(),
  variantCount: z.int(),
  version: z.int(),
  /** Languages or texts still missing, by path: `description.en`. */
  missing: z.array(z.string()),
})
export const adminProductsOutput = pageOf(adminProductRow)
export type AdminProductRow = z.infer<typeof adminProductRow>

export const adminProductInput = z.strictObject({ productId: id })
/** `pictures` are the addresses of `images`, in their order. The version is also the ETag: send it as `If-Match`. */
export const adminProductOutput = z.object({ id, version: z.int(), product: adminProduct, pictures: z.array(image) })
export type AdminProductAnswer = z.infer<typeof adminProductOutput>
export const updateProductInput = z.strictObject({ productId: id, ...adminProduct.partial().shape })
