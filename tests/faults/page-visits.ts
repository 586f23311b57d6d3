import { client, expectStatus, patient, pay, readyCart, variantsOnSale } from '../shopper.ts'

/** Somebody with a filled cart, an order and an account, who opens pages. */
export interface Visitor {
  /** Opens a page, or asks the API for what the back office shows. */
  open(page: PageName): Promise<Visit>
  /** Fills carts that are to be paid while something is away. */
  prepare(): Promise<void>
}

export interface Visit {
  readonly status: number
  readonly text: string
  readonly inMs: number
}

/** One of each kind, and what it is for: where that stands, the page does its work. */
export const pages = {
  home: { path: '/en/', shows: /<h1/ },
  list: { path: '/en/c/lunettes', shows: /href="\/en\/p\// },
  search: { path: '/en/search?q=lise', shows: /href="\/en\/p\/lise/ },
  product: { path: '/en/p/lise', shows: /<h1[^>]*>[^<]*Lise/ },
  'try on': { path: '/en/try', shows: /<h1/ },
  cart: { path: '/en/cart', shows: /Lise/ },
  checkout: { path: '/en/checkout', shows: /<main[\s\S]*(Lise|€)/ },
  paying: { path: 'POST /api/v1/carts/:cart/checkout', shows: /"(number|action)":/ },
  order: { path: '/en/o/:order', shows: /V-\d{6}/ },
  'sign in': { path: '/en/sign-in', shows: /type="password"/ },
  account: { path: '/en/account', shows: /visitor@example\.com/ },
  information: { path: '/en/info/livraison', shows: /<h1/ },
  'back office': { path: '/admin', shows: /<div id="/ },
  'back office orders': { path: '/api/v1/admin/orders?limit=1', shows: /"items":\[\{/ },
} as const
export type PageName = keyof typeof pages

/** How often somebody may pay before carts are prepared again. */
export const triesToPay = 3
/** Longer than any page may take. */
const patienceMs = 25_000

export async function visitorOf(url: string, api: string, staff: Record<string, string>): Promise<Visitor> {
  const knock = client(api)
  const [variant] = await variantsOnSale(knock)
  const order = expectStatus(await pay(knock, await readyCart(knock, variant!.id)), 201).id as string
  const cart = await readyCart(knock, variant!.id)
  const signingUp = await knock(
    'POST',
    '/v1/auth/signup',
    { email: 'visitor@example.com', password: 'a long enough secret' },
    { origin: url, 'sec-fetch-site': 'same-origin' },
  )
  expectStatus(signingUp, 201)
  const toPay: { id: string; total: unknown }[] = []
  const known = signingUp.headers.getSetCookie().map((one) => one.split(';')[0])
  const cookies: Partial<Record<PageName, string>> = {
    cart: `vitrine-cart=${cart.id}`,
    checkout: `vitrine-cart=${cart.id}`,
    account: known.join('; '),
  }
  return {
    async prepare() {
      while (toPay.length < triesToPay) toPay.push(await readyCart(patient(knock), variant!.id))
    },
    async open(page) {
      const began = performance.now()
      if (page === 'paying') {
        const { status, body } = await pay(client(`${url}/api`, patienceMs), toPay.pop()!).catch((error: Error) => ({
          status: 0,
          body: error.message,
        }))
        return { status, text: JSON.stringify(body), inMs: performance.now() - began }
      }
      const headers = { ...(page === 'back office orders' && staff), ...(cookies[page] && { cookie: cookies[page] }) }
      try {
        const answer = await fetch(`${url}${pages[page].path.replace(':order', order)}`, {
          headers,
          redirect: 'manual',
          signal: AbortSignal.timeout(patienceMs),
        })
        return { status: answer.status, text: await answer.text(), inMs: performance.now() - began }
      } catch (error) {
        return { status: 0, text: (error as Error).message, inMs: performance.now() - began }
      }
    },
  }
}
