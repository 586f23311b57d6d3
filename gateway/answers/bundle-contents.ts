import { type CallOptions, ConnectError } from '@connectrpc/connect'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type { Line } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Peers } from '../peers.ts'
import type { Order } from '../schemas/order.ts'
import type { PieceInside } from '../schemas/shapes.ts'
import type { Locale } from '../words/words.ts'
import { optionsOf } from './option-answer.ts'
import { pick } from './texts.ts'

interface Part {
  readonly line: Line
  readonly variant: VariantRecord | undefined
}
type Contents = ReadonlyMap<string, readonly Part[]>
/** What is in each variant that is a bundle, in the reader's words; the others are absent. */
export type BundleWords = ReadonlyMap<string, PieceInside[]>

/** The same lines, each bundle with what is in it. */
export const withContents = <L>(lines: readonly L[], bundles: BundleWords, variantOf: (line: L) => string) =>
  lines.map((line) => {
    const parts = bundles.get(variantOf(line))
    return parts ? { ...line, parts } : line
  })

/** How long what a bundle is made of is known without asking: staff change it rarely [our choice]. */
const keptMs = 60_000
const mostKept = 5_000

/** What an order has in its bundles: they keep what they were made of. */
export async function contentsOfOrder(
  peers: Pick<Peers, 'stock' | 'catalog'>,
  orderId: string,
  variantIds: readonly string[],
  locale: Locale,
  options: CallOptions,
): Promise<BundleWords> {
  return inWords(await asked(peers, [...new Set(variantIds)], orderId, options), locale)
}

/** An order as it is shown, with what is in its bundles; while nobody can say, without. */
export async function withContentsOfOrder<O extends Pick<Order, 'id' | 'lines'>>(
  peers: Pick<Peers, 'stock' | 'catalog'>,
  order: O,
  locale: Locale,
  options: CallOptions,
): Promise<O> {
  const variantIds = order.lines.map(({ variantId }) => variantId)
  const bundles = await contentsOfOrder(peers, order.id, variantIds, locale, options).catch(ifAway)
  return bundles ? { ...order, lines: withContents(order.lines, bundles, ({ variantId }) => variantId) } : order
}

/**
 * What is in bundles as they are made now; without an answer of stock a page is still a page, without it.
 *
 * One call a minute for each variant, bundle or not; the oldest is forgotten first.
 */
export function bundleContents({ peers, clock }: { readonly peers: Pick<Peers, 'stock' | 'catalog'>; readonly clock: Clock }) {
  const kept = new Map<string, { readonly until: number; readonly parts: readonly Part[] }>()
  return async (variantIds: readonly string[], locale: Locale, options: CallOptions): Promise<BundleWords> => {
    const now = clock().getTime()
    const unknown = [...new Set(variantIds)].filter((id) => (kept.get(id)?.until ?? 0) <= now)
    const found = await asked(peers, unknown, '', options).catch(ifAway)
    if (found) for (const id of unknown) keep(id, { until: now + keptMs, parts: found.get(id) ?? [] })
    return inWords(new Map(variantIds.map((id) => [id, kept.get(id)?.parts ?? []])), locale)
  }

  function keep(id: string, one: { readonly until: number; readonly parts: readonly Part[] }) {
    kept.delete(id)
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? '')
    kept.set(id, one)
  }
}

function ifAway(error: unknown): undefined {
  if (!(error instanceof ConnectError)) throw error
}

async function asked(
  { stock, catalog }: Pick<Peers, 'stock' | 'catalog'>,
  variantIds: readonly string[],
  reservationId: string,
  options: CallOptions,
): Promise<Contents> {
  if (variantIds.length === 0) return new Map()
  const { bundles } = await stock.contents({ variantIds: [...variantIds], reservationId }, options)
  const partIds = [...new Set(bundles.flatMap(({ parts }) => parts.map(({ variantId }) => variantId)))]
  if (partIds.length === 0) return new Map()
  const { variants } = await catalog.getVariants({ variantIds: partIds }, options)
  const known = new Map(variants.map((variant) => [variant.variantId, variant]))
  return new Map(bundles.map(({ variantId, parts }) => [variantId, parts.map((line) => ({ line, variant: known.get(line.variantId) }))]))
}

const inWords = (contents: Contents, locale: Locale): BundleWords =>
  new Map([...contents].filter(([, parts]) => parts.length > 0).map(([id, parts]) => [id, parts.map((part) => wordsOf(part, locale))]))

const wordsOf = ({ line: { variantId, quantity }, variant }: Part, locale: Locale): PieceInside => ({
  ...{ variantId, quantity, sku: variant?.sku || variantId, name: pick(variant?.name, locale) || variantId },
  options: optionsOf(variant?.optionTexts ?? {}, variant?.options ?? {}, locale),
})
