import type { Recommendation } from '@vitrine/contracts/recommendations/v1'
import { cardAnswers } from '../answers/card-answer.ts'
import { reasonText } from '../answers/reason-answer.ts'
import { operations } from '../client.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import { cartIdOf, viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

/** A visitor is known as long as the choice to be: it is asked again after 6 months (web.md, consent). */
const visitorSeconds = 182 * 24 * 60 * 60

export const recommendationOperations = (parts: DoorParts): Operation[] => {
  const { peers, pictures, jar, sold } = parts
  const cardsOf = cardAnswers(pictures)
  return [
    operation({
      ...operations.recommendations,
      name: 'recommendations',
      summary: 'What goes with a product, a cart, a person or the shop, and why. Nothing when nobody can say.',
      policy: 'cart', // `for=cart:…` answers to whoever knows the cart; the other places to everybody
      rate: 'read',
      idempotency: 'none',
      deadlineMs: 2_000,
      cache: 'none',
      personal: true,
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/recommendations' },
      graphql: 'field',
      async handler({ for: about, limit = 8, currency }, call) {
        const { locale, apiBase, within } = call
        const chosen = await sold.chosen(currency, within())
        if ('problem' in chosen) return chosen
        const [place = 'home', id = ''] = about.split(/:(.*)/s)
        // The home page and product pages are kept and shown to everybody: nothing of one person is in them (settled.md 20).
        const visitorId = place === 'me' || place === 'cart' ? (visitorOf(call) ?? '') : ''
        const productIds = place === 'cart' ? await productsOf(id) : id ? [id] : []
        const { recommendations } = await peers.recommendations.recommend({ place, productIds, visitorId, limit }, within())
        const ids = recommendations.map(({ productId }) => productId)
        const sources = recommendations.map(({ fromProductId }) => fromProductId).filter(Boolean)
        const asked = { productIds: [...new Set([...ids, ...sources])], locale, ...chosen, codes: codesOf(recommendations) }
        const { cards, words } = ids.length > 0 ? await peers.catalog.getCards(asked, within()) : { cards: [], words: {} }
        const cardOf = new Map(cardsOf(cards, { locale, apiBase }).map((card) => [card.id, card]))
        return done({
          items: recommendations.flatMap((one) => {
            const product = cardOf.get(one.productId)
            if (!product) return []
            const text = reasonText(one, product, cardOf.get(one.fromProductId), { locale, words })
            return [{ product, why: { code: one.why, text, ...(one.fromProductId && { productId: one.fromProductId }) } }]
          }),
        })

        async function productsOf(cartId: string): Promise<string[]> {
          const meant = cartIdOf(cartId, call)
          if (meant === undefined) return []
          const { cart } = await peers.orders.getCart({ cartId: meant, viewer: viewerOf(call) }, within())
          return [...new Set(cart?.lines.map((line) => line.productId))]
        }
      },
    }),

    operation({
      ...operations.recordActivity,
      name: 'recordActivity',
      summary:
        'Notes what somebody who agreed to it looked at; the next recommendations count it. Taking consent back forgets who they are.',
      policy: 'anyone',
      rate: 'write',
      idempotency: 'none', // an activity counts once by its own id, and nothing of one guest may be replayed to another (settled.md 44)
      deadlineMs: 5_000,
      cache: 'none',
      personal: true,
      refusals: [],
      rest: { method: 'POST', path: '/v1/activity' },
      graphql: 'field',
      async handler({ consent, activities }, call) {
        if (!consent) return { ...done({ kept: 0 }), setCookie: [jar.clear('visitor')] }
        const known = visitorOf(call)
        const drawn = call.ids()
        const visitorId = known ?? visitorKey(drawn)
        if (activities.length > 0) await peers.recommendations.recordActivity({ visitorId, activities }, call.within())
        const setCookie = known === undefined ? [jar.set('visitor', drawn, visitorSeconds)] : []
        return { ...done({ kept: activities.length }), setCookie }
      },
    }),
  ]
}

const codesOf = (recommendations: readonly Recommendation[]): string[] => [...new Set(recommendations.flatMap(({ shared }) => shared))]

/** Never the id of an account: what stands in a cookie is the browser's word. */
const visitorKey = (cookie: string) => `visitor ${cookie}`

/** Who looks: the account, or whom the cookie names; undefined for somebody who did not agree to be known. */
function visitorOf({ identity, cookies: { visitor } }: Call): string | undefined {
  if (identity.kind === 'account') return identity.accountId
  return visitor !== undefined && /^[\w-]{16,64}$/.test(visitor) ? visitorKey(visitor) : undefined
}
