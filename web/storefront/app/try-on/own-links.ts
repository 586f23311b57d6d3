/** A link made on this device, and what ends it. */
export interface OwnLink {
  readonly shareId: string
  readonly ownId: string
  readonly expiresAt: string
  readonly names: string
}

const key = 'shared-try-ons'
type Store = Pick<Storage, 'getItem' | 'setItem'>

/** Links made on this device that may still show something, newest first. What is not ours to read, or broken, is none. */
export function ownLinks(store: Store, now: Date): OwnLink[] {
  try {
    const kept = JSON.parse(store.getItem(key) ?? '[]') as OwnLink[]
    return kept.filter(({ expiresAt }) => Date.parse(expiresAt) > now.getTime())
  } catch {
    return [] // a browser that keeps nothing for pages
  }
}

export const rememberLink = (store: Store, link: OwnLink, now: Date): void =>
  put(store, [link, ...ownLinks(store, now).filter(({ shareId }) => shareId !== link.shareId)])

export const forgetLink = (store: Store, ownId: string, now: Date): void =>
  put(
    store,
    ownLinks(store, now).filter((one) => one.ownId !== ownId),
  )

function put(store: Store, links: readonly OwnLink[]): void {
  try {
    store.setItem(key, JSON.stringify(links))
  } catch {
    // full, or forbidden: the page still says how to end it
  }
}
