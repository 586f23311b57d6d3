/** A path of this shop, never another site: `//elsewhere` and `/\elsewhere` are addresses too. */
export const ownPath = (path: string): string | undefined => (/^\/(?![/\\])/.test(path) ? path : undefined)
