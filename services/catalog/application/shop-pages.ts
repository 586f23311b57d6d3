import { Fault } from '@vitrine/platform/rpc/fault'
import { checkPage, type ShopPage } from '../domain/shop-page.ts'
import { usualPages } from '../domain/usual-pages.ts'

export interface PageStore {
  /** Those that were written by somebody. */
  pages(): Promise<readonly ShopPage[]>
  putPage(page: ShopPage, at: Date): Promise<void>
  removePage(slug: string): Promise<void>
}

export interface ShownPage extends ShopPage {
  /** Written by the shop, and not what it came with. */
  readonly isOwn: boolean
}

/** Every page as it is shown: the shop's own words where it has some. */
export async function shownPages(store: PageStore): Promise<readonly ShownPage[]> {
  const own = new Map((await store.pages()).map((page) => [page.slug, page]))
  return usualPages.map((usual) => ({ ...(own.get(usual.slug) ?? usual), isOwn: own.has(usual.slug) }))
}

/** Fault: `not-found` for a page there is not. Throws RangeError for a text that is missing or too long. */
export async function putPage(store: PageStore, page: ShopPage, at: Date): Promise<void> {
  if (!usualPages.some(({ slug }) => slug === page.slug)) throw new Fault('not-found', `no page '${page.slug}'`)
  checkPage(page)
  await store.putPage(page, at)
}
