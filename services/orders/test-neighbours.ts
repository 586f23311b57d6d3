import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { create } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { type Attempt, ActionRequiredSchema, AttemptSchema, PaymentService } from '@vitrine/contracts/payments/v1'
import { type Basket, PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import type { Routes } from '@vitrine/platform/rpc/direct-transport'
import type { Service } from '@vitrine/platform/service'

const nowhere = mkdtempSync(join(tmpdir(), 'no-migrations-'))
export const asset = (path: string) => (path === 'none' ? pathToFileURL(nowhere) : new URL(`../../${path}`, import.meta.url))
const double = (name: string, routes: Routes): Service => ({
  name,
  migrations: 'none',
  hears: [],
  checks: [],
  books: {},
  start: () => ({ routes }),
})

const answer = (name: string, value: object) => ({ result: { case: name, value } as never })

/** Stand-ins for services that are not there yet. */
export function neighbours() {
  const pieces = new Map<string, number>()
  const held = new Map<string, Map<string, number>>()
  const state = {
    isStockAway: false,
    prices: new Map<string, bigint>(),
    pieces,
    held,
    used: new Set<string>(),
    frozen: new Map<string, { totals: { total: { amountMinor: bigint } } }>(),
    attempts: new Map<string, Attempt>(),
    ledger: [] as string[],
  }
  const left = (variantId: string) => {
    let sum = pieces.get(variantId) ?? 0
    for (const lines of held.values()) sum -= lines.get(variantId) ?? 0
    return sum
  }
  const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
  const quoteOf = (basket: Basket | undefined) => {
    const lines = (basket?.lines ?? []).filter(({ variantId }) => state.prices.has(variantId))
    const total = lines.reduce((sum, { variantId, quantity }) => sum + state.prices.get(variantId)! * BigInt(quantity), 0n)
    const off = basket?.coupons.includes('TEN') ? total / 10n : 0n
    const shipping = basket?.deliveryMethodId ? 490n : 0n
    return {
      lines: lines.map(({ lineId, variantId, quantity }) => {
        const unit = state.prices.get(variantId)!
        const share = off === 0n ? 0n : (unit * BigInt(quantity)) / 10n
        return {
          lineId,
          variantId,
          quantity,
          unitPrice: eur(unit),
          total: eur(unit * BigInt(quantity)),
          discount: eur(share),
          tax: eur(0n),
        }
      }),
      coupons: (basket?.coupons ?? []).map((code) => ({
        code,
        applies: code === 'TEN',
        refused: !['TEN', 'BIG'].includes(code),
        discount: eur(off),
      })),
      totals: {
        lines: eur(total),
        discount: eur(off),
        delivery: eur(shipping),
        tax: eur(0n),
        total: eur(total - off + shipping),
        taxIncluded: true,
      },
      unpricedVariantIds: (basket?.lines ?? []).map(({ variantId }) => variantId).filter((id) => !state.prices.has(id)),
      deliveryPriced: true,
    }
  }
  const catalog = double('catalog', (router) =>
    router.service(CatalogService, {
      getVariants: ({ variantIds }) => ({
        variants: variantIds
          .filter((id) => !id.startsWith('absent'))
          .map((variantId) => ({
            ...{
              variantId,
              sku: `SKU-${variantId}`,
              productId: `p-${variantId}`,
              slug: variantId,
              onSale: !variantId.startsWith('draft'),
              weightG: 100,
            },
            kind: variantId.startsWith('perfume') ? 'perfume' : 'eyewear',
            name: { fr: 'Lise', en: 'Lise' },
            optionTexts: { colour: { fr: 'Écaille', en: 'Tortoise' } },
            image: { sha256: 'abc', width: 10, height: 10, alt: { fr: 'Face', en: 'Front' } },
          })),
      }),
    }),
  )
  const stock = double('stock', (router) =>
    router.service(StockService, {
      availability: ({ variantIds }) => {
        if (state.isStockAway) throw new ConnectError('away', Code.Unavailable)
        return { availabilities: variantIds.map((variantId) => ({ variantId, known: true, available: left(variantId) })) }
      },
      reserve: ({ reservationId, lines }) => {
        if (state.isStockAway) throw new ConnectError('away', Code.Unavailable)
        if (held.has(reservationId)) return answer('reserved', {})
        const shortages = lines
          .map(({ variantId, quantity }) => ({ variantId, quantity, available: left(variantId) }))
          .filter((l) => l.available < l.quantity)
        if (shortages.length > 0)
          return {
            result: { case: 'outOfStock', value: { shortages: shortages.map(({ variantId, available }) => ({ variantId, available })) } },
          }
        held.set(reservationId, new Map(lines.map(({ variantId, quantity }) => [variantId, quantity])))
        return answer('reserved', {})
      },
      keep: ({ reservationId }) => {
        if (state.isStockAway) throw new ConnectError('away', Code.Unavailable)
        if (held.has(reservationId)) return answer('kept', {})
        return answer('outOfStock', { shortages: [] })
      },
      release: ({ reservationId }) => {
        held.delete(reservationId)
        return {}
      },
      fulfil: ({ reservationId }) => {
        for (const [variantId, quantity] of held.get(reservationId) ?? []) pieces.set(variantId, pieces.get(variantId)! - quantity)
        held.delete(reservationId)
        return {}
      },
    }),
  )
  const pricing = double('pricing', (router) =>
    router.service(PricingService, {
      quote: ({ basket }) => ({ quote: quoteOf(basket) }),
      freeze: ({ orderId, basket, expectedTotal }) => {
        const quote = state.frozen.get(orderId) ?? quoteOf(basket)
        if (quote.totals.total.amountMinor !== expectedTotal?.amountMinor) return answer('priceChanged', quote)
        if (basket?.coupons.includes('BIG')) return answer('couponRefused', { code: 'BIG' })
        state.frozen.set(orderId, quote)
        return answer('frozen', quote)
      },
      unfreeze: ({ orderId }) => {
        state.frozen.delete(orderId)
        return {}
      },
      priceDelivery: ({ methodIds }) => ({
        prices: methodIds.filter((id) => id !== 'unpriced').map((methodId) => ({ methodId, price: eur(490n) })),
      }),
    }),
  )
  const attempts = state.attempts
  const known = (id: string) => {
    const attempt = attempts.get(id)
    if (!attempt) throw new ConnectError(`no attempt ${id}`, Code.NotFound)
    return attempt
  }
  const move = (attempt: Attempt, state_: string) => Object.assign(attempt, { state: state_ })
  const payments = double('payments', (router) =>
    router.service(PaymentService, {
      authorise: ({ attemptId, orderId, amount, provider, method, token }) => {
        if (provider !== 'sandbox') throw new ConnectError(`no provider ${provider}`, Code.InvalidArgument)
        const zero = eur(0n)
        const made =
          attempts.get(attemptId) ??
          create(AttemptSchema, { id: attemptId, orderId, provider, method, amount: amount!, captured: zero, refunded: zero })
        if (!attempts.has(attemptId)) {
          attempts.set(attemptId, made)
          made.providerReference = token
          if (token === 'declined') Object.assign(made, { state: 'failed', failure: 'card-declined' })
          else if (token === 'three-d-secure')
            Object.assign(made, {
              state: 'action-required',
              action: create(ActionRequiredSchema, { kind: 'three-d-secure', url: 'https://bank' }),
            })
          else if (token === 'slow') move(made, 'pending')
          else if (token === 'lost')
            throw Object.assign(new ConnectError('no answer', Code.DeadlineExceeded), move(made, 'authorised') && {})
          else move(made, 'authorised')
          if (made.state === 'authorised') state.ledger.push(`authorise ${attemptId}`)
        }
        if (made.state === 'failed') return answer('declined', { reason: made.failure })
        if (made.state === 'action-required') return answer('action', made.action!)
        if (made.state === 'pending') return answer('pending', {})
        return answer('authorised', made)
      },
      capture: ({ attemptId }) => {
        const attempt = known(attemptId)
        if (attempt.providerReference === 'lapsed') return answer('refused', { reason: 'expired' })
        if (attempt.state === 'voided') return answer('refused', { reason: 'voided' })
        if (attempt.state === 'authorised') state.ledger.push(`capture ${attemptId}`)
        if (attempt.captured!.amountMinor === 0n) Object.assign(attempt, { state: 'captured', captured: attempt.amount })
        if (attempt.providerReference === 'timeout-after-capture') {
          attempt.providerReference = ''
          throw new ConnectError('no answer', Code.DeadlineExceeded)
        }
        return answer('captured', attempt)
      },
      void: ({ attemptId }) => {
        const attempt = known(attemptId)
        if (attempt.captured!.amountMinor > 0n) return answer('captured', attempt)
        if (attempt.state !== 'failed') move(attempt, 'voided')
        return answer('voided', attempt)
      },
      refund: ({ refundId, orderId, amount }) => {
        const attempt = [...attempts.values()].find((each) => each.orderId === orderId)!
        if (state.used.has(refundId)) return answer('refunded', attempt)
        const left_ = attempt.captured!.amountMinor - attempt.refunded!.amountMinor
        if (amount!.amountMinor > left_) return answer('aboveCaptured', { refundable: eur(left_) })
        state.used.add(refundId)
        state.ledger.push(`refund ${refundId}`)
        attempt.refunded!.amountMinor += amount!.amountMinor
        move(attempt, attempt.refunded!.amountMinor === attempt.captured!.amountMinor ? 'refunded' : 'partially-refunded')
        return answer('refunded', attempt)
      },
      getAttempt: ({ attemptId }) => ({ attempt: known(attemptId) }),
    }),
  )
  return { services: [catalog, stock, pricing, payments], state }
}
