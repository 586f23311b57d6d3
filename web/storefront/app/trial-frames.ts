/** A frame somebody wants to try at home. */
export interface WantedFrame {
  readonly slug: string
  readonly variantId: string
}

const name = 'trial-frames'
/** Source: domain.md MS-5. */
export const mostFrames = 5

/** The list lives in a cookie for a week: nothing of it is kept by the shop before it is asked for. */
export function framesIn(cookie: string | undefined): readonly WantedFrame[] {
  const value = new RegExp(`(?:^|; )${name}=([^;]*)`).exec(cookie ?? '')?.[1] ?? ''
  const frames = decoded(value).split('|').map(frameOf)
  return frames.filter((frame) => frame !== undefined).slice(0, mostFrames)
}

/** `lise~variant`, as a form sends it. */
export function frameOf(text: string): WantedFrame | undefined {
  const [, slug = '', variantId = ''] = /^([a-z0-9-]{1,100})~([\w.-]{1,128})$/.exec(text) ?? []
  return slug ? { slug, variantId } : undefined
}

export function framesCookie(frames: readonly WantedFrame[]): string {
  const value = frames.map(({ slug, variantId }) => `${slug}~${variantId}`).join('|')
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${value ? 604_800 : 0}; HttpOnly; SameSite=Lax`
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return '' // somebody else's cookie of this name holds no frames
  }
}
