import { type Candidate, choose, type Place, places } from '../domain/choice.ts'

export interface Asked {
  readonly place: Place
  readonly productIds: readonly string[]
  /** Empty without consent. */
  readonly visitorId: string
}

/** What recommending needs of storage. */
export interface CandidateStore {
  /** Everything that may be shown, each with a reason; one statement. Never a product asked about, sold out, withdrawn or bought by this visitor. */
  candidates(asked: Asked): Promise<Candidate[]>
}

/** Source: recommendations.proto. */
const usual = 8
const most = 24
const mostProducts = 200

/**
 * What to show beside a product, a cart, a person or on the home page, each with its reason.
 * Throws RangeError for an unknown place, a limit outside 1 to 24, a product page or a cart without a product.
 */
export async function recommend(
  store: CandidateStore,
  { place, productIds, visitorId, limit }: { place: string; productIds: readonly string[]; visitorId: string; limit: number },
): Promise<Candidate[]> {
  const found = places.find((one) => one === place)
  if (!found) throw new RangeError(`place: one of ${places.join(', ')}, not '${place}'`)
  if (limit < 0 || limit > most) throw new RangeError(`limit: 1 to ${most}, not ${limit}`)
  if (found === 'product' && productIds.length !== 1) throw new RangeError('product_ids: the one product')
  if (productIds.length > mostProducts) throw new RangeError(`product_ids: at most ${mostProducts}`)
  const asked = { place: found, productIds: found === 'product' || found === 'cart' ? productIds : [], visitorId }
  return choose(found, await store.candidates(asked), limit || usual)
}
