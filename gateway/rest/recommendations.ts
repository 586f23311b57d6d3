import type { Recommendation } from '@vitrine/contracts/recommendations/v1'
import { cardsOf } from '../answers/card-answer.ts'
import { reasonText } from '../answers/reason-answer.ts'
import { operations } from '../client.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { cartIdOf, viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

export const recommendationOperations = ({ peers, pictures, currency }: DoorParts): Operation[] => [
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
    async handler({ for: about, limit = 8 }, call) {
      const { locale, apiBase, identity, within } = call
      const [place = 'home', id = ''] = about.split(/:(.*)/s)
      const visitorId = identity.kind === 'account' ? identity.accountId : ''
      const productIds = place === 'cart' ? await productsOf(id) : id ? [id] : []
      const { recommendations } = await peers.recommendations.recommend({ place, productIds, visitorId, limit }, within())
      const ids = recommendations.map(({ productId }) => productId)
      const sources = recommendations.map(({ fromProductId }) => fromProductId).filter(Boolean)
      const asked = { productIds: [...new Set([...ids, ...sources])], locale, currency, codes: codesOf(recommendations) }
      const { cards, words } = ids.length > 0 ? await peers.catalog.getCards(asked, within()) : { cards: [], words: {} }
      const cardOf = new Map(cardsOf(cards, { pictures, locale, apiBase }).map((card) => [card.id, card]))
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
]

const codesOf = (recommendations: readonly Recommendation[]): string[] => [...new Set(recommendations.flatMap(({ shared }) => shared))]
