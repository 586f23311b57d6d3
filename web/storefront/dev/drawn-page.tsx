import type { GatewayClient } from '@vitrine/gateway/client'
import { LocaleContext, localeOf } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createStaticHandler, createStaticRouter, type RouteObject, RouterContextProvider, StaticRouterProvider } from 'react-router'
import { type Shop, shopContext } from '../app/shop.ts'

/** A page of the storefront, as its file exports it. */
interface Page {
  readonly default: RouteObject['Component']
  readonly loader?: RouteObject['loader']
  readonly action?: RouteObject['action']
}

interface Drawn {
  /** Empty where the page sends its shopper on, or fails. */
  readonly html: string
  /** Where it sends them. */
  readonly to: string | null
  readonly status: number
  readonly shop: Shop
}

/** Of a page that neither sends its shopper on nor fails; otherwise it throws. */
export function htmlOf({ html, status }: Drawn): string {
  if (html === '') throw new Error(`answered ${status}`)
  return html
}

/** The shop as a shopper meets it at this path, in the language of that path. */
export function shopAt(path: string, gateway: GatewayClient, cookie?: string): { shop: Shop; context: RouterContextProvider } {
  const shop: Shop = {
    gateway,
    caller: { locale: localeOf(path), address: '203.0.113.1', ...(cookie !== undefined && { cookie }) },
    ...{ theme: undefined, requestId: 'r', shopName: 'Vitrine', publicUrl: '', currency: 'EUR' },
    ...{ cookies: [], tags: [], refused: [] },
  }
  const context = new RouterContextProvider()
  context.set(shopContext, shop)
  return { shop, context }
}

const addressOf = (path: string): string => `https://vitrine.example${path}`

/** A form as a browser sends it, which says how much it weighs. */
async function sentTo(path: string, form: Response): Promise<Request> {
  const body = await form.arrayBuffer()
  const headers = { 'Content-Type': form.headers.get('Content-Type') ?? '', 'Content-Length': `${body.byteLength}` }
  return new Request(addressOf(path), { method: 'POST', body, headers })
}

/**
 * A page as a browser without scripts gets it: opened, or a form sent to it. `pages`: by their paths in French; in English they stand below
 * `/en`. For component tests.
 */
export async function drawPage(
  gateway: GatewayClient,
  pages: Readonly<Record<string, Page>>,
  path: string,
  form?: Readonly<Record<string, string>> | FormData | URLSearchParams,
  cookie?: string,
): Promise<Drawn> {
  const { shop, context } = shopAt(path, gateway, cookie)
  const routes = Object.entries(pages).flatMap(([own, { default: Component, ...doors }]) =>
    ['', '/en'].map((root) => ({ path: `${root}${own}`, Component, ...doors })),
  )
  const handler = createStaticHandler(routes as RouteObject[])
  const body = form instanceof FormData || form instanceof URLSearchParams ? form : new URLSearchParams(form)
  const request = form ? await sentTo(path, new Response(body)) : new Request(addressOf(path))
  const found = await handler.query(request, { requestContext: context })
  if (found instanceof Response) return { html: '', to: found.headers.get('location'), status: found.status, shop }
  if (found.errors) return { html: '', to: null, status: found.statusCode, shop }
  const html = renderToStaticMarkup(
    <LocaleContext value={shop.caller.locale}>
      <StaticRouterProvider router={createStaticRouter(handler.dataRoutes, found)} context={found} hydrate={false} />
    </LocaleContext>,
  )
  return { html, to: null, status: found.statusCode, shop }
}
