import { z } from 'zod'
import { id, kind } from './shapes.ts'

const words = (most: number) => z.strictObject({ fr: z.string().trim().min(1).max(most), en: z.string().trim().min(1).max(most) })

const terms = {
  /** Its address in the shop: `/c/lunettes-de-soleil`. */
  slug: z
    .string()
    .max(120)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: words(100),
  /** Below its title; may be left out. */
  intro: z.strictObject({ fr: z.string().trim().max(1_000), en: z.string().trim().max(1_000) }),
  /** Empty at the top. At most five levels. */
  parentId: z.string().max(64),
  /** What is found in it; left out where that differs. */
  kind: kind.optional(),
}

export const adminCategory = z.object({ id, ...terms, position: z.int(), productCount: z.int() })
export type AdminCategory = z.infer<typeof adminCategory>

export const adminCategoriesInput = z.strictObject({})
/** Parents before children, in the order of the shop. */
export const adminCategoriesOutput = z.object({ items: z.array(adminCategory) })

export const makeCategoryInput = z.strictObject(terms)
export type MakeCategory = z.infer<typeof makeCategoryInput>
export const replaceCategoryInput = z.strictObject({ categoryId: id, ...terms })
export const removeCategoryInput = z.strictObject({ categoryId: id })
export const removeCategoryOutput = z.object({ removed: z.literal(true) })
/** All that stand below one category, or at the top, once. */
export const orderCategoriesInput = z.strictObject({ parentId: z.string().max(64), categoryIds: z.array(id).min(1).max(200) })
