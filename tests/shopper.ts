import { randomUUID } from 'node:crypto'

export interface Reply {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of the public door, as a client without types sees them
  readonly body: any
  readonly headers: Headers
}

export type Knock = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>

/** A client of the public door. `at` is the gateway's address; every answer is returned, refusals too. Hangs up after `patienceMs`. */
export const client =
  (at: string, patienceMs = 60_000): Knock =>
  async (method, path, body, headers = {}) => {
    const answer = await fetch(`${at}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(Math.ceil(patienceMs)),
    })
    const text = await answer.text()
    const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, body: isJson && text !== '' ? JSON.parse(text) : text, headers: answer.headers }
  }

/**
 * Comes back when the shop asks to (Retry-After): too busy (503), or still at the first run of the same call or at its payment (409). Under the same
 * key, so a repeat is the same act. For longer than the lease of a run that died.
 */
export const patient =
  (knock: Knock): Knock =>
  async (method, path, body, headers = {}) => {
    const kept = method === 'GET' ? headers : { 'idempotency-key': randomUUID(), ...headers }
    for (let again = 0; ; again++) {
      const reply = await knock(method, path, body, kept)
      if (reply.headers.get('retry-after') === null || again === 90) return reply
      await new Promise((later) => setTimeout(later, 1_000))
    }
  }

/** The doors open while the demo shop is still being put on its shelves: waits for a product, a frame, at most a minute, and answers its variants. */
export async function variantsOnSale(knock: Knock, slug = 'lise'): Promise<{ readonly id: string; readonly price: unknown }[]> {
  for (let waited = 0; waited < 120; waited++) {
    const { status, body } = await knock('GET', `/v1/products/${slug}`)
    if (status === 200) return body.variants
    await new Promise((later) => setTimeout(later, 500))
  }
  throw new Error('nothing is on sale after a minute')
}

export const address = { name: 'Ada Lovelace', line1: '12 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }

/** A cart with everything a checkout asks for. Throws when the door refuses a step. */
export async function readyCart(knock: Knock, variantId: string, quantity = 1, more: object = {}): Promise<{ id: string; total: unknown }> {
  const { id } = expectStatus(await knock('POST', '/v1/carts', {}), 201)
  expectStatus(await knock('POST', `/v1/carts/${id}/lines`, { variantId, quantity, ...more }), 200, 201)
  expectStatus(await knock('PUT', `/v1/carts/${id}/contact`, { email: `ada+${randomUUID()}@example.com` }), 200)
  expectStatus(await knock('PUT', `/v1/carts/${id}/addresses`, { shipping: address }), 200)
  const { items } = expectStatus(await knock('GET', `/v1/carts/${id}/delivery-options`), 200)
  const option = items.find((one: { unavailable?: string; pickupPoints?: unknown[] }) => !one.unavailable && !one.pickupPoints?.length)
  const { totals } = expectStatus(await knock('PUT', `/v1/carts/${id}/delivery`, { optionId: option.id }), 200)
  return { id, total: totals.total }
}

/** Pays a cart with a token of the sandbox provider. */
export const pay = (knock: Knock, cart: { id: string; total: unknown }, token = 'ok', key: string = randomUUID()): Promise<Reply> =>
  knock(
    'POST',
    `/v1/carts/${cart.id}/checkout`,
    { payment: { provider: 'sandbox', method: 'card', token }, acceptTerms: true, expectedTotal: cart.total },
    { 'idempotency-key': key },
  )

/** A guest's order, paid and made into a parcel, as `staff` see it. */
export async function packedOrder(knock: Knock, staff: Record<string, string>, variantId: string, quantity = 1): Promise<Reply['body']> {
  const { id } = expectStatus(await pay(knock, await readyCart(knock, variantId, quantity)), 201)
  for (let again = 0; ; again++) {
    const order = expectStatus(await knock('GET', `/v1/admin/orders/${id}`, undefined, staff), 200)
    if (order.status === 'packed') return order
    if (again === 150) throw new Error(`order ${id} is ${order.status}, not packed`)
    await new Promise((later) => setTimeout(later, 200))
  }
}

/** Signs a member of staff in; answers the headers that say so. */
export async function signIn(knock: Knock, email: string, password: string): Promise<Record<string, string>> {
  const { accessToken } = expectStatus(await knock('POST', '/v1/auth/login', { email, password }), 200)
  return { authorization: `Bearer ${accessToken}` }
}

/** Puts the stock of a variant at a number, as `staff` do. */
export async function countStock(knock: Knock, staff: Record<string, string>, variantId: string, onHand: number): Promise<void> {
  expectStatus(await knock('PUT', `/v1/admin/stock/${variantId}`, { onHand, reason: 'correction' }, staff), 200)
}

export function expectStatus({ status, body }: Reply, ...wanted: number[]): Reply['body'] {
  if (!wanted.includes(status)) throw new Error(`answered ${status}, not ${wanted.join(' or ')}: ${JSON.stringify(body)}`)
  return body
}

/** Runs `count` pieces of work by `clients` at once; answers what each made, in order. */
export async function crowd<T>(count: number, clients: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const one = async () => {
    for (let n = next++; n < count; n = next++) results[n] = await work(n)
  }
  await Promise.all(Array.from({ length: Math.min(clients, count) }, one))
  return results
}
