import type { Category } from '@vitrine/contracts/catalog/v1'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import * as schemas from '../schemas/admin-categories.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** The tree in which shoppers look for things. What is wrong with a tree (a circle, a sixth level) catalog says. */
export const adminCategoryOperations = ({ peers }: DoorParts): Operation[] => {
  const all = async ({ within }: Call) => (await peers.catalog.listCategories({}, within())).categories
  const listed = async (call: Call) => done({ items: (await all(call)).map(answerOf) })

  async function put(id: string, { kind, ...terms }: schemas.MakeCategory, call: Call): Promise<Outcome<schemas.AdminCategory>> {
    const there = await all(call)
    if (there.some((one) => one.slug === terms.slug && one.id !== id)) return refuse('slug-taken')
    const before = there.find((one) => one.id === id)
    const beside = there.filter(({ parentId }) => parentId === terms.parentId)
    const isMoved = before?.parentId !== terms.parentId
    const position = before && !isMoved ? before.position : Math.max(-1, ...beside.map((one) => one.position)) + 1
    await peers.catalog.putCategories({ categories: [{ id, position, kind: kind ?? '', ...terms }] }, call.within())
    const kept = (await all(call)).find((one) => one.id === id)
    return kept ? done(answerOf(kept)) : refuse('not-found')
  }

  return [
    operation({
      ...staffReading,
      name: 'adminCategories',
      summary: 'Every category with both languages, parents before children.',
      input: schemas.adminCategoriesInput,
      output: schemas.adminCategoriesOutput,
      policy: 'staff:products',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/categories' },
      handler: (_, call) => listed(call),
    }),

    operation({
      ...staffWriting,
      name: 'makeCategory',
      summary: 'Makes a category; it comes last among those beside it.',
      input: schemas.makeCategoryInput,
      output: schemas.adminCategory,
      policy: 'staff:editing',
      personal: false,
      refusals: ['slug-taken'],
      rest: { method: 'POST', path: '/v1/admin/categories' },
      async handler(terms, call) {
        const made = await put(call.newId, terms, call)
        return 'problem' in made ? made : { ...made, status: 201 }
      },
    }),

    operation({
      ...staffWriting,
      name: 'replaceCategory',
      summary: 'Replaces a category; below another parent it comes last there.',
      input: schemas.replaceCategoryInput,
      output: schemas.adminCategory,
      policy: 'staff:editing',
      personal: false,
      refusals: ['not-found', 'slug-taken'],
      rest: { method: 'PUT', path: '/v1/admin/categories/:categoryId' },
      async handler({ categoryId, ...terms }, call) {
        const isThere = (await all(call)).some(({ id }) => id === categoryId)
        return isThere ? put(categoryId, terms, call) : refuse('not-found')
      },
    }),

    operation({
      ...staffWriting,
      name: 'orderCategories',
      summary: 'Puts the categories below one parent, or at the top, in this order.',
      input: schemas.orderCategoriesInput,
      output: schemas.adminCategoriesOutput,
      policy: 'staff:editing',
      personal: false,
      rest: { method: 'PUT', path: '/v1/admin/categories' },
      async handler({ parentId, categoryIds }, call) {
        const beside = (await all(call)).filter((one) => one.parentId === parentId)
        const isWhole = beside.length === categoryIds.length && beside.every(({ id }) => categoryIds.includes(id))
        if (!isWhole) return refuse('bad-input', { errors: [{ path: 'categoryIds', code: 'refused', message: 'names every one, once' }] })
        const categories = beside.map((one) => ({ ...one, position: categoryIds.indexOf(one.id) }))
        await peers.catalog.putCategories({ categories }, call.within())
        return listed(call)
      },
    }),

    operation({
      ...staffWriting,
      name: 'removeCategory',
      summary: 'Takes away a category in which nothing is; else 409 with what still stands in it.',
      input: schemas.removeCategoryInput,
      output: schemas.removeCategoryOutput,
      policy: 'staff:editing',
      personal: false,
      refusals: ['category-in-use'],
      rest: { method: 'DELETE', path: '/v1/admin/categories/:categoryId' },
      async handler({ categoryId }, { within }) {
        const { productsInIt, categoriesBelow } = await peers.catalog.removeCategory({ categoryId }, within())
        return productsInIt + categoriesBelow === 0
          ? done({ removed: true as const })
          : refuse('category-in-use', { productsInIt, categoriesBelow })
      },
    }),
  ]
}

function answerOf({ id, slug, parentId, name, intro, position, productCount, kind }: Category): schemas.AdminCategory {
  const known = schemas.makeCategoryInput.shape.kind.safeParse(kind || undefined).data
  return {
    ...{ id, slug, parentId, position, productCount, ...(known && { kind: known }) },
    name: { fr: name?.fr ?? '', en: name?.en ?? '' },
    intro: { fr: intro?.fr ?? '', en: intro?.en ?? '' },
  }
}
