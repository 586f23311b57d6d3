import { z } from 'zod'

const slug = z.string().max(60)
const words = (most: number) => z.strictObject({ fr: z.string().trim().min(1).max(most), en: z.string().trim().min(1).max(most) })
/** Paragraphs are parted by an empty line; one that begins with `## ` is a heading. */
const terms = { title: words(100), body: words(50_000) }

/** `isOwn`: written by the shop, and not what it came with. */
export const adminPage = z.object({ slug, ...terms, isOwn: z.boolean() })
export type AdminPage = z.infer<typeof adminPage>

export const adminPagesInput = z.strictObject({})
export const adminPagesOutput = z.object({ items: z.array(adminPage) })
export const writePageInput = z.strictObject({ slug, ...terms })
export const resetPageInput = z.strictObject({ slug })
