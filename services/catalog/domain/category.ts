import { type Kind, kinds, type LocalText } from './product.ts'

export interface Category {
  readonly id: string
  readonly slug: string
  /** Empty at the top. */
  readonly parentId: string
  readonly name: LocalText
  readonly intro: LocalText
  readonly position: number
  /** What is found in it; empty where that differs. */
  readonly kind: Kind | ''
}

/** Throws RangeError for a kind there is not. */
export function categoryKind(text: string): Category['kind'] {
  const found = kinds.find((kind) => kind === text)
  if (!found && text) throw new RangeError(`kind: one of ${kinds.join(', ')}, or none, not '${text}'`)
  return found ?? ''
}

/** Source: CAT-4. */
const deepest = 5

/** All categories of the shop, ready to be walked. */
export interface CategoryTree {
  /** Parents before children, in shop order. */
  readonly ordered: readonly Category[]
  find(slugOrId: string): Category | undefined
  /** From the top to the category's parent. */
  ancestors(id: string): Category[]
  /** The category and all below it. */
  below(id: string): readonly string[]
}

/** Throws RangeError for an unknown parent, a cycle, or a sixth level. */
export function categoryTree(categories: readonly Category[]): CategoryTree {
  const byId = new Map(categories.map((category) => [category.id, category]))
  const bySlug = new Map(categories.map((category) => [category.slug, category]))
  const children = new Map<string, Category[]>()
  for (const category of categories) {
    ancestorsIn(byId, category)
    children.set(category.parentId, [...(children.get(category.parentId) ?? []), category])
  }
  for (const list of children.values()) list.sort((a, b) => a.position - b.position || (a.slug < b.slug ? -1 : 1))
  const walk = (parentId: string): Category[] => (children.get(parentId) ?? []).flatMap((child) => [child, ...walk(child.id)])
  const ordered = walk('')
  // Walked once: every page counts every category for its menu.
  const below = new Map(ordered.map(({ id }) => [id, [id, ...walk(id).map((category) => category.id)]]))
  return {
    ordered,
    find: (slugOrId) => bySlug.get(slugOrId) ?? byId.get(slugOrId),
    ancestors(id) {
      const category = byId.get(id)
      return category ? ancestorsIn(byId, category) : []
    },
    below: (id) => below.get(id) ?? [id],
  }
}

function ancestorsIn(byId: ReadonlyMap<string, Category>, category: Category): Category[] {
  const found: Category[] = []
  for (let parentId = category.parentId; parentId; ) {
    const parent = byId.get(parentId)
    if (!parent) throw new RangeError(`categories: '${category.slug}' is below an unknown category '${parentId}'`)
    found.unshift(parent)
    if (found.length >= deepest) throw new RangeError(`categories: '${category.slug}' is in a circle or deeper than ${deepest} levels`)
    parentId = parent.parentId
  }
  return found
}

/** Throws RangeError for what cannot be a category on its own. */
export function checkCategory({ id, slug, name }: Category): void {
  if (!id) throw new RangeError('categories.id: required')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) throw new RangeError(`categories.slug: lower case words joined by hyphens, not '${slug}'`)
  if (!name.fr.trim() || !name.en.trim()) throw new RangeError(`categories.name: French and English of '${slug}'`)
}
