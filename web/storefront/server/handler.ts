import { hash } from 'node:crypto'
import type { Caller, GatewayClient } from '@vitrine/gateway/client'
import { localeOf } from '@vitrine/ui/locale'
import { createRequestHandler, type RouterContext, RouterContextProvider, type ServerBuild } from 'react-router'
import type { Shop, Theme } from '../app/shop.ts'
import { currencyIn, inChosenCurrency } from './chosen-currency.ts'
import { contentPolicy, securityHeaders } from './policy.ts'

/** What `react-router build` leaves in `.build/storefront/server/index.js`. */
export type StorefrontBuild = ServerBuild & {
  readonly entry: {
    readonly module: { readonly shopContext: RouterContext<Shop>; readonly drawnContext: RouterContext<{ html?: string }> }
  }
}

export interface StorefrontSettings {
  readonly gateway: GatewayClient
  readonly build: StorefrontBuild
  /** What the shop is called. */
  readonly shopName: string
  /** The shop's public address. Its scheme decides whether browsers are told to stay on HTTPS. */
  readonly publicUrl: string
  /** The shop's own currency: of whoever chose no other. */
  readonly currency: string
}

/** What a page that may be kept depends on besides the shop: its address, language included, and the theme and currency the shopper chose. */
export const pageKey = (path: string, cookie: string | undefined): string =>
  `${themeOf(cookie) ?? 'auto'} ${currencyIn(cookie) ?? 'usual'} ${path}`

/** `address` is the shopper's, as the server in front saw it. */
export interface Visitor {
  readonly address: string
  readonly requestId: string
}

/** A page stands beside the answer, which has no body then. In bytes, which are hashed, kept, packed and sent. */
export interface PageAnswer {
  readonly answer: Response
  readonly html?: Buffer
}

/**
 * Answers every page of the shop. Home, lists and products read neither cart nor session: they carry `X-Page-Tags`, what they were made from,
 * and whoever serves them may keep them by `pageKey`; browsers are asked to check back (`ETag`). Everything else is never stored anywhere.
 * A page that lacks something because a call was refused carries no tags.
 *
 * An unsafe call from another site is refused with 403 before any page sees it. Throws nothing: a fault becomes the page for it.
 */
export function storefrontHandler(settings: StorefrontSettings): (request: Request, visitor: Visitor) => Promise<PageAnswer> {
  const { build, publicUrl } = settings
  const handle = createRequestHandler(build, 'production')
  return async (request, visitor) => {
    const url = new URL(request.url)
    if (isForeign(request)) return { answer: secured(new Response(null, { status: 403 }), '', publicUrl) }
    const theme = themeOf(request.headers.get('Cookie'))
    const shop = await inChosenCurrency(shopFor(request, visitor, settings, theme, url))
    const context = new RouterContextProvider()
    context.set(build.entry.module.shopContext, shop)
    const drawn: { html?: string } = {}
    context.set(build.entry.module.drawnContext, drawn)
    const answer = await handle(request, context)
    for (const cookie of shop.cookies) answer.headers.append('Set-Cookie', cookie)
    if (drawn.html === undefined) return { answer: secured(unstored(answer), '', publicUrl) }
    const policy = contentPolicy(drawn.html)
    const html = Buffer.from(drawn.html)
    if (shop.tags.length === 0 || answer.status !== 200 || shop.cookies.length > 0)
      return { answer: secured(unstored(answer), policy, publicUrl), html }
    const etag = `"${hash('sha256', html, 'base64url').slice(0, 22)}"`
    const isThere = request.headers.get('If-None-Match') === etag
    const made = secured(pageHead(etag, isThere), policy, publicUrl)
    if (shop.refused.length === 0) made.headers.set('X-Page-Tags', shop.tags.join(' '))
    return { answer: made, ...(!isThere && { html }) }
  }
}

function shopFor(request: Request, visitor: Visitor, settings: StorefrontSettings, theme: Theme | undefined, url: URL): Shop {
  const { gateway, shopName, publicUrl, currency } = settings
  const cookie = request.headers.get('Cookie')
  const origin = request.headers.get('Origin')
  const caller: Caller = {
    locale: localeOf(url.pathname),
    address: visitor.address,
    requestId: visitor.requestId,
    ...(cookie !== null && { cookie }),
    ...(origin !== null && { origin }),
  }
  return { gateway, caller, theme, requestId: visitor.requestId, shopName, publicUrl, currency, cookies: [], tags: [], refused: [] }
}

/** A form that another site posts here. Browsers say where a call comes from; who says nothing is no browser and has no cookie to lend. */
function isForeign(request: Request): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false
  const site = request.headers.get('Sec-Fetch-Site')
  return site !== null && site !== 'same-origin' && site !== 'none'
}

/** A theme the shopper chose; without one the browser's own wish holds. */
function themeOf(cookie: string | null | undefined): Theme | undefined {
  const chosen = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(cookie ?? '')?.[1]
  return chosen === 'light' || chosen === 'dark' ? chosen : undefined
}

/** What is said before a page, or instead of one that the browser has. */
function pageHead(etag: string, isThere: boolean): Response {
  const headers = new Headers({ ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie' })
  if (isThere) return new Response(null, { status: 304, headers })
  headers.set('Content-Type', 'text/html; charset=utf-8')
  return new Response(null, { headers })
}

/** Which chunk draws which page never changes within a build; everything else that is not a kept page is somebody's own. */
function unstored(answer: Response): Response {
  if (answer.headers.get('Cache-Control')?.includes('immutable')) return answer
  answer.headers.set('Cache-Control', 'no-store')
  answer.headers.append('Vary', 'Cookie')
  return answer
}

function secured(answer: Response, policy: string, publicUrl: string): Response {
  answer.headers.set('Content-Security-Policy', policy || contentPolicy(''))
  for (const [name, value] of securityHeaders) answer.headers.set(name, value)
  if (publicUrl.startsWith('https:')) answer.headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  return answer
}
